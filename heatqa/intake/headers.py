"""Which row of a sheet holds the headers, which table they stand for, and which column is which."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from heatqa import dictionary, errors
from heatqa.intake import two_rows
from heatqa.intake.cells import INVISIBLE
from heatqa.intake.traditional import simplified
from heatqa.language import pick

SEARCHED_ROWS = 20
# Key columns that an export may lack, because their absence means one value for all rows …
_MAY_LACK = {"temperatures": ("room",), "audits": ("place", "subject")}
# … or because another column stands in for them.
STAND_INS = {("temperatures", "household_key"): "sensor_id"}
# A header that means something else when the column it usually stands for has its own.
_SECOND_MEANINGS = {("calls", "振铃时间"): "ring_started_at"}
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NOISE = re.compile(rf"[\s_*:{INVISIBLE}]+")
# A column per day: 2025-11-20, 11月20日, 2025/11/20 8:00.
_DAY = re.compile(
    r"(20\d\d[-/.年]\d{1,2}[-/.月]|\d{1,2}[-/月])\d{1,2}日?( ?\d{1,2}:\d{2}(:\d{2})?)?"
)
# No header is longer: of a whole page in one cell the beginning is enough.
_LONGEST = 200
_MOST_LISTED = 30


@dataclass(frozen=True)
class Heading:
    """A header row that was understood.

    Attributes:
        row: Where it stands; of a header over two rows the lower one.
        table: What its rows are.
        columns: For each column of the table the number of the cell it is read from.
        wide: For each cell that holds the value of one room, the room as the dictionary has it;
            or for each that holds the value of one day, the day as written.
        into: The column that tells the rooms or days apart.
        texts: The header texts by cell number.
        unread: Headers that nothing is read from.
        lines: The texts by cell number as they stand in each row of the header.
        address: The cell that holds a whole address.
    """

    row: int
    table: dictionary.Table
    columns: Mapping[str, int]
    wide: Mapping[int, str] = field(default_factory=dict)
    into: str = "room"
    texts: Mapping[int, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    lines: tuple[Mapping[int, str], ...] = ()
    address: int | None = None


@functools.lru_cache(maxsize=1 << 14)
def normal(header: str) -> str:
    """A header without what differs between systems: width, case, spaces, punctuation.

    Example:
        >>> normal(" 室温(℃)*:"), normal("通话ＩＤ"), normal("通話ID")
        ('室温(°c)', '通话id', '通话id')
    """
    begins = unicodedata.normalize("NFKC", header[:_LONGEST])
    return simplified(_NOISE.sub("", begins).lower())


def find(rows: Sequence[tuple[int, Sequence[str | None]]], name: str) -> Heading:
    """The header row among the first rows of a sheet, by what the dictionary recognises.

    Args:
        rows: Row numbers and cells.
        name: The file, for messages.

    Raises:
        TableUnknown: no row's headers fit a table.
        ColumnsMissing: they fit one, but not what tells its rows apart.
    """
    best = max(
        (
            _match(number, cells, table, lines)
            for number, cells, lines in two_rows.candidates(rows, known)
            for table in _tables()
        ),
        # Of a row alone and with the one above it, that with more known headers; else it alone.
        key=lambda heading: (
            _recognised(heading),
            not missing_keys(heading),
            -len(heading.lines),
            -heading.row,
        ),
        default=None,
    )
    if best is None or not _enough(best):
        raise _unknown(rows, name, best)
    lacking = missing_keys(best)
    if lacking:
        found = listed(best.texts.values())
        columns = ", ".join(_spelled(best.table, column) for column in lacking)
        label = pick(best.table.label)
        raise errors.ColumnsMissing(path=name, table=label, columns=columns, found=found)
    return best


def read_row(
    number: int,
    cells: Sequence[str | None],
    table: dictionary.Table,
    above: Sequence[str | None] | None = None,
) -> Heading:
    """The row, with the one above it if given, as header of a table that is already known."""
    if above is None:
        return _match(number, cells, table, (two_rows.texts(cells),))
    lines = (two_rows.texts(above), two_rows.texts(cells))
    return _match(number, two_rows.joined(above, cells, known), table, lines)


def missing_keys(heading: Heading) -> list[str]:
    """The columns without which rows of the table cannot be told apart, and that are not there."""
    table = heading.table
    return [column for column in required_keys(table) if not _present(heading, column)]


def required_keys(table: dictionary.Table) -> list[str]:
    """The key columns that every row needs a value for."""
    return [column for column in table.key if column not in _MAY_LACK.get(table.name, ())]


def _present(heading: Heading, column: str) -> bool:
    stand_in = STAND_INS.get((heading.table.name, column))
    told = column in heading.columns or stand_in in heading.columns
    return told or bool(heading.wide and heading.into == column)


def _tables() -> list[dictionary.Table]:
    return list(dictionary.tables().values())


def _match(
    number: int,
    cells: Sequence[str | None],
    table: dictionary.Table,
    lines: tuple[Mapping[int, str], ...],
) -> Heading:
    texts = two_rows.texts(cells)
    spellings = _spellings(table.name)
    rooms = {normal(header): header for header in table.wide.headers} if table.wide else {}
    columns: dict[str, int] = {}
    ranks: dict[str, int] = {}
    seconds: dict[int, str] = {}
    wide: dict[int, str] = {}
    for index, text in texts.items():
        for form in _forms(text):
            if form in spellings:
                column, rank = spellings[form]
                if rank < ranks.get(column, 10**6):
                    columns[column], ranks[column] = index, rank
                if (table.name, form) in _SECOND_MEANINGS:
                    seconds[index] = _SECOND_MEANINGS[table.name, form]
                break
            if form in rooms:
                wide[index] = rooms[form]
                break
    for index, column in seconds.items():
        if index not in columns.values() and column not in columns:
            columns[column] = index
    into = table.wide.into if table.wide else ""
    if table.wide and not wide and table.wide.day not in columns:
        days = {index: text for index, text in texts.items() if _DAY.fullmatch(text)}
        wide, into = (days, table.wide.day) if len(days) > 1 else ({}, into)
    if table.wide and table.wide.value in columns:
        wide = {}
    address = address_of(texts, table, columns)
    used = set(columns.values()) | set(wide) | {address}
    printed = {normal(header) for header in table.form.printed} if table.form else set()
    unread = tuple(
        text for index, text in texts.items() if index not in used and normal(text) not in printed
    )
    return Heading(number, table, columns, wide, into, texts, unread, lines, address)


def address_of(
    texts: Mapping[int, str], table: dictionary.Table, columns: Mapping[str, int]
) -> int | None:
    """The cell with a whole address, where the sheet does not say the home otherwise."""
    home = "address_key" if "address_key" in table.columns else "household_key"
    if home not in table.columns or home in columns:
        return None
    whole = {normal(header) for header in dictionary.address_headers()}
    found = (index for index, text in texts.items() if whole & set(_forms(text)))
    return next((index for index in found if index not in columns.values()), None)


@functools.lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[str, str]:
    """A header whole, and without its brackets, in which a unit may stand."""
    whole = normal(text)
    return whole, _BRACKETS.sub("", whole)


def known(text: str) -> bool:
    """Whether a text is a header that means something in any table."""
    return not set(_forms(text)).isdisjoint(_all_spellings())


@functools.cache
def _all_spellings() -> frozenset[str]:
    wide = (table.wide.headers for table in _tables() if table.wide)
    own = (_spellings(table.name) for table in _tables())
    listed = {normal(header) for headers in wide for header in headers}
    listed |= {normal(header) for header in dictionary.address_headers()}
    return frozenset(listed.union(*own))


@functools.cache
def _spellings(table: str) -> dict[str, tuple[str, int]]:
    return {
        normal(header): (column.name, rank)
        for column in reversed(dictionary.tables()[table].columns.values())
        for rank, header in enumerate((column.name, *column.headers))
    }


def _recognised(heading: Heading) -> int:
    return len(heading.columns) + len(heading.wide) + (heading.address is not None)


def _enough(heading: Heading) -> bool:
    """Four headers known are no accident; fewer have to be most of a small sheet's."""
    columns = _recognised(heading)
    return columns >= 4 or (columns >= 2 and columns >= 0.4 * len(heading.texts))


