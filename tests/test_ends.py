"""Tables that end before the others, and exports without columns that others have."""

import datetime as dt
from pathlib import Path

import pytest

from heatqa.language import speaking
from heatqa.tables import reach
from heatqa.warehouse import ends
from tests.loading import load, write

AS_OF = dt.datetime(2026, 1, 31, 18)
FIRST = dt.date(2025, 11, 15)


def calls(last: dt.date, every: int = 1) -> str:
    days = range(0, (last - FIRST).days + 1, every)
    lines = (f"C{day},{FIRST + dt.timedelta(days=day)} 08:00,接通\n" for day in days)
    return "话单id,来电时间,通话标识\n" + "".join(lines)


@pytest.mark.parametrize(
    ("last", "every", "early"),
    [
        (dt.date(2026, 1, 17), 1, []),
        (dt.date(2026, 1, 15), 1, [16]),
        # A table that was silent for ten days before may be so again.
        (dt.date(2026, 1, 4), 10, []),
    ],
)
def test_a_table_that_ends_long_before_the_others(facts, tmp_path: Path, last, every, early):
    load(facts, tmp_path, write(tmp_path / "a.csv", calls(last, every)))
    frame = ends.early(facts, AS_OF)
    assert frame["days"].to_list() == early
    with speaking("zh"):
        said = reach.early(ends.early(facts, AS_OF))
    if early:
        assert "记录只到 2026-01-15,比全部数据的最新时间(2026-01-31)早 16 天" in said[0]


def test_a_mistyped_year_is_no_end(facts, tmp_path: Path):
    text = calls(dt.date(2026, 1, 1)) + "C999,2062-01-01 08:00,接通\n"
    load(facts, tmp_path, write(tmp_path / "a.csv", text))
    assert ends.early(facts, AS_OF)["last_day"].to_list() == [dt.date(2026, 1, 1)]


def test_no_record_no_end(facts):
    assert ends.early(facts, AS_OF).is_empty()
    assert ends.early(facts, None).is_empty()


def test_an_export_without_a_moment_that_others_have_is_named(facts, tmp_path: Path):
    whole = "工单编号,受理时间,答复时间\n1,2025-11-20 08:00,2025-11-20 09:00\n"
    bare = "工单编号,受理时间,工单状态\n2,2025-11-20 08:00,已办结\n3,2025-11-20 08:00,已办结\n"
    load(facts, tmp_path, write(tmp_path / "whole.csv", whole))
    report = load(facts, tmp_path, write(tmp_path / "bare.csv", bare))
    frame = ends.uneven(facts, report.load_id)
    assert frame.select("file", "columns", "rows").rows() == [("bare.csv", ["replied_at"], 2)]
    assert ends.uneven(facts, 1).is_empty()
    with speaking("zh"):
        (said,) = reach.uneven(ends.uneven(facts))
    assert said.startswith("bare.csv:没有“答复时间”列,而同类(工单)的其他导出有。其中 2 行")


def test_a_case_that_another_export_completes_lacks_nothing(facts, tmp_path: Path):
    bare = "工单编号,受理时间,工单状态\n1,2025-11-20 08:00,已办结\n"
    whole = "工单编号,受理时间,答复时间\n1,2025-11-20 08:00,2025-11-20 09:00\n"
    load(facts, tmp_path, write(tmp_path / "bare.csv", bare))
    load(facts, tmp_path, write(tmp_path / "whole.csv", whole))
    assert ends.uneven(facts).is_empty()
