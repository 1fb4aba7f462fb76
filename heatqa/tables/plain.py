"""Frames as JSON, CSV and workbooks, safe to open in a spreadsheet."""

import io
import json
from collections.abc import Iterator

import polars as pl
import xlsxwriter

# Spreadsheets in Chinese take the full-width signs for formulas as well.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_json(frame: pl.DataFrame) -> str:
    """A list with one object per row, missing values as null."""
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=2, default=str)


def as_json_lines(frame: pl.DataFrame) -> Iterator[str]:
    """One object per row, a line each."""
    for row in frame.iter_rows(named=True):
        yield json.dumps(row, ensure_ascii=False, default=str)


def as_csv(frame: pl.DataFrame) -> str:
    """Comma-separated text with a heading; lists joined by semicolons.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.

    Example:
        >>> print(as_csv(pl.DataFrame({"a": ["=1+1", "x"]})).strip())
        a
        '=1+1
        x
    """
    columns = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if dtype == pl.List(pl.String):
            column = column.list.join("; ")
        if dtype in (pl.String, pl.List(pl.String)):
            starts = pl.any_horizontal(column.str.starts_with(mark) for mark in _FORMULA_STARTS)
            column = pl.when(starts).then(pl.lit("'") + column).otherwise(column)
        columns.append(column.alias(name))
    return frame.select(columns).write_csv()


def as_xlsx(frame: pl.DataFrame) -> bytes:
    """A workbook with one sheet, its heading frozen; lists joined by semicolons.

    Texts are written as texts: none is run as a formula and none becomes a link.
    """
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)]
    flat = frame.with_columns(pl.col(lists).list.join("; ")) if lists else frame
    written = io.BytesIO()
    texts = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, texts) as book:
        flat.write_excel(book, freeze_panes="A2", autofit=True)
    return written.getvalue()
