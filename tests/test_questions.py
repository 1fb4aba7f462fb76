"""Records that answer every question alike are judged once: the cube is that of judging each."""

import datetime as dt

from heatqa.clauses import load
from heatqa.conditions import checked
from heatqa.judging import counting, cube
from heatqa.judging.questions import Questions
from heatqa.settings import Settings

from . import worked_cases

AS_OF = dt.datetime(2026, 3, 15)


def test_the_counts_are_those_of_judging_one_by_one(facts, monkeypatch):
    # A second copy has days and places in common, but not numbers of records.
    for _ in range(2):
        worked_cases.put(facts)
    facts.execute("update tickets set ticket_id = ticket_id || '-' || rowid")
    cube.build(facts, load(), Settings(), AS_OF)
    together = facts.sql("from cube order by all").fetchall()
    monkeypatch.setattr(counting, "worth_asking", lambda _: False)
    cube.build(facts, load(), Settings(), AS_OF)
    assert facts.sql("from cube order by all").fetchall() == together
    assert len(together) > 500


def test_records_are_counted_by_place_and_answers(facts):
    facts.execute("insert into tickets (ticket_id, team) values ('1', 'A'), ('2', 'A'), ('3', 'A')")
    facts.execute("update tickets set finished_at = timestamp '2026-01-01' where ticket_id < '3'")
    questions = Questions()
    done = questions.ask("finished_at is not null")
    assert questions.ask("finished_at is not null") == done
    counted = questions.counted(["team"], "tickets", ())
    rows = facts.execute(f"select team, {done}, records from {counted} order by all").fetchall()
    assert rows == [("A", False, 1), ("A", True, 2)]


def test_a_condition_asks_each_of_its_questions_by_itself():
    questions = Questions()
    text = "not (status = 'open' or score < 3) and status = 'open' and coalesce(score, 1) = 1"
    sql = checked(text, ["status", "score"], "clause", questions.ask)
    assert sql == "((not (answer_0 or answer_1)) and answer_0 and answer_2)"
