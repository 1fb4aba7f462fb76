"""The address of a view: everything that it shows stands in its query, so that it can be shared."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from heatqa.figures.style import SHADES, Shade
from heatqa.language import LANGUAGES, Language

# The fields of an address by the names that they have in a query.
QUERY = {
    "lang": "language",
    "theme": "shade",
    "screen": "screen",
    "period": "period",
    "document": "document",
    "district": "district",
    "community": "community_id",
    "team": "team",
    "category": "leaf",
    "clause": "clause",
    "by": "by",
    "verdict": "verdict",
    "record": "record",
}
_NAMES = {field: name for name, field in QUERY.items()}
# A screen that is read from across a room.
Screen = Literal["large"]
LARGE: Screen = "large"
# A filter by these keeps part of the cube.
KEPT = ("district", "community_id", "team", "leaf")
# Fields without which there is nothing to show.
ALWAYS = ("clause", "by")


@dataclass(frozen=True)
class Address:
    """A page with its language, shade and filters; None is not filtered."""

    page: str
    language: Language = "en"
    shade: Shade = "light"
    screen: Screen | None = None
    period: str | None = None
    document: str | None = None
    district: str | None = None
    community_id: str | None = None
    team: str | None = None
    leaf: str | None = None
    clause: str | None = None
    by: str | None = None
    verdict: str | None = None
    record: str | None = None

    @property
    def only(self) -> dict[str, str]:
        """The part of the cube that is kept, see `judging.kept`."""
        return {name: value for name in KEPT if (value := getattr(self, name)) is not None}

    def but(self, **changes: str | None) -> "Address":
        """The same address with some fields changed."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    def link(self) -> str:
        """The address as a link relative to the server's root.

        Example:
            >>> Address("overview", team="A&B").link()
            'overview?lang=en&theme=light&team=A%26B'
        """
        return f"{self.page}{self.search}"

    @property
    def search(self) -> str:
        """The query as it stands in an address."""
        return f"?{urlencode(self.query())}"

    def query(self) -> dict[str, str]:
        """The query that `parse` reads."""
        values = {name: getattr(self, field) for name, field in QUERY.items()}
        return {name: value for name, value in values.items() if value is not None}


def parse(page: str, query: Mapping[str, str], language: Language, period: str | None) -> Address:
    """The address that a query asks for; a language or shade that does not exist is left out.

    Args:
        page: The page.
        query: Names of `QUERY` with their values; others are passed over, empty ones are None.
        language: The one if none is asked for.
        period: The one if none is asked for.

    Example:
        >>> parse("overview", {"team": "A", "theme": "green"}, "zh", "2025-26").query()
        {'lang': 'zh', 'theme': 'light', 'period': '2025-26', 'team': 'A'}
    """
    given = {QUERY[name]: value for name, value in query.items() if name in QUERY and value}
    if given.get("language") not in LANGUAGES:
        given["language"] = language
    if given.get("shade") not in SHADES:
        given["shade"] = SHADES[0]
    if given.get("screen") != LARGE:
        given.pop("screen", None)
    if period is not None:
        given.setdefault("period", period)
    return Address(page, **given)  # type: ignore[arg-type]


def name_of(field: str) -> str:
    """The name of a field in a query."""
    return _NAMES[field]
