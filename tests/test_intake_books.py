"""Every row that was read is somewhere in the books, whatever the file holds."""

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heatqa import dictionary, errors
from heatqa.intake import rules
from heatqa.intake.report import SheetReport
from tests.loading import load, only, rows, write

WORDS = ["1", "2", "3", "-", "甲小区", "2025-11-20", "2025/11/20", "45965", "昨天", "12", "1,2"]
CELL = st.sampled_from(["", '"', "\n", *WORDS])


def contents(connection: duckdb.DuckDBPyConnection) -> list[object]:
    tables = ("cards", "rejects", "flags", "replaced", "sources", "loads")
    return [sorted(map(repr, rows(connection, f"from {table}"))) for table in tables]


@given(table=st.lists(st.lists(CELL, min_size=4, max_size=4), max_size=8))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_books_balance_and_a_second_load_changes_nothing(
    memory: duckdb.DuckDBPyConnection, table: list[list[str]]
):
    for name in ("cards", "rejects", "flags", "replaced", "sources", "loads"):
        memory.execute(f"delete from {name}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [
            ",".join('"' + cell.replace('"', '""') + '"' for cell in row)
            for row in [["发放编号", "发放日期", "发放数量", "小区"], *table]
        ]
        path = write(folder / "a.csv", "\n".join(lines) + "\n")
        sheet = only(load(memory, folder, path))
        assert sheet.rows_read + sum(sheet.skipped_lines.values()) == len(table)
        ((stored,),) = rows(memory, "select count(*) from cards")
        ((kept_out,),) = rows(memory, "select count(*) from rejects")
        ((replaced,),) = rows(memory, "select count(*) from replaced")
        assert (stored, kept_out, replaced) == (sheet.loaded, sheet.rejected, sheet.updates)
        before = contents(memory)
        load(memory, folder, path)
        assert contents(memory) == before
        again = write(folder / "b.csv", "\n".join([lines[0], lines[-1], ",,,"]) + "\n")
        assert only(load(memory, folder, again)).loaded == 0


def test_a_reject_names_rule_column_and_what_was_found(facts, tmp_path: Path):
    text = "工单编号,受理时间,备注\n1,25:61,x\n,2025-11-20,y\n2,2025-11-20,z\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert sheet.rejects == {"tickets.missing_key": 1, "tickets.unreadable_accepted_at": 1}
    query = "select source_row, rule, column_name, found, original from rejects order by 1"
    assert rows(facts, query) == [
        (
            2,
            "tickets.unreadable_accepted_at",
            "accepted_at",
            "25:61",
            '{"工单编号":"1","受理时间":"25:61","备注":"x"}',
        ),
        (
            3,
            "tickets.missing_key",
            "ticket_id",
            None,
            '{"工单编号":null,"受理时间":"2025-11-20","备注":"y"}',
        ),
    ]
    assert "accepted_at" in rules.meaning("tickets.unreadable_accepted_at")


def test_the_source_keeps_what_was_read(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "a.csv", "工单编号,受理时间,备注\n1,2025-11-20,x\n"))
    query = "select file, table_name, encoding, unread_columns, read_columns from sources"
    assert rows(facts, query) == [
        ("a.csv", "tickets", "UTF-8", ["备注"], ["ticket_id", "accepted_at"])
    ]


def test_books_that_do_not_balance_stop_the_load():
    sheet = SheetReport(
        file=Path("a.csv"),
        sheet=None,
        table="cards",
        profile=None,
        encoding=None,
        header_row=1,
        lines=4,
        rows_read=3,
        loaded=1,
        duplicates=0,
        updates=0,
        rejected=1,
        flagged=0,
        skipped_lines={},
        unread_columns=(),
        unclocked_columns=(),
        rejects={},
        flags={},
    )
    with pytest.raises(errors.BooksUnbalanced, match="3 rows read"):
        sheet.balance()


@pytest.mark.parametrize("rule", rules.known().values(), ids=lambda rule: rule.name)
def test_every_rule_is_about_a_column_of_its_table_and_says_so_twice(rule: rules.Rule):
    assert rule.column in dictionary.tables()[rule.table].columns
    assert all(rule.means[word] and rule.remedy[word] for word in ("en", "zh"))


