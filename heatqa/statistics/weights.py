"""Weights that let the customers who were heard stand for all: by probability, and raked."""

import numpy as np
import polars as pl

_MOST_ROUNDS = 1000
# A category is told apart from this many heard; fewer would get weights made of chance.
_FEWEST = 5
MISSING, POOLED = "", "…"


def design_effect(weights: pl.Series) -> float:
    """How many times as many equal answers these weighted ones are worth less than they count.

    Source: Kish (1965), Survey Sampling: n times the sum of squares over the squared sum.

    Example:
        >>> design_effect(pl.Series([1.0, 1.0])), design_effect(pl.Series([3.0, 1.0]))
        (1.0, 1.25)
    """
    values = weights.to_numpy()
    return float(len(values) * (values**2).sum() / values.sum() ** 2)


def inverse_probability(cases: pl.DataFrame, features: list[str]) -> pl.Series:
    """One over the probability of being heard, by a logistic model of what is known of each case.

    It corrects for what the features explain of who was heard, and for nothing else.

    Args:
        cases: One row per case that could be rated: `score`, null where there is none, and the
            features. Features are categories; a missing one is a category of its own.
        features: Columns that may explain who was heard.

    Returns:
        A weight for each case with a score, null for the others.

    Source: Horvitz and Thompson (1952), JASA 47, 663-685; Little (1986), International
        Statistical Review 54, 139-157.
    """
    import statsmodels.api as sm

    heard = cases["score"].is_not_null()
    if heard.all() or not heard.any():
        return _placed(np.ones(int(heard.sum())), heard)
    pooled = pooled_levels(cases, features)
    dummies = [
        (pooled[feature] == level).cast(pl.Float64).to_numpy()
        for feature in features
        for level in pooled[feature].unique().sort()[1:]
    ]
    design = np.column_stack([np.ones(len(cases)), *dummies])
    fitted = sm.GLM(heard.cast(pl.Int64).to_numpy(), design, sm.families.Binomial()).fit()
    chance = np.asarray(fitted.predict(design))
    return _placed(1 / chance[heard.to_numpy()], heard)


def raked(
    cases: pl.DataFrame,
    features: list[str],
    totals: dict[str, dict[str, float]] | None = None,
    *,
    start: pl.Series | None = None,
    tolerance: float = 1e-10,
) -> pl.Series:
    """Weights under which those heard have the make-up of all cases, feature by feature.

    Args:
        cases: As `inverse_probability` takes.
        features: Columns whose make-up is to be met.
        totals: For each feature how many there are of each category; those of `cases` if left
            out. Categories in which nobody was heard cannot be met, and are left out.
        start: A weight for each case to begin with, 1 if left out.
        tolerance: Rounds end when no weight changes by more than this share of their mean.

    Returns:
        A weight for each case with a score, null for the others.

    Source: Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444.
    """
    heard = cases["score"].is_not_null()
    pooled = (
        cases.select(pl.col(features).cast(pl.String)) if totals else pooled_levels(cases, features)
    )
    begin = pl.Series([1.0] * len(cases)) if start is None else start.cast(pl.Float64)
    weight = begin.filter(heard).to_numpy().copy()
    margins = []
    for feature in features:
        levels = pooled[feature].filter(heard)
        wanted = totals[feature] if totals else dict(pooled[feature].value_counts().rows())
        present = sorted(levels.unique())
        member = levels.replace_strict(present, list(range(len(present))), return_dtype=pl.Int64)
        margins.append((member.to_numpy(), np.array([wanted[level] for level in present], float)))
    for _ in range(_MOST_ROUNDS if len(weight) else 0):
        before = weight.copy()
        for member, wanted in margins:
            weight *= (wanted / np.bincount(member, weights=weight))[member]
        if np.abs(weight - before).max() <= tolerance * weight.mean():
            break
    return _placed(weight, heard)


def pooled_levels(cases: pl.DataFrame, features: list[str], fewest: int = _FEWEST) -> pl.DataFrame:
    """The features as texts, categories in which hardly anybody was heard put together.

    Where even together too few were heard, they join the category with the most.

    Args:
        cases: One row per case: `score` and the features; a missing one is a category.
        features: Columns wanted.
        fewest: The fewest heard with which a category stays apart.
    """
    heard = cases["score"].is_not_null()
    columns = []
    for feature in features:
        levels = cases[feature].cast(pl.String).fill_null(MISSING)
        counts = dict(levels.filter(heard).value_counts().rows())
        small = [level for level in levels.unique() if counts.get(level, 0) < fewest]
        together = sum(counts.get(level, 0) for level in small)
        most = max(counts, key=lambda level: (counts[level], level), default=POOLED)
        into = POOLED if together >= fewest else most
        columns.append(levels.replace(small, [into] * len(small)).alias(feature))
    return pl.DataFrame(columns)


def _placed(weight: np.ndarray, heard: pl.Series) -> pl.Series:
    """Weights of those heard in their places among all cases."""
    places = np.full(len(heard), np.nan)
    places[heard.to_numpy()] = weight
    return pl.Series("weight", places).fill_nan(None)
