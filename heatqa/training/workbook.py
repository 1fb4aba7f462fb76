"""A lesson as a trainee works with it: promises, examples, exercises, replies, progress."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from heatqa import errors
from heatqa.language import percent, printed, say
from heatqa.tables.shown import Table
from heatqa.training import replies, spelling
from heatqa.training.asking import Asked
from heatqa.training.handing_in import HandIn
from heatqa.training.progress import Progress, anonymous, file_name
from heatqa.training.replies import Line, Note, Reply
from heatqa.training.sealing import opened
from heatqa.training.sheets import Question, Sheet


class Lesson:
    """One lesson; it holds no answer that could be read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.number: int = data["number"]
        self.title: str = data["title"]
        self.source: str = data["source"]
        self.pass_mark: int = data["pass_mark"]
        self._drawn: str = data["drawn"]
        self._promises: list[dict[str, str]] = data["promises"]
        self._examples: dict[str, list[dict[str, str]]] = data["examples"]
        self.sheets = {entry["name"]: Sheet.of_data(entry) for entry in data["sheets"]}
        self.progress = Progress()
        self._replies: dict[str, Reply] = {}

    @printed()
    def __repr__(self) -> str:
        asked = sum(len(sheet.questions) for sheet in self.sheets.values())
        facts = {"exercises": len(self.sheets), "questions": asked, "source": self.source}
        return say("training.lesson", title=self.title, **facts)

    def promises(self) -> Table:
        """What the company promises, clause by clause, in our own words."""
        return Table(pl.DataFrame(self._promises))

    def example(self, name: str) -> Table:
        """A worked example.

        Raises:
            ChoiceUnknown: the lesson has none of that name.
        """
        return Table(pl.DataFrame(_known(self._examples, name, "example")))

    def exercise(self, name: str) -> Asked:
        """An exercise, to be shown by `ask()`.

        Raises:
            ChoiceUnknown: the lesson has none of that name.
        """
        return Asked(_known(self.sheets, name, "exercise"), self.check)

    def check(self, name: str, answer: Any = ...) -> Reply:
        """What is to be said of the answers to an exercise.

        Args:
            name: The exercise.
            answer: A list in the order of the questions, or a dictionary by their numbers; `...`
                for what is not answered yet. An exercise of one question takes its answer as it
                is. Without any, what was said last is said again.

        Raises:
            ChoiceUnknown: the lesson has no such exercise.
        """
        sheet = _known(self.sheets, name, "exercise")
        given = _by_number(sheet, answer)
        if not given and name in self._replies:
            return self._replies[name]
        lines = tuple(
            self._line(sheet, number, question, given.get(number, ...))
            for number, question in enumerate(sheet.questions, start=1)
        )
        tries = [self.progress.tries.get((name, line.number), 0) for line in lines]
        self._replies[name] = Reply(sheet.title, max(tries), lines)
        return self._replies[name]

    def standing(self) -> Table:
        """How far each exercise has come."""
        mine = self.progress
        rows = [
            {
                say("training.column.exercise"): sheet.title,
                say("training.column.questions"): str(len(numbers)),
                say("training.column.right"): str(sum(key in mine.right for key in numbers)),
                say("training.column.at_first"): str(
                    sum(key in mine.right and mine.tries[key] == 1 for key in numbers)
                ),
                say("training.column.tries"): str(sum(mine.tries.get(key, 0) for key in numbers)),
            }
            for name, sheet in self.sheets.items()
            for numbers in [[(name, n + 1) for n in range(len(sheet.questions))]]
        ]
        return Table(pl.DataFrame(rows))

    @printed()
    def result(self) -> Note:
        """Whether the examination is passed: the share right at the first answer."""
        asked = sum(len(sheet.questions) for sheet in self.sheets.values())
        share = self.progress.at_first() / asked
        passed = 100 * share >= self.pass_mark
        said = say(
            "training.passed" if passed else "training.not_passed",
            right=self.progress.at_first(),
            questions=asked,
            share=percent(share, 0),
            pass_mark=self.pass_mark,
        )
        return Note(said)

    def hand_in(self) -> HandIn:
        """A form that saves the answers for the trainer."""
        return HandIn(self.save)

    def save(self, trainee: str | int, folder: Path | str = ".") -> str:
        """Write the answers for the trainer, under a nickname or number.

        Returns:
            What was written, in words.

        Raises:
            ArgumentUnusable: the nickname looks like a person's name or number.
        """
        name = anonymous(trainee)
        frame = self.progress.frame(name, self.number, self._drawn)
        file = Path(folder) / file_name(name, self.number)
        frame.write_csv(file, include_bom=True)
        return say("training.saved", file=file.name, answers=len(frame))

    def _line(self, sheet: Sheet, number: int, question: Question, given: Any) -> Line:
        key = (sheet.name, number)
        if given is ...:
            return self._again(sheet, number)
        try:
            answers = spelling.near(
                sheet.kind, given, question.options, sheet.step, sheet.tolerance
            )
        except (ValueError, TypeError):
            return Line(number, replies.UNCLEAR, say(f"training.unclear.{sheet.kind}", given=given))
        reasons = (opened(answer, question.sealed, question.ask) for answer in answers)
        reason = next((found for found in reasons if found is not None), None)
        self.progress.note(key, answers[0], right=reason is not None)
        if reason is not None:
            return Line(number, replies.RIGHT, reason)
        return Line(number, replies.WRONG, self._hint(question, key))

    def _again(self, sheet: Sheet, number: int) -> Line:
        """The line of a question that is not answered now: as it was, if it was answered."""
        if (sheet.name, number) in self.progress.last:
            return self._replies[sheet.name].lines[number - 1]
        return Line(number, replies.OPEN, "")

    def _hint(self, question: Question, key: tuple[str, int]) -> str:
        """One hint after the other, the last one again and again."""
        if not question.hints:
            return say("training.no_hint")
        return question.hints[min(self.progress.tries[key], len(question.hints)) - 1]


def _known(entries: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in entries:
        raise errors.ChoiceUnknown(what=what, found=name, hint=errors.suggestion(name, entries))
    return entries[name]


def _by_number(sheet: Sheet, answer: Any) -> dict[int, Any]:
    """The answers by the numbers of their questions, without those left open."""
    if isinstance(answer, Mapping):
        given = {int(number): each for number, each in answer.items()}
    elif len(sheet.questions) == 1:
        given = {1: answer}
    else:
        listed = answer if isinstance(answer, (list, tuple)) else [answer]
        given = dict(enumerate(listed, start=1))
    return {number: each for number, each in given.items() if each is not ... and each is not None}
