"""A company's own document of clauses: every mistake is named with its line and its remedy."""

import json
from pathlib import Path

import pytest

from heatqa import errors, language
from heatqa.clauses import load
from heatqa.clauses.check import Mistake
from heatqa.judging.rehearsal import rehearse
from heatqa.tables import checked as tables

from .test_cli import HOTLINE, heatqa, mended

ROOT = Path(__file__).parent.parent
HEAD = '[document]\nid = "OWN"\ntitle = "t"\nen = "own"\nzh = "自有"\n'
CLAUSE = {
    "number": '"1"',
    "class": '"own"',
    "label": '{ en = "closed", zh = "办结" }',
    "en": '"A case is closed in half an hour."',
    "zh": '"半小时内办结。"',
    "form": '"deadline"',
    "fact": '"cases"',
    "start": '"accepted_at"',
    "stop": '"closed_at"',
    "limit": '"30 min"',
    "example": '{ ticket_id = "W1", accepted_at = "2025-12-01 08:00:00" }',
    "cases": '[\n    [{ closed_at = "2025-12-01 08:30:00" }, { met = 1 }],\n'
    '    [{ closed_at = "2025-12-01 08:30:01" }, { missed = 1 }],\n]',
}
# The heading takes the first five lines, the clause's own the sixth.
LINE = {term: 7 + n for n, term in enumerate(CLAUSE)}


def entry(given: dict[str, str] | None = None, name: str = "OWN-1") -> str:
    terms = {term: value for term, value in (CLAUSE | (given or {})).items() if value}
    body = "\n".join(f"{term} = {value}" for term, value in terms.items())
    return f'[clauses."{name}"]\n{body}\n'


@pytest.fixture
def mistakes(tmp_path: Path):
    def found(*entries: str, head: str = HEAD) -> list[Mistake]:
        file = tmp_path / "own.toml"
        file.write_text(head + "".join(entries), encoding="utf-8")
        return rehearse(file, load()).mistakes

    return found


@pytest.mark.parametrize(
    ("given", "found", "remedy"),
    [
        ({"form": '"dedline"'}, "'dedline'", "Did you mean deadline?"),
        ({"class": '"M9"'}, "'M9'", "M1"),
        ({"limit": '"30 minutes"'}, "'30 minutes'", '"30 min"'),
        ({"limit": "30"}, "30", "quotation marks"),
        ({"stop": '"closed_att"'}, "'closed_att'", "Did you mean closed_at"),
        ({"fact": '"case"'}, "'case'", "Did you mean cases"),
        ({"label": '{ en = "x" }'}, "{'en': 'x'}", "both languages"),
        ({"cases": "[[1, 2]]"}, "[[1, 2]]", "what is given"),
    ],
)
def test_a_wrong_term_is_named_at_its_line(mistakes, given, found: str, remedy: str):
    (mistake,) = mistakes(entry(given))
    (term,) = given
    assert (mistake.line, mistake.where) == (LINE[term], f"OWN-1, {term}")
    assert mistake.found == found
    assert remedy in mistake.remedy


@pytest.mark.parametrize("term", ["en", "zh", "fact", "start", "limit"])
def test_a_missing_term_is_named_at_its_clause(mistakes, term: str):
    (mistake,) = mistakes(entry({term: ""}))
    assert (mistake.line, mistake.where, mistake.found) == (6, f"OWN-1, {term}", "nothing")


@pytest.mark.parametrize(
    ("more", "found", "remedy"),
    [
        ('where = "record_typ = 1"', "record_typ = 1", "record_type"),
        ('where = "sleep(3)"', "sleep(3)", "no function"),
        ('where = "1; drop table calls"', "drop table", "SQL"),
        ('lost = "not answerd"', "not answerd", "no column here"),
        ('over = ["finished"]', "'finished'", "finished_at"),
        ('readings = ["three_ring"]', "'three_ring'", "three_rings"),
        ("target = 97", "97", "0.97"),
        ('colour = "red"', "'red'", "number, class"),
    ],
)
def test_a_further_term_is_checked_too(mistakes, more: str, found: str, remedy: str):
    (mistake,) = mistakes(entry() + more + "\n")
    assert mistake.line == 22
    assert found in mistake.found
    assert remedy in mistake.remedy


