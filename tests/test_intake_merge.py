"""The same case again: duplicates, later states, and what a later state does not erase."""

from pathlib import Path

import numpy as np
import pytest

from heatqa import dictionary
from heatqa.intake import merge
from heatqa.warehouse import Warehouse, stretches
from tests.loading import load, only, rows, write

HEADER = "工单编号,受理时间,完成时间,工单状态,小区\n"


def test_a_later_export_is_the_later_state(facts, tmp_path: Path):
    first = HEADER + "1,2025-11-20 08:00,,待接单,甲小区\n2,2025-11-20 09:00,,待接单,甲小区\n"
    later = (
        HEADER + "1,2025/11/20 8:00,2025-11-20 10:00,已完成,\n2,2025年11月20日 9时0分,-,0,甲小区\n"
    )
    load(facts, tmp_path, write(tmp_path / "a.csv", first))
    sheet = only(load(facts, tmp_path, write(tmp_path / "b.csv", later)))
    assert (sheet.loaded, sheet.duplicates, sheet.updates) == (0, 1, 1)
    query = (
        "select ticket_id, status, hour(finished_at), community_id, source_id, source_row"
        " from tickets order by 1"
    )
    assert rows(facts, query) == [
        ("1", "finished", 10, "甲小区", 2, 2),
        ("2", "waiting", None, "甲小区", 1, 3),
    ]
    replaced = "select source_id, source_row, replaced_by, original ->> 'status' from replaced"
    assert rows(facts, replaced) == [(1, 2, 2, "waiting")]


def test_within_a_file_the_lower_row_is_the_later(facts, tmp_path: Path):
    text = (
        HEADER
        + "1,2025-11-20 08:00,,待接单,\n"
        + "1,2025-11-20 08:00,,待接单,\n"
        + "1,,,已接单,\n"
        + "1,2025-11-20 08:00,2025-11-20 10:00,,甲小区\n"
        + "1,,,已接单,\n"
        + "2,2025-11-20 08:00,,,\n"
    )
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.rows_read, sheet.loaded, sheet.duplicates, sheet.updates) == (6, 2, 2, 2)
    query = (
        "select hour(accepted_at), hour(finished_at), status, source_row from tickets order by 4"
    )
    assert rows(facts, query) == [(8, 10, "taken", 5), (8, None, None, 7)]
    assert rows(facts, "select source_row from replaced order by 1") == [(2,), (4,)]


def test_there_and_back_are_two_updates(facts, tmp_path: Path):
    text = HEADER + "".join(f"1,,,{status},\n" for status in ("待接单", "已接单", "待接单"))
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.loaded, sheet.updates) == (1, 2)
    assert rows(facts, "select status, source_row from tickets") == [("waiting", 4)]


def test_readings_without_a_room_have_a_key_too(facts, tmp_path: Path):
    text = (
        "户号,采集时间,室温\n1,2025-11-20 08:00,18\n1,2025-11-20 08:00,18\n1,2025-11-20 08:00,19\n"
    )
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert (sheet.loaded, sheet.duplicates, sheet.updates) == (1, 1, 1)


def test_flags_are_judged_on_what_is_stored(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "a.csv", HEADER + "1,2025-11-20 08:00,,,\n"))
    late = write(tmp_path / "b.csv", HEADER + "1,,2025-11-20 07:00,,\n")
    assert only(load(facts, tmp_path, late)).flags == {"tickets.finished_before_accepted": 1}


def test_communities_get_one_spelling_whenever_the_register_comes(facts, tmp_path: Path):
    load(
        facts, tmp_path, write(tmp_path / "a.csv", HEADER + "1,,,,甲小区A区\n2,,,,甲 园\n3,,,,丙\n")
    )
    register = "小区,别名,总户数\n甲小区,甲小区A区;甲园,100\n"
    load(facts, tmp_path, write(tmp_path / "c.csv", register))
    later = write(tmp_path / "d.csv", HEADER + "1,,,,甲小区A区\n4,,,,甲园\n")
    assert only(load(facts, tmp_path, later)).duplicates == 1
    assert rows(facts, "select community_id from tickets order by ticket_id") == [
        ("甲小区",),
        ("甲小区",),
        ("丙",),
        ("甲小区",),
    ]


