"""One person's open page: filters that change the address, and cards that follow it."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import panel as pn
from bokeh.document import Document
from markupsafe import Markup

from heatqa import errors
from heatqa.dashboards import choices, shell
from heatqa.dashboards.address import Address, parse
from heatqa.dashboards.cards import Card, Content, Lead, Page
from heatqa.dashboards.published import Generation, Published
from heatqa.figures import style
from heatqa.language import Language, say, speaking

# How often an open page looks whether there is a new generation, in milliseconds.
_EVERY = 2000
# Room that the card's own heading makes needless in a figure.
_TOP, _TOP_WITH_LEGEND = 20, 64
# Filters without which there is nothing to show.
_ALWAYS = ("clause", "by")
_LOG = logging.getLogger(__name__)


class Screen:
    """A page as one person sees it."""

    def __init__(
        self, page: Page, published: Published, *, analyst: bool, language: Language
    ) -> None:
        self._page, self._published, self._analyst = page, published, analyst
        self._generation = published.generation
        query = {name: values[0].decode() for name, values in pn.state.session_args.items()}
        season = choices.season(self._generation) if "period" in page.filters else None
        self.address = parse(page.name, query, language, season)
        if page.by_season:
            with contextlib.suppress(errors.HeatqaError):
                season = choices.season(self._generation, self.address.period)
            self.address = self.address.but(period=season)
        self._document: Document | None = pn.state.curdoc
        self._chosen: dict[str, pn.widgets.Select] = {}
        self._panes = {
            card.key: pn.Column(sizing_mode="stretch_width", margin=0) for card in page.cards
        }
        self._status = _html(Markup())

    def template(self, pages: dict[str, Page], user: str | None) -> pn.Template:
        """The page, its cards waiting until the browser is there."""
        with self._spoken():
            offered = choices.choices(self._generation, by_season=self._page.by_season)
            with self._generation.asking() as bench:
                source = bench.source
            made = pn.Template(shell.resource("page.html"))
            told = shell.variables(self._page, pages, self.address, user, source)
            for name, value in told.items():
                made.add_variable(name, value)
            made.title = f"{told['heading']} · {told['brand']}"  # type: ignore[attr-defined]
            for field in self._page.filters:
                made.add_panel(f"filter_{field}", self._filter(field, offered[field]))
            made.add_panel("status", self._status)
            for card in self._page.cards:
                self._panes[card.key].objects = [_html(_waiting())]
                made.add_panel(f"card_{card.key}", self._panes[card.key])
        pn.state.onload(self._fill)
        pn.state.add_periodic_callback(self._look_for_news, period=_EVERY)
        return made

    def _filter(self, field: str, offered: dict[str, str]) -> pn.widgets.Select:
        value = getattr(self.address, field)
        if value is None and field in _ALWAYS:
            value = next(iter(offered), None)
            self.address = self.address.but(**{field: value})
        options = {text: key for key, text in offered.items()}
        if field not in _ALWAYS and not (field == "period" and self._page.by_season):
            options = {say(f"dash.every.{field}"): ""} | options
        if value is not None and value not in options.values():
            # An address may name what the list does not offer, such as two dates.
            options[value] = value
        select = pn.widgets.Select(
            name=say(f"dash.filter.{field}"),
            options=options,
            value=value or "",
            sizing_mode="stretch_width",
            margin=0,
            stylesheets=[_css()],
        )
        select.param.watch(lambda event: self._choose(field, event.new), "value")
        self._chosen[field] = select
        return select

    def _choose(self, field: str, value: str) -> None:
        # An empty period is all records, which an address has to say.
        wanted = value or ("all" if field == "period" else None)
        self.address = self.address.but(**{field: wanted})
        location = pn.state.location
        if location is not None:
            location.search = self.address.search
        self._fill()

    def _fill(self) -> None:
        """Answer every card that the address changed, and put the rest on its way."""
        for card in self._page.cards:
            self._show(card, self._now(card))
            if card.later is not None:
                self._put_off(card)

    def _now(self, card: Card) -> Content | str | None:
        """What a card can show at once: a late answer that is there, else the quick one."""
        if card.later is not None:
            told = self._generation.answered(
                self._page.name, card, self.address, self._analyst, late=True
            )
            if told is not None or card.build is None:
                return told
        return self._asked(card, self._generation, self.address, late=False)

    def _asked(
        self, card: Card, generation: Generation, address: Address, *, late: bool
    ) -> Content | str:
        try:
            return generation.answer(self._page.name, card, address, self._analyst, late=late)
        except errors.HeatqaError as problem:
            with speaking(address.language):
                return str(problem)
        except Exception:
            # The log is for whoever keeps the server; a visitor reads a sentence.
            _LOG.exception("card %s of %s", card.key, address.link())
            return say("dash.fault", language=address.language)

    def _put_off(self, card: Card) -> None:
        generation, address = self._generation, self.address
        page, analyst = self._page.name, self._analyst
        if generation.answered(page, card, address, analyst, late=True) is not None:
            return

        def wanted() -> bool:
            return (generation, address) == (self._generation, self.address)

        def work() -> None:
            if not wanted():
                return
            found = self._asked(card, generation, address, late=True)

            def arrive() -> None:
                if wanted():
                    self._show(card, found)

            # Whoever has closed the page in the meantime gets nothing.
            with contextlib.suppress(RuntimeError):
                if self._document is not None:
                    self._document.add_next_tick_callback(arrive)

        self._published.later(work)

    def _show(self, card: Card, found: Content | str | None) -> None:
        with self._spoken():
            objects = _objects(found)
            lead = found.leads if isinstance(found, Content) else None
            if lead is not None:
                objects[0].param.watch(lambda event: self._follow(lead, event.new), "click_data")
            self._panes[card.key].objects = objects

    def _follow(self, lead: Lead, clicked: dict[str, Any] | None) -> None:
        """Go where a click on a point leads."""
        points = (clicked or {}).get("points") or [{}]
        value = lead.value(points[0])
        if value is None:
            return
        if lead.page is None and lead.field in self._chosen:
            select = self._chosen[lead.field]
            if value in select.options.values():
                select.value = value
        elif pn.state.location is not None and lead.page is not None:
            target = self.address.but(**{lead.field: value, "page": lead.page})
            pn.state.location.param.update(
                pathname=f"/{lead.page}", search=target.search, reload=True
            )

    def _look_for_news(self) -> None:
        if self._published.generation is self._generation:
            return
        self._generation = self._published.generation
        with self._spoken():
            news = say("dash.news", as_of=f"{self._generation.as_of:%Y-%m-%d %H:%M}")
        text = Markup('<p class="news" role="status">{}</p>').format(news)
        self._status.object = str(text)
        self._fill()

    @contextlib.contextmanager
    def _spoken(self) -> Iterator[None]:
        with speaking(self.address.language), style.shaded(self.address.shade):
            yield


def _objects(found: Content | str | None) -> list[Any]:
    if found is None:
        return [_html(_waiting())]
    if isinstance(found, str):
        return [_html(Markup('<p class="problem" role="alert">{}</p>').format(found))]
    objects: list[Any] = [_html(found.html)] if found.html else []
    if found.figure is not None:
        objects.insert(0, _figure(found.figure))
    return objects


def _figure(figure: Any) -> pn.pane.Plotly:
    # The card has the heading; what stood in the figure's would take room twice.
    legend = len(figure.data) > 1 and any(trace.showlegend is not False for trace in figure.data)
    top = _TOP_WITH_LEGEND if legend else _TOP
    figure.update_layout(title=None, margin={"t": top}, autosize=True)
    figure.update_layout(legend={"y": 1, "yref": "container", "yanchor": "top"})
    return pn.pane.Plotly(
        figure,
        config={"displayModeBar": False, "responsive": True},
        sizing_mode="stretch_width",
        margin=0,
        height=figure.layout.height,
    )


def _html(text: Markup) -> pn.pane.HTML:
    return pn.pane.HTML(str(text), sizing_mode="stretch_width", margin=0, stylesheets=[_css()])


def _waiting() -> Markup:
    return Markup('<p class="waiting" role="status">{}</p>').format(say("dash.waiting"))


def _css() -> str:
    return shell.resource("card.css")
