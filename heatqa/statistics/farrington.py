"""Surges against the same weeks of earlier years: Farrington's method, original and improved."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import scipy.stats
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from heatqa.statistics import reference_weeks

# A week that its part of the year rests on alone has no residual of its own.
_LEAST = 1e-9


@dataclass(frozen=True)
class Design:
    """How a week is compared with earlier ones.

    Attributes:
        years: Earlier years used, as far as the series reaches.
        half_width: Weeks on both sides of the same week that count as like it.
        periods: Parts of the year, the like weeks one of them; 1 leaves out all other weeks.
        weights_above: Anscombe residual from which an earlier week weighs less, so that past
            surges do not hide new ones.
        skip: Weeks before the one judged that are left out.
        trend_below: p-value under which a trend over the years is kept; 1 always keeps it.
        negative_binomial: Limit from the negative binomial distribution with the expected count
            plugged in, else from a normal one on the power 2/3 of the counts.
        alpha: Chance of a false alarm, of both tails if `two_sided`.
        least: No alarm unless the last `within` weeks have this many cases together.
        relative_errors: Measure the error of the fit by squares of residuals relative to the
            fitted counts, as R's `farringtonFlexible` does since it overwrites the weights of
            its model. Above one case a week that is too small; only for numbers that must be R's.
    """

    years: int = 5
    half_width: int = 3
    periods: int = 1
    weights_above: float = 1.0
    skip: int = 3
    trend_below: float = 0.05
    negative_binomial: bool = False
    alpha: float = 0.01
    two_sided: bool = True
    least: int = 5
    within: int = 4
    relative_errors: bool = False


ORIGINAL = Design()
NOUFAILY = Design(
    periods=10,
    weights_above=2.58,
    skip=26,
    trend_below=1.0,
    negative_binomial=True,
    alpha=0.05,
    two_sided=False,
)


def farrington(
    counts: pl.DataFrame,
    design: Design = NOUFAILY,
    *,
    last: int = 1,
    weeks_per_year: int | None = None,
) -> pl.DataFrame:
    """The latest weeks held against the same weeks of earlier years.

    Args:
        counts: One row per week, none left out, sorted: `week` (its first day), `count`.
        design: `ORIGINAL`, `NOUFAILY` or one of your own.
        last: How many weeks at the end to judge.
        weeks_per_year: Compare with the week this many rows back instead of by the calendar.

    Returns:
        One row per week judged: `week`, `count`, `expected`, `upper`, `score` (1 is the limit;
        null where the limit is not above the expected count), `dispersion` (1 is Poisson),
        `trend` (whether one was kept) and `alarm`. All but week and count are null where no
        earlier year is in the series.

    Source: Farrington et al. (1996), JRSS A 159, 547-563; Noufaily et al. (2013), Statistics in
    Medicine 32, 1206-1222; as in R's surveillance 1.20 (farrington, farringtonFlexible), whose
    score of the improved method subtracts the logarithm of the expected count, ours the count.
    """
    numbers = counts["count"].to_numpy().astype(float)
    finder = reference_weeks.finder(counts["week"], weeks_per_year)
    rows = []
    for now in range(max(len(numbers) - last, 0), len(numbers)):
        found = _judged(numbers, now, finder(now, design.years), design)
        rows.append({"week": counts["week"][now], "count": counts["count"][now], **found})
    return pl.DataFrame(rows, schema=_SCHEMA | {"week": counts["week"].dtype})


_SCHEMA = {
    "week": pl.Date,
    "count": pl.Int64,
    "expected": pl.Float64,
    "upper": pl.Float64,
    "score": pl.Float64,
    "dispersion": pl.Float64,
    "trend": pl.Boolean,
    "alarm": pl.Boolean,
}


def _judged(
    numbers: np.ndarray, now: int, like: list[int], design: Design
) -> dict[str, float | bool | None]:
    blocks = reference_weeks.blocks(
        now, like, half_width=design.half_width, periods=design.periods, skip=design.skip
    )
    # A whole year back at least, and something to see in it.
    if not like or numbers[list(blocks)].sum() == 0:
        return {}
    weeks = np.array(sorted(blocks))
    parts = np.array([blocks[week] for week in weeks])
    fitted, trend = _fit(numbers[weeks], weeks, parts, now=now, years=len(like), design=design)
    expected, deviation, phi = fitted
    upper = _upper(expected, deviation, phi, design)
    count = float(numbers[now])
    # Where next to nothing is expected the limit is 0 and lies below even that.
    score = (count - expected) / (upper - expected) if upper > expected else None
    enough = numbers[max(now - design.within + 1, 0) : now + 1].sum() >= design.least
    return {
        "expected": expected,
        "upper": upper,
        "score": score,
        "dispersion": phi,
        "trend": trend,
        "alarm": bool(enough and count > upper),
    }


def _fit(
    response: np.ndarray,
    weeks: np.ndarray,
    parts: np.ndarray,
    *,
    now: int,
    years: int,
    design: Design,
) -> tuple[tuple[float, float, float], bool]:
    """Expected count with its standard deviation and the dispersion; whether a trend was kept."""
    model, trend = None, False
    # A trend must be clear, rest on three years, and not foresee what was never seen.
    if years >= 3:
        model = _model(response, weeks, parts, design, trend=True)
        scale = _dispersion(model, relative=design.relative_errors)
        error = np.sqrt(scale * model.normalized_cov_params[1, 1])
        t = model.params[1] / error if error > 0 else 0.0
        p = 2 * scipy.stats.t.sf(abs(t), model.df_resid)
        seen = np.exp(_row(now, model, trend=True) @ model.params) <= response.max()
        trend = bool(p < design.trend_below and seen)
    if model is None or not trend:
        model = _model(response, weeks, parts, design, trend=False)
    place = _row(now, model, trend=trend)
    phi = max(_dispersion(model), 1.0)
    scale = _dispersion(model, relative=True) if design.relative_errors else phi
    expected = float(np.exp(place @ model.params))
    spread = scale * place @ model.normalized_cov_params @ place
    return (expected, expected * float(np.sqrt(spread)), phi), trend


def _model(
    response: np.ndarray, weeks: np.ndarray, parts: np.ndarray, design: Design, *, trend: bool
) -> Any:
    """Quasi-Poisson regression, fitted again with less weight on weeks far above it."""
    like = [weeks] if trend else []
    others = [(parts == part).astype(float) for part in np.unique(parts[parts > 0])]
    matrix = np.column_stack([np.ones(len(response)), *like, *others])
    first = _fitted(response, matrix, None)
    far = _anscombe(response, first)
    above = design.weights_above
    shrunk = np.where(far > above, np.maximum(far, above) ** -2.0, 1.0)
    weights = shrunk * len(shrunk) / shrunk.sum()
    return _fitted(response, matrix, weights)


def _fitted(response: np.ndarray, matrix: np.ndarray, weights: np.ndarray | None) -> Any:
    with warnings.catch_warnings():
        # A series that never varies is predicted perfectly, and that is as it should be.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        family = sm.families.Poisson()
        return sm.GLM(response, matrix, family=family, var_weights=weights).fit()


def _dispersion(model: Any, *, relative: bool = False) -> float:
    """Pearson's estimate, 1 where counts vary as Poisson does; or that of relative residuals."""
    if model.df_resid <= 0:
        return 1.0
    variance = model.fittedvalues**2 if relative else model.fittedvalues
    squares = model.model.var_weights * model.resid_response**2 / variance
    return float(squares.sum() / model.df_resid)