@pytest.mark.parametrize("table", dictionary.tables().values(), ids=dictionary.tables())
def test_laying_rows_over_each_other_changes_no_column(facts, table: dictionary.Table):
    """Whatever the columns are called: audits have a `place`."""
    cells = {"VARCHAR": "'x'", "DATE": "'2026-01-01'", "TIMESTAMP": "'2026-01-01 08:00'"}
    row = ", ".join(
        f"{cells.get(column.sql_type.upper(), '1')}::{column.sql_type}"
        for column in table.columns.values()
    )
    for source_row in (2, 3):
        facts.execute(f"insert into {table.name} values ({row}, 1, {source_row})")
    assert merge.settle(facts, table, 1, placed=2) == merge.Merged(1, 1, 0)
    assert rows(facts, f"from {table.name}") == rows(facts, f"select {row}, 1, 2")


def test_stretches_of_days_are_settled_as_all_days_at_once(monkeypatch, tmp_path: Path):
    """Repeated readings, corrected ones and such of another sheet, on 30 days of three homes."""
    chance = np.random.default_rng(7)
    for name in ("a", "b"):
        drawn = zip(chance.integers(3, size=120), chance.integers(1, 31, size=120), strict=True)
        lines = [
            f"{home},2026-01-{day:02} 08:00,{celsius}\n"
            for (home, day), celsius in zip(drawn, chance.integers(18, 20, size=120), strict=True)
        ]
        write(tmp_path / f"{name}.csv", "户号,采集时间,室温\n" + "".join(lines))
    settled = {}
    for at_once in (10, 1_000):
        monkeypatch.setattr(stretches, "AT_ONCE", at_once)
        with Warehouse(tmp_path / f"{at_once}").write() as connection:
            report = load(connection, tmp_path, tmp_path / "a.csv", tmp_path / "b.csv")
            counts = [(sheet.loaded, sheet.duplicates, sheet.updates) for sheet in report.sheets]
            stored = [
                sorted(rows(connection, f"from {name}"), key=repr)
                for name in ("temperatures", "replaced")
            ]
            settled[at_once] = counts, stored
    assert settled[10] == settled[1_000]
    ((first, second), (stored, _)) = settled[10]
    assert sum(first) == sum(second) == 120
    assert min(*first, *second[1:]) > 0
    assert len(stored) == first[0] + second[0]


def test_rows_that_were_there_before_are_taken_out_as_if_laid_over_each_other(
    monkeypatch, tmp_path: Path
):
    """Exports up to today, with empty cells, later states, and rows that occur twice."""
    chance = np.random.default_rng(11)
    names = [f"{letter}.csv" for letter in "abc"]
    for name in names:
        cells = zip(
            chance.integers(30, size=60),
            chance.choice(["", "2025-11-20 08:00", "2025-11-20 09:00"], size=60),
            chance.choice(["", "2025-11-20 10:00"], size=60),
            chance.choice(["", "待接单", "已完成"], size=60, p=[0.6, 0.2, 0.2]),
            strict=True,
        )
        write(tmp_path / name, HEADER + "".join(f"{','.join(map(str, row))},\n" for row in cells))
    settled = {}
    taken_out = []
    take_out = merge._take_out

    def counted(*given):
        taken_out.append(take_out(*given))
        return taken_out[-1]

    for way, how in (("taken out", counted), ("laid over", lambda *_: 0)):
        monkeypatch.setattr(merge, "_take_out", how)
        with Warehouse(tmp_path / way).write() as connection:
            report = load(connection, tmp_path, *(tmp_path / name for name in names))
            counts = [(sheet.loaded, sheet.duplicates, sheet.updates) for sheet in report.sheets]
            stored = [
                sorted(rows(connection, f"from {name}"), key=repr)
                for name in ("tickets", "replaced")
            ]
            settled[way] = counts, stored
    assert settled["taken out"] == settled["laid over"]
    assert min(taken_out) > 0
    assert min(duplicates for _, duplicates, _ in counts) > 0
    assert min(updates for _, _, updates in counts) > 0
