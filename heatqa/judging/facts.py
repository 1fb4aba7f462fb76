"""The facts that clauses are judged on: tables as known at a moment, and views made from them."""

import datetime as dt
import functools
import tomllib
from collections.abc import Collection
from dataclasses import dataclass

import duckdb
import polars as pl

from heatqa import dictionary
from heatqa.judging import alike, day_sums, seen, source_sql, spans
from heatqa.judging.engine import Engine, Local
from heatqa.settings import Settings
from heatqa.sql import literal, quoted, single
from heatqa.warehouse import layout

# Tables whose free text a source searches.
WORDED = ("calls", "transcripts")
# Of a connection: whether its database can change, and for what its views were made last.
_VARIABLE = "heatqa_arranged"
_ARRANGED = (
    f"select (select readonly from duckdb_databases() where database_name = current_database()), "
    f"getvariable('{_VARIABLE}')"
)


@dataclass(frozen=True)
class Derived:
    """A column made from exported ones, any of which is enough; people's words are not shown."""

    means: dict[str, str]
    made_from: tuple[str, ...]
    shown: bool = True


@dataclass(frozen=True)
class Source:
    """What a clause can be judged on: what a row is, and where its columns come from.

    Its rows are those of the tables in `rows_of`, one of which is enough. A column of `counted`
    is counted back from another one where the named flag holds: the time between the two is
    known, whatever the clock of the other said. Where a verdict rests on rows of the same day
    only, `by_day` is the table whose days those are; and `summed` names the rows of
    `judging.day_sums` that stand for many of its own. What moves as time goes by, clocks apart,
    says `moves`, see `judging.unsettled`.
    """

    name: str
    means: dict[str, str]
    tables: tuple[str, ...]
    derived: dict[str, Derived]
    rows_of: tuple[str, ...]
    counted: dict[str, str]
    by_day: str | None = None
    summed: str | None = None
    moves: dict[str, str] | None = None

    def shows(self, column: str) -> bool:
        """Whether a column's value may be shown."""
        return column not in self.derived or self.derived[column].shown

    def origins(self, column: str) -> tuple[str, ...]:
        """The exported columns, as `table.column`, that can supply a column of this source."""
        if column in self.derived:
            return self.derived[column].made_from
        known = dictionary.tables()
        return tuple(f"{t}.{column}" for t in self.tables if column in known[t].columns)

    def rows_with(self, column: str) -> list[str]:
        """Views in which no moment is missing that the column can have; as plain as there are."""
        if column in self.derived:
            return [f"fact_{self.name}"]
        return [f"seen_{origin.partition('.')[0]}" for origin in self.origins(column)]

    def day_only(self, column: str, days_only: frozenset[str]) -> str:
        """SQL that is true where only the day of a moment is known.

        Args:
            column: The column with the moment.
            days_only: What the function of that name found.
        """
        if days_only.isdisjoint(self.origins(column)):
            return "false"
        return f"coalesce({quoted(column)} = cast({quoted(column)} as date), false)"

    def label(self, column: str) -> dict[str, str]:
        """The name of a column as users read it."""
        if column in self.derived:
            return self.derived[column].means
        described = self._described(column)
        return described.label if described else {"en": column, "zh": column}

    def worded(self, column: str, value: object) -> dict[str, str]:
        """A value as users read it: codes in Chinese are the first spelling exports use."""
        described = self._described(column)
        spellings = described.codes.get(str(value), ()) if described else ()
        return {"en": str(value), "zh": spellings[0] if spellings else str(value)}

    def _described(self, column: str) -> dictionary.Column | None:
        known = (dictionary.tables()[table].columns for table in self.tables)
        return next((columns[column] for columns in known if column in columns), None)


@functools.cache
def sources() -> dict[str, Source]:
    """Every source, by name."""
    entries = tomllib.loads(source_sql.resource("sources.toml"))
    return {
        name: Source(
            name=name,
            means={"en": entry["en"], "zh": entry["zh"]},
            tables=tuple(entry["tables"]),
            derived={
                column: Derived(
                    means={"en": terms["en"], "zh": terms["zh"]},
                    made_from=tuple(terms["from"]),
                    shown=terms.get("shown", True),
                )
                for column, terms in entry.get("columns", {}).items()
            },
            rows_of=tuple(entry.get("rows_of", entry["tables"][:1])),
            counted=entry.get("counted", {}),
            by_day=entry.get("by_day"),
            summed=entry.get("summed"),
            moves=entry.get("moves"),
        )
        for name, entry in entries.items()
    }


