"""Rows whose every cell is beyond doubt go straight into their table; the others are staged.

In a long sheet nearly all rows are such. What a cell means is found out once for every spelling of
its column, by the very steps and rules by which staged rows are read. A row whose spellings all
have a value, and break no rule, can be neither rejected nor flagged for its own sake.
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from heatqa.intake import headers, shared_out, typed
from heatqa.intake.meanings import Meanings, Read, mentioned
from heatqa.intake.staging import Staged
from heatqa.sql import add_rows, shown
from heatqa.warehouse import layout, memory

# Where rows are doubted as often as this, taking the others by themselves is not worth it.
_OFTEN = 0.5
# As many rows as DuckDB keeps together; others it puts together anew with the next load.
_AT_ONCE = 122_880
# Nor where spellings come back less often.
_REPEATS = 5
_CELL = re.compile(r"c\d+")


class Undoubted:
    """Takes the rows of one sheet that are beyond doubt, share by share.

    Attributes:
        worth: Whether it is worth going on.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, how: typed.Reading, source_id: int
    ) -> None:
        self.worth = _possible(how)
        self._connection = connection
        self._plan = how.plan
        self._source_id = source_id
        self._doubted: list[pa.Table] = []
        self._into = layout.of(connection, how.plan.table)
        fields = how.plan.fields if self.worth else ()
        numbered = self._into.numbered
        self._columns = {
            f.column.name: Meanings(connection, how, f, in_numbers=f.column.name in numbered)
            for f in fields
        }

    @property
    def cells(self) -> set[str]:
        """The staged columns that are read, wanted as spellings."""
        return {column.field.cell for column in self._columns.values()}

    def take(self, cells: pa.Table, first: int) -> int | None:
        """Put the rows beyond doubt into the table, and the others by, to be staged.

        Args:
            cells: The cells of a share, those that are read as spellings.
            first: The number of its first row.

        Returns:
            How many rows were put into the table; nothing if the spellings or the texts are too
            many to be looked at, and no row was put anywhere.
        """
        spelled = {name: cells[c.field.cell].chunk(0) for name, c in self._columns.items()}
        spellings = max(len(column.dictionary) for column in spelled.values())
        if spellings * _REPEATS > len(cells) or any(c.num_chunks > 1 for c in cells.columns):
            self.worth = False
            return None
        fine = ~self._unlike_records(cells)
        read = {name: column.read(spelled[name]) for name, column in self._columns.items()}
        for column in read.values():
            if not column.all_sound():
                fine &= column.sound[column.at]
        kept = np.flatnonzero(fine)
        if len(kept):
            with shown(self._connection, _Rows(read, kept, first)) as rows:
                taken = f"select *, {self._source_id} as source_id from {rows}"
                self._connection.execute(f"insert into {self._into.rows} by name {taken}")
                memory.let_go(self._connection)
        self._put_by(cells, np.flatnonzero(~fine), first)
        self.worth = len(kept) >= _OFTEN * len(fine)
        return len(kept)

    def _unlike_records(self, cells: pa.Table) -> np.ndarray:
        """Which rows may be no records, as their first cells show."""
        texts = cells["c1"].chunk(0)
        spelled = isinstance(texts, pa.DictionaryArray)
        first = pa.table({"c1": texts.dictionary if spelled else texts})
        with shown(self._connection, first) as rows:
            test = f"coalesce({self._plan.unlike_record}, false)"
            query = f"select {test} as unlike from (select c1::varchar as c1 from {rows})"
            unlike = self._connection.sql(query).to_arrow_table()["unlike"].to_numpy()
        if not spelled:
            return unlike
        # An empty one may be anything.
        return np.append(unlike, True)[texts.indices.fill_null(len(unlike)).to_numpy()]

    def _put_by(self, cells: pa.Table, doubted: np.ndarray, first: int) -> None:
        rows = cells.take(pa.array(doubted))
        for place, column in enumerate(rows.columns):
            if pa.types.is_dictionary(column.type):
                rows = rows.set_column(place, rows.field(place).name, column.cast(pa.string()))
        self._doubted.append(rows.append_column("row", pa.array(doubted + first)))

    @property
    def doubted(self) -> int:
        """How many rows are put by."""
        return sum(map(len, self._doubted))

    def stage(self) -> None:
        """Stage the rows that were put by, in place of what was staged before."""
        rows = pa.concat_tables(self._doubted)
        self._doubted.clear()
        names = [name for name in rows.column_names if name != "row"]
        texts = ", ".join(f"{name}::varchar as {name}" for name in names)
        with shown(self._connection, rows) as left:
            self._connection.execute(
                f"create or replace temp table staged as select row, {texts} from {left}"
            )


