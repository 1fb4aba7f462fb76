"""A page put together: what stands on every page is filled in once."""

from collections.abc import Mapping, Sequence

import polars as pl

from heatqa import figures
from heatqa.figures.simple import add_line
from heatqa.language import pick, say
from heatqa.review import periods, said
from heatqa.review.pages import Chart, Kind, Page, Picture, Series, Shape, Speech, Table, Tile
from heatqa.review.question import Question
from heatqa.tables.moments import moment

_FORMS = {"share": ".0%", "count": ",d", "decimal": ",.1f"}
_LABELS = {"share": ".1%", "count": ",d", "decimal": ",.1f"}


def page(
    question: Question,
    key: str,
    title: str,
    *,
    number: str,
    caveat: str = "",
    definition: str = "",
    clauses: Sequence[str] = (),
    cases: int | None = None,
    note: str = "",
    picture: Picture | None = None,
    tiles: Sequence[Tile] = (),
    tables: Sequence[Table] = (),
) -> Page:
    """A page of the review with its period, cut-off, readings and the notes that all share.

    Args:
        question: What is asked.
        key: The page's name.
        title: The finding.
        number: The one number that the presenter says.
        caveat: What must be said with it; by default the note on the data.
        definition: How the figures are counted; by default `review.definition.<key>`.
        clauses: The clauses shown.
        cases: How many records stand behind the picture.
        note: What the data lack.
        picture: The picture.
        tiles: Indicators, on the board's page.
        tables: Tables behind it.
    """
    notes = [note] if note else []
    if question.partial:
        notes.insert(0, say("review.note.partial", day=question.last_day))
    joined = said.in_turn(notes)
    own = question.bench.settings.review.titles.get(key, "{title}")
    return Page(
        key=key,
        title=own.format(title=title),
        section=say(f"review.section.{key}"),
        speech=Speech(title, number, caveat or joined or say("review.note.none")),
        definition=definition or say(f"review.definition.{key}"),
        period=periods.label(question.period),
        cut_off=say("review.cut_off", moment=moment(question.bench.as_of)),
        clauses=tuple(clauses),
        reading=readings(question, clauses),
        cases=cases,
        data_note=joined,
        picture=picture,
        tiles=tuple(tiles),
        tables=tuple(tables),
    )


def empty(question: Question, key: str, note: str = "", caveat: str = "") -> Page:
    """A page about which nothing was recorded: it stays, and says so."""
    return page(
        question,
        key,
        say(f"review.{key}.title_empty"),
        number=say("review.counted.none"),
        caveat=caveat or said.in_turn([say("review.note.empty"), note]),
        note=note,
    )


def unspoken(question: Question, key: str) -> Page:
    """A page about which no clause in force says anything, whatever the records hold."""
    section = say(f"review.section.{key}")
    return page(
        question,
        key,
        say("review.unspoken.title", section=section),
        number=say("review.unspoken.number"),
        caveat=say("review.unspoken.caveat"),
    )


def readings(question: Question, clauses: Sequence[str]) -> str:
    """How the unclear wordings of some clauses are read."""
    rows = question.scorecard().filter(pl.col("clause").is_in(list(clauses)))
    known = [
        say("review.reading", clause=clause, reading=reading)
        for clause, reading in rows.select("clause", "reading_label").iter_rows()
        if reading
    ]
    return say("review.list").join(known)


def charted(
    question: Question,
    frame: pl.DataFrame,
    *,
    shape: Shape,
    kind: Kind,
    title: str,
    axis: str,
    beside: Series | None = None,
    layered: bool = False,
) -> Picture:
    """A picture that PowerPoint can draw itself, see `figures.simple` for the frame.

    `beside` and `layered` are those of a `Chart`.
    """
    categories = frame["category"].unique(maintain_order=True).to_list()
    series = [
        Series(mine["series"][0], mine["value"].to_list(), mine["meaning"][0])
        for mine in frame.partition_by("series", maintain_order=True)
    ]
    drawn = figures.simple(
        frame,
        source=question.bench.source,
        shape=shape,
        title=title,
        axis=axis,
        form=_FORMS.get(kind, ""),
        labels=_LABELS.get(kind, "") if shape in ("bars", "columns") else "",
        layered=layered,
    )
    if beside:
        add_line(drawn, beside.name, beside.values, beside.meaning)
    return Picture(drawn, title, Chart(shape, categories, series, kind, axis, beside, layered))


def table(
    name: str,
    frame: pl.DataFrame,
    columns: Mapping[str, Kind],
    *,
    shown: int = 0,
    headings: Mapping[str, str] | None = None,
    on_page: Sequence[str] = (),
) -> Table:
    """A table with its words: `review.table.<name>` and, over each column, `review.column.<name>`.

    Args:
        name: The sheet's name.
        frame: The rows.
        columns: The columns to be seen in their order, and how their values are written.
        shown: How many rows stand on the page.
        headings: Other words over columns, as keys of `review.column`.
        on_page: The columns that stand on the page, by default all.
    """
    words = {column: (headings or {}).get(column, column) for column in columns}
    return Table(
        name=name,
        title=say(f"review.table.{name}"),
        frame=frame.select(*columns),
        headings={column: say(f"review.column.{word}") for column, word in words.items()},
        kinds=dict(columns),
        shown=shown,
        on_page=tuple(on_page),
    )


def rules(question: Question, clauses: Sequence[str]) -> str:
    """What clauses promise, in our own words."""
    catalogue = question.bench.catalogue
    return said.in_turn([pick(catalogue.clause(clause).rule) for clause in clauses])