def latest(connection: duckdb.DuckDBPyConnection) -> dt.datetime | None:
    """The latest moment that the records know of, but no later than they were loaded.

    The bound keeps one mistyped year from closing every open case.
    """
    moments = []
    for table in dictionary.tables().values():
        if table.kind != "fact":
            continue
        # Where rows lie the database knows the last moment of a column without reading it.
        lie = layout.of(connection, table)
        moments += [
            f"select max({quoted(column.name)}) as moment from {lie.rows}"
            for column in table.columns.values()
            if column.kind == "time" and column.name not in seen.PLANNED
            if column.name in lie.stored
        ]
    return single(
        connection,
        "select least(max(moment), (select max(loaded_at) from loads)) from "
        f"({' union all '.join(moments)})",
    )[0]


def prepare(
    connection: duckdb.DuckDBPyConnection,
    as_of: dt.datetime,
    settings: Settings,
    *,
    wanted: Collection[str] | None = None,
) -> None:
    """Make the views that clauses are judged on, as known at `as_of`, for this connection only.

    On a published generation, which nobody changes, they are all made once for a moment and
    settings; elsewhere each time, those of the sources `wanted` if they are named.
    """
    asked = repr((as_of, settings))
    fixed, made = single(connection, _ARRANGED)
    if fixed and made == asked:
        return
    # Views half made are those of no moment.
    connection.execute(f"set variable {_VARIABLE} = null")
    arrange(Local(connection), as_of, settings, wanted=None if fixed else wanted)
    connection.execute(f"set variable {_VARIABLE} = {literal(asked)}")


def arrange(
    engine: Engine,
    as_of: dt.datetime,
    settings: Settings,
    within: seen.Within | None = None,
    *,
    wanted: Collection[str] | None = None,
) -> None:
    """Make the views that clauses are judged on, as known at `as_of`, in any engine.

    Args:
        engine: Where the tables are.
        as_of: The moment.
        settings: The company's choices.
        within: The days of one table that are seen, if not all.
        wanted: The sources whose views are needed, all if not given. Views of others are left as
            they are; to make one takes longer than to judge a few records.
    """
    tables, needed = _behind(wanted)
    for table in tables:
        views = {"seen": seen.seen(table, as_of, within=within and within.of(table))}
        if table.name in WORDED:
            # Searched for phrases, and by nothing that shows what people said.
            views["worded"] = seen.seen(table, as_of, worded=True)
        for name, view in views.items():
            engine.view(f"{name}_{table.name}", view)
    engine.table("seasons", spans.seasons(engine, as_of, settings))
    engine.table("clock", pl.DataFrame({"hour": list(range(24))}))
    engine.table("call_days", spans.call_days(engine))
    bare = days_only(engine)
    for source in needed:
        engine.view(
            f"fact_{source.name}", source_sql.definition(source.name, as_of, settings, bare)
        )


def arrange_sums(
    engine: Engine,
    as_of: dt.datetime,
    settings: Settings,
    within: seen.Within | None = None,
    *,
    wanted: Collection[str] | None = None,
) -> alike.Sums:
    """Make the views `summed_…` of the sources whose readings are summed by day, if they are.

    A row of theirs stands for as many as it says in `records`. The other views are there already.
    """
    sums = day_sums.stand(engine)
    summed = [s for s in sources().values() if s.summed and (wanted is None or s.name in wanted)]
    if not sums.columns or not summed:
        return sums
    engine.view("summed_temperatures", day_sums.seen_at(as_of, within, sums.limits))
    rows = source_sql.definition(
        "rooms",
        as_of,
        settings,
        frozenset(),
        seen_temperatures="summed_temperatures",
        summed=", t.summed, t.records",
    )
    for source in summed:
        engine.view(
            f"{alike.SUMMED}{source.name}",
            f"select * from ({rows}) as rows_summed where summed = {literal(source.summed or '')}",
        )
    return sums


def days_only(engine: Engine) -> frozenset[str]:
    """The columns, as `table.column`, that some load brought without clock times.

    A midnight in such a column may be any time of its day. In others it is midnight.
    """
    rows = engine.rows(
        "select table_name, unclocked_columns from sources where unclocked_columns is not null"
    )
    return frozenset(f"{table}.{column}" for table, columns in rows for column in columns)


def _behind(wanted: Collection[str] | None) -> tuple[list[dictionary.Table], list[Source]]:
    """The tables and sources that some sources are made from or that a question to them may name.

    All of them where `wanted` is not given; in an order in which each can be made.
    """
    tables, known = dictionary.tables(), sources()
    if wanted is None:
        return list(tables.values()), list(known.values())
    behind = {each for name in wanted for each in source_sql.behind(name)}
    read = {
        table for name in wanted for table in (*source_sql.made_from(name), *known[name].tables)
    }
    return (
        [table for name, table in tables.items() if name in read],
        [source for name, source in known.items() if name in behind],
    )
