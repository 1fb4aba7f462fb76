"""Satisfaction beside its coverage, against R's MASS, ordinal and survey packages."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from heatqa.statistics import bias, coverage, drivers, satisfaction, weights

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "rates_satisfaction_expected.json"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)
SCORES = ("mean", "satisfied", "nps", "mean_low", "effect")
# Sixty cases: the slow ones are asked less often and are less pleased.
CASES = pl.DataFrame(
    {
        "slow": ["no"] * 40 + ["yes"] * 20,
        "team": ["a", "b"] * 30,
        "wait_days": [0.1 * n for n in range(60)],
        "asked": [True] * 30 + [False] * 10 + [True] * 10 + [False] * 10,
        "score": [5, 4, 4] * 10 + [None] * 10 + [2, 3] * 5 + [None] * 10,
    }
)


def peer() -> dict:
    return json.loads(REFERENCE.read_text(encoding="utf-8"))


@needs_reference
def test_ordinal_models_hold_categories_with_few_scores_together():
    frame = pl.DataFrame(peer()["ordinal_clm_wine"]["data"]).with_columns(
        score=pl.col("rating").cast(pl.Int64), asked=True
    )
    found = drivers.drivers(frame, [], ["temp", "judge"])
    assert found.filter(pl.col("driver") == "judge").is_empty()


def every_frame() -> dict[str, pl.DataFrame]:
    """What every public function that speaks of scores gives."""
    return {
        "scores": satisfaction.scores(CASES),
        "scores by group": satisfaction.scores(CASES, "team"),
        "net promoter": satisfaction.net_promoter(CASES),
        "corrected": bias.corrected(CASES, ["slow"]),
        "bounds": bias.bounds(CASES),
        "tilted": bias.tilted(CASES, [1.0, 2.0]),
        "drivers": drivers.drivers(CASES, ["wait_days"], ["team"]),
    }


@pytest.mark.parametrize("name", every_frame())
def test_no_score_is_without_its_coverage(name: str):
    frame = every_frame()[name]
    assert set(SCORES) & set(frame.columns), "a frame without a score proves nothing"
    assert set(coverage.COLUMNS) <= set(frame.columns)
    assert frame["cases"].null_count() == 0
    assert (frame["scored"] <= frame["asked"]).all()
    assert (frame["asked"] <= frame["cases"]).all()


def test_a_score_cannot_be_made_without_saying_who_was_asked():
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="asked"):
        satisfaction.scores(CASES.drop("asked"))


@needs_reference
def test_net_promoter_equals_r():
    for case in peer()["nps"]:
        scores = [9] * case["promoters"] + [7] * case["passives"] + [0] * case["detractors"]
        frame = pl.DataFrame({"asked": True, "score": scores})
        found = satisfaction.net_promoter(frame).row(0, named=True)
        assert found["nps"] == pytest.approx(case["nps"])
        assert [found["nps_low"], found["nps_high"]] == pytest.approx(case["wald"], abs=1e-9)


def test_the_mean_has_the_interval_of_student():
    """By hand: 3.2 with standard deviation 0.836660, t of 4 degrees 2.776445, n = 5."""
    frame = pl.DataFrame({"asked": True, "score": [4, 4, 3, 2, 3]})
    found = satisfaction.scores(frame).row(0, named=True)
    assert found["mean"] == pytest.approx(3.2)
    limits = (found["mean_low"], found["mean_high"])
    half = 2.776445 * 0.836660 / 5**0.5
    assert limits == pytest.approx((3.2 - half, 3.2 + half), abs=1e-5)


def test_groups_with_few_scores_lose_their_name_and_keep_their_cases():
    frame = CASES.with_columns(team=pl.Series(["a"] * 58 + ["b"] * 2))
    found = satisfaction.scores(frame, "team", smallest=5)
    assert found.select("team", "cases", "scored").rows() == [("a", 58, 40), (None, 2, 0)]
    assert found["mean"][1] is None


def test_one_score_has_a_mean_and_no_interval():
    found = satisfaction.scores(pl.DataFrame({"asked": [True], "score": [4]})).row(0, named=True)
    assert (found["mean"], found["mean_low"], found["satisfied"]) == (4.0, None, 1.0)


answers = st.lists(
    st.tuples(st.booleans(), st.one_of(st.none(), st.integers(1, 5))), min_size=1, max_size=50
)


@given(answers)
def test_the_waterfall_adds_up_and_agrees_with_the_coverage(rows: list):
    frame = pl.DataFrame(rows, schema={"asked": pl.Boolean, "score": pl.Int64}, orient="row")
    parts = dict(coverage.waterfall(frame).select("part", "count").rows())
    found = coverage.counted(frame).row(0, named=True)
    assert sum(parts.values()) == found["cases"] == len(rows)
    assert parts["not asked"] == found["cases"] - found["asked"]
    assert parts["no answer"] == found["asked"] - found["scored"]
    if found["scored"]:
        satisfied = satisfaction.scores(frame)["satisfied"][0]
        assert parts["satisfied"] == pytest.approx(satisfied * found["scored"])


@given(answers.filter(lambda rows: any(score is not None for _, score in rows)))
@settings(deadline=None)
def test_whatever_is_assumed_of_those_not_heard_lies_within_the_bounds(rows: list):
    frame = pl.DataFrame(rows, schema={"asked": pl.Boolean, "score": pl.Int64}, orient="row")
    limits = bias.bounds(frame).row(0, named=True)
    mean = satisfaction.scores(frame)["mean"][0]
    assert limits["mean_low"] - 1e-9 <= mean <= limits["mean_high"] + 1e-9
    tilts = bias.tilted(frame, [1.0, 2.0, 4.0])["mean"].to_list()
    assert tilts[0] == pytest.approx(mean)
    assert tilts == sorted(tilts, reverse=True)


@needs_reference
def test_survey_rake_apiclus1():
    """R's `rake` stops once no cell changes by one; with the same patience weights are equal."""
    case = peer()["survey_apiclus1"]
    frame = pl.DataFrame(case["data"]).rename({"api00": "score"})
    totals = {
        "stype": dict(zip(*case["pop_stype"].values(), strict=True)),
        "sch.wide": dict(zip(*case["pop_schwide"].values(), strict=True)),
    }
    found = weights.raked(frame, [*totals], totals, start=frame["pw"], tolerance=1e-3)
    assert found.to_list() == pytest.approx(case["rake_weights"], abs=1e-9)
    mean = np.average(frame["score"], weights=found)
    assert mean == pytest.approx(case["mean_rake"]["mean"], abs=1e-9)
    to_the_end = weights.raked(frame, [*totals], totals, start=frame["pw"])
    for feature, wanted in totals.items():
        met = frame.select(feature, weight=to_the_end).group_by(feature).agg(pl.col("weight").sum())
        assert dict(met.rows()) == pytest.approx(wanted)


