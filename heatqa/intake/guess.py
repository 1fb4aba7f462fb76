"""A profile by example: which column of an unknown export is probably which, for a person to edit.

Two things speak for a pair: how much the header is like one that the dictionary knows, and how
many of the cells can be read as what the column holds.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from heatqa import dictionary, errors
from heatqa.intake import files, headers, plan, staging, steps, two_rows, values
from heatqa.sql import among, quoted, single

_SAMPLE = 2000
_LEAST_ALIKE, _LEAST_SURE, _LEAST_READABLE = 0.55, 0.4, 0.5
_UNITS = (("毫秒", "ms"), ("小时", "h"), ("分", "min"), ("ms", "ms"), ("min", "min"), ("hour", "h"))
_MOST_WORDS = 5
# Where every text can be read, being readable says little.
_READABLE_ANYWAY = ("text", "free_text", "community", "person", "id")


@dataclass(frozen=True)
class Pair:
    """A column of a table and the header that probably stands for it.

    Attributes:
        column: The column.
        index: The number of the cell.
        header: The header.
        like: The known header that it is like.
        readable: Share of the cells that can be read (0 to 1).
        confidence: How sure the pair is (0 to 1).
        unit: The unit that the header names, if it is not the column's own.
        unknown: Words that are no known code.
    """

    column: dictionary.Column
    index: int
    header: str
    like: str
    readable: float
    confidence: float
    unit: str | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guess:
    """What one sheet probably is.

    Attributes:
        name: The file or sheet.
        sheet: The sheet of a workbook.
        table: The table.
        header_row: Where the headers stand.
        pairs: What was placed, surest first.
        unplaced: Headers that nothing is like, each with the shape of a cell.
        missing: Key columns for which nothing was found.
        address: The header of the column with whole addresses.
    """

    name: str
    sheet: str | None
    table: dictionary.Table
    header_row: int
    pairs: tuple[Pair, ...]
    unplaced: Mapping[str, str]
    missing: tuple[str, ...]
    address: str | None = None


def guess(path: Path, table: str | None = None) -> list[Guess]:
    """What the sheets of a file probably are; cover sheets beside records are passed over.

    Args:
        path: The export.
        table: The table its rows are of, where that is known.

    Raises:
        HeatqaError: the file cannot be read.
        TableUnknown: no header is like any that is known.
    """
    if table is not None and table not in dictionary.tables():
        remedy = errors.suggestion(table, dictionary.tables())
        raise errors.ArgumentUnusable(argument="--table", found=table, remedy=remedy)
    files.find([path])
    connection = duckdb.connect()
    found = []
    for part in files.parts(path):
        for staged in staging.stage(connection, part):
            made = _of_sheet(connection, staged, table)
            found += [made] if made else []
    if not found:
        raise errors.TableUnknown(path=path, found="–", closest="–")
    return [made for made in found if not made.missing] or found


def _of_sheet(
    connection: duckdb.DuckDBPyConnection, staged: staging.Staged, wanted: str | None
) -> Guess | None:
    rows = [(row, two_rows.texts(cells)) for row, cells in staging.head(connection)]
    tables = [dictionary.tables()[wanted]] if wanted else list(dictionary.tables().values())
    alike = [
        (sum(score for score, _, _ in _alike(texts, table).values()), -number, table.name, texts)
        for number, texts in rows
        for table in tables
    ]
    if not alike or max(alike, key=lambda entry: entry[:3])[0] == 0:
        return None
    _, number, name, texts = max(alike, key=lambda entry: entry[:3])
    table, row = dictionary.tables()[name], -number
    connection.execute(
        f"create or replace temp table sampled as select * from staged where row > {row}"
        f" limit {_SAMPLE}"
    )
    pairs = _pairs(connection, table, texts)
    placed = {pair.index for pair in pairs}
    free = {index: text for index, text in texts.items() if index not in placed}
    address = headers.address_of(free, table, {pair.column.name: pair.index for pair in pairs})
    read = {pair.column.name for pair in pairs}
    return Guess(
        name=staged.name,
        sheet=staged.sheet,
        table=table,
        header_row=row,
        pairs=tuple(pairs),
        unplaced={
            text: _shape(connection, index) for index, text in free.items() if index != address
        },
        missing=tuple(key for key in headers.required_keys(table) if key not in read),
        address=free.get(address or 0),
    )


def _alike(
    texts: Mapping[int, str], table: dictionary.Table
) -> dict[tuple[int, str], tuple[float, int, str]]:
    """How much each header is like each column's, with the rank and the known header."""
    scores: dict[tuple[int, str], tuple[float, int, str]] = {}
    for index, text in texts.items():
        own = {headers.normal(text), headers.normal(re.sub(r"[(（【\[].*", "", text))} - {""}
        for column in table.columns.values():
            known = (*column.headers, column.name)
            found = max(
                (_likeness(form, headers.normal(header)), -rank, header)
                for rank, header in enumerate(known)
                for form in own or {""}
            )
            if found[0] >= _LEAST_ALIKE:
                scores[index, column.name] = found
    best: dict[tuple[int, str], tuple[float, int, str]] = {}
    for pair, score in sorted(scores.items(), key=lambda entry: entry[1], reverse=True):
        if not any(pair[0] == index or pair[1] == name for index, name in best):
            best[pair] = score
    return best