def test_every_mistake_is_named_in_the_order_of_the_lines(mistakes):
    second = entry({"limit": '"soon"', "start": '"accepted"', "target": "2"}, "OWN-2")
    found = mistakes(entry({"form": '"kep"', "stop": '"colsed_at"'}), second)
    assert [mistake.where for mistake in found] == [
        "OWN-1, form",
        "OWN-1, stop",
        "OWN-2, start",
        "OWN-2, limit",
        "OWN-2, target",
    ]
    assert [mistake.line for mistake in found] == sorted(mistake.line for mistake in found)


@pytest.mark.parametrize(
    ("given", "expected", "found"),
    [
        ('{ closed_at = "2025-12-01 08:30:01" }', "{ met = 1 }", "missed 1 judged, met 1 expected"),
        ('{ closed_at = "2025-12-01 08:30:01" }', "{}", "missed 1 judged, no verdict expected"),
        ('{ closed_att = "2025-12-01" }', "{ met = 1 }", "'closed_att'"),
        ('{ closed_at = "noon" }', "{ met = 1 }", "noon"),
        ('{ as_of = "soon" }', "{ met = 1 }", "'soon'"),
        ('{ reading = { three_rings = "9 s" } }', "{ met = 1 }", "'9 s'"),
        ("{}", "{ kept = 1 }", "{'kept': 1}"),
        ('{ rows = ["W1"] }', "{ met = 1 }", "{'rows': ['W1']}"),
        ('{ reading = "12 s" }', "{ met = 1 }", "{'reading': '12 s'}"),
    ],
)
def test_a_worked_case_is_run_and_held_to_its_word(mistakes, given, expected: str, found: str):
    fine = '[{ closed_at = "2025-12-01 08:10:00" }, { met = 1 }]'
    cases = f"[\n    {fine},\n    [{given}, {expected}],\n]"
    (mistake,) = mistakes(entry({"cases": cases}))
    assert (mistake.line, mistake.where) == (LINE["cases"] + 2, "OWN-1, worked case 2")
    assert found in mistake.found


def test_columns_that_do_not_fit_the_form(mistakes):
    (mistake,) = mistakes(entry({"stop": '"team"', "cases": ""}))
    assert (mistake.line, mistake.where) == (6, "OWN-1")
    assert "runs between times" in mistake.remedy


@pytest.mark.parametrize(
    ("head", "line", "where"),
    [
        (HEAD.replace('title = "t"\n', ""), 1, "document, title"),
        (HEAD.replace('"OWN"', '"S1"'), 2, "document, id"),
        (HEAD.replace('en = "own"', "en = own"), 4, "TOML"),
        (HEAD + "[clause]\nx = 1\n", 6, "clause"),
        ("document = 1\n", 1, "document, id"),
        ("clauses = 1\n" + HEAD, 1, "clauses"),
    ],
)
def test_the_heading_and_the_outline(mistakes, head: str, line: int, where: str):
    found = mistakes(head=head)
    assert (found[0].line, found[0].where) == (line, where)


def test_a_share_may_count_an_own_or_a_shipped_clause(mistakes):
    share = '[clauses."OWN-2"]\nclass = "own"\nen = "a"\nzh = "a"\nform = "share"\ntarget = 0.9\n'
    assert mistakes(entry(), share + 'of = "OWN-1"\n') == []
    assert mistakes(share + 'of = "S1-1.3"\n') == []
    (mistake,) = mistakes(share + 'of = "S1-1.33"\n')
    assert "S1-1.3" in mistake.remedy


def test_a_number_that_is_taken(mistakes, tmp_path: Path):
    (mistake,) = mistakes(entry(name="S1-1.3"))
    assert (mistake.line, mistake.where) == (6, "S1-1.3")
    with pytest.raises(errors.CatalogueBroken, match="Another document"):
        load((tmp_path / "own.toml",))


