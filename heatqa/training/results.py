"""A class's results: which leaf was given for which, the pairs most confused, what was weak."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from heatqa import errors
from heatqa.language import pick, say
from heatqa.training import texts
from heatqa.training.progress import SCHEMA
from heatqa.training.texts import Words

# The exercises whose answers are leaves.
LEAVES = ("leaves", "test_leaves")
_PAIRS = 3


def read(files: Iterable[Path]) -> pl.DataFrame:
    """The answers that a class handed in; the same trainee's lesson counts once, the last file's.

    Returns:
        One row per question answered, in the columns of `progress.SCHEMA`.

    Raises:
        FileMissing, FileBroken, AnswersUnknown: a file is not one that `lesson.save` wrote.
    """
    frames = []
    for file in files:
        if not file.is_file():
            raise errors.FileMissing(path=file)
        try:
            # A nickname may be a number; all but counts are read as words.
            frame = pl.read_csv(file, schema_overrides=SCHEMA)
        except pl.exceptions.PolarsError as problem:
            found = str(problem).splitlines()[0]
            raise errors.FileBroken(path=file, kind="CSV", found=found) from None
        if lacking := [name for name in SCHEMA if name not in frame.columns]:
            raise errors.AnswersUnknown(path=file, columns=", ".join(lacking))
        frames.append(frame.select(*SCHEMA))
    answers = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    keys = ["trainee", "lesson", "exercise", "item"]
    return answers.unique(keys, keep="last", maintain_order=True)


def read_key(file: Path) -> dict[str, Any]:
    """The key of a trainer's folder.

    Raises:
        FileMissing, FileBroken: it is not what `heatqa training --for trainer` wrote.
    """
    if not file.is_file():
        raise errors.FileMissing(path=file)
    try:
        key = json.loads(file.read_text(encoding="utf-8"))
        key["1"]["drawn"]
    except (ValueError, KeyError, TypeError):
        raise errors.FileBroken(path=file, kind="JSON", found=file.name) from None
    return key


def with_key(answers: pl.DataFrame, key: Mapping[str, Any]) -> pl.DataFrame:
    """The answers with `key`, the right answer as it is sealed, beside each.

    Raises:
        KeyOfOtherLessons: an answer belongs to lessons drawn from other records.
    """
    drawn = {int(number): lesson["drawn"] for number, lesson in key.items()}
    for lesson, of in answers.select("lesson", "drawn").unique().iter_rows():
        if drawn.get(lesson) != of:
            raise errors.KeyOfOtherLessons(lesson=lesson, found=of, wanted=drawn.get(lesson, "–"))
    rows = [
        {"lesson": int(number), "exercise": exercise, "item": place, "key": row["code"]}
        for number, lesson in key.items()
        for exercise, questions in lesson["exercises"].items()
        for place, row in enumerate(questions, start=1)
    ]
    schema = {"lesson": pl.Int64, "exercise": pl.String, "item": pl.Int64, "key": pl.String}
    keys = pl.DataFrame(rows, schema=schema)
    return answers.join(keys, on=["lesson", "exercise", "item"], how="inner", maintain_order="left")


def confusion(answers: pl.DataFrame) -> pl.DataFrame:
    """Leaf given against key, the whole class, by first answers.

    Args:
        answers: As `with_key` gives.

    Returns:
        One row per pair that came: `key`, `given`, `answers`, and `share` of the answers to that
        key, sorted.
    """
    leaves = answers.filter(pl.col("exercise").is_in(LEAVES))
    return (
        leaves.group_by("key", given="first_answer")
        .agg(answers=pl.len())
        .with_columns(share=pl.col("answers") / pl.col("answers").sum().over("key"))
        .sort("key", "given")
    )


def confused(matrix: pl.DataFrame, most: int = _PAIRS) -> pl.DataFrame:
    """The pairs of leaves most confused, either way round, and what tells them apart.

    Returns:
        One row per pair, the worst first: `one`, `other`, `answers` and `apart`, in words.
    """
    pairs = (
        matrix.filter(pl.col("key") != pl.col("given"))
        .select(
            one=pl.min_horizontal("key", "given"),
            other=pl.max_horizontal("key", "given"),
            answers="answers",
        )
        .group_by("one", "other")
        .agg(pl.col("answers").sum())
        .sort("answers", "one", "other", descending=[True, False, False])
        .head(most)
    )
    told = [apart(one, other) for one, other in pairs.select("one", "other").iter_rows()]
    return pairs.with_columns(apart=pl.Series(told, dtype=pl.String))


def apart(one: str, other: str) -> str:
    """What tells two leaves apart, from what is asked for each."""
    asks = texts.lesson(3)["apart"]
    return say("training.apart", one=pick(asks[one]), other=pick(asks[other]))


def by_exercise(answers: pl.DataFrame) -> pl.DataFrame:
    """How the class did in each exercise.

    Returns:
        One row per exercise in the order of the course: `lesson`, `exercise` (its title),
        `trainees`, `answers`, `right_at_first` (share), `tries` (mean).
    """
    grouped = (
        answers.group_by("lesson", "exercise", maintain_order=True)
        .agg(
            trainees=pl.col("trainee").n_unique(),
            answers=pl.len(),
            right_at_first=(pl.col("right") & (pl.col("tries") == 1)).mean(),
            tries=pl.col("tries").mean(),
        )
        .sort("lesson", maintain_order=True)
    )
    titles = [
        Words(lesson, exercise)("title")
        for lesson, exercise in grouped.select("lesson", "exercise").iter_rows()
    ]
    return grouped.with_columns(exercise=pl.Series(titles, dtype=pl.String))
