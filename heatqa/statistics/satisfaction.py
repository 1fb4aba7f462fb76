"""What customers say of the service: satisfied share, mean and net promoter score."""

import statistics

import numpy as np
import polars as pl

from heatqa.statistics import coverage, groups
from heatqa.statistics.coverage import SATISFIED_FROM
from heatqa.statistics.rates import CONFIDENCE, wilson

# "Would you recommend us?", from 0 to 10.
PROMOTER_FROM, DETRACTOR_TO = 9, 6


def scores(cases: pl.DataFrame, by: str | None = None, *, smallest: int = 1) -> pl.DataFrame:
    """Mean and satisfied share of the scores, beside how many customers were heard.

    Args:
        cases: One row per case that could be rated, whether anybody was asked or not: `asked`
            and `score` from 1 to 5, null where there is none.
        by: A column that tells groups apart.
        smallest: Groups with fewer scores are put together under a null.

    Returns:
        One row per group, sorted by it: the group, `cases`, `asked`, `scored`, `coverage`,
        `response`, `heard`; `mean` with its 95 % limits `mean_low` and `mean_high` (Student's t,
        null below two scores); `satisfied`, the share of 4 and 5, with its Wilson interval
        `satisfied_low` to `satisfied_high` (0 to 1).
    """
    by_columns: tuple[str, ...] = ()
    if by is not None:
        cases = groups.named(cases, by, pl.col("score").is_not_null(), smallest).sort(
            by, nulls_last=True, maintain_order=True
        )
        by_columns = (by,)
    score = pl.col("score").cast(pl.Float64)
    aggregated = (
        score.count().cast(pl.Int64).alias("n"),
        (pl.col("score") >= SATISFIED_FROM).sum().cast(pl.Int64).alias("good"),
        score.mean().alias("mean"),
        (score.std() / score.count().sqrt()).alias("error"),
    )
    found = cases.group_by(*by_columns).agg(aggregated) if by_columns else cases.select(aggregated)
    half = pl.col("error") * pl.Series(_t(found["n"]), dtype=pl.Float64)
    low, high = wilson(pl.col("good"), pl.col("n"))
    found = found.with_columns(
        # With two or three scores the interval would leave the scale.
        mean_low=(pl.col("mean") - half).clip(lower_bound=coverage.LOWEST),
        mean_high=(pl.col("mean") + half).clip(upper_bound=coverage.HIGHEST),
        satisfied=pl.when(pl.col("n") > 0).then(pl.col("good") / pl.col("n")),
        satisfied_low=low,
        satisfied_high=high,
    ).drop("n", "good", "error")
    return coverage.beside(cases, found, *by_columns)


def net_promoter(cases: pl.DataFrame) -> pl.DataFrame:
    """The net promoter score where the 0 to 10 question was asked.

    It is defined for that question only; scores from 1 to 5 are not turned into it.

    Args:
        cases: One row per case: `asked`, and `score` from 0 to 10, null where there is none.

    Returns:
        One row: the columns of coverage, `promoters` (9 and 10), `passives`, `detractors` (0 to
        6), and `nps` in points from -100 to 100 with its 95 % interval `nps_low` to `nps_high`.

    Source: Reichheld (2003), Harvard Business Review 81(12); interval by the normal
        approximation to the multinomial, cut at -100 and 100.

    Example:
        >>> scores = [10] * 60 + [8] * 25 + [3] * 15
        >>> cases = pl.DataFrame({"asked": [True] * 100, "score": scores})
        >>> net_promoter(cases).select("nps", pl.col("nps_low", "nps_high").round(1)).row(0)
        (45.0, 30.5, 59.5)
    """
    score = pl.col("score")
    found = cases.select(
        promoters=(score >= PROMOTER_FROM).sum().cast(pl.Int64),
        passives=((score > DETRACTOR_TO) & (score < PROMOTER_FROM)).sum().cast(pl.Int64),
        detractors=(score <= DETRACTOR_TO).sum().cast(pl.Int64),
    )
    n = pl.sum_horizontal("promoters", "passives", "detractors")
    net = (pl.col("promoters") - pl.col("detractors")) / n
    spread = (((pl.col("promoters") + pl.col("detractors")) / n - net**2) / n).sqrt()
    half = statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * spread
    limits = found.with_columns(
        nps=pl.when(n > 0).then(100 * net),
        nps_low=pl.when(n > 0).then(100 * (net - half).clip(-1, 1)),
        nps_high=pl.when(n > 0).then(100 * (net + half).clip(-1, 1)),
    )
    return coverage.beside(cases, limits)


def _t(counts: pl.Series) -> list[float | None]:
    """Student's t for each number of scores."""
    from scipy.stats import t

    degrees = np.maximum(counts.to_numpy() - 1, 1)
    values = t.ppf((1 + CONFIDENCE) / 2, degrees)
    return [float(v) if n > 1 else None for v, n in zip(values, counts, strict=True)]