def _likeness(text: str, known: str) -> float:
    if text == known:
        return 1.0
    if min(len(text), len(known)) >= 2 and (known in text or text in known):
        return 0.6 + 0.3 * min(len(text), len(known)) / max(len(text), len(known))
    return 0.9 * difflib.SequenceMatcher(None, text, known).ratio()


def _pairs(
    connection: duckdb.DuckDBPyConnection, table: dictionary.Table, texts: Mapping[int, str]
) -> list[Pair]:
    pairs = []
    for (index, name), (score, _, like) in _alike(texts, table).items():
        column = table.columns[name]
        readable, unknown = _readable(connection, table, column, index)
        if readable is not None and readable < _LEAST_READABLE:
            continue
        share = 1.0 if readable is None else readable
        confidence = score if column.kind in _READABLE_ANYWAY else score * (0.5 + 0.5 * share)
        if confidence >= _LEAST_SURE:
            unit = _unit(texts[index]) if column.kind == "seconds" else None
            pairs.append(Pair(column, index, texts[index], like, share, confidence, unit, unknown))
    return sorted(pairs, key=lambda pair: -pair.confidence)


def _readable(
    connection: duckdb.DuckDBPyConnection,
    table: dictionary.Table,
    column: dictionary.Column,
    index: int,
) -> tuple[float | None, tuple[str, ...]]:
    """The share of filled cells that a column could read, and words that are no known code."""
    if column.kind in ("person", "phone", "free_text"):
        return None, ()
    field = plan.Field(column, f"c{index}")
    heading = headers.Heading(row=0, table=table, columns={column.name: index})
    source = "select * from sampled"
    whole = plan.Plan(heading, (field,), source, "", cells=source)
    made = steps.of_field(connection, whole, field, values.Habits(zone="UTC"))
    rows = steps.nested([made], source)
    own, unread = quoted(column.name), steps.step("unread", field)
    filled, read = single(
        connection,
        f"select count(*) filter (where {own} is not null or {unread} is not null),"
        f" count({own}) from ({rows})",
    )
    unknown: tuple[str, ...] = ()
    if column.kind == "code":
        known = among(own, column.codes)
        words = connection.execute(
            f"select {own} from ({rows}) where not {known} group by 1 order by count(*) desc, 1"
        ).fetchall()
        unknown = tuple(str(word[0]) for word in words[:_MOST_WORDS])
        if len(words) > 10 * _MOST_WORDS:
            # So many words are no codes but a text.
            return 0.0, ()
    return (read / filled if filled else None), unknown


def _unit(header: str) -> str | None:
    return next((unit for word, unit in _UNITS if word in header), None)


def _shape(connection: duckdb.DuckDBPyConnection, index: int) -> str:
    """What a filled cell looks like, without what it says: 2025-01-05 is 9999-99-99."""
    query = f"select c{index} from sampled where trim(c{index}) <> '' limit 1"
    row = connection.execute(query).fetchall()
    text = re.sub(r"[0-9]", "9", str(row[0][0])[:20]) if row else ""
    return re.sub(r"[\u4e00-\u9fff]", "字", re.sub(r"[A-Za-z]", "a", text))
