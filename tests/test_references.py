"""Every block of the field's reference results is held by a test, or says why it is not."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "shared" / "reference"
FILES = ("spc_*.json", "rates_*.json", "resp_*.json", "surv_*.json", "scan_*.json")
# A block is held by a test of a file, or left for a reason, which begins with "not".
RANGES = "not offered: charts of subgroups, of ranges and of the time between rare events"
WATCHED = "not offered: EARS and Farrington are what is asked for, one method per question"
LOCAL = "not offered: Gi* is the local view, the scan the global one"
ONE_RULE = "not offered: one rule for intervals of waits, the log-log of Kalbfleisch and Prentice"
MEXICO = "test_scan.py::test_ratio_of_new_mexico_follows_from_its_counts"
ELSEWHERE = "not reproducible: its input is not among the reference files"
HELD: dict[str, dict[str, str]] = {
    "spc_nhsr_plotthedots.json": {
        "note": "not a result",
        "cases": "test_control_chart.py::test_equals_nhsrplotthedots",
        "rule_functions": (
            "test_control_chart.py::test_equals_the_rule_functions_of_nhsrplotthedots"
        ),
        "assurance_functions": (
            "test_control_chart.py::test_equals_the_assurance_function_of_nhsrplotthedots"
        ),
    },
    "spc_qicharts2_montgomery.json": {
        "note": "not a result",
        "cases": "test_control_chart.py::test_equals_qicharts2_and_montgomery",
        "anhoej_limits": (
            "test_control_chart.py::test_run_limits_equal_qicharts2_for_10_to_100_points"
        ),
    },
    "spc_qcc_montgomery_rules.json": {
        "meta": "not a result",
        **dict.fromkeys(
            (
                *("orangejuice_p", "orangejuice_p_excl", "circuit_c", "circuit_u"),
                *("pcmanufact_u", "dyedcloth_u", "viscosity_xbar_one"),
            ),
            "test_control_chart.py::"
            "test_equals_qcc_orange_juice_circuits_computers_dyed_cloth_and_viscosity",
        ),
        **dict.fromkeys(("pistonrings_xbar", "pistonrings_R"), RANGES),
        **dict.fromkeys(("pistonrings_cusum", "pistonrings_ewma"), RANGES),
        "orangejuice_overdispersion": "not offered: p′ measures over-dispersion itself",
        "rules": (
            "test_control_chart.py::"
            "test_points_beyond_the_limits_are_those_of_western_electrics_first_rule"
        ),
    },
    "spc_powerbi_spc_tests.json": {
        "source": "not a result",
        "charts": "test_control_chart.py::test_equals_powerbi_spc_to_its_decimals",
    },
    "rates_funnelplotr.json": {
        **dict.fromkeys(
            ("sr_shmi_default", "sr_overdispersed_25"),
            "test_case_funnel.py::test_dispersion_and_limits_equal_funnelplotr",
        ),
        "sr_cqc_trim05": "not offered: of two ways to measure over-dispersion of counts, SHMI's",
        "pr_ten_orgs": "test_funnel.py::test_dispersion_equals_funnelplotr",
        "pr_overdispersed_30": "test_funnel.py::test_additive_limits_equal_funnelplotr",
        "poisson_limits_unit": (
            "test_case_funnel.py::test_limits_equal_funnelplotr_for_small_expectations"
        ),
        "od_limits_unit": "test_case_funnel.py::test_limits_with_dispersion_equal_funnelplotr",
        "pr_limits_unit_target99": (
            "test_funnel.py::test_arcsine_limits_equal_funnelplotr_at_99_percent"
        ),
        "aggregate_unit": "not a statistic: sums by group",
        "note": "not a result",
    },
    "rates_satisfaction_expected.json": {
        "meta": "not a result",
        "proportions": "test_exact.py::test_clopper_pearson_equals_r_binom_test",
        "newcombe_diff": "test_exact.py::test_newcombe_equals_r_and_newcombe_1998_table_2",
        "poisson": (
            "test_case_funnel.py::"
            "test_limits_are_the_exact_interval_of_a_count_as_large_as_the_expectation"
        ),
        "poisson_ratio": "not offered: rates of cases are compared in a funnel",
        "nps": "test_satisfaction.py::test_net_promoter_equals_r",
        "ordinal_polr_housing": "test_satisfaction.py::test_ordinal_polr_housing",
        "ordinal_clm_wine": "test_satisfaction.py::test_ordinal_clm_wine",
        "survey_apiclus1": "test_satisfaction.py::test_survey_rake_apiclus1",
    },
    "resp_business_hours_dbt_zendesk.json": {
        **dict.fromkeys(
            ("source", "raw"),
            "test_waiting_times.py::test_resp_business_hours_dbt_zendesk_worked_example",
        ),
    },
    "resp_survival_km.json": {
        "meta": "not a result",
        **dict.fromkeys(
            ("lung", "aml", "gehan"),
            "test_waiting_times.py::test_quantiles_and_intervals_equal_r_survfit_log_log",
        ),
        **dict.fromkeys(
            ("edge_flat_median", "edge_exact_half", "edge_median_not_reached"),
            "test_waiting_times.py::test_quantiles_on_the_edge_equal_r_survfit",
        ),
        "left_truncated": "not offered: every wait is known from its beginning",
        "mgus2_aalen_johansen": "not offered: a case ends in one way, or cannot be told",
    },
    "surv_surveillance_expected.json": {
        **dict.fromkeys(("meta", "salmNewport", "synthetic_complaints"), "not a result"),
        "farrington_original": "test_surges.py::test_farrington_equals_r_surveillance",
        "synth_farrington_original": "test_surges.py::test_farrington_equals_r_surveillance",
        "farringtonFlexible_as_original": (
            "test_surges.py::test_the_original_by_r_farrington_flexible_is_equal_with_its_errors"
        ),
        "farringtonFlexible_noufaily": "test_surges.py::test_noufaily_equals_r_surveillance",
        "synth_farringtonFlexible_noufaily": (
            "test_surges.py::test_noufaily_equals_r_surveillance"
        ),
        **dict.fromkeys(
            (f"{series}ears_{name}" for series in ("", "synth_") for name in ("C1", "C2", "C3")),
            "test_surges.py::test_ears_equals_r_surveillance",
        ),
        **dict.fromkeys(
            (
                *("bayes", "rki1", "cdc", "cusum_rossi_standard", "cusum_rossi_glm", "glrnb"),
                *("binomial_lr_cusum", "synth_glrpois", "synth_cusum_rossi", "spc_arl"),
            ),
            WATCHED,
        ),
    },
    "scan_satscan_results.json": {
        "nydf_ubpop50": "test_scan.py::test_new_york_equals_satscan",
        "nydf_ubpop10": "test_scan.py::test_new_york_equals_satscan",
        "pennLC_crude_grid": "test_scan.py::test_pennsylvania_equals_satscan",
        "pennLC_strata_grid": "test_scan.py::test_pennsylvania_equals_satscan",
        "NewMexicoSpaceTimePoisson": MEXICO,
        "NM_prospective_spacetime_poisson": MEXICO,
        "NM_purely_spatial": MEXICO,
        "NM_purely_temporal": MEXICO,
        **dict.fromkeys(
            (
                *("NYCSpaceTimePermutation", "NYC_retrospective_permutation"),
                *("NHumbersideSpatialBernoulli", "MarylandSpatialOrdinal"),
                *("FakeSpaceTimeExponential", "FakeSpatialNormal"),
            ),
            ELSEWHERE,
        ),
    },
    "scan_heat_synth_satscan.json": {
        "permutation_prospective_30d_1proc": "test_scan.py::test_permutation_equals_satscan",
        "permutation_prospective_30d_2proc": "test_scan.py::test_permutation_equals_satscan",
        "permutation_retrospective_30d_1proc": "test_scan.py::test_permutation_equals_satscan",
    },
    "scan_smerc_spatialepi_results.json": {
        "nydf_ubpop50_cartesian": "test_scan.py::test_new_york_equals_smerc_to_ten_digits",
        "nydf_ubpop10_cartesian": "test_scan.py::test_new_york_equals_smerc_to_ten_digits",
        "nydf_ubpop50_longlat": "test_scan.py::test_new_york_on_the_sphere_equals_smerc",
        "nydf_ubpop50_binomial": "test_scan.py::test_bernoulli_equals_smerc",
        "pennLC_kulldorff_binomial": (
            "test_scan.py::test_bernoulli_equals_spatialepi_in_pennsylvania"
        ),
        **dict.fromkeys(
            (
                *("pennLC_kulldorff_poisson_strata", "pennLC_kulldorff_poisson_crude"),
                "NYleukemia_SpatialEpi_kulldorff_grid",
            ),
            "not right: SpatialEpi cuts the total expected to an integer; SaTScan's stand",
        ),
        "pennLC_besag_newell_k1250": "not offered: Kulldorff's scan is what is asked for",
    },
    "scan_scanstatistics_NM.json": {
        **dict.fromkeys(("inputs",), "not a result"),
        "NM_pb_poisson_population": (
            "test_scan.py::test_new_mexico_in_space_and_time_equals_scanstatistics"
        ),
        "NM_pb_poisson_all_years": (
            "test_scan.py::test_new_mexico_in_space_and_time_equals_scanstatistics"
        ),
        **dict.fromkeys(
            (
                *("NM_eb_poisson_README", "NM_pb_poisson_nopop", "NM_permutation"),
                *("NM_eb_negbin_theta1", "NM_bayes_negbin"),
                *("unit_eb_poisson", "unit_pb_poisson", "unit_permutation"),
            ),
            "not offered: expectations from outside, other laws, and marginals of the window",
        ),
    },
    "scan_getis_ord_moran.json": {
        "meta": "not a result",
        "nc_sids": "test_local.py::test_gi_star_equals_spdep_with_five_nearest_neighbours",
        "getisord": "test_local.py::test_gi_star_equals_spdep_within_a_distance",
    },
}


def blocks(name: str) -> dict[str, Any]:
    content = json.loads((REFERENCE / name).read_text(encoding="utf-8"))
    return content["results"] if name == "scan_satscan_results.json" else content


@pytest.mark.skipif(not REFERENCE.exists(), reason="shared/reference is not beside the checkout")
def test_every_block_of_the_field_is_accounted_for():
    files = {file.name for pattern in FILES for file in REFERENCE.glob(pattern)}
    assert files == set(HELD)
    for name, held in HELD.items():
        assert set(blocks(name)) == set(held), name


def test_the_tests_that_hold_them_are_there():
    named = {where for held in HELD.values() for where in held.values()}
    for where in sorted(named):
        if where.startswith("not "):
            continue
        file, test = where.split("::")
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, where
