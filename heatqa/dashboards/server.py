"""The server: pages, downloads and logging in, on this machine alone unless told otherwise."""

import contextlib
import gc
import logging
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import panel as pn
from tornado import netutil
from tornado.web import RedirectHandler

from heatqa import errors
from heatqa.dashboards import downloads, login, panes, people, sockets
from heatqa.dashboards.pages import PAGES
from heatqa.dashboards.published import Published
from heatqa.dashboards.screen import Screen
from heatqa.language import Language, current, say
from heatqa.settings import Settings

_LOG = logging.getLogger(__name__)
LOCAL = ("localhost", "127.0.0.1", "::1")
# A page whose browser needs longer than this from its address to its connection is dropped, and
# then waits for ever: a slow machine or network needs more than Bokeh's 15 seconds.
_UNUSED_MILLISECONDS = 120_000


@dataclass(frozen=True)
class Options:
    """Where and for whom to serve.

    `oauth` is the name of a provider of single sign-on that Panel knows; `origins` are the hosts
    (with a port, if it is not the usual one) that browsers reach the server by, such as a proxy's.
    """

    port: int = 5006
    address: str = LOCAL[0]
    users: Path | None = None
    oauth: str | None = None
    origins: tuple[str, ...] = ()


def serve(settings: Settings, options: Options, announce: Callable[[], None]) -> None:
    """Serve the dashboards until interrupted; `announce` is called just before.

    Raises:
        WarehouseMissing, WarehouseBroken: there is nothing to show.
        FileMissing, SettingsBroken: the file of people cannot be used.
        ArgumentUnusable: others could look in without a password, or the port cannot be had.
    """
    known = people.load(options.users) if options.users else {}
    guarded = bool(known or options.oauth)
    if (options.address not in LOCAL or options.origins) and not guarded:
        argument = "--origin" if options.address in LOCAL else "--address"
        found = ", ".join(options.origins) or options.address
        raise errors.ArgumentUnusable(
            argument=argument, found=found, remedy=say("dash.remedy.address")
        )

    _try_port(options)

    def allowed(user: str | None) -> bool | None:
        """Whether somebody may see records; None for who may see nothing."""
        if not guarded:
            return True
        if user is None or (user not in known and not options.oauth):
            return None
        # Who comes by single sign-on and is not in the file belongs to the company: a viewer.
        return user in known and known[user].role == "analyst"

    published = Published(settings, PAGES, current(), guarded=guarded)
    published.start()
    pn.extension("plotly", inline=False)
    apps: dict[str, Any] = {name: _app(name, published, allowed, current()) for name in PAGES}
    hosts = (*LOCAL, options.address, *(origin.partition(":")[0] for origin in options.origins))
    handed = {
        "pages": PAGES,
        "published": published,
        "allowed": allowed,
        "hosts": frozenset(hosts),
        "language": current(),
    }
    # What is there by now stays: looking for waste among it would stop everybody for a moment.
    gc.freeze()
    sockets.send_at_once()
    with contextlib.ExitStack() as stack:
        stack.callback(published.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        announce()
        pn.serve(
            apps,
            port=options.port,
            address=options.address,
            websocket_origin=_origins(options),
            show=False,
            verbose=False,
            unused_session_lifetime_milliseconds=_UNUSED_MILLISECONDS,
            extra_patterns=[
                (r"/", RedirectHandler, {"url": f"/{next(iter(PAGES))}", "permanent": False}),
                (downloads.PATTERN, downloads.Download, handed),
            ],
            **_guard(options, known, folder),
        )


def _try_port(options: Options) -> None:
    """Refuse a port before pages are prepared for it; often an earlier server still has it."""
    try:
        tried = netutil.bind_sockets(options.port, options.address)
    except OSError:
        had = {None}
    else:
        # A number too large for a port is bound as another.
        had = {opened.getsockname()[1] for opened in tried}
        for opened in tried:
            opened.close()
    if had != {options.port}:
        remedy = say("dash.remedy.port")
        raise errors.ArgumentUnusable(argument="--port", found=options.port, remedy=remedy)


def _guard(options: Options, known: dict[str, people.Person], folder: Path) -> dict[str, Any]:
    """How people log in, as arguments of Panel's server; pages of ours go to the folder."""
    if not options.oauth and not known:
        return {}
    # Without a secret of the company's own everybody logs in anew after a restart.
    secret = {"cookie_secret": pn.config.cookie_secret or secrets.token_urlsafe(32)}
    if options.oauth:
        if not pn.config.oauth_key:
            raise errors.ArgumentUnusable(
                argument="--oauth", found=options.oauth, remedy=say("dash.remedy.oauth")
            )
        farewells = login.farewells(folder)
        return secret | farewells | {"oauth_provider": options.oauth}
    pn.config.param.update(_cookie_secret=secret["cookie_secret"])
    return secret | {"auth_provider": login.provider(known)}


def _origins(options: Options) -> list[str]:
    """The hosts whose pages may talk to the server."""
    return [*(f"{host}:{options.port}" for host in (*LOCAL[:2], options.address)), *options.origins]


def _app(
    name: str,
    published: Published,
    allowed: Callable[[str | None], bool | None],
    language: Language,
) -> Callable[[], pn.Template]:
    def made() -> pn.Template:
        user = pn.state.user
        try:
            screen = Screen(PAGES[name], published, analyst=bool(allowed(user)), language=language)
            return screen.template(PAGES, user)
        except Exception:
            # The log is for whoever keeps the server; a visitor reads a sentence.
            _LOG.exception("page %s", name)
            return panes.fault(language)

    return made
