"""What moves satisfaction, other things being equal: an ordinal model and its partial effects."""

import statistics
import warnings
from typing import Any

import numpy as np
import polars as pl

from heatqa.statistics import coverage, weights
from heatqa.statistics.coverage import SATISFIED_FROM
from heatqa.statistics.rates import CONFIDENCE

HELPS, HURTS, UNCLEAR = "helps", "hurts", "unclear"
# A category has an effect of its own from this many scores; fewer give intervals of no use.
_FEWEST = 20
# How flat the likelihood is where the search ends, so that figures repeat to four digits and more.
_GRADIENT = 1e-8
# A column whose own part is smaller than this share of it is made up of others.
_OWN = 1e-7
# Step of the numerical gradient.
_STEP = 1e-5
_NAMES = ("driver", "level", "reference")
_SCHEMA = {
    "driver": pl.String,
    "level": pl.String,
    "reference": pl.String,
    "n": pl.Int64,
    "log_odds": pl.Float64,
    "log_odds_low": pl.Float64,
    "log_odds_high": pl.Float64,
    "p_value": pl.Float64,
    "effect": pl.Float64,
    "effect_low": pl.Float64,
    "effect_high": pl.Float64,
    "meaning": pl.String,
}


def drivers(
    cases: pl.DataFrame,
    numbers: list[str],
    categories: list[str],
    *,
    satisfied_from: int = SATISFIED_FROM,
) -> pl.DataFrame:
    """How each driver moves the score, the others held fixed (proportional odds).

    Cases without a score, or without one of the numbers, are left out; `n` says how many stay.
    Where all cases of a category got the best score, or all the worst, no slope is large enough;
    and a driver that the others tell already (the same cases under another name) has no effect of
    its own. Such a level has no figures and is `unclear`; the cases of the former stay out of the
    model, on which they would have no bearing.

    Args:
        cases: One row per case that could be rated: `asked`, `score`, null where there is none,
            and the drivers.
        numbers: Columns that are measured; their effect is that of one unit more.
        categories: Columns of categories; their effect is that against the most frequent one.
            Those with hardly a score are put together.
        satisfied_from: The lowest score of a satisfied customer.

    Returns:
        One row per number, and per level of a category other than its `reference`: the columns
        of coverage; `driver`, `level` (null for a number), `reference`, `n` cases in the model;
        `log_odds` of a better score with its 95 % interval and `p_value` (Wald); `effect`, the
        change in the share of satisfied customers, averaged over the cases (-1 to 1), with its
        95 % interval `effect_low` to `effect_high` (delta method); and what it does to
        satisfaction (`meaning`): `helps` or `hurts` where both intervals lie on one side of
        nothing, else `unclear`. Of twenty drivers without effect one is still expected not to
        be unclear. Empty where fewer than two different scores are left.

    Source: McCullagh (1980), JRSS B 42, 109-142; partial effects: Greene and Hensher (2010),
        Modeling Ordered Choices.
    """
    measured = cases.select("score", pl.col(numbers).cast(pl.Float64).fill_nan(None))
    kept = pl.concat(
        [measured, weights.pooled_levels(cases, categories, _FEWEST)], how="horizontal"
    ).drop_nulls(["score", *numbers])
    kept, one_sided = _two_sided(kept, categories)
    design, rows = _design(kept, numbers, categories)
    if kept["score"].n_unique() < 2 or not (rows or one_sided):
        return coverage.beside(cases, pl.DataFrame(schema=_SCHEMA)).clear()
    design, rows, told = _told_apart(design, rows)
    given = kept["score"].to_numpy()
    measured = _measured(given, design, rows, below=int((np.unique(given) < satisfied_from).sum()))
    figures = [{"n": len(kept)} | row for row in (*measured, *told, *one_sided)]
    schema = {name: kind for name, kind in _SCHEMA.items() if name != "meaning"}
    frame = pl.DataFrame(figures, schema=schema)
    return coverage.beside(cases, frame.with_columns(meaning=_meaning()))


def _measured(
    score: np.ndarray, design: np.ndarray, rows: list[dict[str, Any]], *, below: int
) -> list[dict[str, Any]]:
    """What each column of the design stands for with its figures, none where a fit has no end."""
    named = [{name: row[name] for name in _NAMES} for row in rows]
    fit = _fit(score, design) if rows else None
    if fit is None:
        return named
    z = statistics.NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    fitted, errors = fit[1], np.asarray(fit[1].bse)
    for place, row in enumerate(rows):
        unit = row["unit"]
        slope, error = float(fitted.params[place]) * unit, float(errors[place]) * unit
        switched = _switched(design, place, row["group"], unit)
        effect, spread = _partial(fit, switched, below=below)
        named[place] |= {
            "log_odds": slope,
            "log_odds_low": slope - z * error,
            "log_odds_high": slope + z * error,
            "p_value": 2 * statistics.NormalDist().cdf(-abs(slope / error)),
            "effect": effect,
            "effect_low": effect - z * spread,
            "effect_high": effect + z * spread,
        }
    return named


