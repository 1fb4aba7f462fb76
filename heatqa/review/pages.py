"""What a page of the review is, apart from the form in which it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import plotly.graph_objects as go
import polars as pl

Kind = Literal["text", "count", "share", "decimal", "day", "moment", "seconds", "hours", "days"]
Shape = Literal["bars", "columns", "stacked", "lines"]


@dataclass(frozen=True)
class Series:
    """One row of values of a chart, in the order of its categories; None leaves a gap.

    `meaning` names a colour of `figures/style.toml`, so that it means the same in every form.
    """

    name: str
    values: Sequence[float | None]
    meaning: str


@dataclass(frozen=True)
class Chart:
    """A chart simple enough that PowerPoint has it: the reader can edit its numbers there.

    `beside` is one more line on an axis of its own at the right, of other units than `axis`. In a
    chart that is `layered` a category has a value in one series only, and bars of all series lie
    in one row.
    """

    shape: Shape
    categories: Sequence[str]
    series: Sequence[Series]
    kind: Kind
    axis: str = ""
    beside: Series | None = None
    layered: bool = False


@dataclass(frozen=True)
class Picture:
    """The one picture of a page: a figure, what it shows in words, and a chart where one does.

    `alt` is read out to those who cannot see it: what is drawn and what it shows. Without a
    `chart` the figure goes into PowerPoint as a picture.
    """

    figure: go.Figure
    alt: str
    chart: Chart | None = None


@dataclass(frozen=True)
class Table:
    """A table behind a page: a sheet of the workbook, and its first rows on the page if `shown`.

    `headings` gives the words over each column of `frame` that is to be seen, in their order, and
    `kinds` how its values are written. `on_page` are the columns that stand on the page, where
    those of the sheet are too many to be read from the back of a room; by default all.
    """

    name: str
    title: str
    frame: pl.DataFrame
    headings: Mapping[str, str]
    kinds: Mapping[str, Kind]
    shown: int = 0
    on_page: Sequence[str] = ()

    @property
    def seen(self) -> Sequence[str]:
        """The columns that stand on the page."""
        return self.on_page or tuple(self.headings)


@dataclass(frozen=True)
class Tile:
    """One indicator of the board's page: its value now, before, and where it stands.

    `verdict` is a verdict word: met, missed, pending, cannot tell. `target` is what was promised.
    """

    label: str
    clause: str
    value: str
    verdict: str
    target: str = ""
    before: str = ""
    last_season: str = ""


@dataclass(frozen=True)
class Speech:
    """What the presenter says of a page: one finding, one number, one caveat."""

    finding: str
    number: str
    caveat: str


@dataclass(frozen=True)
class Page:
    """One page: a finding in words, its evidence, and what must be known to trust it.

    `key` names the page in every form and language. `clauses` are the ids of those shown and
    `reading` says how unclear wordings were read; `cases` is how many records stand behind the
    picture, None where nothing is counted. A page without data stays: its title says so, and it
    has no picture.
    """

    key: str
    title: str
    section: str
    speech: Speech
    definition: str
    period: str
    cut_off: str
    clauses: Sequence[str] = ()
    reading: str = ""
    cases: int | None = None
    data_note: str = ""
    picture: Picture | None = None
    tiles: Sequence[Tile] = ()
    tables: Sequence[Table] = field(default_factory=tuple)


@dataclass(frozen=True)
class Provenance:
    """Where the numbers come from, so that they can be made again.

    `run` is the same for the same records, settings, versions and question.
    """

    run: str
    generation: str
    source: str
    as_of: str
    versions: Mapping[str, str]
    readings: Mapping[str, str]
    profile: str
    made_at: str


@dataclass(frozen=True)
class Review:
    """All pages in their order, with what the files' properties and last page say."""

    title: str
    subtitle: str
    company: str
    language: Literal["en", "zh"]
    period: str
    simulated: bool
    pages: Sequence[Page]
    provenance: Provenance
