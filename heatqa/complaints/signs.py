"""Signs of an emergency: who is there, how cold it is, whether water runs now or has stopped."""

import functools
import re

import numpy as np
import polars as pl

from heatqa.complaints.data import read

_FILE = "urgency.toml"


def hits(spoken: list[str]) -> np.ndarray:
    """One row per text as spoken: 1 where a sign is in it, then 1 where two are together."""
    frame = pl.DataFrame({"text": spoken}, schema={"text": pl.String})
    found = (
        frame.select(
            pl.col("text").str.contains(sign).alias(name) for name, sign in _signs().items()
        )
        .cast(pl.Float32)
        .to_numpy()
    )
    names = list(_signs())
    pairs = [found[:, names.index(one)] * found[:, names.index(other)] for one, other in together()]
    return np.column_stack([found, *pairs])


def places(column: int, spoken: str) -> list[tuple[int, int]]:
    """Where in a text that sign lies, or those two, by its column in `hits`."""
    names = list(_signs())
    wanted = [names[column]] if column < len(names) else together()[column - len(names)]
    matches = (_pattern(name).search(spoken) for name in wanted)
    return [match.span() for match in matches if match]


def danger(spoken: str) -> tuple[int, int] | None:
    """Where a text speaks of danger to people, if it does."""
    find, unless = _danger()
    match = find.search(spoken)
    return match.span() if match and not unless.search(spoken) else None


def of_heating(spoken: str, confidence: float) -> bool:
    """Whether a text is about heating at all, by its words or by how sure its leaf is."""
    about = read(_FILE)["heating"]
    return confidence >= about["least"] or re.search(about["find"], spoken) is not None


@functools.cache
def together() -> list[tuple[str, str]]:
    """Signs that mean more together than each alone."""
    return [(one, other) for one, other in read(_FILE)["together"]["pairs"]]


@functools.cache
def _signs() -> dict[str, str]:
    """Each sign's pattern; the words for a number stand in for themselves."""
    number = read(_FILE)["number"]
    return {name: find.replace("<N>", number) for name, find in read(_FILE)["signs"].items()}


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_signs()[name])


@functools.cache
def _danger() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rule = read(_FILE)["danger"]
    return re.compile(rule["find"]), re.compile(rule["unless"])
