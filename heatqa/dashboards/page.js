// Links follow the filters: the address of the page always says what is shown.
(() => {
  const names = document.documentElement.dataset.names.split(" ");
  const chosen = new URLSearchParams(location.search);
  // Without a choice the page is as dark as the system; on the screen of a meeting room everything
  // grows, figures included, which the server has to draw so.
  const wide = innerWidth >= 2560;
  const dark = !chosen.has("theme") && matchMedia("(prefers-color-scheme: dark)").matches;
  if (dark) chosen.set("theme", "dark");
  if (wide) chosen.set("screen", "large");
  if (dark || wide !== (document.documentElement.dataset.screen === "large")) {
    if (!wide) chosen.delete("screen");
    location.replace(`${location.pathname}?${chosen}`);
  }

  addEventListener("DOMContentLoaded", () => {
    document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  });

  // Going back means the filters of before, which the server has to be asked for.
  addEventListener("popstate", () => location.reload());

  // A server that was away, or that forgot this page, is asked until it answers; then the page
  // begins anew, which its address is enough for.
  const again = async () => {
    document.getElementById("away").hidden = false;
    try {
      await fetch("static/extensions/panel/css/loading.css", { cache: "no-store" });
      location.reload();
    } catch {
      setTimeout(again, 3000);
    }
  };
  const listen = () => {
    const [page] = window.Bokeh?.documents ?? [];
    if (page) page.on_event("connection_lost", () => setTimeout(again, 1000));
    else setTimeout(listen, 500);
  };
  listen();

  const query = () => {
    const found = new URLSearchParams();
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (names.includes(name)) found.set(name, value);
    }
    return found;
  };

  const figures = (root) => {
    const found = [...root.querySelectorAll(".js-plotly-plot")];
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) found.push(...figures(element.shadowRoot));
    }
    return found;
  };

  const aim = (link) => {
    const wanted = query();
    if (link.dataset.name) wanted.set(link.dataset.name, link.dataset.value);
    const page = location.pathname.split("/").pop();
    if (link.dataset.page !== undefined) {
      link.href = `${link.getAttribute("href").split("?")[0]}?${wanted}`;
    } else if (link.dataset.name) {
      link.href = `${page}?${wanted}`;
    } else if (link.dataset.file) {
      link.href = `download/${page}/${link.dataset.card}.${link.dataset.file}?${wanted}`;
    }
  };

  const draw = (link) => {
    const [figure] = figures(document.getElementById(link.dataset.card));
    if (!figure) return;
    window.Plotly.downloadImage(figure, {
      format: link.dataset.file,
      filename: `heatqa-${link.dataset.card}`,
      width: figure.clientWidth,
      height: figure.clientHeight,
      scale: 2,
    });
  };

  const linked = (event) => event.target instanceof Element && event.target.closest("a[data-page], a[data-name], a[data-file]");
  for (const kind of ["pointerover", "focusin", "click"]) {
    document.addEventListener(kind, (event) => {
      const link = linked(event);
      if (!link) return;
      if (["png", "svg"].includes(link.dataset.file)) {
        if (kind !== "click") return;
        event.preventDefault();
        draw(link);
      } else {
        aim(link);
      }
    });
  }
})();
