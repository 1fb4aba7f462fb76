"""The test: twenty questions of all lessons, none of which was asked in the lesson on classes."""

import dataclasses

import polars as pl

from heatqa.training.drawing import classify, first_minute, judged, leak, not_hot, promises
from heatqa.training.drawing.material import Drawn, agreed
from heatqa.training.drawing.transcripts import FORBIDDING, conversations
from heatqa.training.exercises import Exercise
from heatqa.training.texts import TEST, Words
from heatqa.workbench import Workbench

_OTHERS = 60


def draw(bench: Workbench) -> Drawn:
    """Twenty questions; how many of each kind stands beside the drawing of each."""
    cases = _not_asked(agreed(bench))
    missed = [
        record
        for clause in FORBIDDING
        for record in bench.records(clause, verdict="missed")["record"].sort()
    ]
    calls = conversations(bench, list(dict.fromkeys(missed)), _OTHERS)
    rooms = not_hot.rooms(bench)
    rows = judged.records(bench, leak.CLOCKS)
    kept = Words(leak.LESSON, "kept")
    drawn = [
        promises.edges(bench, 3, "test_edges"),
        promises.working_days(bench, 1, "test_working_days"),
        first_minute.greeting(bench, calls, 1, "test_greeting"),
        first_minute.marked(bench, calls, 1, "test_marked"),
        classify.leaves(cases, 6, "test_leaves"),
        classify.kinds(cases, 2, "test_kinds"),
        classify.urgent(cases, 2, "test_urgent"),
        not_hot.eighteen(bench, rooms, 2, "test_eighteen"),
        judged.kept(bench, kept, rows, 2, "test_kept"),
    ]
    return Drawn(exercises=[_titled(exercise) for exercise in drawn])


def _titled(exercise: Exercise) -> Exercise:
    """The exercise under the title it has in the test."""
    return dataclasses.replace(exercise, title=Words(TEST, exercise.name)("title"))


def _not_asked(cases: pl.DataFrame) -> pl.DataFrame:
    asked = {item.ask for exercise in classify.asked(cases) for item in exercise.items}
    return cases.filter(~pl.col("text").is_in(list(asked)))
