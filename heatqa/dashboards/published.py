"""The generation that everybody sees: opened once, replaced when a new one is published."""

import contextlib
import functools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Any, Protocol

from heatqa import errors
from heatqa.dashboards import choices, enlarged, panes
from heatqa.dashboards.address import ALWAYS, LARGE, Address, parse
from heatqa.dashboards.cards import Asked, Card, Content, Page
from heatqa.dashboards.lanes import Lane
from heatqa.figures import style
from heatqa.language import LANGUAGES, Language, printed, speaking
from heatqa.settings import Settings, season_name
from heatqa.warehouse import Warehouse
from heatqa.workbench import Workbench

# Answers kept per generation: a city's pages under many filters, a few megabytes.
_KEPT = 600
# How often the pointer is read.
SECONDS = 2.0


class Generation:
    """One generation with the answers asked of it so far.

    Two workbenches, each with a connection and a lock of its own: filters do not wait for scans.
    What every page needs (`source`, `offered`) is read on opening, so that no page has to wait for
    either.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the published generation.

        Raises:
            WarehouseMissing, WarehouseBroken: there is none to open.
        """
        self.name = Warehouse(settings.warehouse).published().name
        self.settings = settings
        self._benches = (Workbench(settings), Workbench(settings))
        self._locks = (threading.Lock(), threading.Lock())
        self._known: tuple[dict[Hashable, Any], dict[Hashable, Any]] = ({}, {})
        self._answers: OrderedDict[tuple[object, ...], Content] = OrderedDict()
        self._kept = threading.Lock()
        quick = self._benches[0]
        self.as_of = quick.as_of
        self.source: dict[Language, str] = {}
        self.offered: dict[tuple[Language, bool], choices.Choices] = {}
        values = choices.values(quick)
        for language in LANGUAGES:
            with speaking(language), printed():
                self.source[language] = quick.source
                for by_season in (False, True):
                    offered = choices.choices(quick, values, by_season=by_season)
                    self.offered[language, by_season] = offered

    def address(self, page: Page, query: Mapping[str, str], language: Language) -> Address:
        """The view that an address asks for, with what the page shows where it asks for nothing.

        A page and its downloads start from the same, so that they show the same.
        """
        season = choices.season(self.as_of, self.settings) if "period" in page.filters else None
        address = parse(page.name, query, language, season)
        if page.by_season:
            with contextlib.suppress(errors.HeatqaError):
                season = choices.season(self.as_of, self.settings, address.period)
            address = address.but(period=season)
        offered = self.offered[address.language, page.by_season]
        missing = [
            field for field in ALWAYS if field in page.filters and getattr(address, field) is None
        ]
        return address.but(**{field: next(iter(offered[field]), None) for field in missing})

    def answered(
        self, page: str, card: Card, address: Address, analyst: bool, *, late: bool
    ) -> Content | None:
        """The answer of a card, if it was asked for before."""
        key = _key(page, card, address, analyst, late)
        with self._kept:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def answer(
        self, page: str, card: Card, address: Address, analyst: bool, *, late: bool
    ) -> Content:
        """The answer of a card, made once for all who ask the same.

        Raises:
            HeatqaError: the address asks for what there is not.
        """
        key = _key(page, card, address, analyst, late)
        build = card.later if late else card.build
        assert build is not None  # noqa: S101 - a card is asked only for what it has
        with self._locks[late]:
            if (known := self.answered(page, card, address, analyst, late=late)) is not None:
                return known
            with speaking(address.language), printed(), style.shaded(address.shade):
                made = build(Asked(self._benches[late], address, analyst, self._known[late]))
            if made.figure is not None:
                panes.fit(made.figure)
                if address.screen == LARGE:
                    enlarged.enlarge(made.figure)
            with self._kept:
                self._answers[key] = made
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
        return made


class Renewed(Protocol):
    """What is told that there is a new generation."""

    def renew(self) -> None:
        """Called by a thread beside the server's loop."""
        ...


class Published:
    """Watches the pointer and holds the generation that pages read."""

    def __init__(
        self, settings: Settings, pages: dict[str, Page], language: Language, *, guarded: bool
    ) -> None:
        self.settings = settings
        self.generation = Generation(settings)
        self._pages = pages
        self._language: Language = language
        self._guarded = guarded
        self._warehouse = Warehouse(settings.warehouse)
        # By whether the answer is a late one: each lane has a workbench of its own to ask.
        self._lanes = (Lane("filters"), Lane("scans"))
        self._stopped = threading.Event()
        # Open pages; those that nobody has any more go by themselves.
        self._telling = threading.Lock()
        self._told: weakref.WeakSet[Renewed] = weakref.WeakSet()

    def tell(self, page: Renewed) -> None:
        """Tell a page of every new generation from now on."""
        with self._telling:
            self._told.add(page)

    def start(self) -> None:
        """Begin to watch, and answer beforehand what takes long."""
        self._warm(self.generation)
        for lane in self._lanes:
            lane.start()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Watch no longer and drop what waits."""
        self._stopped.set()
        for lane in self._lanes:
            lane.stop()

    def lane(self, *, late: bool) -> Lane:
        """Where answers are worked out, beside the server's loop."""
        return self._lanes[late]

    def _watch(self) -> None:
        while not self._stopped.wait(SECONDS):
            # Between two files, or on a share that is away, the last good one stays on show.
            with contextlib.suppress(errors.HeatqaError, OSError):
                if self._warehouse.published().name != self.generation.name:
                    newer = Generation(self.settings)
                    self._warm(newer)
                    self.generation = newer
                    with self._telling:
                        told = list(self._told)
                    for page in told:
                        page.renew()

    def _warm(self, generation: Generation) -> None:
        """Answer what takes long as it is first asked for, one card after the other."""
        starts, _ = generation.settings.season_of(generation.as_of.date())
        for page in self._pages.values():
            period = season_name(starts) if "period" in page.filters else None
            address = Address(page.name, language=self._language, period=period)
            for card in page.cards:
                if card.later is not None and "clause" not in card.uses:
                    work = functools.partial(self._answer, generation, page, card, address)
                    self.lane(late=True).ask(work, beforehand=True)

    def _answer(self, generation: Generation, page: Page, card: Card, address: Address) -> None:
        # A card that cannot be answered says so to whoever asks for it.
        with contextlib.suppress(errors.HeatqaError):
            generation.answer(page.name, card, address, not self._guarded, late=True)


def _key(page: str, card: Card, address: Address, analyst: bool, late: bool) -> tuple[object, ...]:
    fields = ("language", "shade", "screen", *card.uses)
    return (page, card.key, analyst, late, *(getattr(address, name) for name in fields))
