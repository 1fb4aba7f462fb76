"""The server: pages, downloads and logging in, on this machine alone unless told otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import panel as pn
from tornado.web import RedirectHandler

from heatqa import errors
from heatqa.dashboards import people
from heatqa.dashboards.pages import PAGES
from heatqa.dashboards.published import Published
from heatqa.dashboards.screen import Screen
from heatqa.language import Language, current, say
from heatqa.settings import Settings

LOCAL = ("localhost", "127.0.0.1", "::1")
# Filters of 30 people are answered side by side; the database and the figures do the rest.
_THREADS = 4


@dataclass(frozen=True)
class Options:
    """Where and for whom to serve.

    `origins` are the host names that browsers reach the server by, such as that of a proxy.
    """

    port: int = 5006
    address: str = "localhost"
    users: Path | None = None
    oauth: str | None = None
    origins: tuple[str, ...] = ()
    show: bool = False


def serve(settings: Settings, options: Options) -> None:
    """Serve the dashboards until interrupted.

    Raises:
        WarehouseMissing, WarehouseBroken: there is nothing to show.
        ArgumentUnusable: others could look in without a password.
    """
    known = people.load(options.users) if options.users else {}
    if options.address not in LOCAL and not known:
        raise errors.ArgumentUnusable(
            argument="--address", found=options.address, remedy=say("dash.remedy.address")
        )
    published = Published(settings)
    published.start()
    pn.extension("plotly", inline=False, nthreads=_THREADS)
    language = current()
    apps: dict[str, Any] = {name: _app(name, published, known, language) for name in PAGES}
    first = next(iter(PAGES))
    try:
        pn.serve(
            apps,
            port=options.port,
            address=options.address,
            websocket_origin=[*options.origins] or None,
            show=options.show,
            verbose=False,
            extra_patterns=[(r"/", RedirectHandler, {"url": f"/{first}", "permanent": False})],
        )
    finally:
        published.stop()


def _app(
    name: str, published: Published, known: dict[str, people.Person], language: Language
) -> Callable[[], pn.Template]:
    def made() -> pn.Template:
        user = pn.state.user if known else None
        role = known[user].role if user in known else "viewer"
        screen = Screen(
            PAGES[name], published, analyst=not known or role == "analyst", language=language
        )
        return screen.template(PAGES, user)

    return made
