"""Logging in with the names and passwords of a file, on a page that comes from here alone."""

import time
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FunctionLoader, Template
from panel.auth import BasicAuthProvider, BasicLoginHandler, LogoutHandler

from heatqa.dashboards import people, shell
from heatqa.figures import style
from heatqa.language import current, printed, say

# After a wrong password the next try has to wait: guessing takes years.
_SECONDS = 1.0


def provider(known: dict[str, people.Person]) -> BasicAuthProvider:
    """Panel's login, with our people and our page."""

    class Login(BasicLoginHandler):
        _login_endpoint = "/login"
        _login_template: Any = page()
        _refused: ClassVar[dict[str, float]] = {}

        def _validate(self, username: str, password: str) -> bool:
            now = time.monotonic()
            if now - self._refused.get(username, -_SECONDS) < _SECONDS:
                return False
            person = known.get(username, _NOBODY)
            fits = people.opens(password, person.password or _NOBODY.password)
            if not fits or not person.password or person is _NOBODY:
                self._refused[username] = now
                return False
            return True

    class Provider(BasicAuthProvider):
        @property
        def login_handler(self) -> type[BasicLoginHandler]:
            return Login

        @property
        def logout_handler(self) -> type[LogoutHandler]:
            return Logout

    return Provider()


class Logout(LogoutHandler):
    """Leads back to our page: Panel's own speaks English and asks for a picture from outside."""

    def get(self) -> None:
        """Forget who was there."""
        self.clear_all_cookies()
        self.redirect("./login")


@printed()
def farewells(folder: Path) -> dict[str, str]:
    """Our pages for logging out of single sign-on and for a login that failed.

    Panel takes them as files; its own ask for pictures and styles from outside.

    Args:
        folder: Where the files are written.

    Returns:
        The arguments of Panel's server that name them.
    """
    named = {}
    for argument, key in (("logout_template", "left"), ("oauth_error_template", "failed")):
        file = folder / f"{key}.html"
        words = {"title": say(f"dash.login.{key}"), "again": say("dash.login.again")}
        file.write_text(_template("left.html", words).render(), encoding="utf-8")
        named[argument] = str(file)
    return named


@printed()
def page() -> Any:
    """The page to log in on, in the language in force."""
    words = ("title", "user", "password", "enter", "wrong")
    return _template("login.html", {name: say(f"dash.login.{name}") for name in words})


def _template(name: str, words: dict[str, str]) -> Template:
    """A page of ours as a template that knows its words."""
    with style.shaded("light"):
        look = shell.look()
    return Environment(loader=FunctionLoader(shell.resource), autoescape=True).get_template(
        name,
        globals={
            **words,
            "brand": say("dash.brand"),
            "language": current(),
            "look": look,
            "style": shell.resource("login.css"),
        },
    )


# Somebody unknown costs as much time as somebody known, so that names cannot be tried out.
_NOBODY = people.Person("viewer", people.locked("nobody"))
