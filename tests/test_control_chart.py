"""Control charts against NHSRplotthedots, qicharts2, Montgomery, qcc and PowerBI-SPC."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from heatqa import errors
from heatqa.statistics import anhoej, control_chart, exact, special_causes

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="shared/reference is not beside the checkout"
)
NHS_SIGNALS = {
    "Common Cause": (None, 0),
    "Above UCL": ("beyond limits", 1),
    "Below LCL": ("beyond limits", -1),
    "7 Points Above CL": ("run", 1),
    "7 Points Below CL": ("run", -1),
    "7 Point Trend (Increasing)": ("trend", 1),
    "7 Point Trend (Decreasing)": ("trend", -1),
    "2 in 3 Above CL": ("two of three", 1),
    "2 in 3 Below CL": ("two of three", -1),
}
NHS_CAUSES = {
    "common_cause": "common cause",
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "special_cause_neutral_high": "high",
    "special_cause_neutral_low": "low",
}
NHS_ASSURANCE = {
    None: None,
    "inconsistent": "may pass or fail",
    "consistent_pass": "will pass",
    "consistent_fail": "will fail",
}
NHS_BETTER = {"increase": "higher", "decrease": "lower", "neutral": "neither"}


def reference(name: str) -> dict[str, Any]:
    if not REFERENCE.exists():
        return {"cases": [], "rule_functions": [], "charts": {}}
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def series(values: Sequence[float | None], sizes: list[float] | None = None) -> pl.DataFrame:
    first = dt.date(2025, 11, 15)
    days = [first + dt.timedelta(days=n) for n in range(len(values))]
    frame = pl.DataFrame({"day": days, "value": values}, schema_overrides={"value": pl.Float64})
    return frame if sizes is None else frame.with_columns(size=pl.Series(sizes))


def column(frame: pl.DataFrame, name: str) -> list[Any]:
    return frame[name].to_list()


# The peer leaves the limits of a constant series undefined; ours have a test of their own.
NHS = [
    case
    for case in reference("spc_nhsr_plotthedots.json")["cases"]
    if case["id"] != "synth_constant"
]


@pytest.mark.parametrize("case", NHS, ids=[case["id"] for case in NHS])
def test_equals_nhsrplotthedots(case: dict[str, Any]):
    args = case["args"] or {}
    frame = series(case["y"]).with_columns(pl.Series("day", case["dates"]).str.to_date())
    chart = control_chart.control_chart(
        frame,
        better=NHS_BETTER[args.get("improvement_direction", "increase")],
        target=args.get("target"),
        rebase=[dt.date.fromisoformat(day) for day in args.get("rebase", [])],
        baseline=args.get("fix_after_n_points"),
        screened=args.get("screen_outliers", True),
    )
    for ours, theirs in (("centre", "mean"), ("low_limit", "lpl"), ("high_limit", "upl")):
        assert column(chart, ours) == pytest.approx(case[theirs], rel=1e-12, abs=1e-12)
    assert column(chart, "segment") == case["rebase_group"]
    assert column(chart, "short") == case["short_group_warning"]
    # A period without a value has no cause here; the peer calls it common.
    known = [n for n, value in enumerate(case["y"]) if value is not None]
    signals = [NHS_SIGNALS[kind] for kind in case["special_cause_type"]]
    assert list(chart.select("signal", "way").rows()) == signals
    causes = [NHS_CAUSES[kind] for kind in case["point_type"]]
    assert [column(chart, "cause")[n] for n in known] == [causes[n] for n in known]
    told = control_chart.summary(chart).row(0, named=True)
    assert told["variation"] == NHS_CAUSES[case["variation_last_point"]]
    assert told["assurance"] == NHS_ASSURANCE[case["assurance_type"]]


def test_a_constant_series_has_limits_on_its_centre():
    """NHSRplotthedots leaves the screened ranges empty and the limits undefined."""
    always = control_chart.control_chart(series([1.0] * 10, [20.0] * 10), kind="p_prime", target=1)
    assert control_chart.summary(always).select(
        "centre", "low_limit", "high_limit", "variation", "assurance", "short", "constant"
    ).row(0) == (1.0, 1.0, 1.0, "common cause", "will pass", True, True)
    tenths = control_chart.control_chart(series([0.1] * 30), better="lower", target=0.1)
    assert set(tenths["signal"]) == {None}
    assert control_chart.summary(tenths)["assurance"].item() == "will pass"


@needs_reference
def test_equals_the_assurance_function_of_nhsrplotthedots():
    """Series made so that their limits are those given."""
    for case in reference("spc_nhsr_plotthedots.json")["assurance_functions"]:
        for low, high, wanted in zip(case["lpl"], case["upl"], case["expected"], strict=True):
            step = (high - low) / 2 / 2.66
            values = [(low + high) / 2 + step / 2 * (-1) ** n for n in range(20)]
            chart = control_chart.control_chart(
                series(values), better=NHS_BETTER[case["improvement"]], target=case["target"]
            )
            assert chart["low_limit"][0] == pytest.approx(low)
            assert set(chart["assurance"]) == {NHS_ASSURANCE[wanted]}


def test_a_target_on_a_limit_is_reached_from_the_better_side_only():
    """A rate on its target meets it; tools differ, so the rule is stated and held."""
    values = [3.0, 5.0] * 8
    low, high = 4 - 2.66 * 2, 4 + 2.66 * 2
    for better, target, word in (
        ("higher", low, "will pass"),
        ("higher", high, "may pass or fail"),
        ("lower", high, "will pass"),
        ("lower", low, "may pass or fail"),
        ("higher", high + 1e-6, "will fail"),
        ("lower", low - 1e-6, "will fail"),
        ("neither", low, None),
    ):
        chart = control_chart.control_chart(series(list(values)), better=better, target=target)
        assert set(chart["assurance"]) == {word}, (better, target)


def test_assurance_follows_the_last_segment():
    frame = series([0.5] * 15 + [0.9, 0.92] * 8)
    moved = frame["day"][15]
    for rebase, word in (([], "may pass or fail"), ([moved], "will pass")):
        chart = control_chart.control_chart(frame, target=0.72, rebase=rebase, screened=False)
        assert set(chart["assurance"]) == {word}
    assert chart["short"].any() is False


RULES = reference("spc_nhsr_plotthedots.json")["rule_functions"]


@needs_reference
def test_equals_the_rule_functions_of_nhsrplotthedots():
    """Their vectors are sides of the mean, values, or points near a limit with their sides."""
    signals = {
        "ptd_seven_point_one_side_mean": "run",
        "ptd_seven_point_trend": "trend",
        "ptd_two_in_three": "two of three",
    }
    rules = [rule for rule in RULES if rule["fn"] in signals]
    assert len(rules) == 14
    for rule in rules:
        values, expected, centre, sigma = rule["args"][0], rule["expected"], 0.0, 1e9
        if rule["fn"] == "ptd_two_in_three":
            near, sides = rule["args"]
            values = [side * (2.5 if n else 0.5) for n, side in zip(near, sides, strict=True)]
            sigma = 1.0
            # The peer marks the whole window here and its points near a limit in a later step.
            wanted = [bool(e and n) for e, n in zip(expected, near, strict=True)]
        else:
            # The peer marks the seventh point here and the six before it in a later step.
            ends = [n for n, end in enumerate(expected) if end]
            wanted = [any(end - 6 <= n <= end for end in ends) for n in range(len(values))]
        if rule["fn"] == "ptd_seven_point_trend":
            centre = 1e6
        chart = series([float(value) for value in values]).with_columns(
            segment=0, centre=pl.lit(centre), sigma=pl.lit(sigma), sparse=pl.lit(value=False)
        )
        found = special_causes.with_signals(chart)["signal"]
        assert [signal == signals[rule["fn"]] for signal in found] == wanted, rule


QIC = {case["id"]: case for case in reference("spc_qicharts2_montgomery.json")["cases"]}
KINDS = {"p": "p", "pp": "p_prime", "u": "u", "up": "u_prime", "c": "u", "i": "xmr"}
NUMERATOR, DENOMINATOR = ("count", "r", "n", "cost"), ("size", "n", "meters", "days")


def qic_series(case: dict[str, Any]) -> pl.DataFrame:
    """The case's input as a series; points that the peer leaves out have no value."""
    args = case["args"] or {}
    rows = case["input"]
    top = next(name for name in NUMERATOR if name in rows[0])
    alone = case["chart"] in ("c", "i")
    bottom = next((name for name in DENOMINATOR if name in rows[0] and name != top), None)
    scale = args.get("multiply", 1)
    sizes = [1.0 if alone or bottom is None else row[bottom] / scale for row in rows]
    values: list[float | None] = [row[top] / size for row, size in zip(rows, sizes, strict=True)]
    for left_out in args.get("exclude", []):
        values[left_out - 1] = None
    return series(values, sizes)


