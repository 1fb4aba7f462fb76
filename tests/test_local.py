"""Gi*, smoothed rates and persistence against spdep and by hand."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatqa.statistics import local, persistence, smoothing

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "scan_getis_ord_moran.json"
beside = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)


@beside
def test_gi_star_equals_spdep_with_five_nearest_neighbours():
    peer = json.loads(REFERENCE.read_text(encoding="utf-8"))["nc_sids"]
    places = pl.DataFrame({"place": peer["name"], "x": peer["x"], "y": peer["y"]})
    neighbours = local.nearest(places, 5)
    first = neighbours.filter(place="Ashe")["neighbour"].to_list()
    assert sorted(first) == sorted(peer["name"][at - 1] for at in peer["knn5"][0])
    values = places.select("place", value=pl.Series(peer["rate_per_1000"]))
    found = local.getis_ord(values, neighbours)
    assert found["z"].to_list() == pytest.approx(peer["localGstar"], abs=1e-9)


@beside
def test_gi_star_equals_spdep_within_a_distance():
    peer = json.loads(REFERENCE.read_text(encoding="utf-8"))["getisord"]
    places = pl.DataFrame({"place": range(256), "x": peer["x"], "y": peer["y"]})
    found = local.getis_ord(
        places.select("place", value=pl.Series(peer["val"])), local.within(places, 30)
    )
    assert found["z"].to_list() == pytest.approx(peer["Gstar30"], abs=1e-9)


@beside
def test_smoothed_rates_equal_spdep():
    peer = json.loads(REFERENCE.read_text(encoding="utf-8"))["nc_sids"]
    found = smoothing.empirical_bayes(
        pl.DataFrame({"cases": peer["SID74"], "population": peer["BIR74"]})
    )
    assert found["smoothed"].to_list() == pytest.approx(peer["eb_global"]["est"], abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 900)), max_size=20))
def test_a_smoothed_rate_lies_between_its_own_and_that_of_the_whole(rows: list[tuple[int, int]]):
    frame = pl.DataFrame(rows, schema=["cases", "population"], orient="row")
    found = smoothing.empirical_bayes(frame).drop_nulls("rate")
    if found.is_empty():
        return
    mean = sum(found["cases"].to_list()) / sum(found["population"].to_list())
    for row in found.iter_rows(named=True):
        low, high = sorted((row["rate"], mean))
        assert low - 1e-12 <= row["smoothed"] <= high + 1e-12


def test_values_that_are_all_the_same_are_nowhere_hot():
    places = pl.DataFrame({"place": [1, 2, 3], "x": [0, 1, 2], "y": [0, 0, 0]})
    found = local.getis_ord(places.select("place", value=2.0), local.nearest(places, 1))
    assert found["standing"].to_list() == ["none"] * 3


def test_false_discoveries_are_held():
    """Of 400 places without a pattern about one in twenty has p below 0.05, and none is called."""
    import numpy as np

    rng = np.random.default_rng(3)
    places = pl.DataFrame({"place": range(400), "x": rng.random(400), "y": rng.random(400)})
    values = places.select("place", value=pl.Series(rng.normal(size=400)))
    found = local.getis_ord(values, local.nearest(places, 5))
    assert (found["p_value"] < 0.05).sum() > 5
    assert (found["standing"] != "none").sum() == 0


@pytest.mark.parametrize(
    ("cases", "standing"),
    [
        ([6, 6], "chronic"),
        ([5, 6], "new"),
        ([6, 5], "past"),
        ([5, 5], "below"),
        ([6, 0, 6], "repeated"),
        ([0, 6, 6], "repeated"),
        ([6], "above"),
    ],
)
def test_more_than_five_in_every_season_is_chronic(cases: list[int], standing: str):
    frame = pl.DataFrame({"season": range(len(cases)), "cases": cases, "community_id": "a"})
    found = persistence.persistent(frame, "community_id").row(0, named=True)
    assert (found["standing"], found["of"]) == (standing, len(cases))


def test_a_season_without_a_row_had_none():
    frame = pl.DataFrame({"season": [1, 2, 2], "cases": [9, 9, 9], "community_id": ["a", "a", "b"]})
    found = persistence.persistent(frame, "community_id")
    assert dict(found.select("community_id", "standing").iter_rows()) == {
        "a": "chronic",
        "b": "new",
    }


def test_repeat_households_and_their_share_of_cases():
    found = persistence.repeats(pl.DataFrame({"cases": [1, 1, 1, 2, 5]}))
    assert found.select("cases", "households").rows() == [(1, 3), (2, 1), (5, 1)]
    assert found["share"].to_list() == pytest.approx([1.0, 0.7, 0.5])
