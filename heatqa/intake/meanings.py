"""What the spellings of one column mean, found out once each and kept for the whole sheet."""

import re
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import compute

from heatqa.intake import aliases, headers, rules, steps, typed
from heatqa.intake.plan import Field
from heatqa.sql import among, quoted, shown
from heatqa.warehouse import texts

MET = "met_spellings"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Read:
    """The cells of one column and share.

    Attributes:
        values: What its spellings mean, the last the empty cell.
        sound: Which of them have a value that no rule has anything against, or are rightly empty.
        at: Where the spelling of each cell stands among them.
    """

    values: pa.Array
    sound: np.ndarray
    at: np.ndarray

    def all_sound(self) -> bool:
        """Whether that is so of all spellings, which is sooner seen than of all cells."""
        empty = len(self.sound) - 1
        return bool(self.sound[:-1].all()) and bool(self.sound[-1] or self.at.max() < empty)

    def of(self, rows: np.ndarray | slice) -> pa.Array:
        """The values of some rows, in their order."""
        at = self.at[rows]
        if pa.types.is_string(self.values.type):
            return pa.DictionaryArray.from_arrays(at, self.values)
        taken = self.values.take(pa.array(at))
        if taken.null_count:
            return taken
        # Where nothing says which values are there, the database need not ask.
        return pa.Array.from_buffers(taken.type, len(taken), [None, taken.buffers()[1]])


class Meanings:
    """The spellings of a column met so far, each with its value.

    Attributes:
        field: The column and the cell it is read from.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        how: typed.Reading,
        field: Field,
        *,
        in_numbers: bool,
    ) -> None:
        self.field = field
        self._in_numbers = in_numbers
        self._connection = connection
        self._table = how.plan.table
        self._steps = how.steps[field.column.name]
        own = quoted(field.column.name)
        about = [rule for rule in how.row_rules if mentioned(rule, how) == [field.column.name]]
        self._rejects = [rule.sql for rule in about if rule.rejects]
        if field.column.name in headers.required_keys(self._table):
            self._rejects.append(f"{own} is null")
        self._flags = [rule.sql for rule in about if not rule.rejects]
        if field.column.kind == "code":
            self._flags.append(f"not {among(own, (*field.column.codes, *field.codes))}")
        # The first is the empty cell.
        self._spellings = pa.array([None], pa.string())
        self._values, self._sound = self._read(self._spellings)

    def read(self, cells: pa.DictionaryArray) -> "Read":
        """What the cells of a share mean."""
        spelled = cells.dictionary
        places = _places(spelled, self._spellings)
        if places.null_count:
            new = spelled.filter(places.is_null())
            values, sound = self._read(new)
            self._spellings = pa.concat_arrays([self._spellings, new])
            self._values = pa.concat_arrays([self._values, values])
            self._sound = np.append(self._sound, sound)
            places = _places(spelled, self._spellings)
        # The empty cell comes last.
        met = np.append(places.to_numpy(), np.int32(0))
        cells_at = cells.indices.fill_null(len(spelled)).to_numpy()
        return Read(self._values.take(pa.array(met)), self._sound[met], cells_at)

    def _read(self, spelled: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """The values of spellings, and which of them are sound."""
        own, field = quoted(self.field.column.name), self.field
        unread, remark = steps.step("unread", field), steps.step("remark", field)
        against = [f"{unread} is not null", f"{remark} is not null", *self._rejects]
        with shown(
            self._connection, pa.table({"place": np.arange(len(spelled)), "text": spelled})
        ) as rows:
            read = steps.nested([self._steps], f"select place, text as {field.cell} from {rows}")
            self._connection.execute(
                f"create or replace temp table {MET} as"
                f" select place, {own}, {_none(against)} as unrejected from ({read})"
            )
        aliases.apply(self._connection, self._table, MET)
        found = self._connection.sql(
            f"select {own} as value, unrejected and {_none(self._flags)} as sound from {MET}"
            " order by place"
        ).to_arrow_table()
        values = found["value"].combine_chunks()
        if self._in_numbers:
            values = self._numbers(values)
        return values, found["sound"].to_numpy()

    def _numbers(self, values: pa.Array) -> pa.Array:
        given = pa.table({"place": np.arange(len(values)), "value": values})
        with shown(self._connection, given) as rows:
            numbers = texts.as_numbers(self._connection, rows, ["value"])
            found = self._connection.sql(f"select value from ({numbers}) order by place")
            return found.to_arrow_table()["value"].combine_chunks()


def _places(spelled: pa.Array, among_these: pa.Array) -> pa.Array:
    """Where each text stands among others, empty where it does not."""
    options = compute.SetLookupOptions(value_set=among_these)
    return compute.call_function("index_in", [spelled], options)


def mentioned(rule: rules.Rule, how: typed.Reading) -> list[str]:
    """The columns of the table that a rule on single rows may look at."""
    words = set(_WORD.findall(rule.sql))
    return [name for name in how.plan.table.columns if name in words]


def _none(tests: list[str]) -> str:
    """SQL that is true where no test is."""
    return " and ".join(f"not coalesce({test}, false)" for test in tests) or "true"
