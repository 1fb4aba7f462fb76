"""Ranks with their uncertainty: against published posteriors and by simulation."""

import numpy as np
import polars as pl
import pytest

from heatqa.statistics import ranking

# Tumours among control rats of 70 experiments and a 71st (Tarone 1982; Gelman et al. table 5.1).
RATS = (
    "0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 "
    "1/19 1/19 1/18 1/18 3/27 2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 "
    "2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 "
    "4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/46 15/47 9/24 4/14"
)


def groups(counts: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(
        {"met": [met for met, _ in counts], "missed": [n - met for met, n in counts]}
    )


def test_population_equals_bayesian_data_analysis_section_5_3():
    """Published: E(alpha | y) = 2.4 and E(beta | y) = 14.3."""
    pairs = [tuple(map(int, pair.split("/"))) for pair in RATS.split()]
    grid = ranking.population(groups([(y, n) for y, n in pairs]))
    assert grid["weight"].sum() == pytest.approx(1)
    assert (grid["alpha"] * grid["weight"]).sum() == pytest.approx(2.4, abs=0.05)
    assert (grid["beta"] * grid["weight"]).sum() == pytest.approx(14.3, abs=0.05)


def test_groups_that_do_not_differ_may_have_any_rank():
    found = ranking.ranking(groups([(95, 100), (94, 100), (96, 100), (95, 100), (95, 100)]))
    assert set(found["rank_low"]) == {1}
    assert set(found["rank_high"]) == {5}
    assert found["rank"].to_list() == [1, 2, 2, 2, 5]


def test_groups_that_all_met_everything_may_have_any_rank():
    found = ranking.ranking(groups([(20, 20), (30, 30), (5, 5)]))
    assert found.select("rank", "rank_low", "rank_high").rows() == [(1, 1, 3)] * 3


def test_groups_far_apart_have_one_rank_and_small_ones_are_drawn_in():
    found = ranking.ranking(groups([(900, 1000), (500, 1000), (100, 1000), (3, 3)]))
    by_size = {row["met"]: row for row in found.rows(named=True)}
    assert (by_size[900]["rank_low"], by_size[100]["rank_high"]) == (1, 4)
    assert by_size[100]["rank_low"] == by_size[100]["rank_high"] == 4
    assert by_size[3]["rank"] == 1
    assert by_size[3]["smoothed"] < 0.95
    assert by_size[3]["rank_high"] >= 3
    assert by_size[100]["lowest_quarter"] > 0.99


def test_the_draws_are_the_same_every_time():
    frame = groups([(9, 10), (80, 100), (7, 9)])
    assert ranking.ranking(frame).equals(ranking.ranking(frame))


def test_groups_without_records_have_no_rank():
    assert ranking.ranking(groups([(0, 0), (5, 6)]))["rank_high"].to_list() == [1]
    assert ranking.ranking(groups([(0, 0)])).is_empty()


def test_rank_intervals_cover_the_true_rank_by_simulation():
    random = np.random.default_rng(1996)
    covered, possible = [], []
    for _ in range(120):
        # From groups that hardly differ to groups that do.
        worth = random.choice([10.0, 40.0, 400.0])
        true = random.beta(0.93 * worth, 0.07 * worth, size=15)
        sizes = random.integers(8, 400, 15)
        frame = groups(list(zip(random.binomial(sizes, true), sizes, strict=True)))
        rank = pl.Series("true_rank", (-true).argsort().argsort() + 1)
        found = ranking.ranking(frame.with_columns(rank))
        covered += (
            found.select(pl.col("true_rank").is_between("rank_low", "rank_high"))
            .to_series()
            .to_list()
        )
        possible.append((found["rank_high"] - found["rank_low"] + 1).mean())
    assert 0.94 <= np.mean(covered) <= 0.99
    # Honest and still informative: fewer ranks than groups are left open.
    assert np.mean(possible) < 12


def test_groups_that_are_all_perfect_are_ranked_by_chance_and_not_by_their_order():
    """Rates so near to 1 that a computer cannot part them; the last ones were called the worst."""
    names = [f"t{n}" for n in range(10)]
    frame = pl.DataFrame({"team": names, "met": [100] * 10, "missed": [0] * 10})
    found = ranking.ranking(frame)
    assert set(found["rank_low"]) == {1}
    assert set(found["rank_high"]) == {10}
    assert found["lowest_quarter"].is_between(0.15, 0.25).all()
