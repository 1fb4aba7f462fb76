"""Waiting times with open cases, against R survival, Mantel's example and a worked clock."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heatqa.statistics import clocks, groups, logrank, means, steps, survival
from heatqa.statistics.typical_waits import typical_waits

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "resp_survival_km.json"
ENDS = {"quantile": "waiting", "lower": "low", "upper": "high"}
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)


def peer() -> dict:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))


def waits(case: dict) -> pl.DataFrame:
    """One of R's data sets; its log-rank of lung is by sex, the others have a group."""
    columns = {"wait_seconds": case["time"], "ended": [bool(event) for event in case["event"]]}
    return pl.DataFrame(columns | ({"group": case["group"]} if "group" in case else {}))


@needs_reference
def test_curve_and_limits_equal_r_survfit_log_log_on_lung():
    case = peer()["lung"]
    rows = survival.curve(waits(case)).filter(pl.col("ended") > 0)
    theirs = pl.DataFrame(
        {
            name: case["loglog"][key]
            for name, key in {
                "wait_seconds": "time",
                "at_risk": "n_risk",
                "ended": "n_event",
                "waiting": "surv",
                "low": "lower",
                "high": "upper",
            }.items()
        }
    ).filter(pl.col("ended") > 0)
    for column in theirs.columns:
        assert rows[column].to_list() == pytest.approx(theirs[column].to_list(), abs=1e-12)


@needs_reference
def test_shares_at_chosen_times_equal_r_survfit_on_lung():
    case = peer()["lung"]
    rows, wanted = survival.curve(waits(case)), case["at_times_loglog"]
    for place, time in enumerate(wanted["times"]):
        found = rows.filter(pl.col("wait_seconds") <= time).row(-1, named=True)
        for ours, theirs in (("waiting", "surv"), ("low", "lower"), ("high", "upper")):
            assert found[ours] == pytest.approx(wanted[theirs][place], abs=1e-12)


@needs_reference
@pytest.mark.parametrize("name", ["lung", "aml", "gehan"])
def test_quantiles_and_intervals_equal_r_survfit_log_log(name: str):
    case = peer()[name]
    frame = waits(case)
    by = "group" if "group" in frame.columns else None
    curves = survival.curve(frame, by)
    parts = curves.partition_by(by) if by else [curves]
    wanted = case["loglog"]["quantiles"]
    for number, rows in enumerate(parts):
        for end, column in ENDS.items():
            theirs = wanted[end][number] if by else wanted[end]
            assert [survival.at(rows, share, column) for share in (0.25, 0.5, 0.75)] == theirs


@needs_reference
@pytest.mark.parametrize("name", ["edge_flat_median", "edge_exact_half", "edge_median_not_reached"])
def test_quantiles_on_the_edge_equal_r_survfit(name: str):
    case = peer()[name]
    rows = survival.curve(waits(case))
    found = [survival.at(rows, share) for share in (0.25, 0.5, 0.75)]
    assert found == case["log"]["quantiles"]["quantile"]


@needs_reference
@pytest.mark.parametrize(
    ("name", "by", "result"),
    [
        ("lung", "logrank_sex", "logrank_sex"),
        ("aml", "group", "logrank"),
        ("gehan", "group", "logrank"),
    ],
)
def test_log_rank_equals_r_survdiff(name: str, by: str, result: str):
    case = peer()[name]
    group = case[by]["sex"] if by == "logrank_sex" else case["group"]
    frame = waits(case).with_columns(group=pl.Series(group))
    found = logrank.across(frame, "group").row(0, named=True)
    assert found["chi_square"] == pytest.approx(case[result]["chisq"], rel=1e-9)
    assert found["p_value"] == pytest.approx(case[result]["pvalue"], rel=1e-9)


