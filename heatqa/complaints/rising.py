"""What is new or rising: leaves and words of one span of time against an earlier one."""

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from heatqa.statistics.rates import CONFIDENCE, wilson

RISING, FALLING, NEW, STEADY = "rising", "falling", "new", "steady"
_RUNS = re.compile("[一-鿿]+")
_SHORTEST, _LONGEST = 2, 4
# What joins words and is none: a run that begins or ends with it is a piece of a sentence.
_JOINTS = frozenset("的了和与跟也就是在把被着过得地吗呢啊吧")
# A word in fewer texts than this is chance or one person's way of speaking.
_FEWEST = 5


def leaves(
    now: pl.DataFrame, before: pl.DataFrame, exposure_now: float = 1.0, exposure_before: float = 1.0
) -> pl.DataFrame:
    """How the number of cases of each leaf has changed.

    Args:
        now: Cases of the later span with `leaf`.
        before: Cases of the earlier span.
        exposure_now: What the later count is a rate of: days, or households times days.
        exposure_before: The same of the earlier.

    Returns:
        One row per leaf, the most risen first: see `compared`.
    """
    counts = [frame.group_by("leaf").agg(pl.len()).rows() for frame in (now, before)]
    frame = compared(dict(counts[0]), dict(counts[1]), exposure_now, exposure_before)
    return frame.rename({"name": "leaf"})


def words(now: Iterable[str], before: Iterable[str], fewest: int = _FEWEST) -> pl.DataFrame:
    """Words and turns of phrase that more or fewer texts hold than before.

    Runs of two to four characters stand for words; one within a longer run that is as frequent
    is left out. Texts should be redacted.

    Args:
        now: Texts of the later span.
        before: Texts of the earlier span.
        fewest: Texts that must hold a word in either span.

    Returns:
        One row per word, the most risen first: see `compared`; the ratio is of shares of texts.
    """
    later, earlier = list(now), list(before)
    counted = _counted(later), _counted(earlier)
    often = {name for counts in counted for name, count in counts.items() if count >= fewest}
    kept = {name for name in often if not _within(name, often, counted)}
    chosen = [{name: counts[name] for name in kept} for counts in counted]
    frame = compared(chosen[0], chosen[1], max(len(later), 1), max(len(earlier), 1))
    return _apart(frame).rename({"name": "word"})


def _apart(frame: pl.DataFrame) -> pl.DataFrame:
    """One name of those that overlap and are as frequent: pieces of the same sentence."""
    kept: list[bool] = []
    seen: dict[tuple[int, int], set[str]] = {}
    for name, now, before in frame.select("name", "now", "before").iter_rows():
        pieces = {name[at : at + 2] for at in range(len(name) - 1)}
        known = seen.setdefault((now, before), set())
        kept.append(not pieces & known)
        known |= pieces
    return frame.filter(pl.Series(kept, dtype=pl.Boolean))


def compared(
    now: dict[str, int], before: dict[str, int], exposure_now: float, exposure_before: float
) -> pl.DataFrame:
    """Two counts each, as a ratio of rates with its interval.

    Given their sum, the later of two Poisson counts is binomial; its Wilson interval, as odds and
    over the exposures, is the interval of the ratio.

    Returns:
        One row per name: `name`, `now`, `before`, `ratio` (null where there was none before) with
        its 95 % interval `low` to `high`, `more`, how many more there are now than at the rate
        of before, from `more_low` to `more_high`, and `change`: rising or falling where the
        interval leaves out 1, new where there was none before and it rises, else steady.

    Source: Przyborowski and Wilenski (1940), Biometrika 31, 313-323.
    """
    names = sorted({*now, *before})
    frame = pl.DataFrame(
        {
            "name": names,
            "now": [now.get(name, 0) for name in names],
            "before": [before.get(name, 0) for name in names],
        },
        schema={"name": pl.String, "now": pl.Int64, "before": pl.Int64},
    )
    low, high = wilson(pl.col("now"), pl.col("now") + pl.col("before"), CONFIDENCE)
    scale = exposure_before / exposure_now
    odds = [
        (pl.when(end < 1).then(end / (1 - end) * scale).otherwise(float("inf")))
        for end in (low, high)
    ]
    with_ratio = frame.with_columns(
        ratio=pl.when(pl.col("before") > 0).then(pl.col("now") / pl.col("before") * scale),
        low=odds[0],
        high=odds[1],
        more=pl.col("now") - pl.col("before") / scale,
        more_low=_more(low, scale),
        more_high=_more(high, scale),
    )
    change = (
        pl.when((pl.col("low") > 1) & (pl.col("before") == 0))
        .then(pl.lit(NEW))
        .when(pl.col("low") > 1)
        .then(pl.lit(RISING))
        .when(pl.col("high") < 1)
        .then(pl.lit(FALLING))
        .otherwise(pl.lit(STEADY))
    )
    return with_ratio.with_columns(change=change).sort(
        "low", "now", "name", descending=[True, True, False]
    )


def _more(later: pl.Expr, scale: float) -> pl.Expr:
    """The surplus of the later count if it has this share of both."""
    both = pl.col("now") + pl.col("before")
    return both * later - both * (1 - later) / scale


def _counted(texts: list[str]) -> Counter[str]:
    """How many texts hold each run of characters."""
    counts: Counter[str] = Counter()
    for text in texts:
        runs = _RUNS.findall(text)
        pieces = {
            run[at : at + size]
            for run in runs
            for size in range(_SHORTEST, _LONGEST + 1)
            for at in range(len(run) - size + 1)
        }
        counts.update(
            piece for piece in pieces if piece[0] not in _JOINTS and piece[-1] not in _JOINTS
        )
    return counts


def _within(name: str, often: set[str], counted: tuple[Counter[str], ...]) -> bool:
    """Whether a longer run says the same: it holds the name and is as frequent."""
    total = sum(counts[name] for counts in counted)
    return any(
        len(longer) == len(name) + 1
        and name in longer
        and sum(counts[longer] for counts in counted) >= 0.8 * total
        for longer in often
    )