@needs_reference
def test_survey_post_stratify_apiclus1():
    """Raking to one margin is post-stratification."""
    case = peer()["survey_apiclus1"]
    frame = pl.DataFrame(case["data"]).rename({"api00": "score"})
    totals = {"stype": dict(zip(*case["pop_stype"].values(), strict=True))}
    found = weights.raked(frame, ["stype"], totals, start=frame["pw"])
    mean = np.average(frame["score"], weights=found)
    assert mean == pytest.approx(case["mean_poststrat"]["mean"], abs=1e-9)


def test_weights_undo_a_bias_that_a_feature_explains():
    """Of 40 quick cases 30 were heard, of 20 slow ones 10: the weights are 4/3 and 2."""
    for weight in (
        weights.inverse_probability(CASES, ["slow"]),
        weights.raked(CASES, ["slow"]),
    ):
        assert weight.null_count() == 20
        assert weight.drop_nulls().to_list() == pytest.approx([4 / 3] * 30 + [2.0] * 10, rel=1e-6)
    found = bias.corrected(CASES, ["slow"])
    quick, slow = 13 / 3, 2.5
    assert found["method"].to_list() == list(bias.METHODS)
    assert found["mean"].to_list() == pytest.approx(
        [(30 * quick + 10 * slow) / 40, *[(40 * quick + 20 * slow) / 60] * 2]
    )
    assert found["design_effect"].to_list() == pytest.approx([1, 28 / 27, 28 / 27])
    assert found["effective"].to_list() == pytest.approx([40, *[40 * 27 / 28] * 2])