def test_expected_ends_equal_those_printed_by_r_survdiff_for_aml():
    """`survdiff(Surv(time, status) ~ x, aml)` prints 7 observed of 10.69, and 11 of 7.31."""
    kept = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161]
    not_kept = [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
    went_on = {("kept", 13): 1, ("kept", 28): 1, ("kept", 45): 1, ("kept", 161): 1, ("not", 16): 1}
    rows = []
    for group, times in (("kept", kept), ("not", not_kept)):
        for time in times:
            open_yet = went_on.pop((group, time), 0)
            rows.append({"group": group, "wait_seconds": time, "ended": not open_yet})
    found = logrank.each(pl.DataFrame(rows), "group")
    assert found["ended"].to_list() == [7, 11]
    assert found["expected"].round(2).to_list() == [10.69, 7.31]
    assert found["p_value"].round(4).to_list() == [0.0653, 0.0653]
    assert found["difference"].to_list() == ["unclear", "unclear"]


def test_a_group_that_takes_twice_as_long_is_slower_and_the_other_faster():
    quick = [60.0 + n for n in range(40)]
    frame = pl.DataFrame(
        {
            "wait_seconds": quick + [2 * wait for wait in quick],
            "ended": True,
            "team": ["a"] * 40 + ["b"] * 40,
        }
    )
    assert dict(logrank.each(frame, "team").select("team", "difference").rows()) == {
        "a": "faster",
        "b": "slower",
    }
    only = frame.filter(pl.col("team") == "a")
    assert logrank.across(only, "team").row(0) == (1, 40, None, None, None)
    assert logrank.each(only, "team")["difference"].to_list() == ["unclear"]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
@settings(deadline=None)
def test_without_open_cases_the_curve_is_the_share_that_took_longer(seconds: list[int]):
    frame = pl.DataFrame({"wait_seconds": seconds, "ended": [True] * len(seconds)})
    rows = survival.curve(frame)
    for wait, waiting in rows.select("wait_seconds", "waiting").rows()[1:]:
        assert waiting == pytest.approx(sum(each > wait for each in seconds) / len(seconds))
    found = survival.quantiles(frame).row(0, named=True)
    assert found["median_seconds"] == pytest.approx(np.median(seconds))
    assert found["median_seconds"] <= found["p90_seconds"] <= max(seconds)


@given(
    st.lists(st.tuples(st.integers(1, 1000), st.booleans()), min_size=1, max_size=40),
    st.integers(0, 39),
)
@settings(deadline=None)
def test_leaving_a_case_open_never_makes_a_company_look_faster(rows, which):
    """Nothing is gained by not finishing: the curve lies no lower at any time."""
    which %= len(rows)
    closed = [(wait, ended or n == which) for n, (wait, ended) in enumerate(rows)]
    kept_open = [(wait, ended and n != which) for n, (wait, ended) in enumerate(rows)]
    curves = [
        survival.curve(pl.DataFrame(each, schema=["wait_seconds", "ended"], orient="row"))
        for each in (closed, kept_open)
    ]
    for time in {wait for wait, _ in rows}:
        before, after = (
            each.filter(pl.col("wait_seconds") <= time)["waiting"][-1] for each in curves
        )
        assert after >= before - 1e-12


def test_intervals_of_the_median_cover_it_in_about_95_of_100_samples():
    """Exponential waits, a third of them still open; 400 samples of 60 from a fixed seed."""
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        wait, patience = rng.exponential(1, 60), rng.exponential(2, 60)
        frame = pl.DataFrame({"wait_seconds": np.minimum(wait, patience), "ended": wait < patience})
        found = survival.quantiles(frame).row(0, named=True)
        covered += found["median_low"] <= np.log(2) <= (found["median_high"] or np.inf)
    assert 0.93 <= covered / 400 <= 0.98


def test_what_cannot_be_told_is_counted_and_not_timed():
    frame = pl.DataFrame(
        {"wait_seconds": [10.0, None, 30.0], "ended": [True, True, False], "team": ["a"] * 3}
    )
    found = survival.quantiles(frame, "team").row(0, named=True)
    assert (found["n"], found["open"], found["cannot_tell"]) == (2, 1, 1)


def test_small_groups_lose_their_name():
    frame = pl.DataFrame({"wait_seconds": [1.0] * 9, "ended": True, "team": [*"aaaabbccd"]})
    found = survival.quantiles(frame, "team", smallest=3)
    assert found.select("team", "n").rows() == [("a", 4), (None, 5)]
    assert groups.named(frame, "team", pl.col("ended"), 1)["team"].null_count() == 0


def test_a_single_small_group_takes_another_along():
    """Two waits under no name would be the total less the others."""
    frame = pl.DataFrame({"wait_seconds": [1.0] * 9, "ended": True, "team": [*"aaaabbbcc"]})
    found = survival.quantiles(frame, "team", smallest=3)
    assert found.select("team", "n").rows() == [("a", 4), (None, 5)]


def test_an_empty_frame_has_the_same_columns():
    frame = pl.DataFrame({"wait_seconds": [1.0], "ended": [True], "team": ["a"]})
    for by in (None, "team"):
        for found in (survival.curve, survival.quantiles):
            assert found(frame.clear(), by).schema == found(frame, by).schema


DBT_WEEK = dt.datetime(2020, 9, 27)
DBT_LEVEL_1 = [(720, 1560), (2160, 3000), (3600, 4440), (5040, 5880), (6480, 7320), (7920, 8760)]
DBT_LEVEL_2 = [(2340, 2910), (3780, 4350), (5220, 5790), (6660, 7230), (8100, 8670)]


def stretches(minutes: Sequence[tuple[float, float]]) -> pl.DataFrame:
    """Stretches given in minutes from the start of a week, a Sunday."""
    rows = [[DBT_WEEK + dt.timedelta(minutes=m) for m in pair] for pair in minutes]
    schema = {"from_at": pl.Datetime("us"), "to_at": pl.Datetime("us")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def between(start: float, stop: float, hours: Sequence[tuple[float, float]]) -> float:
    begin, end = (pl.Series([DBT_WEEK + dt.timedelta(minutes=m)]) for m in (start, stop))
    return clocks.open_seconds(begin, end, stretches(hours))[0] / 60


def test_resp_business_hours_dbt_zendesk_worked_example():
    """dbt_zendesk's decision log: 538 + 421.25 + 0.21 = 959.46 minutes over two schedules.

    The last schedule alone, as Zendesk counts, gives 448 + 241.46.
    """
    assert between(3902, 5461.25, DBT_LEVEL_1) == pytest.approx(538 + 421.25)
    assert between(5461.25, 5461.46, DBT_LEVEL_2) == pytest.approx(0.21, abs=1e-6)
    assert between(3902, 5461.46, DBT_LEVEL_2) == pytest.approx(448 + 241.46, abs=1e-6)


@given(*[st.integers(-100, 10_000)] * 3)
def test_a_clock_adds_up_and_never_outruns_the_natural_one(first: int, second: int, third: int):
    start, middle, stop = sorted((first, second, third))
    whole = between(start, stop, DBT_LEVEL_1)
    parts = between(start, middle, DBT_LEVEL_1) + between(middle, stop, DBT_LEVEL_1)
    assert whole == pytest.approx(parts, abs=1e-6)
    assert 0 <= whole <= stop - start
    assert between(stop, start, DBT_LEVEL_1) == pytest.approx(-whole)


def test_a_clock_without_hours_stands_still_and_a_missing_moment_stays_missing():
    assert between(0, 500, []) == 0
    missing = pl.Series([None], dtype=pl.Datetime("us"))
    assert clocks.open_seconds(missing, missing, stretches(DBT_LEVEL_1)).to_list() == [None]


def test_one_absurd_row_moves_the_mean_by_years_and_the_median_not_at_all():
    frame = pl.DataFrame({"wait_seconds": [3600.0, 7200.0] * 50, "ended": True})
    usual, absurd = means.with_one_absurd(frame).rows(named=True)
    assert usual["median_seconds"] == 5400
    assert absurd["median_seconds"] == 7200
    assert usual["p90_seconds"] == absurd["p90_seconds"]
    assert absurd["mean_seconds"] > 9 * means.SECONDS_A_YEAR


def test_the_funnel_counts_every_case_once_and_times_only_waits():
    moves = pl.DataFrame(
        {
            "step": "arrived_at",
            "clock": "natural",
            "state": ["done", "done", "open", "skipped", "cannot tell"],
            "wait_seconds": [60.0, 120.0, 500.0, None, None],
        }
    )
    found = steps.funnel(moves).row(0, named=True)
    counted = [found[name] for name in ("done", "open", "skipped", "cannot_tell")]
    assert counted == [2, 1, 1, 1]
    assert sum(counted) == found["entered"]
    assert (found["share"], found["median_seconds"]) == (0.4, 120.0)
    assert steps.funnel(moves.clear()).schema == steps.funnel(moves).schema


def test_a_week_with_too_few_or_too_many_open_waits_has_no_median():
    monday = dt.date(2026, 1, 5)
    days = [monday] * 3 + [monday + dt.timedelta(weeks=1)] * 3 + [monday + dt.timedelta(weeks=3)]
    waits = pl.DataFrame(
        {
            "day": [*days, None],
            "wait_seconds": [60.0, 120.0, None, 60.0, 120.0, 180.0, 9.0, 5.0],
            "ended": [True, True, None, True, False, False, True, True],
        }
    )
    found = typical_waits(waits, "1w", least=2)
    assert found["day"].to_list() == [monday + dt.timedelta(weeks=n) for n in range(4)]
    assert found["size"].to_list() == [2, 3, 0, 1]
    assert found["value"].to_list() == [90.0, None, None, None]
    assert typical_waits(waits.clear(), "1w").is_empty()


@pytest.mark.parametrize(
    ("seconds", "ended", "teams", "p_value"),
    [
        ([5, 5, 5, 5], [True] * 4, "aabb", None),
        ([1, 5, 6], [False, True, True], "abb", None),
        ([1, 5, 6], [False] * 3, "abb", None),
        # The team that left early stays out: one team of the others' two is ahead of the other.
        ([1, 5, 6, 7], [False, True, True, True], "abbc", 0.2253),
    ],
)
def test_a_team_that_was_never_beside_another_is_not_compared(seconds, ended, teams, p_value):
    """A case that came in an hour ago and is still open says nothing about who is slow."""
    frame = pl.DataFrame({"wait_seconds": seconds, "ended": ended, "team": [*teams]})
    found = logrank.across(frame, "team").row(0, named=True)
    assert found["p_value"] == (None if p_value is None else pytest.approx(p_value, abs=1e-4))
    assert found["degrees"] == (None if p_value is None else 1)
    each = logrank.each(frame, "team")
    assert set(each["difference"]) == {"unclear"}
    assert each.filter(team="a")["p_value"].to_list() == [None]