def qic_chart(case: dict[str, Any]) -> pl.DataFrame:
    args = case["args"] or {}
    frame = qic_series(case)
    part = args.get("part")
    return control_chart.control_chart(
        frame,
        kind=KINDS[case["chart"]],
        rebase=[frame["day"][part]] if part else [],
        baseline=args.get("freeze"),
        screened=args.get("screenedmr", True),
        rules="anhoej",
    )


CHARTED = [name for name, case in QIC.items() if case["chart"] in KINDS]


@pytest.mark.parametrize("name", CHARTED)
def test_equals_qicharts2_and_montgomery(name: str):
    case = QIC[name]
    chart, expected = qic_chart(case), case["expected"]
    kept = [n for n, value in enumerate(chart["value"]) if value is not None]
    centre = np.array(chart["centre"])[kept]
    # Making Data Count rounds the 3 / 1.128 of Montgomery's individuals chart to 2.66.
    rounding = (3 / 1.128) / 2.66 if case["chart"] == "i" else 1.0
    assert centre == pytest.approx(np.array(expected["cl"], float)[kept], rel=1e-12)
    for ours, theirs in (("low_limit", "lcl"), ("high_limit", "ucl")):
        limit = centre + (np.array(chart[ours])[kept] - centre) * rounding
        assert limit == pytest.approx(np.array(expected[theirs], float)[kept], rel=1e-9), theirs
    beyond = [signal == "beyond limits" for signal in chart["signal"]]
    signals = expected["sigma_signal"]
    assert [beyond[n] for n in kept] == [signals[n] for n in kept]


