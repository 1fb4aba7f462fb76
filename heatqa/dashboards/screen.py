"""One person's open page: filters that change the address, and cards that follow it.

Everything here runs in the server's loop, which alone may touch what a browser shows: Panel loses
changes that two threads make to one page. Answers are worked out beside the loop and come back
into it.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Any

import panel as pn
from bokeh.document import Document
from markupsafe import Markup
from tornado.ioloop import IOLoop

from heatqa import errors
from heatqa.dashboards import changes, panes, shell
from heatqa.dashboards.address import ALWAYS, Address
from heatqa.dashboards.cards import Card, Content, Lead, Page
from heatqa.dashboards.published import Generation, Published
from heatqa.figures import style
from heatqa.language import Language, printed, say, speaking

_LOG = logging.getLogger(__name__)


class Screen:
    """A page as one person sees it."""

    def __init__(
        self, page: Page, published: Published, *, analyst: bool, language: Language
    ) -> None:
        self._page, self._published, self._analyst = page, published, analyst
        published.tell(self)
        self._generation = published.generation
        query = {name: values[0].decode() for name, values in pn.state.session_args.items()}
        self.address = self._generation.address(page, query, language)
        self._document: Document | None = pn.state.curdoc
        self._loop = IOLoop.current()
        # Panel loses what changes between sending a page and hearing that it is drawn.
        self._drawn = False
        self._shown: dict[str, Content | str] = {}
        self._chosen: dict[str, pn.widgets.Select] = {}
        with self._spoken():
            self._rooms = {card.key: panes.Room() for card in page.cards}
            self._status = panes.html(Markup())
        self._place = panes.place(self.address.search)

    def template(self, pages: dict[str, Page], user: str | None) -> pn.Template:
        """The page with what is known of its cards; the rest follows as it is worked out."""
        generation, language = self._generation, self.address.language
        offered = generation.offered[language, self._page.by_season]
        with self._spoken():
            made = panes.Template(shell.resource("page.html"))
            filters = {field: self._filter(field, offered[field]) for field in self._page.filters}
            source = generation.source[language]
            told = shell.variables(self._page, pages, self.address, user, source)
            for name, value in told.items():
                made.add_variable(name, value)
            made.title = f"{told['heading']} · {told['brand']}"  # type: ignore[attr-defined]
            for field, select in filters.items():
                made.add_panel(f"filter_{field}", select)
            made.add_panel("status", self._status)
            made.add_panel("place", self._place)
            for key, room in self._rooms.items():
                made.add_panel(f"card_{key}", room.column)
        self._fill()
        pn.state.onload(lambda: self._enter(self._begin))
        return made

    def _begin(self) -> None:
        """Show what was worked out while the browser drew the page."""
        self._drawn = True
        self._look_for_news()
        self._fill()

    def renew(self) -> None:
        """Show the generation that is published now, as soon as nothing else changes the page.

        Any thread may ask for it.
        """
        self._loop.add_callback(self._enter, self._look_for_news)

    def _filter(self, field: str, offered: dict[str, str]) -> pn.widgets.Select:
        value = getattr(self.address, field)
        options = {text: key for key, text in offered.items()}
        if field not in ALWAYS and not (field == "period" and self._page.by_season):
            options = {say(f"dash.every.{field}"): ""} | options
        if value is not None and value not in options.values():
            # An address may name what the list does not offer, such as two dates.
            options[value] = value
        select = panes.select(say(f"dash.filter.{field}"), options, value or "")
        select.param.watch(lambda event: self._choose(field, event.new), "value")
        self._chosen[field] = select
        return select

    def _choose(self, field: str, value: str) -> None:
        # An empty period is all records, which an address has to say.
        wanted = value or ("all" if field == "period" else None)
        self.address = self.address.but(**{field: wanted})
        self._enter(self._follow_filters)

    def _follow_filters(self) -> None:
        self._place.value = self.address.search
        self._fill()

    def _fill(self) -> None:
        """Show of every card what is known, and have the rest worked out."""
        for card in self._page.cards:
            if (late := self._known(card, late=True)) is not None:
                self._show(card, late)
            elif (quick := self._known(card, late=False)) is not None:
                self._show(card, quick)
                self._work_out(card, late=True)
            else:
                self._wait(card)
                self._work_out(card, late=False)
                self._work_out(card, late=True)

    def _known(self, card: Card, *, late: bool) -> Content | None:
        if (card.later if late else card.build) is None:
            return None
        return self._generation.answered(
            self._page.name, card, self.address, self._analyst, late=late
        )

    def _work_out(self, card: Card, *, late: bool) -> None:
        """Have a card answered, if it has such an answer, and show it unless it is out of date."""
        if (card.later if late else card.build) is None:
            return
        generation, address = self._generation, self.address

        def wanted() -> bool:
            return (generation, address) == (self._generation, self.address)

        def arrive(found: Content | str) -> None:
            overtaken = not late and self._known(card, late=True) is not None
            if self._drawn and wanted() and not overtaken:
                self._show(card, found)

        def work() -> None:
            if wanted():
                found = self._asked(card, generation, address, late=late)
                self._loop.add_callback(self._enter, lambda: arrive(found))

        self._published.lane(late=late).ask(work)

    def _enter(self, change: Callable[[], None]) -> None:
        changes.enter(self._document, change)

    def _asked(
        self, card: Card, generation: Generation, address: Address, *, late: bool
    ) -> Content | str:
        try:
            return generation.answer(self._page.name, card, address, self._analyst, late=late)
        except errors.HeatqaError as problem:
            with speaking(address.language), printed():
                return str(problem)
        except Exception:
            # The log is for whoever keeps the server; a visitor reads a sentence.
            _LOG.exception("card %s of %s", card.key, address.link())
            return say("dash.fault", language=address.language)

    def _show(self, card: Card, found: Content | str) -> None:
        if self._shown.get(card.key) is found:
            return
        self._shown[card.key] = found
        with self._spoken():
            self._rooms[card.key].show(found, lambda clicked: self._click(card, clicked))

    def _wait(self, card: Card) -> None:
        """What takes long shows that it is waited for; what comes at once stays until then."""
        self._shown.pop(card.key, None)
        room = self._rooms[card.key]
        if card.build is not None:
            room.stale()
            return
        with self._spoken():
            room.wait()

    def _click(self, card: Card, clicked: dict[str, Any] | None) -> None:
        found = self._shown.get(card.key)
        if isinstance(found, Content) and found.leads is not None:
            self._follow(found.leads, clicked)

    def _follow(self, lead: Lead, clicked: dict[str, Any] | None) -> None:
        """Go where a click on a point leads."""
        points = (clicked or {}).get("points") or [{}]
        value = lead.value(points[0])
        if value is None:
            return
        if lead.page is None and lead.field in self._chosen:
            select = self._chosen[lead.field]
            if value in select.options.values():
                self._enter(lambda: setattr(select, "value", value))
        elif lead.page is not None:
            target = self.address.but(**{lead.field: value, "page": lead.page})
            self._enter(lambda: setattr(self._place, "value", target.link()))

    def _look_for_news(self) -> None:
        if not self._drawn or self._published.generation is self._generation:
            return
        self._generation = self._published.generation
        with self._spoken():
            news = say("dash.news", as_of=f"{self._generation.as_of:%Y-%m-%d %H:%M}")
        text = Markup('<p class="news" role="status">{}</p>').format(news)
        self._status.object = str(text)
        self._fill()

    @contextlib.contextmanager
    def _spoken(self) -> Iterator[None]:
        with speaking(self.address.language), printed(), style.shaded(self.address.shade):
            yield
