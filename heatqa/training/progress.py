"""What a trainee has answered so far, and the file it is handed in as."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from heatqa import errors
from heatqa.language import say
from heatqa.redaction.finding import by_patterns

SCHEMA = {
    "trainee": pl.String,
    "lesson": pl.Int64,
    "drawn": pl.String,
    "exercise": pl.String,
    "item": pl.Int64,
    "first_answer": pl.String,
    "last_answer": pl.String,
    "tries": pl.Int64,
    "right": pl.Boolean,
}
# A number of telephone length or longer is no nickname.
_LONGEST_NUMBER = 6


@dataclass
class Progress:
    """Answers to the questions of one lesson; each question by exercise and number from 1."""

    first: dict[tuple[str, int], str] = field(default_factory=dict)
    last: dict[tuple[str, int], str] = field(default_factory=dict)
    tries: dict[tuple[str, int], int] = field(default_factory=dict)
    right: set[tuple[str, int]] = field(default_factory=set)

    def note(self, question: tuple[str, int], answer: str, *, right: bool) -> None:
        """Take down an answer; the same one given again is no new try."""
        if question in self.right or self.last.get(question) == answer:
            return
        self.first.setdefault(question, answer)
        self.last[question] = answer
        self.tries[question] = self.tries.get(question, 0) + 1
        if right:
            self.right.add(question)

    def at_first(self) -> int:
        """How many questions were answered right at the first try."""
        return sum(self.tries[question] == 1 for question in self.right)

    def frame(self, trainee: str, lesson: int, drawn: str) -> pl.DataFrame:
        """One row per question answered, in the columns of `SCHEMA`.

        Raises:
            ArgumentUnusable: the nickname looks like a person's name or number.
        """
        rows = [
            {
                "trainee": anonymous(trainee),
                "lesson": lesson,
                "drawn": drawn,
                "exercise": question[0],
                "item": question[1],
                "first_answer": self.first[question],
                "last_answer": self.last[question],
                "tries": self.tries[question],
                "right": question in self.right,
            }
            for question in self.first
        ]
        return pl.DataFrame(rows, schema=SCHEMA)


def anonymous(nickname: str | int) -> str:
    """The nickname, if it gives nobody away.

    Raises:
        ArgumentUnusable: it is empty or looks like a person's name, a telephone or an identity
            number.

    Example:
        >>> anonymous(7), anonymous("暖宝")
        ('7', '暖宝')
    """
    name = str(nickname).strip()
    digits = sum(char.isdigit() for char in name)
    if not name or digits > _LONGEST_NUMBER or by_patterns(f"用户{name}来电"):
        remedy = say("training.remedy.nickname")
        raise errors.ArgumentUnusable(argument="nickname", found=name or "–", remedy=remedy)
    return name


def file_name(trainee: str, lesson: int) -> Path:
    """What the file that is handed in is called; letters and figures only."""
    plain = "".join(char if char.isalnum() else "_" for char in trainee)
    return Path(f"answers_{lesson}_{plain}.csv")