def _meaning() -> pl.Expr:
    return (
        pl.when(pl.min_horizontal("log_odds_low", "effect_low") > 0)
        .then(pl.lit(HELPS))
        .when(pl.max_horizontal("log_odds_high", "effect_high") < 0)
        .then(pl.lit(HURTS))
        .otherwise(pl.lit(UNCLEAR))
    )


def _two_sided(
    kept: pl.DataFrame, categories: list[str]
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The cases without those of levels that know one extreme score only, and those levels."""
    rows: list[dict[str, Any]] = []
    best, worst = kept["score"].max(), kept["score"].min()
    for category in categories if best != worst else ():
        ends = kept.group_by(category).agg(low=pl.min("score"), high=pl.max("score"))
        extreme = (pl.col("low") == best) | (pl.col("high") == worst)
        levels = ends.filter(extreme)[category].sort()
        kept = kept.filter(~pl.col(category).is_in(levels.implode()))
        reference = kept[category].mode().sort().first() if len(kept) else None
        rows += [{"driver": category, "level": one, "reference": reference} for one in levels]
    return kept, rows


def _told_apart(
    design: np.ndarray, rows: list[dict[str, Any]]
) -> tuple[np.ndarray, list[dict[str, Any]], list[dict[str, Any]]]:
    """The columns that those before them do not tell already, and what the others stood for."""
    columns = np.column_stack([np.ones(len(design)), design])
    # The triangle of a column that others make up has nothing on its diagonal.
    triangle = np.linalg.qr(columns / np.linalg.norm(columns, axis=0), mode="r")
    own = np.abs(np.diag(triangle))[1:] > _OWN
    kept = np.flatnonzero(own)
    place = {int(old): new for new, old in enumerate(kept)}
    for row in rows:
        row["group"] = [place[old] for old in row["group"] if old in place]
    told = [{name: rows[old][name] for name in _NAMES} for old in np.flatnonzero(~own)]
    return design[:, kept], [rows[old] for old in kept], told


def _design(
    kept: pl.DataFrame, numbers: list[str], categories: list[str]
) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """The columns of the model; for each what it stands for, its fellows' places, and one unit."""
    columns: list[np.ndarray] = []
    rows: list[dict[str, Any]] = []
    for number in numbers:
        if kept[number].n_unique() > 1:
            value = kept[number].cast(pl.Float64).to_numpy()
            # Measured in its spread, the search for the likeliest slopes ends where it should.
            columns.append((value - value.mean()) / value.std())
            named = {"driver": number, "level": None, "reference": None}
            rows.append(named | {"group": [], "unit": 1 / float(value.std())})
    for category in categories if len(kept) else ():
        counts = kept[category].value_counts().sort("count", category, descending=[True, False])
        reference, *others = counts[category]
        group = list(range(len(columns), len(columns) + len(others)))
        for level in others:
            columns.append((kept[category] == level).cast(pl.Float64).to_numpy())
            named = {"driver": category, "level": level, "reference": reference}
            rows.append(named | {"group": group, "unit": 1.0})
    return np.column_stack(columns) if columns else np.empty((len(kept), 0)), rows


def _fit(score: np.ndarray, design: np.ndarray) -> tuple[Any, Any] | None:
    """The proportional-odds model by maximum likelihood; none where it is nowhere at its most."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    _, ranks = np.unique(score, return_inverse=True)
    model = OrderedModel(ranks, design, distr="logit")
    with warnings.catch_warnings():
        # What parts the scores without exception has no finite slope: the search then finds no end.
        warnings.simplefilter("ignore")
        fitted = model.fit(method="bfgs", maxiter=500, gtol=_GRADIENT, disp=False)
    curved = getattr(fitted, "normalized_cov_params", None)
    ends = curved is not None and np.isfinite(curved).all() and (np.diag(curved) > 0).all()
    return (model, fitted) if ends else None


def _switched(
    design: np.ndarray, place: int, group: list[int], unit: float
) -> tuple[np.ndarray, np.ndarray]:
    """The cases without and with one unit or level more, everything else as it was."""
    without, given = design.copy(), design.copy()
    if group:
        without[:, group] = given[:, group] = 0
        given[:, place] = 1
    else:
        given[:, place] += unit
    return without, given


def _partial(
    model: tuple[Any, Any], cases: tuple[np.ndarray, np.ndarray], *, below: int
) -> tuple[float, float]:
    """Mean change in the chance to be satisfied, and its standard error by the delta method.

    Args:
        model: The model and its fit.
        cases: The design without and with the change.
        below: How many of the scores given are below those of satisfied customers.
    """
    ordered, fitted = model

    def change(params: np.ndarray) -> float:
        # Thresholds come with minus infinity in front, so the one below the satisfied is here.
        threshold = ordered.transform_threshold_params(params)[below]
        slopes = params[: cases[0].shape[1]]
        without, given = (1 / (1 + np.exp(threshold - rows @ slopes)) for rows in cases)
        return float((given - without).mean())

    params = np.asarray(fitted.params)
    gradient = np.array(
        [
            (change(params + _STEP * unit) - change(params - _STEP * unit)) / (2 * _STEP)
            for unit in np.eye(len(params))
        ]
    )
    return change(params), float(np.sqrt(gradient @ np.asarray(fitted.cov_params()) @ gradient))
