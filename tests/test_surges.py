"""Surges: EARS and Farrington equal R's surveillance, and what the definitions promise."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatqa.statistics.ears import ears
from heatqa.statistics.farrington import NOUFAILY, ORIGINAL, Design, farrington
from heatqa.statistics.surges import surges

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "surv_surveillance_expected.json"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)


def reference() -> dict[str, Any]:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))


def salmonella() -> pl.DataFrame:
    """Salmonella Newport in Germany, weekly, as surveillance carries it."""
    known = reference()["salmNewport"]
    first = dt.date(1970, 1, 1)
    weeks = [first + dt.timedelta(days=day) for day in known["epoch"]]
    return pl.DataFrame({"week": weeks, "count": known["counts"]})


def synthetic() -> pl.DataFrame:
    """Weekly complaints with two surges; the file names no start, 2019 gives its results."""
    counts = reference()["synthetic_complaints"]["counts"]
    weeks = [dt.date(2019, 1, 1) + dt.timedelta(weeks=row) for row in range(len(counts))]
    return pl.DataFrame({"week": weeks, "count": counts})


SERIES = {"": salmonella, "synth_": synthetic}


@needs_reference
@pytest.mark.parametrize("name", ["C1", "C2", "C3"])
@pytest.mark.parametrize("series", SERIES)
def test_ears_equals_r_surveillance(name: str, series: str):
    expected = reference()[f"{series}ears_{name}"]
    # On Salmonella the reference ran C1 and C2 at 0.0013, three standard deviations.
    alpha = 0.0013 if series == "" and name != "C3" else None
    every = ears(SERIES[series]().rename({"week": "day"}), name, alpha=alpha)
    found = every[[row - 1 for row in expected["range"]]]
    assert found["upper"].to_list() == pytest.approx(expected["upperbound"], abs=1e-12)
    assert found["alarm"].to_list() == expected["alarm"]


def judged(series: str, design: Design, expected: dict[str, Any]) -> pl.DataFrame:
    counts = SERIES[series]().head(expected["range"][-1])
    return farrington(counts, design, last=len(expected["range"]))


@needs_reference
@pytest.mark.parametrize("series", SERIES)
def test_farrington_equals_r_surveillance(series: str):
    """To four digits: R stops iterating earlier and weighs by the last step but one."""
    expected = reference()[f"{series}farrington_original"]
    found = judged(series, dataclasses.replace(ORIGINAL, years=4), expected)
    # Where the last weeks have too few cases the reference writes 0 for a limit.
    pairs = [
        pair for pair in zip(found["upper"], expected["upperbound"], strict=True) if pair[1] > 0
    ]
    assert len(pairs) > 25
    assert [ours for ours, _ in pairs] == pytest.approx([upper for _, upper in pairs], rel=3e-5)
    assert found["alarm"].to_list() == expected["alarm"]


FLEXIBLE_ORIGINAL = dataclasses.replace(ORIGINAL, years=4, alpha=0.05, two_sided=False, least=0)


@needs_reference
def test_the_original_by_r_farrington_flexible_is_equal_with_its_errors():
    """R overwrites the weights of its model before it asks for the error of the fit."""
    expected = reference()["farringtonFlexible_as_original"]
    design = dataclasses.replace(FLEXIBLE_ORIGINAL, relative_errors=True)
    found = judged("", design, expected)
    assert found["upper"].to_list() == pytest.approx(expected["upperbound"], rel=3e-5)
    assert found["alarm"].to_list() == expected["alarm"]


@needs_reference
def test_with_errors_as_published_limits_are_wider_than_those_of_r_farrington_flexible():
    expected = reference()["farringtonFlexible_as_original"]
    found = judged("", FLEXIBLE_ORIGINAL, expected)
    assert found.filter("trend").height == 2
    # In four weeks R keeps a trend that its own smaller error makes look clear.
    wider = found["upper"] / pl.Series(expected["upperbound"])
    assert (found.height, wider.is_between(1, 1.03).sum()) == (52, 48)
    assert found["alarm"].to_list() != expected["alarm"]


@needs_reference
@pytest.mark.parametrize("series", SERIES)
def test_noufaily_equals_r_surveillance(series: str):
    key = "farringtonFlexible_noufaily"
    expected = reference()[f"synth_{key}" if series else key]
    found = judged(series, dataclasses.replace(NOUFAILY, years=4, least=0), expected)
    assert found["upper"].to_list() == expected["upperbound"]
    assert found["alarm"].to_list() == expected["alarm"]
    assert found["trend"].to_list() == expected["trend"]
    assert found["expected"].to_list() == pytest.approx(expected["expected"], rel=2e-5)
    assert found["dispersion"].to_list() == pytest.approx(expected["phi"], rel=5e-5)
    # The peer's score subtracts the logarithm of the expected count.
    logs = found["expected"].log()
    score = (found["count"] - logs) / (found["upper"] - logs)
    assert score.to_list() == pytest.approx(expected["score"], rel=2e-5, abs=2e-5)


def test_a_week_without_an_earlier_year_is_not_judged():
    weeks = pl.DataFrame({"week": [dt.date(2025, 11, 17)], "count": [9]})
    assert farrington(weeks).row(0) == (dt.date(2025, 11, 17), 9, *[None] * 6)


def test_the_29th_of_february_has_an_earlier_year():
    day = dt.date(2024, 2, 29)
    weeks = [day - dt.timedelta(weeks=back) for back in range(60, -1, -1)]
    found = farrington(pl.DataFrame({"week": weeks, "count": [5] * 61}), ORIGINAL)
    assert found["expected"][0] == pytest.approx(5)


@given(st.lists(st.integers(0, 40), min_size=12, max_size=40), st.sampled_from(["C1", "C2", "C3"]))
def test_ears_judges_a_day_by_the_days_before_it_only(counts: list[int], name: str):
    days = pl.DataFrame({"day": range(len(counts)), "count": counts})
    whole = ears(days, name)
    assert ears(days.head(-1), name).equals(whole.head(-1))
    told = {"C1": 7, "C2": 9, "C3": 11}[name]
    assert whole["upper"].null_count() == told
    assert whole["alarm"].null_count() == told


def test_ears_without_spread_alarms_at_any_call_unless_told_otherwise():
    days = pl.DataFrame({"day": range(10), "count": [0] * 9 + [1]})
    assert ears(days, "C2")["alarm"][-1]
    assert not ears(days, "C2", least_deviation=1.0)["alarm"][-1]
    assert not ears(days, "C2", least_count=3)["alarm"][-1]


def test_surges_fill_the_days_on_which_nobody_called_and_keep_seasons_apart():
    calls = pl.DataFrame(
        {
            "season": ["2024-25"] * 2 + ["2025-26"],
            "day": [dt.date(2024, 11, 20), dt.date(2024, 12, 10), dt.date(2025, 12, 10)],
            "community_id": ["a", "a", "a"],
            "count": [1, 8, 2],
        }
    )
    days = pl.concat(
        pl.DataFrame({"season": season, "day": pl.date_range(first, last, eager=True)})
        for season, first, last in (
            ("2024-25", dt.date(2024, 11, 15), dt.date(2024, 12, 31)),
            ("2025-26", dt.date(2025, 11, 15), dt.date(2025, 12, 31)),
        )
    )
    found = surges(calls, days, by=("community_id",))
    assert found["day"].to_list() == [dt.date(2024, 12, 10)]
    assert found["count"].to_list() == [8]
    assert surges(calls.clear(), days, by=("community_id",)).is_empty()


def test_a_week_with_cases_where_next_to_none_is_expected_is_a_surge():
    """The limit is 0 there and below the expected count, so that a score turns its sign."""
    first = dt.date(2020, 1, 6)
    weeks = [first + dt.timedelta(weeks=n) for n in range(300)]
    counts = [int(n in (3, 60)) for n in range(299)] + [9]
    found = farrington(pl.DataFrame({"week": weeks, "count": counts}), last=2)
    assert found["alarm"].to_list() == [False, True]
    assert found["score"].to_list() == [None, None]
