"""Files of texts: .jsonl, .csv and .xlsx with an identifier, a text and perhaps a label."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from heatqa import dictionary, errors
from heatqa.intake import encoding
from heatqa.intake.headers import SEARCHED_ROWS, normal
from heatqa.language import say

SCHEMA = {"id": pl.String, "text": pl.String, "leaf": pl.String, "row": pl.Int64}
# What each field is called, besides the headers that the dictionary knows for it.
_FIELDS = {
    "id": ("id", "编号", "序号", ("tickets", "ticket_id"), ("calls", "call_id")),
    "text": ("text", "文本", "内容", "原文", ("tickets", "text"), ("calls", "transcript")),
    "leaf": ("leaf", ("tickets", "leaf"), "分类", "类别", "问题类别", "诉求类别"),
}
_SEPARATORS = ",\t;|"
# Rows as a file has them, and their numbers there.
_Sheet = tuple[pl.Series, pl.DataFrame]
_READERS = (".jsonl", ".csv", ".tsv", ".txt", ".xlsx")


def read(path: Path, text_column: str | None = None) -> pl.DataFrame:
    """The texts of a file in its order.

    Args:
        path: A .jsonl file with `id` and `text`, or a .csv or .xlsx file with columns of these
            names or of those that exports use; of a workbook the first sheet that has a text.
        text_column: The header of the text, where it has a name of its own.

    Returns:
        One row per text: `id` (where the file gives none the number of the text in it; a whole
        number if a .jsonl file has nothing else), `text`, `leaf`, the label it carries, if any, and
        `row`, which row of the file it is as a spreadsheet counts them, headings too.

    Raises:
        FileMissing, TextsKindUnknown, FileBroken, FileEmpty, EncodingUnknown: it cannot be read.
        TextsMissing: no column holds texts.
    """
    if not path.exists():
        raise errors.FileMissing(path=path)
    kind = path.suffix.lower()
    if kind not in _READERS or not path.is_file():
        raise errors.TextsKindUnknown(path=path, found=path.suffix or str(path))
    if path.stat().st_size == 0:
        raise errors.FileEmpty(path=path, found="0 B")
    if kind == ".jsonl":
        lines, counted = _json_lines(path)
        read = _fielded(path, [lines], text_column)
        return read.cast({"id": pl.Int64}) if counted else read
    return _fielded(path, _workbook(path) if kind == ".xlsx" else [_delimited(path)], text_column)


def without_text(texts: pl.DataFrame) -> list[int]:
    """The rows of the file that hold no text.

    Args:
        texts: As `read` gives.
    """
    return texts.filter(pl.col("text").str.strip_chars() == "").get_column("row").to_list()


def repeated(texts: pl.DataFrame) -> dict[str, list[int]]:
    """The identifiers that stand in several rows of the file, each with those rows.

    Args:
        texts: As `read` gives.
    """
    rows = texts.group_by(pl.col("id").cast(pl.String), maintain_order=True).agg("row")
    return dict(rows.filter(pl.col("row").list.len() > 1).iter_rows())


def _fielded(path: Path, sheets: Sequence[_Sheet], text_column: str | None) -> pl.DataFrame:
    """The first sheet that has a text, its columns under our names."""
    seen: list[str] = []
    for rows, sheet in sheets:
        columns = {field: _column(sheet.columns, field) for field in _FIELDS}
        if text_column is not None:
            columns["text"] = text_column if text_column in sheet.columns else None
        seen += sheet.columns
        if columns["text"] is None:
            continue
        nothing = pl.Series(values=[None] * len(sheet), dtype=pl.String)
        made = pl.DataFrame(
            {
                field: sheet.get_column(column).cast(pl.String) if column is not None else nothing
                for field, column in columns.items()
            }
        ).with_columns(row=rows)
        if columns["id"] is not None:
            # Without identifiers answers are laid beside the texts, and an empty row has its place.
            made = made.filter(pl.any_horizontal(pl.col(*_FIELDS).is_not_null()))
        number = pl.int_range(1, pl.len() + 1).cast(pl.String)
        kept = made.with_columns(
            pl.coalesce("id", number).alias("id"), pl.col("text").fill_null("")
        )
        if kept.is_empty():
            raise errors.FileEmpty(path=path, found="0")
        return kept.cast(SCHEMA)  # type: ignore[arg-type]
    found = ", ".join(dict.fromkeys(seen[:20]))
    raise errors.TextsMissing(path=path, wanted=text_column or "text", found=found)


def _column(headers: Sequence[str], field: str) -> str | None:
    """The header that stands for a field, by its own name or one the dictionary knows."""
    known = {normal(header): header for header in reversed(headers)}
    for name in _FIELDS[field]:
        spellings = [name] if isinstance(name, str) else _spellings(*name)
        for spelling in spellings:
            if normal(spelling) in known:
                return known[normal(spelling)]
    return None


def _spellings(table: str, column: str) -> tuple[str, ...]:
    return dictionary.tables()[table].columns[column].headers


def _json_lines(path: Path) -> tuple[_Sheet, bool]:
    """Its rows as texts, and whether every one has a whole number for an identifier."""
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    counted = True
    for number, line in enumerate(_decoded(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            counted = counted and type(row.get("id")) is int
            rows.append({name: _plain(value) for name, value in row.items()})
            numbers.append(number)
        except (ValueError, AttributeError):
            # What stands there is somebody's words: the row is named and not shown.
            found = say("texts.row", row=number)
            raise errors.FileBroken(path=path, kind="JSON Lines", found=found) from None
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return (pl.Series(numbers, dtype=pl.Int64), frame), counted and bool(rows)


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _delimited(path: Path) -> _Sheet:
    text = _decoded(path)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            separator=separator,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError as problem:
        found = _ragged(text, separator) or str(problem).splitlines()[0]
        raise errors.FileBroken(path=path, kind="CSV", found=found) from None
    return _rows(2, len(frame)), frame


def _ragged(text: str, separator: str) -> str | None:
    """The first row that has more cells than the heading, by its number, if one has."""
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    width = len(next(rows, []))
    for row in rows:
        if len(row) > width:
            return say("texts.ragged", row=rows.line_num, cells=len(row), most=width)
    return None


def _decoded(path: Path) -> str:
    name, mark = encoding.decide(str(path), lambda: path.open("rb"))
    return path.read_bytes()[mark:].decode(name)


def _workbook(path: Path) -> list[_Sheet]:
    # What the reader raises for bytes that are no workbook depends on what they are.
    try:
        sheets = pl.read_excel(
            path,
            sheet_id=0,
            has_header=False,
            raise_if_empty=False,
            drop_empty_rows=False,
            # From the first row on, so that rows can be named as they stand.
            read_options={"dtypes": "string", "skip_rows": 0},
        )
    except Exception as problem:
        found = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise errors.FileBroken(path=path, kind="Excel", found=found) from None
    return [made for sheet in sheets.values() for made in _headed(sheet)]


def _headed(sheet: pl.DataFrame) -> Iterator[_Sheet]:
    """The sheet below each of its first rows, the rows that may hold the headers."""
    sheet = sheet.with_columns(pl.all().replace("", None))
    filled = sheet.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    # Below the last row that says something a sheet may have been formatted for thousands.
    sheet = sheet.head(filled[-1] + 1 if len(filled) else 0)
    for place, row in enumerate(sheet.head(SEARCHED_ROWS).iter_rows()):
        headers = [str(cell) if cell is not None else "" for cell in row]
        if not any(headers):
            continue
        unique = [
            name if name and headers.index(name) == at else f"{name or 'column'}_{at}"
            for at, name in enumerate(headers)
        ]
        below = sheet[place + 1 :].rename(dict(zip(sheet.columns, unique, strict=True)))
        yield _rows(place + 2, len(below)), below


def _rows(first: int, count: int) -> pl.Series:
    return pl.int_range(first, first + count, dtype=pl.Int64, eager=True)
