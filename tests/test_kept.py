"""The cube filtered by district, community, team and category."""

import pytest

from heatqa import errors
from heatqa.clauses import load
from heatqa.judging import groups, kept, scorecard, series
from heatqa.judging.period import Period
from heatqa.settings import Settings

ALL = Period("all")
# Community: its district, the team and category of its cases, and how many cases it has.
PLACES = {
    "A": ("east", "north", "no heat", 7),
    "B": ("west", "north", "leak", 6),
    "C": ("east", "south", "no heat", 5),
}


@pytest.fixture
def city(judge, facts):
    """Three communities; the last case of each is late."""
    tickets = [
        {
            "ticket_id": f"{community}{number}",
            "community_id": community,
            "team": team,
            "leaf": leaf,
            "accepted_at": "2025-12-01 08:00:00",
            "arrived_at": f"2025-12-01 {'09' if number == 0 else '08'}:10:00",
            "urgency": "emergency",
            "channel": "phone",
        }
        for community, (_, team, leaf, cases) in PLACES.items()
        for number in range(cases)
    ]
    communities = [
        {"community_id": name, "district": district} for name, (district, *_) in PLACES.items()
    ]
    judge({"tickets": tickets, "communities": communities})
    facts.execute(
        "insert into sources (source_id, table_name, read_columns) "
        "values (1, 'tickets', ['accepted_at', 'arrived_at'])"
    )
    return facts


def counts(city, only):
    frame = scorecard.scorecard(city, load(), Settings(), ALL, only=only)
    return frame.filter(clause="S1-1.3").select("met", "missed").row(0)


@pytest.mark.parametrize(
    ("only", "met", "missed"),
    [
        ({}, 15, 3),
        ({"district": "east"}, 10, 2),
        ({"community_id": "B"}, 5, 1),
        ({"team": "north"}, 11, 2),
        ({"leaf": "no heat"}, 10, 2),
        ({"district": "east", "team": "north"}, 6, 1),
        ({"team": "nobody's"}, 0, 0),
        ({"team": "north' or 'a' = 'a"}, 0, 0),
    ],
)
def test_counts_are_those_of_what_is_kept(city, only, met, missed):
    assert counts(city, only) == (met, missed)


def test_groups_and_series_keep_the_same_records(city):
    settings, catalogue = Settings(), load()
    only = {"leaf": "no heat"}
    teams = groups.by_group(city, catalogue, settings, "S1-1.3", by="team", period=ALL, only=only)
    assert sorted(teams.select("team", "met", "missed").rows()) == [
        ("north", 6, 1),
        ("south", 4, 1),
    ]
    weeks = series.series(
        city, catalogue, settings, [catalogue.clause("S1-1.3")], every="week", period=ALL, only=only
    )
    assert weeks.select("met", "missed").rows() == [(10, 2)]


def test_another_column_is_refused():
    with pytest.raises(errors.ColumnNotFound, match="teem"):
        kept.condition({"teem": "north"})


def published(city, only):
    found = kept.published(city, only, scorecard.bounds(ALL), 5)
    return "S1-1.3" in found["judged_as"].to_list()


def test_what_is_published_is_large_enough_and_hides_the_small(city):
    """C is hidden if D has three records: the rest of C would tell of D."""
    assert published(city, {})
    assert published(city, {"community_id": "C"})
    city.execute("insert into cube select * replace ('D' as community_id, 3 as met, 0 as missed) "
                 "from cube where community_id = 'C' and clause = 'S1-1.3'")  # fmt: skip
    assert not published(city, {"community_id": "D"})
    assert not published(city, {"community_id": "C"})
    assert published(city, {"community_id": "A"})
    assert not published(city, {"community_id": "A", "team": "south"})


def test_a_scorecard_without_small_figures_says_so(city):
    city.execute("delete from cube where community_id <> 'C'")
    city.execute("update cube set met = 3, missed = 1")
    frame = scorecard.scorecard(city, load(), Settings(), ALL)
    named = kept.published(city, {}, scorecard.bounds(ALL), 5)
    row = scorecard.hidden(frame, named, load()).filter(clause="S1-1.3").row(0, named=True)
    assert row["standing"] == "hidden"
    assert (row["met"], row["missed"], row["rate"], row["low"]) == (None, None, None, None)
