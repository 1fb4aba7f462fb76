"""Profiles: what they can say, and what they are told when they say it wrongly."""

from pathlib import Path

import polars as pl
import pytest

from heatqa import errors
from heatqa.intake import corrections, profile
from heatqa.warehouse import quality
from tests.loading import load, only, rows, workbook, write

EXPORT = """no,opened,at,state,kind,temp,secs
1,20250105,08:03,O,x,50,1.5
2,20250105,0:00,C,y,68,2
3,N.A.,08:04,C,y,N.A.,3
"""
COLUMNS = """
[columns]
call_id = "no"
"""


def loaded(facts, folder: Path, text: str, export: str = EXPORT):
    path = write(folder / "own.toml", text)
    return only(load(facts, folder, write(folder / "a.csv", export), profile=path))


def test_cells_are_joined_and_words_for_nothing_hold_for_each(facts, tmp_path: Path):
    text = """
        table = "calls"
        nothing = ["n.a."]
        [columns]
        call_id = { from = ["opened", "no"], join = "-" }
        started_at = { from = ["opened", "at"], format = "%Y%m%d %H:%M", nothing = ["0:00"] }
    """
    sheet = loaded(facts, tmp_path, text)
    assert rows(facts, "select call_id, started_at::varchar from calls order by source_row") == [
        ("20250105-1", "2025-01-05 08:03:00"),
        ("20250105-2", None),
    ]
    assert sheet.rejects == {"calls.missing_key": 1}


def test_first_choice_condition_constant_codes_and_units(facts, tmp_path: Path):
    text = """
        table = "calls"
        [columns]
        call_id = "no"
        direction = { value = "呼入" }
        outcome = { from = "state", codes = { answered = ["O"], unanswered = ["C"] } }
        ring_seconds = { from = "secs", unit = "min" }
        agent_id = { from = "kind", when = "state = 'C' and temp <> '68'" }
        started_at = { from = [["opened", "at"], ["opened"]], format = ["%Y%m%d %H:%M", "%Y%m%d"] }
    """
    sheet = loaded(facts, tmp_path, text.replace('"temp', '"temp'), EXPORT.replace("N.A.", ""))
    query = "select direction, outcome, ring_seconds, agent_id, started_at::varchar from calls"
    assert rows(facts, f"{query} order by call_id") == [
        ("inbound", "answered", 90.0, None, "2025-01-05 08:03:00"),
        ("inbound", "unanswered", 120.0, None, "2025-01-05 00:00:00"),
        ("inbound", "unanswered", 180.0, None, None),
    ]
    assert sheet.unread_columns == ()


def test_a_time_may_be_a_time_and_a_span(facts, tmp_path: Path):
    text = """
        table = "tickets"
        [columns]
        ticket_id = "no"
        accepted_at = "opened"
        finished_at = { from = "opened", plus = "secs", unit = "hours" }
    """
    sheet = loaded(
        facts, tmp_path, text, EXPORT.replace("C,y,68,2", "C,y,68,").replace("N.A.", "-")
    )
    assert rows(facts, "select finished_at::varchar from tickets order by ticket_id") == [
        ("2025-01-05 01:30:00",),
        (None,),
        (None,),
    ]
    assert sheet.rejected == 0


def test_rules_of_a_profile_may_make_a_reading_not_count(facts, tmp_path: Path):
    text = """
        table = "temperatures"
        [columns]
        household_key = "kind"
        sensor_id = "kind"
        measured_at = "opened"
        room_celsius = { from = "temp", unit = "°F" }
        [rules.hub]
        severity = "flag"
        column = "sensor_id"
        when = "sensor_id = 'y'"
        invalidates = true
        en = "x"
        zh = "x"
    """
    sheet = loaded(facts, tmp_path, text, EXPORT.replace("N.A.", "20250106"))
    query = "select sensor_id, round(room_celsius, 1), valid from temperatures order by all"
    assert rows(facts, query) == [("x", 10.0, None), ("y", 20.0, False)]
    assert (sheet.flags, sheet.rejected) == ({"temperatures.hub": 1}, 1)


def test_what_a_profile_does_not_name_the_dictionary_reads(facts, tmp_path: Path):
    text = 'table = "tickets"\n[columns]\nticket_id = "单据"\n'
    export = "单据,受理时间\nA1,2025-01-05\n"
    assert loaded(facts, tmp_path, text, export).unread_columns == ()
    assert rows(facts, "select accepted_at is not null from tickets") == [(True,)]
    only_named = only(
        load(
            facts,
            tmp_path,
            write(tmp_path / "b.csv", export.replace("A1", "A2")),
            profile=write(tmp_path / "two.toml", "only = true\n" + text),
        )
    )
    assert only_named.unread_columns == ("受理时间",)


