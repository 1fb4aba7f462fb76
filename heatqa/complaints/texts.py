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

SCHEMA = {"id": pl.String, "text": pl.String, "leaf": pl.String}
# What each field is called, besides the headers that the dictionary knows for it.
_FIELDS = {
    "id": ("id", "编号", "序号", ("tickets", "ticket_id"), ("calls", "call_id")),
    "text": ("text", "文本", "内容", "原文", ("tickets", "text"), ("calls", "transcript")),
    "leaf": ("leaf", ("tickets", "leaf"), "分类", "类别", "问题类别", "诉求类别"),
}
_SEPARATORS = ",\t;|"
_READERS = (".jsonl", ".csv", ".tsv", ".txt", ".xlsx")


def read(path: Path, text_column: str | None = None) -> pl.DataFrame:
    """The texts of a file in its order.

    Args:
        path: A .jsonl file with `id` and `text`, or a .csv or .xlsx file with columns of these
            names or of those that exports use; of a workbook the first sheet that has a text.
        text_column: The header of the text, where it has a name of its own.

    Returns:
        One row per text: `id` (its row number where the file gives none; a whole number if a
        .jsonl file has nothing else), `text`, and `leaf`, the label it carries, if any.

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


def without_text(texts: pl.DataFrame) -> tuple[int, int]:
    """How many rows hold no text, and the number of the first of them, 0 if there is none."""
    empty = texts.get_column("text").str.strip_chars() == ""
    return int(empty.sum()), (empty.arg_max() or 0) + 1 if empty.any() else 0


def _fielded(path: Path, sheets: Sequence[pl.DataFrame], text_column: str | None) -> pl.DataFrame:
    """The first sheet that has a text, its columns under our names."""
    seen: list[str] = []
    for sheet in sheets:
        columns = {field: _column(sheet.columns, field) for field in _FIELDS}
        if text_column is not None:
            columns["text"] = text_column if text_column in sheet.columns else None
        seen += sheet.columns
        if columns["text"] is None:
            continue
        numbered = sheet.with_row_index("row", offset=1)
        made = numbered.select(
            pl.col(column).cast(pl.String).alias(field)
            if (column := columns[field]) is not None
            else pl.lit(None, dtype=pl.String).alias(field)
            for field in _FIELDS
        )
        rows = numbered.get_column("row").cast(pl.String)
        kept = made.with_columns(pl.coalesce("id", rows).alias("id"), pl.col("text").fill_null(""))
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


def _json_lines(path: Path) -> tuple[pl.DataFrame, bool]:
    """Its rows as texts, and whether every one has a whole number for an identifier."""
    rows: list[dict[str, Any]] = []
    counted = True
    for number, line in enumerate(_decoded(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            counted = counted and type(row.get("id")) is int
            rows.append({name: _plain(value) for name, value in row.items()})
        except (ValueError, AttributeError):
            raise errors.FileBroken(
                path=path, kind="JSON Lines", found=f"{number}: {line[:40]}"
            ) from None
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)), counted and bool(rows)


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _delimited(path: Path) -> pl.DataFrame:
    text = _decoded(path)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        return pl.read_csv(
            io.BytesIO(text.encode()),
            separator=separator,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError as problem:
        found = _ragged(text, separator) or str(problem).splitlines()[0]
        raise errors.FileBroken(path=path, kind="CSV", found=found) from None


def _ragged(text: str, separator: str) -> str | None:
    """The first row that has more cells than the heading, by its number, if one has."""
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    width = len(next(rows, []))
    for row in rows:
        if len(row) > width:
            return f"{rows.line_num}: {separator.join(row)[:40]}"
    return None


def _decoded(path: Path) -> str:
    name, mark = encoding.decide(str(path), lambda: path.open("rb"))
    return path.read_bytes()[mark:].decode(name)


def _workbook(path: Path) -> list[pl.DataFrame]:
    # What the reader raises for bytes that are no workbook depends on what they are.
    try:
        sheets = pl.read_excel(
            path,
            sheet_id=0,
            has_header=False,
            raise_if_empty=False,
            read_options={"dtypes": "string"},
        )
    except Exception as problem:
        found = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise errors.FileBroken(path=path, kind="Excel", found=found) from None
    return [made for sheet in sheets.values() for made in _headed(sheet)]


def _headed(sheet: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The sheet below each of its first rows, the rows that may hold the headers."""
    for place, row in enumerate(sheet.head(SEARCHED_ROWS).iter_rows()):
        headers = [str(cell) if cell is not None else "" for cell in row]
        if not any(headers):
            continue
        unique = [
            name if name and headers.index(name) == at else f"{name or 'column'}_{at}"
            for at, name in enumerate(headers)
        ]
        yield sheet[place + 1 :].rename(dict(zip(sheet.columns, unique, strict=True)))