def _unknown(
    rows: Sequence[tuple[int, Sequence[str | None]]], name: str, best: Heading | None
) -> errors.TableUnknown:
    written = [two_rows.texts(cells) for _, cells in rows]
    fullest = max(written, key=len, default={})
    if not fullest:
        raise errors.FileEmpty(path=name, found="0")
    found = listed(fullest.values())
    if best is None or not _recognised(best):
        return errors.TableUnknown(path=name, found=found, closest="–")
    alike = ", ".join(best.texts[index] for index in sorted([*best.columns.values(), *best.wide]))
    closest = f"{pick(best.table.label)} ({alike})"
    return errors.TableUnknown(path=name, found=found, closest=closest)


def listed(texts: Iterable[str]) -> str:
    """Headers one after the other, of very many the first.

    Example:
        >>> listed(["工单编号", "受理时间"]), listed(map(str, range(40)))[-15:]
        ('工单编号, 受理时间', '28, 29, … (+10)')
    """
    every = list(texts)
    more = [f"… (+{len(every) - _MOST_LISTED:,})"] if len(every) > _MOST_LISTED else []
    return ", ".join([*every[:_MOST_LISTED], *more])


def _spelled(table: dictionary.Table, column: str) -> str:
    """A column with the headers that would stand for it."""
    headers = table.columns[column].headers
    return f"{column} ({' / '.join(headers[:3])})" if headers else column
