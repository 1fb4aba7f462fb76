"""Who was heard, and what the score would be if everybody had been."""

import statistics

import numpy as np
import polars as pl

from heatqa.statistics import coverage, groups, weights
from heatqa.statistics.coverage import HIGHEST, LOWEST, SATISFIED_FROM
from heatqa.statistics.rates import CONFIDENCE

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


def corrected(cases: pl.DataFrame, features: list[str]) -> pl.DataFrame:
    """Mean and satisfied share as recorded, and weighted so that those heard stand for all.

    Weights mend what the features explain of who was heard. Where satisfied customers were
    preferred for a reason that no feature shows, part of the bias stays: see `tilted`.

    Args:
        cases: As `heard` takes, scores from 1 to 5.
        features: Categories that explain who was heard.

    Returns:
        Three rows: the columns of coverage; `method`, being `recorded`, `inverse probability`
        or `raked`; `design_effect` of the weights and `effective`, the number of equal answers
        that the weighted ones are worth; `mean` and `satisfied` (0 to 1), each with its 95 %
        interval `_low` to `_high` (linearised, weights taken as given). Null without scores.

    Source: Kish (1965); Lumley (2010), Complex Surveys, ch. 2 and 7.
    """
    given = {
        RECORDED: cases["score"].is_not_null().cast(pl.Float64).replace(0.0, None),
        INVERSE: weights.inverse_probability(cases, features),
        RAKED: weights.raked(cases, features),
    }
    rows = [
        {"method": method} | _weighted(cases["score"], weight) for method, weight in given.items()
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
        found = _weighted(score, weight)
        rows.append((float(ratio), found["mean"], found["satisfied"]))
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


def _weighted(score: pl.Series, weight: pl.Series) -> dict[str, float | None]:
    """Weighted mean and satisfied share with their intervals, from the cases with a score."""
    known = score.is_not_null()
    if not known.any():
        return dict.fromkeys(list(_CORRECTED)[1:])
    w = weight.filter(known).to_numpy()
    effect = weights.design_effect(weight.filter(known))
    found: dict[str, float | None] = {"design_effect": effect, "effective": len(w) / effect}
    z = statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    values = {
        "mean": score.filter(known).cast(pl.Float64).to_numpy(),
        "satisfied": (score.filter(known) >= SATISFIED_FROM).cast(pl.Float64).to_numpy(),
    }
    for name, value in values.items():
        mean = float((w * value).sum() / w.sum())
        half = float(z * np.sqrt((w**2 * (value - mean) ** 2).sum()) / w.sum())
        found |= {name: mean, f"{name}_low": mean - half, f"{name}_high": mean + half}
    return found
