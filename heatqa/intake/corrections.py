"""Rejected rows written back as a workbook, each reason beside its cell, to be corrected.

The rows come from the export itself, because the warehouse keeps no names and numbers: whoever
has the export may see them. The workbook loads like any export once its cells are right.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from heatqa import errors
from heatqa.intake import files, plan, rules, staging
from heatqa.intake import profile as profiles
from heatqa.language import say
from heatqa.sql import quoted
from heatqa.warehouse import quality

_WRONG, _REASON, _HEADER = "#FCE4D6", "#7F7F7F", "#D9E1F2"
_NAME_LENGTH = 31


@dataclass(frozen=True)
class _Sheet:
    """The rejected rows of one sheet: header texts and rows by cell, reasons by row and cell."""

    name: str
    texts: Mapping[int, str]
    rows: Mapping[int, Sequence[str | None]]
    reasons: Mapping[int, Mapping[int, list[str]]]


def write(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    target: Path,
    profile: str | Path | None = None,
) -> int:
    """Write the rows of an export that were rejected into a workbook for its owner alone.

    Args:
        connection: The warehouse into which the export was loaded.
        path: The export.
        target: The workbook to write.
        profile: The profile with which it was loaded.

    Returns:
        How many rows were written; with none no workbook is made.

    Raises:
        FileMissing: there is no such file.
        FileNotLoaded: the file, as it is now, was not loaded here with that profile.
        OutputUnwritable: the workbook cannot be written.
    """
    if not path.is_file():
        raise errors.FileMissing(path=path)
    used = profiles.load(profile) if profile is not None else None
    identity = used.identity if used else None
    sources = connection.execute(
        "select coalesce(sheet, ''), source_id from sources"
        " where sha256 = $1 and profile is not distinct from $2",
        [files.fingerprint(path), identity],
    ).fetchall()
    if not sources:
        raise errors.FileNotLoaded(path=path)
    sheets = list(_sheets(connection, path, used, dict(sources)))
    if not sheets:
        return 0
    try:
        target.touch(mode=0o600)
        with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
            for sheet in sheets:
                _write(book, sheet)
    except (OSError, FileCreateError) as problem:
        raise errors.OutputUnwritable(path=target, found=str(problem)) from None
    return sum(len(sheet.rows) for sheet in sheets)


def _sheets(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    profile: profiles.Profile | None,
    sources: Mapping[str, int],
) -> Iterator[_Sheet]:
    scratch = duckdb.connect()
    for part in files.parts(path):
        for staged in profiles.stage(scratch, part, profile):
            source = sources.get(staged.sheet or part.member or "")
            found = (
                source
                and connection.execute(
                    "select source_row, found, reasons from rejects where source_id = $1"
                    " order by source_row",
                    [source],
                ).fetchall()
            )
            if found:
                made, _ = profiles.plan(scratch, staged, profile)
                yield _sheet(scratch, staged, made, found, quality.own_rules(connection))


def _sheet(
    scratch: duckdb.DuckDBPyConnection,
    staged: staging.Staged,
    made: plan.Plan,
    found: Sequence[tuple[Any, ...]],
    own_rules: Mapping[str, Mapping[str, str]],
) -> _Sheet:
    numbers = sorted({row[0] for row in found})
    cells = ", ".join(quoted(column) for column in staged.columns)
    listed = scratch.execute(
        f"select row, {cells} from staged where row in (select unnest($1)) order by row", [numbers]
    ).fetchall()
    rows = {int(row[0]): row[1:] for row in listed}
    of_column = {
        field.column.name: sorted(int(cell[1:]) for cell in made.cells_of(field))
        for field in made.fields
    }
    reasons: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, text, why in found:
        for reason in why or ():
            at = of_column.get(reason["column_name"] or "", [])
            # Of several rooms in one row the one whose reading was refused.
            at = [index for index in at if len(at) == 1 or rows[number][index - 1] == text] or at
            said = rules.meaning(reason["rule"], own_rules)
            for index in at or [0]:
                if said not in reasons[number][index]:
                    reasons[number][index].append(said)
    name = staged.sheet or (staged.part.member or staged.part.file.name).rpartition("/")[2]
    return _Sheet(name, made.heading.texts, rows, reasons)


def _write(book: xlsxwriter.Workbook, sheet: _Sheet) -> None:
    """One worksheet; every cell is text, so that nothing in it is run or changed."""
    used = {str(sheet.name).lower() for sheet in book.worksheets()}
    plain = "".join(letter for letter in sheet.name if letter not in "[]:*?/\\'")[:_NAME_LENGTH]
    into = book.add_worksheet(plain if plain and plain.lower() not in used else None)
    header = book.add_format({"bold": True, "bg_color": _HEADER, "num_format": "@"})
    text, wrong = (
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "@", "bg_color": _WRONG}),
    )
    grey = book.add_format({"font_color": _REASON, "text_wrap": True, "valign": "top"})
    width = max([*sheet.texts, *(len(row) for row in sheet.rows.values())])
    explained = {index for reasons in sheet.reasons.values() for index in reasons}
    column = 0
    for index in [*range(1, width + 1), 0]:
        name = sheet.texts.get(index, "")
        if index:
            into.write_string(0, column, name, header)
            into.set_column(column, column, 18, text)
            for line, (number, row) in enumerate(sheet.rows.items(), start=1):
                cell = row[index - 1] if index <= len(row) else None
                look = wrong if sheet.reasons[number].get(index) else text
                into.write_string(line, column, cell or "", look)
            column += 1
        if index in explained:
            into.write_string(0, column, say("corrections.reason", column=name).strip(), header)
            into.set_column(column, column, 40, grey)
            for line, number in enumerate(sheet.rows, start=1):
                into.write_string(
                    line, column, " ".join(sheet.reasons[number].get(index, [])), grey
                )
            column += 1
    into.freeze_panes(1, 0)