@pytest.mark.parametrize("name", [*CHARTED, "cdi_run"] if QIC else [])
def test_runs_equal_qicharts2(name: str):
    case = QIC[name]
    if case["chart"] == "run":
        case = case | {"chart": "c"}
        frame = qic_series(case)
        chart = frame.with_columns(
            segment=0, centre=pl.col("value").median(), sparse=pl.lit(value=False)
        )
    else:
        chart = qic_chart(case)
    found = anhoej.runs(chart).row(0, named=True)
    expected = case["expected"]
    for ours, theirs in (
        ("longest_run", "longest_run"),
        ("longest_run_limit", "longest_run_max"),
        ("crossings", "n_crossings"),
        ("crossings_limit", "n_crossings_min"),
    ):
        assert found[ours] == expected[theirs]
    assert found["not_random"] == expected["runs_signal"][0]


@needs_reference
def test_run_limits_equal_qicharts2_for_10_to_100_points():
    table = reference("spc_qicharts2_montgomery.json")["anhoej_limits"]
    assert len(table) == 91
    for row in table:
        assert anhoej.limits(row["n"]) == (row["longest_run_max"], row["crossings_min"])


POWERBI = {
    name: chart
    for name, chart in reference("spc_powerbi_spc_tests.json")["charts"].items()
    if chart["chart_type"] in KINDS
}


@pytest.mark.parametrize("name", POWERBI)
def test_equals_powerbi_spc_to_its_decimals(name: str):
    case = POWERBI[name]
    sizes = np.array(case.get("denominators") or np.ones(len(case["numerators"])), float)
    scale = 100.0 if case["chart_type"] in ("p", "pp") else 1.0
    if name == "u.test.ts":
        scale = 1e4
    values = np.array(case["numerators"]) / sizes
    frame = series(values.tolist(), sizes.tolist())
    groups = case.get("groupings") or [1] * len(values)
    turns = [now for now in range(1, len(groups)) if groups[now] != groups[now - 1]]
    chart = control_chart.control_chart(
        frame,
        kind=KINDS[case["chart_type"]],
        rebase=[frame["day"][now] for now in turns],
        screened=False,
    )
    within = 0.51 * 10.0 ** -int(case["tolerance_decimals"][0])
    for ours, theirs in (("low_limit", "ll99"), ("high_limit", "ul99")):
        assert (chart[ours] * scale).to_list() == pytest.approx(case[theirs], abs=within)


QCC = {
    "orangejuice_p": "p",
    "orangejuice_p_excl": "p",
    "circuit_c": "u",
    "circuit_u": "u",
    "pcmanufact_u": "u",
    "dyedcloth_u": "u",
    "viscosity_xbar_one": "xmr",
}


@needs_reference
def test_points_beyond_the_limits_are_those_of_western_electrics_first_rule():
    for case in reference("spc_qcc_montgomery_rules.json")["rules"]:
        chart = series([float(z) for z in case["z"]]).with_columns(
            segment=0, centre=pl.lit(0.0), sigma=pl.lit(1.0), sparse=pl.lit(value=False)
        )
        marked = special_causes.with_signals(chart)["signal"] == "beyond limits"
        flagged = case["flagged"]["WER1"]
        flagged = flagged if isinstance(flagged, list) else [flagged]
        found = [at for at, beyond in enumerate(marked.fill_null(value=False), 1) if beyond]
        assert found == flagged