def test_a_term_after_a_list_of_lists_is_found(mistakes):
    needs = '[\n    ["finished_at is not null", "closed_at"],\n]'
    clause = entry({"form": '"coverage"', "start": "", "stop": "", "limit": "", "cases": ""})
    (mistake,) = mistakes(clause + f"needs = {needs}\ncolour = 1\n")
    assert mistake.where == "OWN-1, colour"
    assert mistake.line == 18


def test_loading_stops_at_the_first_mistake_that_the_check_names(tmp_path: Path):
    file = tmp_path / "own.toml"
    file.write_text(HEAD + entry({"form": '"dedline"'}), encoding="utf-8")
    with pytest.raises(errors.CatalogueBroken, match=r"OWN-1, form: found 'dedline'"):
        load((file,))


def test_shipped_standards_are_fine():
    found = rehearse(ROOT / "data" / "standards" / "boston_311.toml", load())
    assert not found.mistakes
    assert "1 clause(s) and 5 worked case(s)" in tables.fine(found)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_command_names_every_mistake(tmp_path: Path, lang: str):
    text = HEAD + entry({"form": '"dedline"', "target": "97"})
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    # Settings that name the broken file do not keep it from being checked.
    (tmp_path / "heatqa.toml").write_text('own_clauses = ["own.toml"]\n', encoding="utf-8")
    done = heatqa("clauses", "check", "own.toml", "--lang", lang, cwd=tmp_path)
    mended(done, "own.toml", "12", "'dedline'", "97")
    (tmp_path / "own.toml").write_text(HEAD + entry(), encoding="utf-8")
    done = heatqa("clauses", "check", "own.toml", "--lang", lang, cwd=tmp_path)
    assert done.returncode == 0
    assert "own_clauses" in done.stdout


def test_a_mistake_that_only_judging_meets_is_named_as_well(tmp_path: Path):
    (tmp_path / "own.toml").write_text(HEAD + entry({"stop": '"closed"'}), encoding="utf-8")
    (tmp_path / "heatqa.toml").write_text('own_clauses = ["own.toml"]\n', encoding="utf-8")
    (tmp_path / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    done = heatqa("load", "hotline.csv", cwd=tmp_path)
    mended(done, f"line {LINE['stop']}", "'closed'", "closed_at")
    assert not list(tmp_path.rglob("*.duckdb"))


def test_the_mistakes_as_json(tmp_path: Path):
    (tmp_path / "own.toml").write_text(HEAD + entry({"form": '"dedline"'}), encoding="utf-8")
    done = heatqa("clauses", "check", "own.toml", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)[0]["line"] == LINE["form"]


def test_the_command_given_wrongly(tmp_path: Path):
    mended(heatqa("clauses", "check", cwd=tmp_path), "heatqa clauses check FILE")
    mended(heatqa("clauses", "check", "none.toml", cwd=tmp_path), "none.toml", "no such file")


def test_clauses_are_filtered_and_shown_one_by_one(tmp_path: Path):
    given = ("clauses", "--class", "M1", "--fact", "cases", "--search", "投诉", "--format", "json")
    assert [row["clause"] for row in json.loads(heatqa(*given, cwd=tmp_path).stdout)] == ["S5-5.6c"]
    told = heatqa("clauses", "S1-2.2b", "S6-2.2.3", cwd=tmp_path).stdout
    assert "eighteen_plus_two" in told
    assert "No verdict" in told
    told = heatqa("clauses", "S1-2.2b", "--lang", "zh", cwd=tmp_path).stdout
    assert "不低于18: 不低于18;20为目标而非上限" in told
    assert "at least 18" not in told
    mended(heatqa("clauses", "S1-2.2c9", cwd=tmp_path), "S1-2.2c")
    mended(heatqa("clauses", "--fact", "visit", cwd=tmp_path), "visits")
    mended(heatqa("clauses", "--class", "M9", cwd=tmp_path), "M9")