def test_a_sheet_with_a_column_per_room_stays_one(facts, tmp_path: Path):
    text = 'table = "temperatures"\n[columns]\nhousehold_key = "用户"\n'
    sheet = loaded(facts, tmp_path, text, "用户,测温时间,客厅,主卧\n1,2025-01-05 08:00,18,19\n")
    assert (sheet.loaded, sheet.unread_columns) == (2, ())


def test_a_profile_with_several_tables_falls_back_to_the_dictionary(facts, tmp_path: Path):
    path = write(
        tmp_path / "own.toml",
        '[tables.calls]\ncolumns.call_id = "no"\n[tables.cards]\ncolumns.card_id = "card"\n',
    )
    report = load(
        facts,
        tmp_path,
        write(tmp_path / "a.csv", EXPORT),
        write(tmp_path / "b.csv", "card,发放数量\nC1,3\n"),
        write(tmp_path / "c.csv", "停热编号,停热时间\nT1,2025-01-05\n"),
        profile=path,
    )
    assert [sheet.table for sheet in report.sheets] == ["calls", "cards", "outages"]


def test_sheet_and_header_row(facts, tmp_path: Path):
    book = workbook(
        tmp_path / "a.xlsx",
        {"一": [["no"], ["1"]], "二": [["标题"], ["工单"], ["no"], ["2"]]},
    )
    path = write(tmp_path / "own.toml", 'table = "calls"\nsheet = "二"\nheader_row = 3\n' + COLUMNS)
    sheet = only(load(facts, tmp_path, book, profile=path))
    assert (sheet.sheet, sheet.header_row, sheet.loaded) == ("二", 3, 1)
    wrong = write(tmp_path / "wrong.toml", 'table = "calls"\nsheet = "三"\n' + COLUMNS)
    with pytest.raises(errors.SheetUnknown, match="三"):
        load(facts, tmp_path, book, profile=wrong)


def test_a_folder_loads_with_a_profile_for_one_of_its_exports(facts, tmp_path: Path):
    calls, other = [["话单id", "来电时间"], ["T1", "2025-11-20"]], [["a", "b"], ["1", "2"]]
    book = workbook(tmp_path / "calls.xlsx", {"说明": other, "话单": calls})
    text = 'table = "tickets"\n{}[columns]\nticket_id = "单据"\n'
    named = write(tmp_path / "named.toml", text.format('sheet = "单"\nheader_row = 1\n'))
    orders = workbook(tmp_path / "orders.xlsx", {"单": [["单据"], ["A1"]]})
    report = load(facts, tmp_path, orders, book, profile=named)
    assert {(sheet.sheet, sheet.table) for sheet in report.sheets} == {
        ("单", "tickets"),
        ("话单", "calls"),
    }
    plain = write(tmp_path / "plain.toml", text.format(""))
    rest = [
        write(tmp_path / "b.csv", "单据\nA2\n"),
        write(tmp_path / "c.csv", "话单id,来电时间\nT2,2025-11-20\n"),
    ]
    assert [sheet.table for sheet in load(facts, tmp_path, *rest, profile=plain).sheets] == [
        "tickets",
        "calls",
    ]


@pytest.mark.parametrize("export", ["工单编号,受理时间\nA1,2025-11-20\n", "蓝,绿\n1,2\n"])
def test_an_export_that_lacks_what_its_profile_names_is_refused(facts, tmp_path: Path, export):
    text = 'table = "tickets"\n[columns]\nticket_id = "单据"\n'
    with pytest.raises(
        errors.ProfileBroken, match=r"columns\.ticket_id.*a\.csv has no such header"
    ):
        loaded(facts, tmp_path, text, export)


def test_a_changed_profile_reads_a_file_again(facts, tmp_path: Path):
    text = 'table = "calls"\n' + COLUMNS
    assert loaded(facts, tmp_path, text).loaded == 3
    again = loaded(facts, tmp_path, text + 'started_at = "opened"')
    assert (again.loaded, again.updates, again.rejected) == (0, 2, 1)