def _anscombe(response: np.ndarray, model: Any) -> np.ndarray:
    """Standardised Anscombe residuals of a Poisson fit."""
    mean, hat = model.fittedvalues, model.get_hat_matrix_diag()
    raw = 1.5 * (response ** (2 / 3) * mean ** (-1 / 6) - mean**0.5)
    return raw / np.sqrt(max(_dispersion(model), 1.0) * np.maximum(1 - hat, _LEAST))


def _row(now: int, model: Any, *, trend: bool) -> np.ndarray:
    """The week judged in the columns of the regression: it belongs to the like weeks."""
    row = np.zeros(len(model.params))
    row[0] = 1.0
    if trend:
        row[1] = float(now)
    return row


def _upper(expected: float, deviation: float, phi: float, design: Design) -> float:
    chance = design.alpha / 2 if design.two_sided else design.alpha
    if design.negative_binomial:
        if phi > 1:
            size = expected / (phi - 1)
            return float(scipy.stats.nbinom.ppf(1 - chance, size, 1 / phi))
        return float(scipy.stats.poisson.ppf(1 - chance, expected))
    z = scipy.stats.norm.ppf(1 - chance)
    tau = phi + deviation**2 / expected
    spread = np.sqrt(4 / 9 * expected ** (1 / 3) * tau)
    return float((expected ** (2 / 3) + z * spread) ** 1.5)
