"""Logging in with the names and passwords of a file, on a page that comes from here alone."""

import time
from typing import Any, ClassVar

from jinja2 import Environment
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
def page() -> Any:
    """The page to log in on, in the language in force."""
    with style.shaded("light"):
        look = shell.look()
    words = {
        name: say(f"dash.login.{name}") for name in ("title", "user", "password", "enter", "wrong")
    }
    return Environment(autoescape=True).from_string(
        shell.resource("login.html"),
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