@dataclass(frozen=True)
class _Rows:
    """Rows beyond doubt as a stream of Arrow, a few at a time: those stay close to the processor.

    Attributes:
        read: The cells of the share by column.
        kept: Which of its rows these are.
        first: The number of its first row.
    """

    read: Mapping[str, Read]
    kept: np.ndarray
    first: int

    def __arrow_c_stream__(self, schema: object = None) -> object:
        first = self._batch(0)
        batches = itertools.chain(
            [first], map(self._batch, range(_AT_ONCE, len(self.kept), _AT_ONCE))
        )
        return pa.RecordBatchReader.from_batches(first.schema, batches).__arrow_c_stream__(schema)

    def _batch(self, start: int) -> pa.RecordBatch:
        rows = self.kept[start : start + _AT_ONCE]
        # Most often one after the other.
        whole = slice(rows[0], rows[-1] + 1)
        at = whole if rows[-1] - rows[0] < len(rows) else rows
        values = {name: column.of(at) for name, column in self.read.items()}
        return pa.RecordBatch.from_pydict(values | {"source_row": pa.array(rows + self.first)})


def shares(
    connection: duckdb.DuckDBPyConnection, staged: Staged, header_row: int, taking: Undoubted | None
) -> Iterator[int]:
    """Stage one share of a sheet after the other, without the rows that are beyond doubt.

    Args:
        connection: Where the first share is staged.
        staged: The sheet.
        header_row: What stands above this row is there with every share, to be known again.
        taking: Takes the rows beyond doubt of all shares but the first, if there are others.

    Yields:
        How many rows were beyond doubt since the last that were staged.
    """
    yield 0
    if staged.later:
        connection.execute(
            f"create or replace temp table above as select * from staged where row < {header_row}"
        )
    for stage, taken in _stagings(connection, staged, taking):
        stage()
        add_rows(connection, "staged", "from above")
        yield taken


def _stagings(
    connection: duckdb.DuckDBPyConnection, staged: Staged, taking: Undoubted | None
) -> Iterator[tuple[Callable[[], None], int]]:
    """What stages the rows in doubt, and how many were beyond it since the last were staged."""
    taken, waiting = 0, False
    for share in staged.later:
        more = _taken(share, taking) if taking and taking.worth else None
        if more is not None:
            taken, waiting = taken + more, True
        # To stage a few rows takes as long as to stage thousands.
        if taking and waiting and (more is None or taking.doubted >= shared_out.AT_FIRST):
            yield taking.stage, taken
            taken, waiting = 0, False
        if more is None:
            yield functools.partial(share.stage, connection), 0
    if taking and waiting:
        yield taking.stage, taken


def _taken(share: shared_out.Later, taking: Undoubted) -> int | None:
    """How many rows of a share were beyond doubt; nothing if that cannot be told."""
    cells = share.cells(taking.cells)
    taken = None if cells is None else taking.take(cells, share.first)
    del cells
    # Else the next share finds some of its place taken.
    pa.default_memory_pool().release_unused()
    return taken


def _possible(how: typed.Reading) -> bool:
    """Whether a spelling of one cell decides about a column, and no rule needs two of them."""
    plan = how.plan
    read = {field.column.name for field in plan.fields}
    plain = all(_CELL.fullmatch(f.cell) and not f.plus and not f.since for f in plan.fields)
    # A row with two keys in cells of their own is more than a title or a note.
    keys = {f.cell for f in plan.fields if f.column.name in headers.required_keys(plan.table)}
    looked_at = [mentioned(rule, how) for rule in how.row_rules if not rule.of_several]
    return (
        plain
        and not plan.heading.wide
        and plan.heading.address is None
        and plan.table.form is None
        and (plan.surplus, plan.cut_off) == ("false", "false")
        and len(keys) > 1
        and all(len(columns) == 1 and read.issuperset(columns) for columns in looked_at)
    )