@needs_reference
def test_equals_qcc_orange_juice_circuits_computers_dyed_cloth_and_viscosity():
    qcc = reference("spc_qcc_montgomery_rules.json")
    for name, kind in QCC.items():
        case = qcc[name]
        # A count of flaws of one unit each is a rate per unit.
        sizes = [1.0 if case["type"] == "c" else float(size) for size in case["sizes"]]
        chart = control_chart.control_chart(
            series([float(value) for value in case["statistics"]], sizes),
            kind=kind,
            screened=False,
        )
        # Where the peer goes on past the points that it computed from, so do its limits.
        limits = np.array(case["limits"], float)[: len(sizes)]
        centre = case["center"]
        assert chart["centre"][0] == pytest.approx(centre, rel=1e-12)
        rounding = (3 / 1.128) / 2.66 if kind == "xmr" else 1.0
        for column_, ends in (("low_limit", limits[:, 0]), ("high_limit", limits[:, 1])):
            ours = centre + (chart[column_].to_numpy() - centre) * rounding
            assert ours == pytest.approx(np.broadcast_to(ends, ours.shape), rel=1e-12)


VALUES = st.lists(st.integers(0, 40), min_size=2, max_size=40)


@settings(max_examples=40, deadline=None)
@given(VALUES, st.sampled_from(["xmr", "u", "u_prime"]), st.sampled_from(control_chart.RULES))
def test_better_downwards_is_better_upwards_turned_over(values, kind, rules):
    frame = series([float(value) for value in values], [7.0] * len(values))
    up = control_chart.control_chart(frame, kind=kind, better="higher", rules=rules)
    down = control_chart.control_chart(frame, kind=kind, better="lower", rules=rules)
    turned = {"improvement": "concern", "concern": "improvement"}
    assert [turned.get(word, word) for word in up["cause"]] == down["cause"].to_list()
    assert (up["cause"] == "common cause").to_list() == up["signal"].is_null().to_list()


@settings(max_examples=40, deadline=None)
@given(VALUES, st.floats(0.001, 1000), st.floats(-100, 100))
def test_scale_and_origin_of_a_measure_change_no_signal(values, scale, origin):
    plain = control_chart.control_chart(series([float(value) for value in values]))
    moved = control_chart.control_chart(series([value * scale + origin for value in values]))
    # Rounding decides about points that lie exactly on a threshold.
    edge = plain.select(
        distance=(pl.col("value") - pl.col("centre")).abs() / pl.col("sigma")
    ).filter((pl.col("distance") - pl.col("distance").round()).abs() < 1e-6)
    if edge.is_empty() or not plain["sigma"][0]:
        assert plain["signal"].to_list() == moved["signal"].to_list()


@settings(max_examples=40, deadline=None)
@given(VALUES, st.integers(2, 40))
def test_what_comes_after_the_baseline_moves_no_limit(values, baseline):
    frame = series([float(value) for value in values])
    frozen = control_chart.control_chart(frame, baseline=baseline)
    first = control_chart.control_chart(frame.head(baseline))
    for name in ("centre", "low_limit", "high_limit"):
        assert frozen[name][0] == first[name][0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30))
def test_shares_stay_between_nothing_and_all(counts):
    sizes = [float(met + missed) for met, missed in counts]
    values = [met / size if size else None for (met, _), size in zip(counts, sizes, strict=True)]
    for kind in ("share", "p", "p_prime"):
        chart = control_chart.control_chart(series(values, sizes), kind=kind, target=0.9)
        known = chart.drop_nulls("low_limit")
        assert known.filter((pl.col("low_limit") < 0) | (pl.col("high_limit") > 1)).is_empty()
        assert known.filter(pl.col("low_limit") > pl.col("centre") + 1e-12).is_empty()
        unknown = chart["value"].is_null() | chart["sigma"].is_null()
        assert chart["cause"].is_null().to_list() == unknown.to_list()


def test_a_gap_breaks_moving_ranges_and_runs():
    values: list[float | None] = [0.0, 3.0] * 6 + [2.5] * 4 + [None] + [2.5] * 4
    chart = control_chart.control_chart(series(values))
    assert "run" not in chart["signal"].to_list()
    closed = control_chart.control_chart(series([v for v in values if v is not None]))
    assert closed["signal"].to_list()[-8:].count("run") == 8
    assert chart["cause"][16] is None
    assert control_chart.summary(chart.head(17))["day"].item() == chart["day"][15]


