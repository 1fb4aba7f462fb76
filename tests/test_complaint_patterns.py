"""Cases linked to faults, and what they show: chains, rising words, pairs, paths, topics."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from scipy import stats

import heatqa
from heatqa.complaints import exemplars, linking, phases, rising, together, topics
from heatqa.complaints.classifying import classify
from heatqa.settings import Settings
from heatqa.workbench import Workbench

TRUTH = Path(__file__).parent.parent / "data" / "sample" / "truth" / "tickets_simulated.csv"
NOON = dt.datetime(2026, 1, 10, 12)


def case(number: str, hours: float, leaf: str, **known) -> dict:
    place = {"household_key": None, "community_id": None, "building": None, "station": None}
    given = {"text": "", "closed_at": None, "score": None} | place | known
    return {"id": number, "at": NOON + dt.timedelta(hours=hours), "leaf": leaf} | given


def frame(*cases: dict) -> pl.DataFrame:
    schema = {"closed_at": pl.Datetime("us"), "score": pl.Int64}
    keys = dict.fromkeys(("household_key", "community_id", "building", "station"), pl.String)
    return pl.DataFrame(list(cases), schema_overrides=schema | keys)


def relations(*cases: dict) -> list[tuple[str, str]]:
    return linking.faults(frame(*cases)).select("fault", "relation").rows()


def test_a_household_again_after_closing_is_a_repeat_and_before_a_duplicate():
    closed = NOON + dt.timedelta(hours=5)
    assert relations(
        case("a", 0, "T1.1", household_key="h", closed_at=closed),
        case("b", 2, "T1.2", household_key="h", closed_at=closed),
        case("c", 30, "T1.1", household_key="h"),
        case("d", 31, "T5.1", household_key="h"),
    ) == [("a", "first"), ("a", "duplicate"), ("a", "repeat"), ("d", "first")]


@pytest.mark.parametrize(
    ("closed", "again", "wanted"),
    [
        (20 * 24, 16 * 24, "duplicate"),
        (10 * 24, 10 * 24, "repeat"),
        (10 * 24, 24 * 24, "repeat"),
        (10 * 24, 24 * 24 + 0.01, "first"),
        (None, 14 * 24 - 0.01, "duplicate"),
        (None, 14 * 24 + 0.01, "first"),
    ],
)
def test_a_false_closing_is_counted_from_the_closing(closed: float | None, again: float, wanted):
    at = None if closed is None else NOON + dt.timedelta(hours=closed)
    rows = relations(
        case("a", 0, "T1.1", household_key="h", closed_at=at),
        case("b", again, "T1.2", household_key="h"),
    )
    assert rows[1][1] == wanted


def test_the_first_case_may_be_open_while_a_second_was_closed_at_once():
    """Agents close a second order as merged; the household still waits for the first."""
    rows = relations(
        case("a", 0, "T1.1", household_key="h", closed_at=NOON + dt.timedelta(days=30)),
        case("b", 24, "T1.1", household_key="h", closed_at=NOON + dt.timedelta(hours=25)),
        case("c", 24 * 20, "T1.1", household_key="h"),
    )
    assert rows == [("a", "first"), ("a", "duplicate"), ("a", "duplicate")]


@pytest.mark.parametrize(("leaf", "fault"), [("T7.4", "a"), ("T7.3", "a"), ("T7.2", "b")])
def test_who_says_that_nobody_helped_comes_back_about_the_same(leaf: str, fault: str):
    rows = relations(
        case("a", 0, "T1.1", household_key="h", closed_at=NOON + dt.timedelta(hours=5)),
        case("b", 30, leaf, household_key="h"),
    )
    assert rows[1] == (fault, "repeat" if fault == "a" else "first")


def test_cold_homes_are_no_outage_until_somebody_tells_of_one():
    homes = [
        case(f"h{n}", 5 * n, "T1.1", community_id="c", building=str(n), household_key=f"h{n}")
        for n in range(4)
    ]
    assert {relation for _, relation in relations(*homes)} == {"first"}
    told = case("o", 7, "T2.1", community_id="c", building="9", household_key="o")
    assert relations(*homes, told) == [
        ("h0", "first"),
        ("h1", "first"),
        ("h1", "same fault"),
        ("h1", "same fault"),
        ("h3", "first"),
    ]


@pytest.mark.parametrize(
    ("leaf", "other", "linked"),
    [
        ("T2.2", "2", True),
        ("T1.2", "1", True),
        ("T1.2", "2", False),
        ("T5.2", "1", False),
        ("T7.1", "1", False),
    ],
)
def test_the_same_words_join_what_people_share(leaf: str, other: str, linked: bool):
    words = "住户反映这两天一直这样,请尽快处理"
    rows = relations(
        case("a", 0, leaf, community_id="c", building="1", household_key="h", text=words),
        case("b", 2, leaf, community_id="c", building=other, household_key="i", text=words),
    )
    assert rows[1] == (("a", "same fault") if linked else ("b", "first"))


def test_words_in_between_do_not_part_the_same_words():
    rows = relations(
        case("a", 0, "T4.4", community_id="c", text="小区北门井盖冒热气"),
        case("b", 20, "T4.4", community_id="c", text="夜里施工,路面没恢复"),
        case("c", 23.9, "T4.4", community_id="c", text="小区北门井盖冒热气,快来"),
        case("d", 47.95, "T4.4", community_id="c", text="小区北门井盖冒热气,快来"),
    )
    assert rows == [("a", "first"), ("b", "first"), ("a", "same fault"), ("d", "first")]


@pytest.mark.parametrize(("hours", "linked"), [(6, True), (6.01, False)])
def test_an_outage_is_one_fault_of_a_community_for_six_hours(hours: float, linked: bool):
    rows = relations(
        case("a", 0, "T2.1", community_id="c", household_key="h"),
        case("b", hours, "T1.1", community_id="c", household_key="i"),
    )
    assert rows[1] == (("a", "same fault") if linked else ("b", "first"))


def test_cold_rooms_of_two_homes_are_two_faults():
    rows = relations(
        case("a", 0, "T1.2", community_id="c", building="1", text="屋里冷,才15度"),
        case("b", 1, "T1.2", community_id="c", building="2", text="孩子房间温度不达标"),
    )
    assert rows == [("a", "first"), ("b", "first")]


def test_the_same_words_on_one_day_are_one_fault():
    words = "小区北门井盖冒热气"
    rows = relations(
        case("a", 0, "T4.4", community_id="c", text=words),
        case("b", 3, "T4.4", community_id="c", text=words + ",快来"),
    )
    assert rows[1] == ("a", "same fault")


def test_links_run_on_and_places_join():
    """Union-find: b is linked to a by building and to c by household, so all are one fault."""
    rows = relations(
        case("a", 0, "T3.2", community_id="c", building="1", household_key="h"),
        case("b", 1, "T3.2", community_id="c", building="1", household_key="i"),
        case("c", 40, "T3.1", household_key="i"),
    )
    assert {fault for fault, _ in rows} == {"a"}


def test_chains_count_households_that_asked_again():
    closed = NOON + dt.timedelta(hours=1)
    linked = linking.faults(
        frame(
            case("a", 0, "T1.1", household_key="h", closed_at=closed),
            case("b", 48, "T1.1", household_key="h"),
            case("c", 0, "T1.1", household_key="i"),
        )
    )
    chain = linking.chains(linked).row(0, named=True)
    assert (chain["cases"], chain["repeats"], chain["days"]) == (2, 1, 2.0)
    assert len(linking.chains(linked)) == 1


def test_no_case_is_a_fault_of_nothing():
    assert linking.faults(frame(case("a", 0, "T1.1")).clear()).is_empty()


@pytest.fixture(scope="module")
def sample() -> Workbench:
    return heatqa.sample()


def test_planted_outages_are_found_as_one_fault_each(sample: Workbench):
    """Nine in ten tickets of an outage are in its largest fault; no fault joins two outages."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        event = {row["ticket_id"]: row["outage_event"] for row in csv.DictReader(file)}
    of_event: dict[str, Counter] = {}
    of_fault: dict[str, set] = {}
    for number, fault in sample.complaints().select("id", "fault").iter_rows():
        if event.get(number):
            of_event.setdefault(event[number], Counter())[fault] += 1
            of_fault.setdefault(fault, set()).add(event[number])
    several = [faults for faults in of_event.values() if faults.total() > 1]
    together_now = sum(max(faults.values()) for faults in several)
    assert together_now >= 0.9 * sum(faults.total() for faults in several)
    assert all(len(events) == 1 for events in of_fault.values())


