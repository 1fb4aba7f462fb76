"""A company's own limit where a document sets none: judged beside it, never as the document's."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from heatqa import clauses, errors
from heatqa.judging.compare import documents
from heatqa.judging.coverage import coverage
from heatqa.judging.distributions import distributions
from heatqa.judging.period import Period
from heatqa.judging.scorecard import scorecard
from heatqa.settings import Settings, load

CATALOGUE = clauses.load()
ALL = Period("all", None, None)
FAULT = {"accepted_at": "2025-12-01 08:00:00", "record_type": "repair", "location": "outdoor"}
HELD = {
    "direction": "inbound",
    "started_at": "2025-12-01 08:00:00",
    "answered_at": "2025-12-01 08:00:09",
}


def test_the_boundary_is_met_and_one_second_more_is_missed(judge):
    limited = clauses.with_limits(CATALOGUE, {"S1-2.4c": "24 h"})
    rows = [
        FAULT | {"ticket_id": "W1", "finished_at": "2025-12-02 08:00:00"},
        FAULT | {"ticket_id": "W2", "finished_at": "2025-12-02 08:00:01"},
        FAULT | {"ticket_id": "W3"},
    ]
    cube = judge({"tickets": rows}, "2025-12-02 07:00:00", limited)
    mine = cube.filter(clause="S1-2.4c:own")
    assert [mine[name].sum() for name in ("met", "missed", "pending")] == [0, 0, 3]
    cube = judge({}, "2025-12-09", limited)
    mine = cube.filter(clause="S1-2.4c:own")
    assert [mine[name].sum() for name in ("met", "missed", "pending")] == [1, 2, 0]


def test_a_measure_has_a_highest_value(judge):
    limited = clauses.with_limits(CATALOGUE, {"S6-7.2b": "60 s"})
    rows = [
        HELD | {"call_id": f"C{n}", "hold_seconds": seconds} for n, seconds in enumerate((60, 61))
    ]
    cube = judge({"calls": rows}, "2025-12-09", limited).filter(clause="S6-7.2b:own")
    assert (cube["met"].sum(), cube["missed"].sum()) == (1, 1)


def test_it_is_shown_as_the_company_s_own_and_the_spread_stays(judge, facts):
    limited = clauses.with_limits(CATALOGUE, {"S1-2.4c": "5 working days"})
    clause = limited.clause("S1-2.4c:own")
    assert clause.cls == "own"
    for language, word in (("en", "our own limit: 5 working days"), ("zh", "自定时限")):
        assert word in clause.label[language]
    judge({"tickets": [FAULT | {"ticket_id": "W1"}]}, "2025-12-05", limited)
    settings, as_of = Settings(), dt.datetime(2025, 12, 5)
    card = scorecard(facts, limited, settings, ALL, "S1")
    assert "S1-2.4c:own" in card["clause"]
    spread = distributions(facts, limited, settings, as_of, period=ALL, document="S1")
    assert spread.filter(clause="S1-2.4c")["open"].item() == 1
    # The document promised nothing of it, so its score does not move.
    assert card.filter(clause="S1-2.4c:own")["pending"].item() == 1
    assert documents(card, limited)["pending"][0] == 0
    alone = card.filter(~pl.col("clause").str.ends_with(":own"))
    assert coverage(card, spread, limited).equals(coverage(alone, spread, CATALOGUE))


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"S1-1.3": "20 min"}, "heatqa distributions"),
        ({"S1-2.4c": "soon"}, "24 h"),
        ({"S6-7.2b": "60 days of hold"}, "60 s"),
    ],
)
def test_mistakes_name_the_remedy(own: dict[str, str], says: str):
    with pytest.raises(errors.SettingsBroken, match=says):
        clauses.with_limits(CATALOGUE, own)


def test_a_clause_that_is_not_there_is_named_with_its_neighbour():
    with pytest.raises(errors.ClauseUnknown, match=r"S1-2\.4"):
        clauses.with_limits(CATALOGUE, {"S1-2.4x": "24 h"})


def test_the_settings_carry_them(tmp_path: Path):
    file = tmp_path / "heatqa.toml"
    file.write_text('[limits]\n"S1-2.4c" = "24 h"\n', encoding="utf-8")
    assert load(file).limits == {"S1-2.4c": "24 h"}
