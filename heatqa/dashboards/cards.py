"""A page is made of cards: a question, its definition, and what answers it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import polars as pl
from markupsafe import Markup

from heatqa.dashboards.address import Address
from heatqa.language import say
from heatqa.workbench import Workbench


@dataclass(frozen=True)
class Asked:
    """What a card answers: a workbench on one generation, the address, and who asks."""

    bench: Workbench
    address: Address
    analyst: bool
    known: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What many filters start from, made once per generation and language."""
        key = (key, self.address.language)
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]


@dataclass(frozen=True)
class Lead:
    """Where a click on a point leads: a field of the address, on this page or another."""

    field: str
    part: str = "text"
    page: str | None = None
    first_word: bool = False

    def value(self, point: dict[str, Any]) -> str | None:
        """The value that a point stands for.

        Example:
            >>> Lead("clause", "y", first_word=True).value({"y": "S1-1.3  on site in 30 min"})
            'S1-1.3'
        """
        found = point.get(self.part)
        if not isinstance(found, str) or not found:
            return None
        return found.split()[0] if self.first_word else found


@dataclass(frozen=True)
class Content:
    """What a card shows and what can be downloaded of it.

    `leads` names what a click on a point of the figure changes in the address: a field, and the
    part of the point (`text`, `y`) whose first word or whole is its value.
    """

    html: Markup = field(default_factory=Markup)
    figure: go.Figure | None = None
    frame: pl.DataFrame | None = None
    leads: Lead | None = None


@dataclass(frozen=True)
class Card:
    """A part of a page.

    `build` answers at once; where that takes longer than a filter may, `later` answers in the
    background, and the card shows that it is waiting, or what `build` gave, until then.
    `uses` names the fields of the address that change the answer.
    """

    key: str
    uses: tuple[str, ...]
    build: Callable[[Asked], Content] | None = None
    later: Callable[[Asked], Content] | None = None
    wide: bool = False
    drawn: bool = False


@dataclass(frozen=True)
class Page:
    """A page, its filters (fields of the address) and its cards.

    The period of a page `by_season` is always a heating season.
    """

    name: str
    filters: tuple[str, ...]
    cards: tuple[Card, ...]
    by_season: bool = False

    def card(self, key: str) -> Card | None:
        """The card of that name, if the page has it."""
        return next((card for card in self.cards if card.key == key), None)

    def words(self, card: Card) -> tuple[str, str]:
        """The title and the definition of a card."""
        place = f"{self.name}.{card.key}".replace("-", "_")
        return say(f"dash.card.{place}.title"), say(f"dash.card.{place}.means")


def empty(key: str = "nothing") -> Content:
    """A card that says why there is nothing to show."""
    text = say(f"dash.empty.{key}")
    return Content(html=Markup('<p class="empty" role="status">{}</p>').format(text))
