"""Rows are counted by the file's own lines, so that no quotation mark swallows any."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heatqa import errors
from heatqa.intake.lines import RecordCount, delimiter_of
from tests.loading import load, only, rows, write

HEADER = "巡检编号,设施编号,发现问题\n"


def count(text: str) -> RecordCount:
    counted = RecordCount("a.csv", ",")
    for line in text.splitlines(keepends=True):
        counted.take(line.encode())
    counted.finish()
    return counted


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a,b\n1,2\n", 2),
        ('a,"two\nlines",b\n1,2,3\n', 2),
        ('"a ""quoted"" word","x"\n', 1),
        ('5" pipe,b\n1,2\n', 2),
        ('"he said "hi" to me",b\n1,2\n', 2),
        ('a,"x\n\ny"\n\nb\n', 3),
        ('"",""\n"a",""\n', 2),
    ],
)
def test_records(text: str, records: int):
    assert count(text).records == records


def test_row_numbers_are_those_of_a_spreadsheet(facts, tmp_path: Path):
    text = HEADER + '1,P1,"two\n\nlines"\n\n2,P2,5" pipe\n,,\n3,P3,"a, b"\n'
    report = load(facts, tmp_path, write(tmp_path / "a.csv", text))
    assert only(report).skipped_lines == {"blank": 2}
    assert rows(facts, "select inspection_id, source_row, finding from inspections order by 1") == [
        ("1", 2, "two\n\nlines"),
        ("2", 4, '5" pipe'),
        ("3", 6, "a, b"),
    ]


@pytest.mark.parametrize(
    "rest",
    [
        '2,P2,"never closed\n' + "3,P3,x\n" * 50,
        '2,P2,"never closed\n3,P3,"closed"\n4,P4,x\n',
        '2,P2,"never closed\n' + '3,P3,"closed",more\n' * 3,
    ],
)
def test_an_unclosed_quotation_mark_is_named_with_its_line(facts, tmp_path: Path, rest: str):
    path = write(tmp_path / "a.csv", HEADER + "1,P1,x\n" + rest)
    with pytest.raises(errors.LinesUnbalanced, match=r"line 3.*never closed"):
        load(facts, tmp_path, path)


def test_a_row_longer_than_its_header_is_displaced(facts, tmp_path: Path):
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", HEADER + "1,P1,x,y\n2,P2,,,\n")))
    assert (sheet.loaded, sheet.rejects) == (1, {"inspections.too_many_cells": 1})
    with pytest.raises(errors.LineTooWide, match="line 2: 2001 cells"):
        load(facts, tmp_path, write(tmp_path / "b.csv", HEADER + "," * 2000 + "\n"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(delimiter: str):
    text = "a,b\n1,2\n3,4,x\n".replace(",", delimiter)
    assert delimiter_of(text.encode()) == delimiter


CELL = st.text(alphabet='ab,"\n ;', max_size=6)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_what_a_csv_writer_wrote_is_counted_right(table: list[list[str]]):
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    assert count(text + "\n").records == len(table)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ('a\na\n""a"\na', 3, '""a"'),
        ('a\n,a",,"a\na\na\n', 2, ',a",,"a'),
        (
            '0,P0,"a\nb"\n' * 9 + "1,P1,x\n" * 500 + '2,P2,""a"\n' + "3,P3,x\n" * 500,
            519,
            '2,P2,""a"',
        ),
    ],
)
def test_where_two_counts_part_the_line_is_named(facts, tmp_path: Path, text, line, found):
    """DuckDB's reader takes such quotation marks otherwise than this count."""
    path = write(tmp_path / "a.csv", HEADER + text)
    with pytest.raises(errors.LinesUnbalanced) as problem:
        load(facts, tmp_path, path)
    assert (problem.value.facts["line"], problem.value.facts["found"]) == (line + 1, found)
