"""Numbers of people that stand where none should: in the warehouse, or in a file to be given away.

Mobile and landline numbers, identity cards (birthday and check digit right) and bank cards
(issuer's prefix and check digit right). Keyed hashes are none, nor are parts of longer words.
"""

import html
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import polars as pl

from heatqa.intake import encoding, files
from heatqa.redaction import checks
from heatqa.sql import literal, quoted

KINDS = ("mobile", "landline", "identity_card", "bank_card")
_BEFORE, _AFTER = r"(?<![0-9A-Za-z.])", r"(?![0-9A-Za-z]|\.[0-9])"
_FORMS = {
    "identity_card": r"[1-9]\d{16}[0-9Xx]",
    "bank_card": r"(?:62|[45]\d)\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?",
    "mobile": r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}",
    "landline": r"0\d{2,3}-[2-9]\d{6,7}",
}
_FOUND = re.compile("|".join(f"(?P<{k}>{_BEFORE}{form}{_AFTER})" for k, form in _FORMS.items()))
# What a cell needs to be worth looking into, for the database's own expressions.
_PROMISING = r"\d[\d -]{9,}"
_HASH = "[0-9a-f]{16}"
# What a number must fulfil besides its form.
_CHECKS: dict[str, Callable[[str], bool]] = {
    "identity_card": lambda number: checks.born(number) and checks.identity(number),
    "bank_card": checks.luhn,
}
_TEXTS = (
    ".csv",
    ".txt",
    ".tsv",
    ".html",
    ".htm",
    ".md",
    ".json",
    ".jsonl",
    ".ipynb",
    ".svg",
    ".log",
)
_ARCHIVES = (".xlsx", ".xlsm", ".pptx", ".docx")
_TAG = re.compile(r"<[^>]*>")
_SCHEMA = {"place": pl.String, "kind": pl.String, "findings": pl.Int64, "example": pl.String}


def found(text: str) -> Iterator[tuple[str, str]]:
    """Every number of a person in a text, with its kind.

    Example:
        >>> list(found("打13800138000,工单20250105080300,卡6222021234567890128"))
        [('mobile', '13800138000'), ('bank_card', '6222021234567890128')]
    """
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        digits = re.sub(r"[ -]", "", match[0])
        if kind not in _CHECKS or _CHECKS[kind](digits.upper()):
            yield kind, match[0]


def in_warehouse(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every column of the warehouse in which a number of a person stands.

    Returns:
        One row per column and kind: `place` (table.column), `kind`, `findings` (cells),
        `example` (all but the ends of one of them hidden).
    """
    columns = connection.execute(
        "select table_name, column_name from duckdb_columns() where not internal and"
        # Views show again what tables hold.
        " table_oid in (select table_oid from duckdb_tables() where not temporary) and"
        " (data_type in ('VARCHAR', 'JSON') or data_type like '%VARCHAR%') order by all"
    ).fetchall()
    places = []
    for table, column in columns:
        cell = f"{quoted(column)}::varchar"
        cells = connection.execute(
            f"select {cell}, count(*) from {quoted(table)}"
            f" where regexp_matches({cell}, {literal(_PROMISING)})"
            f" and not regexp_full_match({cell}, {literal(_HASH)}) group by 1"
        ).fetchall()
        places.append((f"{table}.{column}", cells))
    return _frame(places)


def in_files(paths: Sequence[Path]) -> tuple[pl.DataFrame, list[Path]]:
    """Every file in which a number of a person stands, folders walked.

    Returns:
        A frame as of `in_warehouse`, `place` being the file; and the files that were not looked
        into, because their ending is not known.

    Raises:
        FileMissing: a path is not there.
        FileBroken: a file is not what its ending says.
    """
    places, unread = [], []
    for path in _walked(paths):
        if path.suffix.lower() in _TEXTS:
            places.append((str(path), [(line, 1) for line in _lines(path)]))
        elif path.suffix.lower() in _ARCHIVES:
            places.append((str(path), [(text, 1) for text in _members(path)]))
        else:
            unread.append(path)
    return _frame(places), unread


def _frame(places: Iterable[tuple[str, Iterable[tuple[str, int]]]]) -> pl.DataFrame:
    rows = []
    for place, cells in places:
        findings: Counter[str] = Counter()
        examples: dict[str, str] = {}
        for text, count in cells:
            for kind, number in found(text):
                findings[kind] += count
                examples.setdefault(kind, f"{number[:3]}…{number[-2:]}")
        rows += [(place, kind, findings[kind], examples[kind]) for kind in KINDS if findings[kind]]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _walked(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file())
        elif path.exists():
            yield path
        else:
            files.find([path])


def _lines(path: Path) -> Iterator[str]:
    if not path.stat().st_size:
        return
    used, mark = encoding.decide(str(path), lambda: path.open("rb"))
    for block in encoding.lines(lambda: path.open("rb"), used, mark):
        yield from html.unescape(block.decode("utf-8")).splitlines()


def _members(path: Path) -> Iterator[str]:
    """The texts of an office file: what stands between the tags of its parts."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    text = archive.read(name).decode("utf-8", errors="replace")
                    yield html.unescape(_TAG.sub(" ", text))
    except (OSError, RuntimeError, *files.DAMAGED) as problem:
        raise files.broken(path, path.suffix, problem) from None