def test_the_simulated_city_is_understood(sample: Workbench):
    """Its sentences were written by somebody else than the phrases that were learned from."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        truth = {row["ticket_id"]: row["true_leaf"] for row in csv.DictReader(file)}
    rows = sample.complaints().select("id", "leaf", "group").rows()
    told = [(truth[number], leaf, group) for number, leaf, group in rows if number in truth]
    told = [row for row in told if row[0].startswith("T")]
    assert sum(true == leaf for true, leaf, _ in told) >= 0.85 * len(told)
    assert sum(true.partition(".")[0] == group for true, _, group in told) >= 0.93 * len(told)


def test_the_interval_of_a_ratio_holds_the_exact_test():
    """A ratio's interval leaves out 1 about where the binomial test gives p below 5 %."""
    for now, before in [(30, 10), (12, 10), (5, 25), (8, 0), (100, 70), (3, 0)]:
        row = rising.compared({"x": now}, {"x": before}, 1, 1).row(0, named=True)
        p = stats.binomtest(now, now + before).pvalue
        assert (row["change"] != rising.STEADY) == (p < 0.05)
    assert rising.compared({"x": 8}, {}, 1, 1)["change"].to_list() == [rising.NEW]


def test_contributions_add_up_to_the_change_and_hold_the_rate_of_before():
    found = rising.compared({"a": 30, "b": 4}, {"a": 10, "c": 6}, 2, 1)
    assert dict(found.select("name", "more").iter_rows()) == {"a": 10, "b": 4, "c": -12}
    assert (found["more_low"] <= found["more"]).all()
    assert (found["more"] <= found["more_high"]).all()
    for row in found.iter_rows(named=True):
        assert (row["more_low"] > 0) == (row["low"] > 1)


