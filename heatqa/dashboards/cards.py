"""A page is made of cards: a question, its definition, and what answers it."""

from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Content:
    """What a card shows and what can be downloaded of it."""

    html: Markup = field(default_factory=Markup)
    figure: go.Figure | None = None
    frame: pl.DataFrame | None = None


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
    """A page, its filters (fields of the address) and its cards."""

    name: str
    filters: tuple[str, ...]
    cards: tuple[Card, ...]

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