BROKEN = {
    "calls.ended_before_started": ("话单id,来电时间,结束时间", "2025-01-05 08:03,2025-01-05 08:02"),
    "calls.answered_before_ringing": (
        "话单id,开始振铃时间,接听时间",
        "2025-01-05 08:03:10,2025-01-05 08:03:04",
    ),
    "tickets.finished_before_accepted": (
        "工单编号,受理时间,完成时间",
        "2025-01-05 08:03,2025-01-05 08:02",
    ),
    "tickets.arrived_before_accepted": (
        "工单编号,受理时间,到达时间",
        "2025-01-05 08:03,2025-01-05 08:02",
    ),
    "tickets.longer_than_two_years": (
        "工单编号,受理时间,归档时间",
        "2025-01-05 08:03,2125-01-05 08:03",
    ),
    "visits.longer_than_a_month": (
        "上门编号,到达时间,完成时间",
        "2025-01-05 08:03,2025-02-05 08:04",
    ),
    "calls.longer_than_a_day": (
        "话单id,来电时间,结束时间",
        "2025-01-05 08:03,2025-01-06 08:04",
    ),
    "visits.finished_before_arrived": (
        "上门编号,到达时间,完成时间",
        "2025-01-05 08:03,2025-01-05 08:02",
    ),
    "tickets.finished_within_a_minute": (
        "工单编号,到达时间,完成时间",
        "2025-01-05 08:03:00,2025-01-05 08:03:59",
    ),
    "tickets.followed_up_within_a_minute": (
        "工单编号,完成时间,回访时间",
        "2025-01-05 08:03:00,2025-01-05 08:03:59",
    ),
    "visits.finished_within_a_minute": (
        "上门编号,到达时间,完成时间",
        "2025-01-05 08:03:00,2025-01-05 08:03:59",
    ),
    "visits.fed_back_before_finished": (
        "上门编号,完成时间,反馈时间",
        "2025-01-05 08:03,2025-01-05 08:02",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_rules_remark_on_order_and_not_on_equal_times(facts, tmp_path: Path, rule: str):
    header, broken = BROKEN[rule]
    first = broken.partition(",")[0]
    text = f"{header}\n1,{broken}\n2,{first},{first}\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert sheet.loaded == 2
    assert rows(facts, f"select source_row from flags where rule = '{rule}'") == [(2,)]


def test_steps_entered_afterwards_in_a_real_systems_order(facts, tmp_path: Path):
    """The anomalies of a repair app's own sample record: taken last, five days in six minutes."""
    text = (
        "工单编号,createDate,receDate,arrDate,dealDate,visitDate,source,工单内容\n"
        "1,1513836831000,1514252469000,1514252034000,1514252084000,1514252474000,微信,喂喂喂?\n"
    )
    load(facts, tmp_path, write(tmp_path / "a.csv", text))
    assert rows(facts, "select channel, accepted_at::varchar from tickets") == [
        ("wechat", "2017-12-21 14:13:51")
    ]
    assert rows(facts, "select rule from flags order by 1") == [
        ("tickets.finished_within_a_minute",),
        ("tickets.taken_after_finished",),
        ("tickets.test_text",),
    ]


def test_trials_of_the_system_are_told_from_words_of_customers(facts, tmp_path: Path):
    trials = ["喂喂喂?", "测试", "测试工单1", "TEST", " 1 "]
    meant = ["喂,我家三天不热了", "测试管网压力不足请尽快处理", "11号楼不热", ""]
    lines = [f'{number},2025-11-20,"{said}"' for number, said in enumerate([*trials, *meant])]
    path = write(tmp_path / "a.csv", "\n".join(["工单编号,受理时间,诉求内容", *lines]))
    assert only(load(facts, tmp_path, path)).flags == {"tickets.test_text": len(trials)}


def test_one_call_under_two_numbers_is_flagged(facts, tmp_path: Path):
    same = "13800138000,96000,2025-11-20 08:00,2025-11-20 08:05"
    unknown = ",,2025-11-20 08:00,"
    text = f"话单id,主叫,被叫,来电时间,结束时间\n1,{same}\n2,{same}\n3,{unknown}\n4,{unknown}\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", text))
    query = "select source_row from flags where rule = 'calls.duplicate' order by 1"
    assert rows(facts, query) == [(2,), (3,)]


@pytest.mark.parametrize(("days", "readings", "stuck"), [(2, 4, 8), (1, 4, 0), (2, 3, 0)])
def test_a_stuck_probe_is_flagged(facts, tmp_path: Path, days: int, readings: int, stuck: int):
    times = [f"2025-11-{20 + day} {hour:02}:00" for day in range(days) for hour in range(readings)]
    lines = [f"1,{time},19.5" for time in times] + [
        f"2,{time},{n}" for n, time in enumerate(times, 15)
    ]
    path = write(
        tmp_path / "a.csv", "\n".join(["户号,采集时间,室温", *lines, "1,2025-11-25 08:00,19.5"])
    )
    assert only(load(facts, tmp_path, path)).flags.get("temperatures.stuck_sensor", 0) == stuck
