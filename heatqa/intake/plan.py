"""What is read from where: for one sheet, the cell or cells that each column comes from."""

import datetime as dt
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from heatqa import dictionary
from heatqa.intake import addresses, headers
from heatqa.intake.cells import AROUND, clean, is_nothing, trimmed
from heatqa.intake.staging import Staged
from heatqa.sql import literal, quoted

_SUM = "合计|总计|小计|累计|总数|共计"
# Of a page, or of a group that is named before it: 本页小计, 朝阳花园 小计, 总计(件).
_TOTAL = rf"(本页|本组|本月|全部|.{{1,20}}[ _-])?({_SUM})(\([^()]*\))?|total|subtotal|grand total"
_SIGNED = "制表|打印|导出|审核|填表|统计|填报|复核|单位负责人|备注|说明|注"
# In the first cell of a row: a total, who made the list and when, how many rows or pages.
_FOOTER = (
    f"(?i)({_TOTAL})([::].*)?|({_SIGNED})[^,,。]{{0,6}}[::].*"
    r"|共 ?[\d,]+ ?(条|行|件|户|页|笔|项|个).*|第 ?\d+ ?页.*|[—\-]{2,}.*[—\-]{2,}"
)
_PLACES = ("community_id", "building", "unit")
_HOMES = ("household_key", "address_key")
_DOORS = ("室", "房号", "门牌", "室号", "门牌号", "housenumber")
# In a list of two columns the second may well be empty.
_FEW_COLUMNS = 3
_STAGED = re.compile(r"\bc\d+\b")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_FOOTER_BEGINS = "合总小累共本全制打导审填统复单备说注第tTsSgG—-"


