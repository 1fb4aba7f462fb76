"""What people write in exports, profiles and clauses is never run: no SQL, formula or markup."""

import io
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest

from heatqa import clauses, errors
from heatqa.intake import corrections, guess, proposal
from heatqa.judging import rehearsal
from heatqa.sql import quoted
from heatqa.tables import plain, shown
from tests.loading import load, rows, write

EVIL = (
    "x'); drop table tickets; --",
    'x"); drop table tickets; --',
    "'||(select secret from duckdb_secrets())||'",
    "c1 from staged; attach '/tmp/evil.db'; --",
    "$$; copy tickets to 'evil.csv'; $$",
    "read_text('/etc/passwd')",
    "\\'; drop table tickets",
    "{0} {path} %s",
)
FORMULAS = ("=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", "＝1+1", '=cmd|"/c calc"!a0')
MARKUP = '<script>alert(1)</script><img src=x onerror="alert(1)">[bold]x[/bold]'


def unharmed(connection) -> None:
    assert rows(connection, "select count(*) >= 1 from tickets") == [(True,)]
    assert not Path("evil.csv").exists()


@pytest.mark.parametrize("evil", EVIL)
def test_no_sql_from_headers_cells_file_or_sheet_names(facts, tmp_path: Path, evil: str):
    name = "".join(letter for letter in evil if letter not in '/\\"') + ".csv"
    cells = f'"{evil.replace(chr(34), chr(34) * 2)}"'
    header = f"工单编号,受理时间,诉求内容,小区,{cells}"
    text = f"{header}\n1,2025-11-20,{cells},{cells},{cells}\n2,{cells},,,\n"
    load(facts, tmp_path, write(tmp_path / name, text))
    ((community,),) = rows(facts, "select community_id from tickets")
    assert community == evil.strip("'")
    unharmed(facts)
    corrections.write(facts, tmp_path / name, tmp_path / "out.xlsx")
    assert proposal.toml(guess.guess(tmp_path / name))
    unharmed(facts)


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize(
    "entry",
    [
        "ticket_id = {evil}",
        'ticket_id = "工单编号"\nleaf = {{ value = {evil} }}',
        'ticket_id = "工单编号"\nleaf = {{ from = "小区", when = {evil} }}',
        'ticket_id = "工单编号"\nleaf = {{ from = ["小区", "受理时间"], join = {evil} }}',
        'ticket_id = "工单编号"\nleaf = {{ from = "小区", nothing = [{evil}] }}',
        'ticket_id = "工单编号"\naccepted_at = {{ from = "受理时间", format = [{evil}] }}',
        'ticket_id = "工单编号"\nurgency = {{ from = "小区", codes = {{ normal = [{evil}] }} }}',
        '[rules.mine]\nseverity = "flag"\ncolumn = "leaf"\nwhen = {evil}\nen = {evil}\nzh = {evil}',
    ],
)
def test_no_sql_from_a_profile(facts, tmp_path: Path, entry: str, evil: str):
    load(facts, tmp_path, write(tmp_path / "a.csv", "工单编号,受理时间,小区\n1,2025-11-20,甲\n"))
    said = entry.format(evil=proposal._text(evil))
    profile = write(tmp_path / "p.toml", f'table = "tickets"\n[columns]\n{said}\n')
    path = write(tmp_path / "b.csv", "工单编号,受理时间,小区\n2,2025-11-21,乙\n")
    try:
        load(facts, tmp_path, path, profile=profile)
    except errors.HeatqaError as problem:
        refused = str(problem)
        assert refused
    unharmed(facts)


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("term", ["where", "start", "limit", "fact", "rule.en"])
def test_no_sql_from_a_clause_file(tmp_path: Path, term: str, evil: str):
    text = (Path(__file__).parent.parent / "data/standards/boston_311.toml").read_text("utf-8")
    head, mark, body = text.partition('[clauses."BOS-1"]\n')
    body = re.sub(rf"(?m)^{re.escape(term)} = .*\n", "", body, count=1)
    own = write(tmp_path / "own.toml", f"{head}{mark}{term} = {proposal._text(evil)}\n{body}")
    mistakes = rehearsal.rehearse(own, clauses.load()).mistakes
    assert mark
    assert mistakes or term == "rule.en"


def test_no_formula_in_what_is_exported(facts, tmp_path: Path):
    lines = [
        f'{number},昨天,"{text.replace(chr(34), chr(34) * 2)}"'
        for number, text in enumerate(FORMULAS)
    ]
    path = write(tmp_path / "a.csv", "\n".join(["工单编号,受理时间,小区", *lines]) + "\n")
    load(facts, tmp_path, path)
    assert corrections.write(facts, path, tmp_path / "out.xlsx") == len(FORMULAS)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    frame = pl.DataFrame({"said": FORMULAS, "many": [[text] for text in FORMULAS]})
    for row in plain.as_csv(frame).strip().split("\n")[1:]:
        assert row.lstrip('"').startswith("'")
    with zipfile.ZipFile(io.BytesIO(plain.as_xlsx(frame))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    read = pl.read_excel(io.BytesIO(plain.as_xlsx(frame)))
    assert read["said"].to_list() == list(FORMULAS)


def test_no_markup_from_a_complaint(facts, tmp_path: Path):
    said = MARKUP.replace('"', '""')
    load(facts, tmp_path, write(tmp_path / "a.csv", f'工单编号,诉求内容\n1,"{said}"\n'))
    frame = facts.sql(f"select {quoted('text')} from tickets").pl()
    page = shown.Table(frame)._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
