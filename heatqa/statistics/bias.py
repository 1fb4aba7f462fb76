"""Who was heard, and what the score would be if everybody had been."""

import numpy as np
import polars as pl
from scipy import stats

from heatqa.statistics import coverage, groups, weights
from heatqa.statistics.coverage import HIGHEST, LOWEST, SATISFIED_FROM
from heatqa.statistics.rates import CONFIDENCE, wilson

RECORDED, INVERSE, RAKED = METHODS = ("recorded", "inverse probability", "raked")


def heard(cases: pl.DataFrame, features: list[str], *, smallest: int = 1) -> pl.DataFrame:
    """How the share of customers heard differs with what is known of their cases.

    Args:
        cases: One row per case that could be rated: `asked`, `score`, null where there is none,
            and the features.
        features: Categories that may tell who was heard.
        smallest: Levels with fewer cases are put together under a null, with those not recorded.

    Returns:
        One row per feature and level, the feature that tells most first: `feature`, `level`, the
        columns of coverage, and for the feature `p_value` of Pearson's test that all levels are
        heard alike and `cramers_v`, its strength (0 to 1); both null where there is one level.

    Source: Cramer (1946), Mathematical Methods of Statistics.
    """
    from scipy.stats.contingency import association, chi2_contingency

    frames = []
    for feature in features:
        leveled = cases.with_columns(level=pl.col(feature).cast(pl.String))
        leveled = groups.named(leveled, "level", pl.col("level").is_not_null(), smallest)
        counted = coverage.counted(leveled, "level")
        table = counted.select("scored", pl.col("cases") - pl.col("scored")).to_numpy()
        tested = len(table) > 1 and (table.sum(axis=0) > 0).all()
        p_value = (
            float(np.asarray(chi2_contingency(table, correction=False)[1])) if tested else None
        )
        strength = float(association(table)) if tested else None
        frames.append(
            counted.sort("level", nulls_last=True).select(
                pl.lit(feature).alias("feature"),
                pl.all(),
                pl.lit(p_value, dtype=pl.Float64).alias("p_value"),
                pl.lit(strength, dtype=pl.Float64).alias("cramers_v"),
            )
        )
    return pl.concat(frames).sort(
        "cramers_v", descending=True, nulls_last=True, maintain_order=True
    )


def corrected(
    cases: pl.DataFrame, features: list[str], *, cluster: str | None = None
) -> pl.DataFrame:
    """Mean and satisfied share as recorded, and weighted so that those heard stand for all.

    Weights mend what the features explain of who was heard. Where satisfied customers were
    preferred for a reason that no feature shows, part of the bias stays: see `tilted`.

    Args:
        cases: As `heard` takes, scores from 1 to 5.
        features: Categories that explain who was heard.
        cluster: A column that names who answered, such as the household: several answers of one
            say less than those of several. A case without a name stands for itself.

    Returns:
        Three rows: the columns of coverage; `method`, being `recorded`, `inverse probability`
        or `raked`; `design_effect` of the weights and `effective`, the number of equal answers
        that the weighted ones are worth; `mean` and `satisfied` (0 to 1), each with its 95 %
        interval `_low` to `_high` (linearised, weights taken as given), as recorded and without
        clusters that of `satisfaction.scores`. Null without scores, and the ends of the mean
        where one customer alone answered.

    Source: Kish (1965); Lumley (2010), Complex Surveys, ch. 2 and 7; the share by Wilson's
    interval of as many answers as its variance is worth: Korn and Graubard (1998), Survey
    Methodology 24, 193-201.
    """
    given = {
        RECORDED: cases["score"].is_not_null().cast(pl.Float64).replace(0.0, None),
        INVERSE: weights.inverse_probability(cases, features),
        RAKED: weights.raked(cases, features),
    }
    owner = pl.Series(range(len(cases)), dtype=pl.Int64)
    if cluster is not None:
        named = cases[cluster].rank("dense").cast(pl.Int64)
        owner = named.zip_with(named.is_not_null(), -1 - owner)
    rows = [
        {"method": method} | _weighted(cases["score"], weight, owner)
        for method, weight in given.items()
    ]
    return coverage.beside(cases, pl.DataFrame(rows, schema=_CORRECTED))


