"use strict";
// Shows one page at a time; without this script all pages stand below each other.
(() => {
  const root = document.documentElement;
  const pages = [...document.querySelectorAll(".page")];
  const live = document.getElementById("live");
  let now = 0;

  function measure() {
    const overview = root.classList.contains("overview");
    const share = root.classList.contains("notes") ? 0.62 : 1;
    const whole = Math.min(innerWidth / 960, (innerHeight * share) / 540);
    root.style.setProperty("--u", `$${overview ? Math.max(whole / 4.4, 0.22) : whole}px`);
  }

  function show(number) {
    now = Math.max(0, Math.min(pages.length - 1, number));
    pages.forEach((page, place) => page.classList.toggle("now", place === now));
    live.textContent = `$${now + 1} / $${pages.length}`;
    const wanted = `#$${pages[now].id}`;
    if (location.hash !== wanted) history.replaceState(null, "", wanted);
    if (root.classList.contains("overview")) pages[now].scrollIntoView({ block: "nearest" });
  }

  function turn(name) {
    if (name === "overview") root.classList.remove("notes");
    if (name === "notes") root.classList.remove("overview");
    root.classList.toggle(name);
    measure();
    show(now);
    if (!root.classList.contains("overview")) scrollTo(0, 0);
  }

  const does = {
    next: () => show(now + 1),
    back: () => show(now - 1),
    first: () => show(0),
    last: () => show(pages.length - 1),
    overview: () => turn("overview"),
    notes: () => turn("notes"),
    theme: () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
    print: () => print(),
    leave: () => root.classList.contains("overview") && turn("overview"),
  };
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back",
    Home: "first", End: "last", o: "overview", n: "notes", d: "theme", f: "full", p: "print",
    Escape: "leave",
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onButton = event.target.closest && event.target.closest("button");
    if (onButton && (pressed === " " || pressed === "Enter")) return;
    let name = keys[pressed];
    if (pressed === "Enter" && root.classList.contains("overview")) name = "leave";
    if (!name) return;
    event.preventDefault();
    does[name]();
  });
  document.querySelectorAll("nav button").forEach((button) =>
    button.addEventListener("click", () => does[button.dataset.does]()));
  pages.forEach((page, place) => page.addEventListener("click", () => {
    if (!root.classList.contains("overview")) return;
    show(place);
    turn("overview");
  }));

  // The buttons show themselves while the pointer moves, and keep out of the picture otherwise.
  let sleep = 0;
  function wake() {
    root.classList.add("awake");
    clearTimeout(sleep);
    sleep = setTimeout(() => root.classList.remove("awake"), 2500);
  }
  addEventListener("pointermove", wake, { passive: true });
  addEventListener("pointerdown", wake, { passive: true });

  let from = null;
  addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!from || root.classList.contains("overview")) return;
    const to = event.changedTouches[0];
    const across = to.clientX - from.clientX;
    const down = to.clientY - from.clientY;
    if (Math.abs(across) > 40 && Math.abs(across) > 2 * Math.abs(down)) {
      does[across < 0 ? "next" : "back"]();
    }
  }, { passive: true });

  const asked = () => Math.max(0, pages.findIndex((page) => `#$${page.id}` === location.hash));
  addEventListener("hashchange", () => show(asked()));
  addEventListener("resize", measure);
  if (matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.theme = "dark";
  root.classList.add("shown");
  wake();
  measure();
  show(asked());
})();
