"""The audit register: an empty form, filled in by hand, loaded and judged as it is."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import duckdb
import fastexcel
import polars as pl
import pytest

from heatqa import dictionary, language
from heatqa.clauses import load as clauses
from heatqa.intake.headers import normal
from heatqa.judging import audits, cube, records, scorecard
from heatqa.judging.period import Period
from heatqa.settings import Settings
from heatqa.tables import audit_form, registers
from heatqa.tables import scorecard as tables

from .loading import load, only, rows, workbook
from .test_cli import heatqa, mended

CATALOGUE = clauses()
FOR_AUDITS = audits.for_audits(list(CATALOGUE.clauses.values()))
AS_OF = dt.datetime(2026, 3, 15)


def cells(content: bytes, sheet: int = 0) -> list[list[str | None]]:
    read = fastexcel.read_excel(content).load_sheet(sheet, header_row=None, dtypes="string")
    return [list(row) for row in read.to_polars().rows()]


def filled_in(folder: Path, content: bytes, answers: dict[str, dict[str, str]]) -> Path:
    """The form with answers by clause, as somebody would save it."""
    head, *lines = cells(content)
    for line in lines:
        for header, answer in answers.get(str(line[0]), {}).items():
            line[head.index(header)] = answer
    name = fastexcel.read_excel(content).sheet_names[0]
    return workbook(folder / "audit.xlsx", {name: [head, *lines]})


def test_the_form_has_a_line_per_clause_that_only_an_audit_shows():
    lines = cells(audit_form.workbook(FOR_AUDITS, CATALOGUE))
    assert [line[0] for line in lines[1:]] == [clause.id for clause in FOR_AUDITS]
    assert lines[1][2] == FOR_AUDITS[0].rule["en"]
    assert len(FOR_AUDITS) == 48


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_dictionary_knows_every_header_of_the_form(monkeypatch, spoken):
    monkeypatch.setenv("HEATQA_LANG", spoken)
    table = dictionary.tables()["audits"]
    assert table.form
    known = {normal(h) for c in table.columns.values() for h in (c.name, *c.headers)}
    known |= {normal(header) for header in table.form.printed}
    content = audit_form.workbook(FOR_AUDITS, CATALOGUE)
    assert {normal(str(header)) for header in cells(content)[0]} <= known
    assert fastexcel.read_excel(content).sheet_names[1] in dictionary.explanations()


def test_the_form_offers_answers_repeats_its_header_and_stays_in_view():
    with zipfile.ZipFile(io.BytesIO(audit_form.workbook(FOR_AUDITS, CATALOGUE))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    assert '"conforms,does not conform"' in sheet.replace("&quot;", '"')
    assert 'state="frozen"' in sheet
    assert 'orientation="landscape"' in sheet
    assert "Print_Titles" in names


FILLED = {
    "en": ("checked on", "result", "conforms", "does not conform"),
    "zh": ("检查日期", "检查结果", "符合", "不符合"),
}


@pytest.mark.parametrize("spoken", FILLED)
def test_what_was_filled_in_is_loaded_and_the_rest_passed_over(
    facts, tmp_path, monkeypatch, spoken
):
    monkeypatch.setenv("HEATQA_LANG", spoken)
    day, result, yes, no = FILLED[spoken]
    content = audit_form.workbook(FOR_AUDITS, CATALOGUE)
    kept, broken = (clause.id for clause in FOR_AUDITS[:2])
    file = filled_in(
        tmp_path,
        content,
        {
            kept: {day: "2025-12-01", result: yes},
            broken: {day: "2025/12/2", result: no},
        },
    )
    sheet = only(load(facts, tmp_path, file))
    assert (sheet.table, sheet.loaded, sheet.rejected) == ("audits", 2, 0)
    assert sheet.skipped_lines == {"unfilled": len(FOR_AUDITS) - 2}
    assert sheet.unread_columns == ()
    found = rows(facts, "select clause_id, checked_on, conforms from audits order by 2")
    assert found == [(kept, dt.date(2025, 12, 1), True), (broken, dt.date(2025, 12, 2), False)]


def test_the_sheet_that_explains_is_no_unread_sheet(facts, tmp_path):
    file = tmp_path / "empty.xlsx"
    file.write_bytes(audit_form.workbook(FOR_AUDITS, CATALOGUE))
    report = load(facts, tmp_path, file)
    assert (report.rows_read, report.unread_sheets) == (0, ())


def test_a_check_without_a_result_or_a_day_is_rejected(facts, tmp_path):
    lines = [
        ["clause", "checked on", "result", "place"],
        ["S8-17", "2025-12-01", "", "East"],
        ["S8-17", "", "conforms", "East"],
        ["S8-17", "2025-12-01", "不适用", "West"],
    ]
    sheet = only(load(facts, tmp_path, workbook(tmp_path / "a.xlsx", {"audit": lines})))
    assert sheet.rejects == {"audits.missing_key": 1, "audits.missing_result": 2}


def test_evidence_is_masked_and_the_inspector_hashed(facts, tmp_path):
    lines = [
        ["clause", "checked on", "result", "evidence", "checked by"],
        ["S8-17", "2025-12-01", "conforms", "call of 13900001111", "王小明"],
    ]
    load(facts, tmp_path, workbook(tmp_path / "a.xlsx", {"audit": lines}))
    ((evidence, checked_by),) = rows(facts, "select evidence, checked_by from audits")
    assert "139" not in evidence
    assert "王" not in checked_by


def judged(facts: duckdb.DuckDBPyConnection, *checks: tuple[str, str, bool, str]) -> pl.DataFrame:
    for row, (clause, day, conforms, evidence) in enumerate(checks, start=2):
        facts.execute(
            "insert into audits (clause_id, checked_on, conforms, evidence, source_row) "
            "values (?, ?, ?, ?, ?)",
            [clause, day, conforms, evidence, row],
        )
    cube.build(facts, CATALOGUE, Settings(), AS_OF)
    return scorecard.scorecard(facts, CATALOGUE, Settings(), Period("all"))


def test_the_scorecard_names_the_latest_check_known_and_its_evidence(facts):
    frame = judged(
        facts,
        ("S8-17", "2025-11-20", False, "no plan found"),
        ("S8-17", "2025-12-20", True, "plan.pdf"),
        ("S8-17", "2026-04-01", False, "later than known"),
    )
    row = frame.row(by_predicate=pl.col("clause") == "S8-17", named=True)
    assert (row["met"], row["missed"]) == (1, 1)
    assert (row["last_check"], row["last_evidence"]) == (dt.date(2025, 12, 20), "plan.pdf")
    assert tables.standing(row) == "missed; last check 2025-12-20: plan.pdf"
    other = frame.row(by_predicate=pl.col("clause") == "S8-18", named=True)
    assert (other["last_check"], other["standing"]) == (None, "no data")


def test_a_check_is_explained_by_place_and_evidence(facts):
    judged(facts, ("S8-17", "2025-12-20", True, "plan.pdf"))
    variant = CATALOGUE.variant(CATALOGUE.clause("S8-17"))
    (record,) = records.judged(facts, variant, Settings(), AS_OF)["record"]
    seen = records.columns_used(facts, variant, [record])[record]
    assert (seen["conforms"], seen["evidence"]) == (True, "plan.pdf")


def test_checks_of_no_such_clause_are_reported_with_the_nearest(facts):
    judged(facts, ("S8-171", "2025-12-20", True, "x"), ("S1-1.3", "2025-12-20", True, "x"))
    frame = audits.astray(facts, CATALOGUE)
    assert set(frame["clause"]) == {"S1-1.3", "S8-171"}
    said = "\n".join(registers.astray(frame))
    assert "S8-171 (1 rows, not counted). No such clause. Did you mean S8-17" in said
    assert "This clause is not judged by this register." in said


def test_the_command_writes_a_form_that_load_takes_back(tmp_path: Path):
    done = heatqa("audit", "template", "--document", "S8", "--out", "form.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "form.xlsx: 8 clauses to check" in done.stdout
    lines = [
        ["clause", "checked on", "result", "evidence"],
        ["S8-17", "2025-12-01", "conforms", "plan.pdf"],
        ["S8-71", "2025-12-01", "conforms", ""],
    ]
    workbook(tmp_path / "filled.xlsx", {"audit": lines})
    done = heatqa("load", "filled.xlsx", cwd=tmp_path)
    assert "Did you mean" in done.stdout
    done = heatqa("why", "S8-17", "S8-17@2025-12-01", cwd=tmp_path)
    assert "plan.pdf" in done.stdout


def test_a_document_without_anything_to_audit_is_refused(tmp_path: Path):
    mended(heatqa("audit", "template", "--document", "S7", cwd=tmp_path), "S7", "audit")