@needs_reference
def test_survey_mean_of_clusters_apiclus1():
    """R's `svymean` corrects for a finite number of districts, of which there are 757."""
    case = peer()["survey_apiclus1"]
    data = pl.DataFrame(case["data"])
    districts = data["dnum"].n_unique()
    error = case["mean_design"]["se"][0][0] / (1 - districts / data["fpc"][0]) ** 0.5
    half = stats.t.ppf(0.975, districts - 1) * error
    # On the scale of scores, so that neither end is cut.
    cases = data.select("dnum", asked=True, score=3 + (pl.col("api00") - 644) / 1000)
    found = bias.corrected(cases, [], cluster="dnum").row(0, named=True)
    assert found["mean"] == pytest.approx(3 + (case["mean_design"]["mean"] - 644) / 1000, rel=1e-12)
    assert found["mean_high"] - found["mean"] == pytest.approx(half / 1000, rel=1e-9)


@given(answers.filter(lambda rows: any(score is not None for _, score in rows)))
@settings(deadline=None)
def test_as_recorded_the_intervals_are_those_of_the_scores(rows: list):
    schema = {"asked": pl.Boolean, "score": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(group=pl.lit("a"))
    found = bias.corrected(frame, ["group"]).row(0, named=True)
    wanted = satisfaction.scores(frame).row(0, named=True)
    for name in ("mean", "mean_low", "mean_high", "satisfied", "satisfied_low", "satisfied_high"):
        assert found[name] == (None if wanted[name] is None else pytest.approx(wanted[name]))


def test_ten_answers_of_one_customer_say_less_than_those_of_ten():
    frame = CASES.with_columns(home=pl.Series([f"h{n // 10}" for n in range(60)]))
    alone, together = (
        bias.corrected(frame, ["slow"], cluster=cluster).row(1, named=True)
        for cluster in (None, "home")
    )
    for name in ("mean", "satisfied"):
        assert together[name] == pytest.approx(alone[name])
        widths = [found[f"{name}_high"] - found[f"{name}_low"] for found in (alone, together)]
        assert widths[1] > 1.5 * widths[0]
    nameless = frame.with_columns(home=pl.lit(None, pl.String))
    assert bias.corrected(nameless, ["slow"], cluster="home").row(1, named=True) == alone


def test_weighted_intervals_cover_95_percent_where_customers_answer_several_times():
    """Two answers each of 60 customers who hold to their opinion; 400 samples, a fixed seed."""
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(400):
        likes = rng.random(60) < 0.8
        frame = pl.DataFrame(
            {
                "asked": True,
                "score": np.where(np.repeat(likes, 2), 5, 2),
                "home": np.repeat(np.arange(60), 2),
                "group": "a",
            }
        )
        found = bias.corrected(frame, ["group"], cluster="home").row(1, named=True)
        covered += found["satisfied_low"] <= 0.8 <= found["satisfied_high"]
    assert 0.93 <= covered / 400 <= 0.98


def test_a_category_in_which_nobody_was_heard_joins_others_and_breaks_nothing():
    frame = CASES.with_columns(leaf=pl.Series(["t"] * 50 + ["u"] * 10))
    assert frame.filter(pl.col("leaf") == "u")["score"].null_count() == 10
    found = bias.corrected(frame, ["leaf"])
    assert found["mean"].n_unique() == 1
    assert found["design_effect"].to_list() == pytest.approx([1, 1, 1])


def test_what_tells_who_was_heard_comes_first():
    found = bias.heard(CASES, ["team", "slow"])
    assert found["feature"].to_list() == ["slow", "slow", "team", "team"]
    assert found["heard"].to_list() == [0.75, 0.5, 2 / 3, 2 / 3]
    # Pearson's statistic is 60 (30 x 10 - 10 x 10)^2 / (40 x 20 x 40 x 20) = 3.75.
    assert found["p_value"][0] == pytest.approx(0.0528, abs=1e-4)
    assert found["cramers_v"][0] == pytest.approx((3.75 / 60) ** 0.5)
    assert found["p_value"][2] == pytest.approx(1)


def test_if_the_ratio_is_known_tilting_finds_the_truth():
    """Of 800 satisfied customers 3 in 4 are heard, of 400 others 1 in 4: the ratio is 3."""
    frame = pl.DataFrame(
        {"asked": True, "score": [5] * 600 + [None] * 200 + [2] * 100 + [None] * 300}
    )
    found = bias.tilted(frame, [1, 3])
    assert found["satisfied"].to_list() == pytest.approx([6 / 7, 2 / 3])
    assert found["mean"][1] == pytest.approx((800 * 5 + 400 * 2) / 1200)


@needs_reference
def test_ordinal_polr_housing():
    case = peer()["ordinal_polr_housing"]
    frame = pl.DataFrame(case["data"]).select(pl.exclude("Freq").repeat_by("Freq"))
    frame = frame.explode(frame.columns).with_columns(
        score=pl.col("Sat").replace_strict({"Low": 1, "Medium": 2, "High": 3}), asked=True
    )
    found = drivers.drivers(frame, [], ["Infl", "Type", "Cont"], satisfied_from=3)
    ours = {(row["driver"], row["level"]): row for row in found.iter_rows(named=True)}
    # The reference here is the most frequent level: Apartment, and Low of contact is turned.
    assert ours["Type", "Tower"]["log_odds"] == pytest.approx(
        -case["coef"]["TypeApartment"], abs=2e-4
    )
    contact = ours["Cont", "Low"]
    assert contact["log_odds"] == pytest.approx(-case["coef"]["ContHigh"], abs=2e-4)
    error = (contact["log_odds_high"] - contact["log_odds"]) / 1.959964
    assert error == pytest.approx(case["se"]["ContHigh"], abs=2e-4)
    assert contact["meaning"] == "hurts"


@needs_reference
def test_ordinal_clm_wine():
    case = peer()["ordinal_clm_wine"]
    frame = pl.DataFrame(case["data"]).with_columns(
        score=pl.col("rating").cast(pl.Int64), asked=True
    )
    found = drivers.drivers(frame, [], ["temp", "contact"])
    wanted = case["coef_add"]
    assert found["log_odds"].to_list() == pytest.approx(
        [wanted["tempwarm"], wanted["contactyes"]], abs=1e-4
    )
    errors = (found["log_odds_high"] - found["log_odds"]) / 1.959964
    assert errors.to_list() == pytest.approx(
        [case["se_add"]["tempwarm"], case["se_add"]["contactyes"]], abs=1e-4
    )


def test_with_one_category_the_partial_effect_is_near_the_difference_of_shares():
    """Two groups of 500 whose odds differ by the same factor at every score."""
    rng = np.random.default_rng(3)
    better = np.array([0.95, 0.9, 0.8, 0.4])
    worse = 1 / (1 + np.exp(1.8) * (1 - better) / better)
    frame = pl.concat(
        pl.DataFrame(
            {"team": team, "asked": True, "score": 1 + (rng.random((500, 1)) < above).sum(axis=1)}
        )
        for team, above in (("a", better), ("b", worse))
    )
    shares = satisfaction.scores(frame, "team")["satisfied"]
    found = drivers.drivers(frame, [], ["team"]).row(0, named=True)
    assert (found["reference"], found["level"], found["meaning"]) == ("a", "b", "hurts")
    assert found["effect"] == pytest.approx(shares[1] - shares[0], abs=0.02)
    assert found["effect_low"] < -0.4 < found["effect_high"] < 0


def test_a_driver_without_effect_is_unclear_in_about_95_of_100_samples():
    """A measured driver drawn apart from the score; 60 samples of 80 from a fixed seed."""
    rng = np.random.default_rng(2)
    unclear = 0
    for _ in range(60):
        frame = pl.DataFrame(
            {"asked": True, "score": rng.integers(1, 6, 80), "celsius": rng.normal(20, 1, 80)}
        )
        unclear += drivers.drivers(frame, ["celsius"], [])["meaning"][0] == "unclear"
    assert 0.88 <= unclear / 60 <= 1


def opinions(seed: int = 0) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    teams = rng.choice(["a", "b", "c"], 300)
    return pl.DataFrame({"asked": True, "score": rng.integers(1, 6, 300), "team": teams})


def test_a_driver_that_another_tells_already_has_no_effect_of_its_own():
    frame = opinions().with_columns(crew=pl.col("team") + "1", days=pl.Series(range(300)))
    frame = frame.with_columns(hours=24.0 * pl.col("days"))
    found = drivers.drivers(frame, ["days", "hours"], ["team", "crew"])
    told = found.filter(pl.col("log_odds").is_null())
    assert sorted(told["driver"]) == ["crew", "crew", "hours"]
    assert set(told["meaning"]) == {"unclear"}
    alone = drivers.drivers(frame, ["days"], ["team"])
    assert found.drop_nulls("log_odds").drop("n").equals(alone.drop("n"))


def test_a_team_of_best_scores_only_has_no_slope_and_moves_no_other():
    """The likelihood grows with its slope for ever; R's `polr` ends at a figure without meaning."""
    best = pl.when(pl.col("team") == "a").then(5).otherwise("score")
    frame = opinions().with_columns(score=best, day=pl.Series(range(300)) % 7)
    found = drivers.drivers(frame, ["day"], ["team"])
    assert found.filter(level="a").select("log_odds", "effect", "meaning").row(0) == (
        *(None, None, "unclear"),
    )
    others = drivers.drivers(frame.filter(pl.col("team") != "a"), ["day"], ["team"])
    assert found["log_odds"].drop_nulls().to_list() == others["log_odds"].to_list()
    only = drivers.drivers(frame.filter(pl.col("team") != "b"), [], ["team"])
    assert only.select("level", "effect").rows() == [("a", None)]


def test_a_measure_that_is_the_score_has_no_slope_and_one_that_is_no_number_is_left_out():
    frame = opinions().with_columns(same=pl.col("score").cast(pl.Float64))
    assert set(drivers.drivers(frame, ["same"], ["team"])["meaning"]) == {"unclear"}
    gaps = frame.with_columns(same=pl.when(pl.int_range(300) < 7).then(float("nan")).otherwise(0.0))
    gaps = gaps.with_columns(pl.col("same") + pl.int_range(300) % 5)
    assert drivers.drivers(gaps, ["same"], [])["n"].to_list() == [293]


def test_nothing_is_said_of_drivers_without_different_scores():
    frame = CASES.with_columns(score=pl.lit(5))
    assert drivers.drivers(frame, ["wait_days"], ["team"]).is_empty()
    nobody = CASES.with_columns(score=pl.lit(None, dtype=pl.Int64))
    assert drivers.drivers(nobody, ["wait_days"], ["team"]).is_empty()
    assert bias.corrected(nobody, ["team"])["mean"].to_list() == [None] * 3
    assert satisfaction.scores(nobody)["mean"].to_list() == [None]