def test_too_few_points_have_no_limits_and_no_outlook():
    for values in ([0.9], [0.9, None, 0.8]):
        chart = control_chart.control_chart(series(values), target=0.5)
        assert chart["low_limit"].null_count() == len(values)
        assert set(chart["assurance"]) == {None}
        assert set(chart["short"]) == {True}
    assert control_chart.summary(control_chart.control_chart(series([None, None]))).is_empty()


def test_large_sizes_make_p_cry_wolf_where_p_prime_does_not():
    """Laney (2002): between-period variation beyond the binomial is not a special cause."""
    rng = np.random.default_rng(20251115)
    rates = np.clip(rng.normal(0.95, 0.01, 40), 0, 1)
    frame = series((rng.binomial(50_000, rates) / 50_000).tolist(), [50_000.0] * 40)
    beyond = {
        kind: (control_chart.control_chart(frame, kind=kind)["signal"] == "beyond limits").sum()
        for kind in ("p", "p_prime")
    }
    assert beyond["p"] > 20
    assert beyond["p_prime"] <= 1


def test_a_share_of_few_cases_takes_no_single_case_for_a_signal():
    """One miss in 900 leaves Laney's screened ranges almost nothing, and seven weeks without a
    miss no news."""
    sizes = [25.0] * 36
    values = [1.0] * 36
    values[10] = 24 / 25
    laney = control_chart.control_chart(series(values, sizes), kind="p_prime", target=1)
    assert set(laney["assurance"]) == {"will fail"}
    assert laney["cause"].to_list().count("improvement") == 35
    chart = control_chart.control_chart(series(values, sizes), kind="share", target=1)
    assert set(chart["cause"]) == {"common cause"}
    assert set(chart["assurance"]) == {"may pass or fail"}
    assert chart["sparse"].all()
    # Three misses in one week are news all the same.
    values[20] = 22 / 25
    struck = control_chart.control_chart(series(values, sizes), kind="share")
    assert struck["signal"].to_list()[20] == "beyond limits"
    assert struck["cause"].to_list().count("common cause") == 35


def test_a_share_raises_no_more_false_alarms_than_three_sigma_allow():
    """At 98.9 % of 40 cases the normal limit of a p chart is crossed seven times as often."""
    size, rate = 40, 0.989
    met = np.arange(size + 1)
    chance = stats.binom.pmf(met, size, rate)
    # Weeks of which the rate is known well, then one of each possible count.
    usual = [rate] * 2000
    alarms = {}
    for kind in ("p", "share"):
        frame = series([*usual[:-1], rate - 1e-6, *(met / size)], [float(size)] * (2000 + len(met)))
        chart = control_chart.control_chart(frame, kind=kind, baseline=2000, screened=False)
        beyond = (chart["signal"] == "beyond limits").fill_null(value=False).to_numpy()[2000:]
        alarms[kind] = chance[beyond].sum()
    assert alarms["share"] <= stats.norm.sf(3)
    assert alarms["p"] > 7 * stats.norm.sf(3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=30))
def test_limits_of_a_share_are_never_narrower_than_the_exact_ones(counts):
    sizes = [float(met + missed) or 1.0 for met, missed in counts]
    values = [met / size for (met, _), size in zip(counts, sizes, strict=True)]
    chart = control_chart.control_chart(series(values, sizes), kind="share")
    if chart["constant"].all():
        return
    centre, many = chart["centre"].to_numpy(), np.array(sizes)
    tail = float(stats.norm.sf(3))
    low = np.clip(exact.lower_limit(many, centre, tail), 0, 1)
    high = np.clip(1 - exact.lower_limit(many, 1 - centre, tail), 0, 1)
    assert (chart["low_limit"].to_numpy() <= low + 1e-9).all()
    assert (chart["high_limit"].to_numpy() >= high - 1e-9).all()


def test_a_choice_that_is_not_known_says_what_is():
    frame = series([1.0, 2.0])
    choices: list[dict[str, Any]] = [{"kind": "xbar"}, {"better": "up"}, {"rules": "nelson"}]
    for choice in choices:
        with pytest.raises(errors.ChoiceUnknown) as raised:
            control_chart.control_chart(frame, **choice)
        assert next(iter(choice.values())) in str(raised.value)


@pytest.mark.parametrize("kind", ["xmr", "share", "p", "p_prime", "u", "u_prime"])
def test_a_value_that_is_no_number_is_a_period_without_one(kind: str):
    sizes = [20.0] * 6
    gap, none = (
        control_chart.control_chart(
            series([0.4, 0.5, missing, 0.6, 0.5, 0.4], sizes), kind=kind, target=0.1
        )
        for missing in (float("nan"), None)
    )
    assert gap.equals(none)
    assert gap["cause"].null_count() == 1