def bounds(cases: pl.DataFrame) -> pl.DataFrame:
    """What the scores could be at worst and at best, whatever those not heard would have said.

    Args:
        cases: As `heard` takes, scores from 1 to 5.

    Returns:
        One row: the columns of coverage; `mean_low` and `satisfied_low` if everybody not heard
        gave 1, `mean_high` and `satisfied_high` if they gave 5.

    Source: Manski (1989), Journal of Human Resources 24, 343-360.
    """
    filled = {"low": pl.col("score").fill_null(LOWEST), "high": pl.col("score").fill_null(HIGHEST)}
    limits = cases.select(
        expression
        for end, score in filled.items()
        for expression in (
            score.cast(pl.Float64).mean().alias(f"mean_{end}"),
            (score >= SATISFIED_FROM).mean().alias(f"satisfied_{end}"),
        )
    )
    return coverage.beside(cases, limits)


def tilted(cases: pl.DataFrame, ratios: list[float]) -> pl.DataFrame:
    """The scores of all, if satisfied customers were heard so many times as often as others.

    No record of those heard can show this ratio; what it would have to be is what is shown.

    Args:
        cases: As `heard` takes, scores from 1 to 5.
        ratios: Chance of a satisfied customer (4 or 5) to be heard over that of another one.

    Returns:
        One row per ratio: the columns of coverage, `ratio`, `mean` and `satisfied` (0 to 1),
        null without scores.

    Source: Scharfstein, Rotnitzky and Robins (1999), JASA 94, 1096-1120.

    Example:
        >>> cases = pl.DataFrame({"asked": [True] * 4, "score": [5, 5, 5, 1]})
        >>> tilted(cases, [1, 3])["mean"].to_list()
        [4.0, 3.0]
    """
    score = cases["score"]
    rows = []
    for ratio in ratios:
        weight = (
            (score >= SATISFIED_FROM).cast(pl.Float64).replace_strict({1.0: 1 / ratio, 0.0: 1.0})
        )
        known = weight.is_not_null()
        w, given = weight.filter(known).to_numpy(), score.filter(known).to_numpy()
        means = [
            float(np.average(each, weights=w)) if len(w) else None
            for each in (given, given >= SATISFIED_FROM)
        ]
        rows.append((float(ratio), *means))
    schema = {"ratio": pl.Float64, "mean": pl.Float64, "satisfied": pl.Float64}
    return coverage.beside(cases, pl.DataFrame(rows, schema=schema, orient="row"))


_CORRECTED = {"method": pl.String} | dict.fromkeys(
    (
        *("design_effect", "effective"),
        *("mean", "mean_low", "mean_high"),
        *("satisfied", "satisfied_low", "satisfied_high"),
    ),
    pl.Float64,
)


def _weighted(score: pl.Series, weight: pl.Series, owner: pl.Series) -> dict[str, float | None]:
    """Weighted mean and satisfied share with their intervals, from the cases with a score."""
    known = score.is_not_null()
    if not known.any():
        return dict.fromkeys(list(_CORRECTED)[1:])
    w = weight.filter(known).to_numpy()
    effect = weights.design_effect(weight.filter(known))
    found: dict[str, float | None] = {"design_effect": effect, "effective": len(w) / effect}
    _, who = np.unique(owner.filter(known).to_numpy(), return_inverse=True)
    value = score.filter(known).cast(pl.Float64).to_numpy()
    mean, error, customers = _mean_of(value, w, who)
    half = None
    if customers > 1:
        half = error * float(stats.t.ppf((1 + CONFIDENCE) / 2, customers - 1))
    found |= {
        "mean": mean,
        "mean_low": None if half is None else max(mean - half, float(LOWEST)),
        "mean_high": None if half is None else min(mean + half, float(HIGHEST)),
    }
    share, error, _ = _mean_of((value >= SATISFIED_FROM).astype(float), w, who)
    # Where all are alike no spread is seen; every customer then weighs as one answer.
    worth = min(len(w) / effect, customers)
    if error > 0:
        worth = share * (1 - share) / error**2 * len(w) / max(len(w) - 1, 1)
        worth = min(worth, len(w))
    low, high = (
        end.item()
        for end in pl.select(wilson(pl.lit(share * worth), pl.lit(worth), CONFIDENCE)).get_columns()
    )
    return found | {"satisfied": share, "satisfied_low": low, "satisfied_high": high}


def _mean_of(value: np.ndarray, w: np.ndarray, who: np.ndarray) -> tuple[float, float, int]:
    """A weighted mean, its standard error between customers, and how many customers there are."""
    mean = float((w * value).sum() / w.sum())
    strayed = np.bincount(who, weights=w * (value - mean)) / w.sum()
    customers = len(strayed)
    variance = (strayed**2).sum() * customers / max(customers - 1, 1)
    return mean, float(np.sqrt(variance)), customers