def test_returns_tell_false_closings_from_asking_again():
    closed = NOON + dt.timedelta(hours=1)
    linked = linking.faults(
        frame(
            case("a", 0, "T1.1", household_key="h", closed_at=closed),
            case("b", 48, "T1.1", household_key="h"),
            case("c", 49, "T1.1", household_key="h"),
            case("d", 0, "T5.1", household_key="i"),
            case("e", 0, "T1.2", household_key="j", closed_at=closed),
            case("f", 9, "T7.4", household_key="j"),
            case("g", 10, "T1.1", household_key="j"),
        )
    )
    # Who complains that nothing was done comes back to what was not done.
    assert linking.returns(linked).rows() == [("T1.1", 4, 1, 1, 0.5), ("T1.2", 1, 1, 1, 1.0)]


def test_a_word_that_everybody_says_now_rises():
    now, before = ["智能阀总是报错"] * 20 + ["屋里冷"] * 30, ["屋里冷"] * 50
    first = rising.words(now, before).row(0, named=True)
    assert first["word"] in "智能阀总是报错"
    assert (first["now"], first["before"], first["change"]) == (20, 0, rising.NEW)


def test_pairs_and_their_lift():
    cases = pl.DataFrame(
        {"leaf": ["T1.1", "T1.1", "T5.1", "T5.1"], "second_leaf": ["T7.4", "T7.4", None, None]}
    )
    assert together.pairs(cases).rows() == [("T1.1", "T7.4", 2, 2.0)]


