"""Incidents of conduct: only a report, be it of none, lets a month count as kept."""

import datetime as dt

import polars as pl
import pytest

from heatqa.clauses import load as clauses
from heatqa.judging import audits, cube, evidence
from heatqa.settings import Settings

from .loading import load, only, rows, write

CATALOGUE = clauses()
HEAD = "上报编号,上报类型,上报月份,上报时间,班组,违反条款,核实结果,发生时间,用户损失金额(元)\n"


@pytest.mark.parametrize("written", ["2025-12", "2025年12月", "2025/12", "2025.12", "2025-12-31"])
def test_a_month_is_read_however_it_is_written(facts, tmp_path, written):
    text = f"{HEAD}I1,零报告,{written},2026-01-02 09:00,抢修一班,,,,\n"
    assert only(load(facts, tmp_path, write(tmp_path / "i.csv", text))).rejected == 0
    assert rows(facts, "select month, report from incidents") == [(dt.date(2025, 12, 1), "zero")]


def test_something_that_is_no_month_is_rejected(facts, tmp_path):
    text = f"{HEAD}I1,零报告,2025-13,2026-01-02 09:00,抢修一班,,,,\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "i.csv", text)))
    assert sheet.rejects == {"incidents.unreadable_month": 1}


def test_an_incident_is_missed_in_its_month_and_a_zero_report_met_for_every_clause(facts, tmp_path):
    text = HEAD
    text += "I1,零报告,2025-11,2025-12-02 09:00,抢修一班,,,,\n"
    text += "I2,事件,,2025-12-09 09:00,抢修一班,S6-6.2,属实,2025-12-08 15:00,200\n"
    load(facts, tmp_path, write(tmp_path / "i.csv", text))
    facts.execute(
        "insert into visits (visit_id, team, arrived_at) values ('V1', '抢修一班', "
        "'2025-11-20 09:00'), ('V2', '抢修一班', '2025-12-20 09:00'), ('V3', '抢修二班', "
        "'2025-12-20 09:00')"
    )
    cube.build(facts, CATALOGUE, Settings(), dt.datetime(2026, 3, 15))

    def counts(clause: str) -> list[tuple[object, ...]]:
        frame = facts.sql(f"from cube where clause = '{clause}'").pl()
        return frame.sort("team", "day").select("team", "met", "missed", "cannot_tell").rows()

    assert counts("S6-6.2") == [("抢修一班", 1, 0, 0), ("抢修一班", 0, 1, 0), ("抢修二班", 0, 0, 1)]
    assert counts("S4-5.1c")[:2] == [("抢修一班", 1, 0, 0), ("抢修一班", 1, 0, 0)]
    assert counts("S8-20") == [("抢修一班", 0, 0, 0)]


def test_an_incident_under_a_clause_of_another_kind_is_reported(facts, tmp_path):
    text = f"{HEAD}I2,事件,,2025-12-09 09:00,抢修一班,S6-9.9,属实,2025-12-08 15:00,\n"
    load(facts, tmp_path, write(tmp_path / "i.csv", text))
    frame = audits.astray(facts, CATALOGUE)
    assert frame.filter(pl.col("register") == "incidents")["clause"].to_list() == ["S6-9.9"]


def test_without_the_register_there_is_no_data(facts):
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) values (1, 'visits', ['team'])"
    )
    variant = CATALOGUE.variant(CATALOGUE.clause("S6-6.2"))
    needs = evidence.missing(variant, evidence.brought(facts))
    assert needs == ["incidents.confirmed", "incidents.team"]