@dataclass(frozen=True)
class Field:
    """One column and the SQL for the cell it is read from.

    Attributes:
        column: The column of the table.
        cell: The cell over the staged columns, as SQL.
        formats: Time formats that a profile allows.
        codes: Spellings of codes that a profile adds.
        nothing: Words for nothing that a profile adds.
        scale: A unit's conversion, with {} for the number.
        plus: The cell of a span that is added to a time, as SQL.
        since: Spellings of codes that hold from a day on.
        dated_by: The column with the date of a row, by which they hold.
    """

    column: dictionary.Column
    cell: str
    formats: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    scale: str | None = None
    plus: str | None = None
    since: Mapping[dt.date, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    dated_by: str = ""


@dataclass(frozen=True)
class Plan:
    """How the rows of one sheet become rows of a table.

    Attributes:
        heading: The header row.
        fields: What is read.
        source: The rows, as SQL: `row` and the cells.
        skipped: Rows that are no records, as SQL: `row` and `reason`.
        unlike_record: True for rows whose first cell leaves open whether they are records, as SQL
            over `c1` and `staged`; of the rows below the header all others are.
        surplus: True for rows with cells beyond the headers, as SQL over the staged columns.
        alone: True for rows in which nothing but the first key stands, as SQL over the same.
        cut_off: True for the row in whose middle the file ends, as SQL over `row`.
        cells: Where the cells of all rows stand, as SQL; rows that are no records may be there.
    """

    heading: headers.Heading
    fields: tuple[Field, ...]
    source: str
    skipped: str
    unlike_record: str = "true"
    surplus: str = "false"
    alone: str = "false"
    cut_off: str = "false"
    cells: str = "select * from staged"

    @property
    def table(self) -> dictionary.Table:
        """The table that the rows are of."""
        return self.heading.table

    @property
    def homes_from_addresses(self) -> bool:
        """Whether homes are told apart by their addresses, not by a number of their own."""
        homes = (entry for entry in self.fields if entry.column.name in _HOMES)
        return any(not _STAGED.fullmatch(entry.cell) for entry in homes)

    @property
    def unplaced(self) -> str:
        """True for rows whose address names no home, as SQL over the typed and staged columns."""
        if self.heading.address is None:
            return "false"
        home = next(name for name in _HOMES if name in {f.column.name for f in self.fields})
        cell = clean(f"c{self.heading.address}")
        return f"({quoted(home)} is null and not {is_nothing(cell, 'text')})"

    def cells_of(self, field: Field) -> set[str]:
        """The staged columns that a field is read from."""
        if field.cell == "room_cell":
            return {f"c{index}" for index in self.heading.wide}
        if field.cell.startswith('"address:'):
            return {f"c{self.heading.address}"}
        return mentioned(field)


def mentioned(field: Field) -> set[str]:
    """The staged columns that a field's SQL mentions."""
    return set(_STAGED.findall(_QUOTED.sub("", f"{field.cell} {field.plus}")))


def from_heading(heading: headers.Heading, staged: Staged) -> Plan:
    """The plan for a sheet whose headers the dictionary knows."""
    fields = [
        Field(heading.table.columns[name], _cell(heading, name, index))
        for name, index in heading.columns.items()
    ]
    return make(heading, fields, staged)


def _cell(heading: headers.Heading, column: str, index: int) -> str:
    """The cell of a column; a door number becomes an address, as every house has a 501."""
    if column not in _HOMES or headers.normal(heading.texts[index]) not in _DOORS:
        return f"c{index}"
    cells = {name: f"c{heading.columns[name]}" for name in _PLACES if name in heading.columns}
    return addresses.home(addresses.of_cells(cells | {"room": f"c{index}"}))


def _from_address(heading: headers.Heading, read: Container[str]) -> list[Field]:
    """What is read from the cell with the whole address, as far as no other cell says it."""
    if heading.address is None:
        return []
    columns = heading.table.columns
    made = [name for name in _PLACES if name in columns and name not in read]
    home = next((name for name in _HOMES if name in columns and name not in read), None)
    fields = [Field(columns[name], addresses.part(name)) for name in made]
    return fields + ([Field(columns[home], addresses.part("home"))] if home else [])


def make(heading: headers.Heading, fields: list[Field], staged: Staged) -> Plan:
    """The plan for a sheet of which it is known what is read from where."""
    table = heading.table
    read = {field.column.name for field in fields}
    fields += _from_address(heading, read)
    for key in table.key:
        stand_in = headers.STAND_INS.get((table.name, key))
        if key not in read and stand_in in read:
            twin = next(field for field in fields if field.column.name == stand_in)
            fields.append(Field(table.columns[key], twin.cell, nothing=twin.nothing))
    source = f"select * from staged anti join skipped using (row) where row > {heading.row}"
    cells = "select * from staged"
    if heading.wide and table.wide:
        source = _narrow(heading, source)
        cells = _narrow(heading, cells)
        fields.append(Field(table.columns[heading.into], "room_header"))
        fields.append(Field(table.columns[table.wide.value], "room_cell"))
    if heading.address is not None:
        own = {name: f"c{heading.columns[name]}" for name in _PLACES if heading.columns.get(name)}
        source = addresses.read(f"c{heading.address}", source, own)
        cells = addresses.read(f"c{heading.address}", cells, own)
    return Plan(
        heading,
        tuple(fields),
        source,
        skipped=_skipped(heading, staged.columns),
        unlike_record=_unlike_record(heading),
        surplus=_surplus(heading, staged),
        alone=_alone(heading, fields, staged),
        cut_off=f"row = {staged.rows}" if staged.cut_off else "false",
        cells=cells,
    )


def _surplus(heading: headers.Heading, staged: Staged) -> str:
    """A text row longer than its header has a delimiter too many: its cells are displaced.

    In a workbook cells stand where they stand, and people write notes beside the table.
    """
    beyond = staged.columns[max(heading.texts, default=0) :]
    if staged.part.kind != "text" or not beyond:
        return "false"
    return f"coalesce({', '.join(beyond)}, null) is not null"


def _alone(heading: headers.Heading, fields: list[Field], staged: Staged) -> str:
    """A row with a single cell is a title or a note among the records, whatever column it is in."""
    key = next((f.cell for f in fields if f.column.name == heading.table.key[0]), "")
    others = [column for column in staged.columns if column != key]
    if not _STAGED.fullmatch(key) or len(heading.texts) < _FEW_COLUMNS:
        return "false"
    return f"coalesce({', '.join(others)}, null) is null"


def _narrow(heading: headers.Heading, source: str) -> str:
    """One row per room or day that was measured: an empty cell makes none."""
    cells = ", ".join(f"c{index}" for index in heading.wide)
    rooms = ", ".join(literal(text) for text in heading.wide.values())
    filled = f"not {is_nothing(trimmed('room_cell'), 'celsius')}"
    return (
        f"select * from (select *, unnest([{cells}]) as room_cell,"
        f" unnest([{rooms}]) as room_header from ({source})) where {filled}"
    )


def _skipped(heading: headers.Heading, columns: list[str]) -> str:
    """Rows that are no records: titles above the header, its repetitions, totals and the like."""
    cells = ", ".join(f"nullif({trimmed(column)}, '')" for column in columns)
    # Filled like a record it is one: a footer has a few cells.
    filled = " + ".join(f"({column} is not null)::integer" for column in columns)
    few = max(2, len(heading.texts) // 2)
    total = f"regexp_full_match(first, {literal(f'(?i)({_TOTAL})[::]?')})"
    titles = f"select coalesce({cells}, null) from staged where row < {heading.row}"
    footer = f"regexp_full_match(first, {literal(_FOOTER)})"
    # Cases within cases: what stands on the inside is computed for the few rows that need it.
    listed = f"case when {footer} and {filled} <= {few} then 'footer' end"
    ending = f"case when {total} then 'footer' else {listed} end"
    lines = heading.lines or (heading.texts,)
    repeated = " or ".join(
        " and ".join(
            f"{trimmed(f'c{index}')} is not distinct from {literal(text)}"
            for index, text in list(line.items())[:4]
        )
        for line in lines
    )
    again = "false"
    if heading.row > 1:
        # Lists printed page by page repeat what stands above the header.
        again = f"{filled} <= {few} and first in ({titles})"
    return (
        f"select row, reason from (select row, case when first is null then 'blank'"
        f" when row < {heading.row} then 'title' when {repeated} then 'repeated_header'"
        f" when {_unfilled(heading)} then 'unfilled' when {again} then 'title'"
        f" when contains({literal(_FOOTER_BEGINS)}, left(first, 1)) or ends_with(first, '计')"
        f" then {ending} end as reason"
        f" from (select *, coalesce({cells}, null) as first from staged"
        f" where row <> {heading.row} and (row < {heading.row} or {_unlike_record(heading)})))"
        f" where reason is not null"
    )


def _unlike_record(heading: headers.Heading) -> str:
    """Nearly all rows show in the first character of their first cell that they are records."""
    if heading.table.form:
        return "true"
    lines = heading.lines or (heading.texts,)
    begins = _FOOTER_BEGINS + AROUND + "".join(line[1][0] for line in lines if 1 in line)
    doubtful = f"c1 is null or contains({literal(begins)}, left(c1, 1)) or ends_with(c1, '计')"
    if heading.row > 1:
        doubtful += f" or c1 in (select c1 from staged where row < {heading.row})"
    return doubtful


def _unfilled(heading: headers.Heading) -> str:
    """A line of a form that nobody has filled in holds nothing but what is printed on it."""
    form = heading.table.form
    cells = (
        [heading.columns[name] for name in form.filled if name in heading.columns] if form else []
    )
    return " and ".join(is_nothing(clean(f"c{cell}"), "text") for cell in cells) or "false"