CALLS = 'table = "calls"\n'
RULE = '[rules.x]\nseverity = "{}"\ncolumn = "call_id"\nwhen = "{}"\nen = ""\nzh = ""\n'
BROKEN = [
    ("table = ", "TOML"),
    ("", "table"),
    ("tables = 3", "tables"),
    ('table = "ticket"', "tickets"),
    (CALLS + "colums = {}", "columns"),
    (CALLS + 'columns.cal_id = "no"', "call_id"),
    (CALLS + "columns.call_id = 3", r"columns\.call_id"),
    (CALLS + 'columns.call_id = "number"', r"columns\.call_id"),
    (CALLS + 'columns.call_id = { form = "no" }', "from"),
    (CALLS + 'columns.call_id = { from = "no", value = "1" }', "header"),
    (CALLS + 'columns.call_id = { from = "no", when = "stat = 1" }', "state"),
    (CALLS + "columns.call_id = { from = 'no', when = \"getenv('A') = 1\" }", "getenv"),
    (CALLS + 'columns.ring_seconds = { from = "secs", unit = "hour" }', "unit"),
    (CALLS + 'columns.outcome = { from = "state", codes = { answer = ["O"] } }', "answered"),
    (CALLS + 'columns.agent_id = { from = "kind", codes = { a = ["O"] } }', "codes"),
    (CALLS + 'columns.ended_at = { from = "at", plus = "secs" }', "unit"),
    (CALLS + "header_row = 0\n" + COLUMNS, "header_row"),
    (CALLS + '[rules.x]\nseverity = "flag"', "column"),
    (CALLS + "delimiter = 3\n" + COLUMNS, "delimiter"),
    (CALLS + 'columns.call_id = { from = "no", when = 3 }', "when"),
    (CALLS + "columns.call_id = { from = [3] }", "from"),
    (CALLS + RULE.format("flag", "true") + "remedy = 3", "remedy"),
    (CALLS + "columns = 3", "columns"),
    (CALLS + RULE.format("drop", "true"), "reject"),
    (CALLS + RULE.format("flag", "(select 1) = 1"), "allowed"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_broken_profile_is_told_where_and_what(facts, tmp_path: Path, text: str, words: str):
    with pytest.raises(errors.ProfileBroken, match=words) as raised:
        loaded(facts, tmp_path, text)
    assert "own.toml" in str(raised.value)


def test_a_profile_without_the_key_column(facts, tmp_path: Path):
    with pytest.raises(errors.ColumnsMissing, match="call_id"):
        loaded(facts, tmp_path, 'table = "calls"\n[columns]\nstarted_at = "opened"\n')


def test_profiles_are_found_by_name(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profiles").mkdir()
    write(tmp_path / "profiles/mine.toml", 'table = "calls"\n' + COLUMNS)
    assert profile.load("mine").name == "mine"
    assert profile.load("profiles/mine.toml").name == "mine"
    assert "boston_311" in profile.names()
    with pytest.raises(errors.ProfileUnknown, match="boston_311"):
        profile.load("boston_312")
    with pytest.raises(errors.ProfileUnknown):
        profile.load("profiles/none.toml")


@pytest.mark.parametrize("name", profile.names())
def test_every_profile_of_the_project_reads(name: str):
    assert profile.load(name).sections


DATED = """
    table = "tickets"
    [columns]
    ticket_id = "no"
    accepted_at = "opened"
    [columns.urgency]
    from = "level"
    codes = { normal = ["3"], emergency = ["1"] }
    since = { "2025-12-01" = { emergency = ["3"], normal = ["4"] } }
"""
LEVELS = [
    ["no", "opened", "level"],
    ["1", "2025-11-30 23:59:59", "3"],
    ["2", "2025-12-01 00:00:00", "3"],
    ["3", "2025-12-02 08:00:00", "1"],
    ["4", "2025-12-02 08:00:00", "4"],
    ["5", "2025-11-02 08:00:00", "4"],
    ["6", "-", "3"],
    ["7", "-", "1"],
    ["8", "2025-12-02 08:00:00", "无"],
    ["9", "2025-12-02 08:00:00", "紧急"],
]
MEANT = [
    ("1", "normal"),
    ("2", "emergency"),
    ("3", "emergency"),
    ("4", "normal"),
    # The new table's spelling before it held, and a changed one without a date: as written.
    ("5", "4"),
    ("6", "3"),
    ("7", "emergency"),
    ("8", None),
    ("9", "emergency"),
]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_code_may_mean_something_else_from_a_day_on(facts, tmp_path: Path, ending: str):
    if ending == "csv":
        path = write(tmp_path / "a.csv", "".join(",".join(row) + "\n" for row in LEVELS))
    else:
        path = workbook(tmp_path / "a.xlsx", {"一": LEVELS})
    own = write(tmp_path / "own.toml", DATED)
    sheet = only(load(facts, tmp_path, path, profile=own))
    assert rows(facts, "select ticket_id, urgency from tickets order by all") == MEANT
    assert sheet.flags["tickets.unknown_code_urgency"] == 2


def test_of_several_tables_the_latest_that_had_begun_holds(facts, tmp_path: Path):
    later = DATED.replace('normal = ["4"] }', 'normal = ["4"] }, "2026-01-01" = { normal = ["3"] }')
    own = write(tmp_path / "own.toml", later)
    text = "no,opened,level\n1,2025-12-31 08:00,3\n2,2026-01-01 08:00,3\n3,2026-01-01 08:00,4\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", text), profile=own)
    found = rows(facts, "select urgency from tickets order by ticket_id")
    assert found == [("emergency",), ("normal",), ("normal",)]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"2025-12-01" = {', '"1.12.2025" = {', "since"),
        ("since = {", 'dated_by = "urgency"\n    since = {', "dated_by"),
        ('emergency = ["3"]', 'grave = ["3"]', "since"),
        ('accepted_at = "opened"', 'finished_at = "opened"', "dated_by"),
    ],
)
def test_what_a_dated_table_says_wrongly_is_named(facts, tmp_path: Path, old, new, where):
    with pytest.raises(errors.ProfileBroken) as problem:
        loaded(facts, tmp_path, DATED.replace(old, new), "no,opened,level\n1,2025-12-01,3\n")
    assert where in str(problem.value)


TWO_ROWS = [
    ["热线工单导出", None, None, None, None],
    ["单据", "甲环节", None, "乙环节", None],
    [None, "时刻", "人员", "时刻", "班组"],
    ["W1", "2025-01-05 08:03", "张三", "2025-01-05 09:03", "一班"],
    ["单据", "甲环节", None, "乙环节", None],
    [None, "时刻", "人员", "时刻", "班组"],
    ["W2", "2025-01-05 08:04", "李四", "2025-01-05 09:04", "二班"],
]
BOTH_ROWS = """
    table = "tickets"
    [columns]
    ticket_id = "单据"
    accepted_at = "甲环节/时刻"
    finished_at = "乙环节/时刻"
    team = "班组"
"""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("named", ["", "header_row = 3\n"])
def test_a_header_over_two_rows_is_named_by_both(facts, tmp_path: Path, ending: str, named: str):
    if ending == "csv":
        lines = (",".join(cell or "" for cell in row) for row in TWO_ROWS)
        path = write(tmp_path / "a.csv", "\n".join(lines) + "\n")
    else:
        path = workbook(tmp_path / "a.xlsx", {"一": TWO_ROWS})
    own = write(tmp_path / "own.toml", named + BOTH_ROWS)
    sheet = only(load(facts, tmp_path, path, profile=own))
    assert rows(
        facts,
        "select ticket_id, accepted_at::varchar, finished_at::varchar, team"
        " from tickets order by all",
    ) == [
        ("W1", "2025-01-05 08:03:00", "2025-01-05 09:03:00", "一班"),
        ("W2", "2025-01-05 08:04:00", "2025-01-05 09:04:00", "二班"),
    ]
    assert (sheet.header_row, sheet.rejected, sheet.unread_columns) == (3, 0, ("人员",))
    assert sum(sheet.skipped_lines.values()) == 4


def test_beside_named_headers_of_two_rows_the_dictionary_reads_the_others(facts, tmp_path: Path):
    text = "单据,受理,,x\n,时间,渠道,y\nW1,2025-01-05 08:03,电话,z\n"
    own = write(
        tmp_path / "own.toml", 'table = "tickets"\n[columns]\nticket_id = "单据"\nteam = "x/y"\n'
    )
    load(facts, tmp_path, write(tmp_path / "a.csv", text), profile=own)
    assert rows(facts, "select ticket_id, accepted_at::varchar, team from tickets") == [
        ("W1", "2025-01-05 08:03:00", "z")
    ]


def test_what_a_rule_of_a_profile_means_is_told_wherever_its_rows_are(facts, tmp_path: Path):
    text = """
        table = "tickets"
        [columns]
        ticket_id = "no"
        leaf = "kind"
        [rules.forbidden]
        severity = "reject"
        column = "leaf"
        when = "leaf = 'y'"
        en = "Kind y is out of use."
        zh = "y 类已停用。"
        remedy = { en = "Choose x.", zh = "请改用 x。" }
    """
    sheet = loaded(facts, tmp_path, text)
    assert sheet.rejects == {"tickets.forbidden": 2}
    said = quality.own_rules(facts)
    assert (
        said
        == sheet.own_rules
        == {
            "tickets.forbidden": {
                "en": "Kind y is out of use. Choose x.",
                "zh": "y 类已停用。请改用 x。",
            }
        }
    )
    out = tmp_path / "out.xlsx"
    assert corrections.write(facts, tmp_path / "a.csv", out, tmp_path / "own.toml") == 2
    cells = pl.read_excel(out).rows()
    assert "Kind y is out of use. Choose x." in str(cells)
