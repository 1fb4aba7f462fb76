"""The generation that everybody sees: opened once, replaced when a new one is published."""

import contextlib
import functools
import itertools
import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from heatqa import errors
from heatqa.dashboards.address import Address
from heatqa.dashboards.cards import Asked, Card, Content, Page
from heatqa.figures import style
from heatqa.language import Language, speaking
from heatqa.settings import Settings, season_name
from heatqa.warehouse import Warehouse
from heatqa.workbench import Workbench

# Answers kept per generation: a city's pages under many filters, a few megabytes.
_KEPT = 600
# How often the pointer is read.
SECONDS = 2.0
_LOG = logging.getLogger(__name__)


class Generation:
    """One generation with the answers asked of it so far.

    Two workbenches, each with a connection and a lock of its own: filters do not wait for scans.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the published generation.

        Raises:
            WarehouseMissing, WarehouseBroken: there is none to open.
        """
        self.name = Warehouse(settings.warehouse).published().name
        self._benches = (Workbench(settings), Workbench(settings))
        self._locks = (threading.Lock(), threading.Lock())
        self._known: tuple[dict[Hashable, Any], dict[Hashable, Any]] = ({}, {})
        self._answers: OrderedDict[tuple[object, ...], Content] = OrderedDict()
        self._kept = threading.Lock()
        self.quick = self._benches[0]
        self.as_of = self.quick.as_of

    def answered(
        self, page: str, card: Card, address: Address, analyst: bool, *, late: bool
    ) -> Content | None:
        """The answer of a card, if it was asked for before."""
        with self._kept:
            return self._answers.get(_key(page, card, address, analyst, late))

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
            with self._kept:
                if key in self._answers:
                    self._answers.move_to_end(key)
                    return self._answers[key]
            with speaking(address.language), style.shaded(address.shade):
                made = build(Asked(self._benches[late], address, analyst, self._known[late]))
            with self._kept:
                self._answers[key] = made
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
        return made

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What every page starts from, made once; to be called while `asking`."""
        if key not in self._known[0]:
            self._known[0][key] = make()
        return self._known[0][key]

    @contextlib.contextmanager
    def asking(self) -> Iterator[Workbench]:
        """The quick workbench for oneself, such as for the choices of filters."""
        with self._locks[0]:
            yield self.quick


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
        # Work with its rank: what somebody waits for comes before what is made beforehand.
        self._work: queue.PriorityQueue[tuple[int, int, Callable[[], None]]] = queue.PriorityQueue()
        self._counted = itertools.count()
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._watch, self._behind)
        ]

    def start(self) -> None:
        """Begin to watch, and answer beforehand what takes long."""
        self._warm(self.generation)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Watch no longer and drop what waits."""
        self._stopped.set()

    def later(self, work: Callable[[], None], *, beforehand: bool = False) -> None:
        """Do something long in the background, one after the other."""
        self._work.put((int(beforehand), next(self._counted), work))

    def _behind(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(queue.Empty):
                _, _, work = self._work.get(timeout=SECONDS)
                try:
                    work()
                except Exception:
                    # One card that fails must not keep all later ones from being answered.
                    _LOG.exception("work in the background")

    def _watch(self) -> None:
        while not self._stopped.wait(SECONDS):
            # Between two files, or on a share that is away, the last good one stays on show.
            with contextlib.suppress(errors.HeatqaError, OSError):
                if self._warehouse.published().name != self.generation.name:
                    newer = Generation(self.settings)
                    self._warm(newer)
                    self.generation = newer

    def _warm(self, generation: Generation) -> None:
        """Answer what takes long as it is first asked for, one card after the other."""
        starts, _ = generation.quick.settings.season_of(generation.as_of.date())
        for page in self._pages.values():
            period = season_name(starts) if "period" in page.filters else None
            address = Address(page.name, language=self._language, period=period)
            for card in page.cards:
                if card.later is not None and "clause" not in card.uses:
                    work = functools.partial(self._answer, generation, page, card, address)
                    self.later(work, beforehand=True)

    def _answer(self, generation: Generation, page: Page, card: Card, address: Address) -> None:
        # A card that cannot be answered says so to whoever asks for it.
        with contextlib.suppress(errors.HeatqaError):
            generation.answer(page.name, card, address, not self._guarded, late=True)


def _key(page: str, card: Card, address: Address, analyst: bool, late: bool) -> tuple[object, ...]:
    fields = ("language", "shade", *card.uses)
    return (page, card.key, analyst, late, *(getattr(address, name) for name in fields))