def test_the_path_that_ends_badly_comes_first():
    closed = NOON + dt.timedelta(hours=1)
    cases = []
    for number in range(6):
        home = f"h{number}"
        cases += [
            case(f"a{number}", 0, "T1.1", household_key=home, closed_at=closed),
            case(f"b{number}", 9, "T1.1", household_key=home, score=1),
            case(f"c{number}", 0, "T5.1", household_key=f"i{number}", score=5),
        ]
    # Five more ways of two steps, each gone by one household: told by how they end.
    for number, leaf in enumerate(("T1.2", "T3.1", "T4.2", "T5.2", "T6.1")):
        home = f"j{number}"
        cases += [
            case(f"d{number}", 0, leaf, household_key=home, closed_at=closed),
            case(f"e{number}", 9, "T7.4", household_key=home, score=2 if number else 4),
        ]
    paths = together.paths_to_bad_ratings(linking.faults(frame(*cases)))
    assert paths.select("path", "rated", "bad").rows() == [
        ("T1.1 first → T1.1 repeat", 6, 6),
        ("… → T7.4 repeat", 5, 4),
        ("T5.1 first", 6, 0),
    ]


def test_exemplars_are_redacted_and_ranked():
    said = ["张女士家暖气片漏水,水流了一地"] * 2 + [
        "暖气片漏水,水流了一地",
        "家里暖气阀门漏水,地板泡了",
        "暖气漏水,报修五次没人管,老人触电了",
        "暖气接头漏水,楼下来找了",
    ]
    ids = pl.DataFrame({"id": [str(at) for at in range(len(said))], "text": said})
    chosen = exemplars.exemplars(pl.concat([ids, classify(said)], how="horizontal"), per_leaf=1)
    assert chosen.select("leaf", "kind", "rank").rows() == [
        ("T3.1", "typical", 1),
        ("T3.1", "instructive", 1),
    ]
    assert chosen["id"].to_list()[1] == "4"
    assert not any("张" in text for text in chosen["redacted"])


def test_the_company_s_own_number_stays_in_what_is_shown():
    said = ["打了 8812 3456 没人接,家里不热"] * 2 + ["打了 8812 3456 没人接,屋里一直不热"]
    ids = pl.DataFrame({"id": [str(at) for at in range(len(said))], "text": said})
    cases = pl.concat([ids, classify(said)], how="horizontal")
    for own, stays in ((["0431-88123456"], False), (["88123456"], True)):
        shown = exemplars.exemplars(cases, per_leaf=1, published=own)["redacted"].to_list()
        example = topics.topics(said, count=1, published=own)["example"].to_list()
        assert all(("8812 3456" in text) == stays for text in [*shown, *example])


def test_topics_part_two_matters():
    said = ["智能阀报错"] * 6 + ["小程序看不到室温"] * 4
    found = topics.topics(said, count=2)
    assert found["texts"].to_list() == [6, 4]
    assert topics.topics(["一"]).is_empty()


def test_phases_of_the_season_and_cold_days():
    days = [dt.datetime(2025, 11, 15), dt.datetime(2026, 1, 10), dt.datetime(2026, 3, 15)]
    cases = pl.DataFrame({"at": [*days, dt.datetime(2026, 5, 1)], "leaf": ["T1.1"] * 4})
    counted = dict(phases.by_phase(cases, Settings()).select("phase", "cases").rows())
    assert counted == dict.fromkeys(
        [phases.START_UP, phases.DEEP, phases.END, phases.OUTSIDE_SEASON], 1
    )
    weather = pl.DataFrame({"observed_at": days, "outdoor_celsius": [-1.0, -12.0, 4.0]})
    cold = phases.by_cold(cases, weather)
    assert cold.select("outdoor_celsius", "cases_per_day").rows() == [(-15, 1), (-5, 1), (0, 1)]


def test_the_workbench_answers_each_question(sample: Workbench):
    for answer in (
        sample.chains(),
        sample.returns(),
        sample.rising_leaves(),
        sample.rising_words(),
        sample.problems_together("season"),
        sample.paths_to_bad_ratings(),
        sample.leaves_by_phase(),
        sample.leaves_by_cold(),
        sample.topics(),
    ):
        assert not answer.is_empty()
