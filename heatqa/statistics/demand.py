"""How many contacts a day brings: regression on outdoor temperature, weekday and start-up."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import scipy.stats
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from heatqa import errors

# Days over which the rush of the first heating days fades, as a share of e.
START_UP_DAYS = 5.0
# K are counted below this: how warm a mild day is matters little to who calls.
MILD_CELSIUS = 5.0
_DRAWS = 2000


@dataclass(frozen=True)
class Model:
    """A fitted regression of daily counts.

    Attributes:
        names: Names of the terms.
        parameters: Their effects on the logarithm of the count.
        covariance: Of the parameters.
        dispersion: Negative binomial alpha: the variance is m + alpha m².
    """

    names: tuple[str, ...]
    parameters: np.ndarray
    covariance: np.ndarray
    dispersion: float

    def effects(self) -> pl.DataFrame:
        """What each term does: `term`, `ratio` of counts with its 95 % interval, `p`."""
        errors = np.sqrt(np.diag(self.covariance))
        z = scipy.stats.norm.ppf(0.975)
        return pl.DataFrame(
            {
                "term": list(self.names),
                "ratio": np.exp(self.parameters),
                "low": np.exp(self.parameters - z * errors),
                "high": np.exp(self.parameters + z * errors),
                "p": 2 * scipy.stats.norm.sf(np.abs(self.parameters / errors)),
            }
        )


def fit(daily: pl.DataFrame, *, without: pl.Series | None = None) -> Model:
    """Fit the daily counts by negative binomial regression.

    The log of the expected count is a constant plus effects of: the outdoor temperature of the
    day and of the day before (K below mild), the weekend, the rush of the first heating days.

    Args:
        daily: One row per day: `day`, `day_of_season`, `count`, `outdoor_celsius`,
            `outdoor_celsius_before` (of the day before). Days without weather are left out.
        without: Days to leave out, such as known surges.

    Raises:
        DaysTooFew: no more days with weather than terms, or no contact at all.

    Source: Cameron and Trivedi (2013), Regression Analysis of Count Data, NB2; fitted by
    statsmodels, the dispersion by maximum likelihood.
    """
    used = daily if without is None else daily.filter(~pl.col("day").is_in(without.implode()))
    used = used.drop_nulls(["outdoor_celsius", "outdoor_celsius_before"])
    names, matrix = _terms(used)
    counts = used["count"].to_numpy().astype(float)
    if len(counts) <= len(names) or counts.sum() == 0:
        wanted, contacts = len(names) + 1, int(counts.sum())
        raise errors.DaysTooFew(days=len(counts), contacts=contacts, wanted=wanted)
    poisson = _glm(counts, matrix, 0.0)
    alpha = _dispersion(counts, matrix, poisson.fittedvalues)
    model = _glm(counts, matrix, alpha)
    return Model(names, np.asarray(model.params), np.asarray(model.cov_params()), alpha)


def _glm(counts: np.ndarray, matrix: np.ndarray, alpha: float) -> Any:
    family = sm.families.NegativeBinomial(alpha=alpha) if alpha > 0 else sm.families.Poisson()
    with warnings.catch_warnings():
        # The same count every day is predicted perfectly, and that is as it should be.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return sm.GLM(counts, matrix, family=family).fit()


def expect(model: Model, daily: pl.DataFrame, *, coverage: float = 0.9) -> pl.DataFrame:
    """The expected count of each day and the interval its count should fall into.

    The interval holds both the chance of a day and what is not known of the effects.

    Args:
        model: As `fit` gives.
        daily: Days with `day`, `day_of_season`, `outdoor_celsius`, `outdoor_celsius_before`: past
            ones, or coming ones with a weather forecast.
        coverage: Share of days whose count the interval should hold.

    Returns:
        The rows with `expected`, `low`, `high` and, where there is a `count`, `surprise`: the
        chance that a day like that brings as many or more. Null where the weather is missing.
    """
    known = daily.drop_nulls(["outdoor_celsius", "outdoor_celsius_before"])
    _, matrix = _terms(known)
    # The same draws every time: a figure must not change by being drawn again.
    rng = np.random.default_rng(1)
    drawn = rng.multivariate_normal(model.parameters, model.covariance, _DRAWS)
    means = np.exp(np.clip(matrix @ drawn.T, -30, 30))
    counts = _draw_counts(rng, means, model.dispersion)
    tail = (1 - coverage) / 2
    found = known.select("day").with_columns(
        expected=np.exp(matrix @ model.parameters),
        low=np.quantile(counts, tail, axis=1, method="inverted_cdf"),
        high=np.quantile(counts, 1 - tail, axis=1, method="inverted_cdf"),
    )
    if "count" in daily.columns:
        seen = known["count"].to_numpy()
        found = found.with_columns(surprise=_chance(seen, found["expected"], model.dispersion))
    return daily.join(found, on="day", how="left", maintain_order="left")


def _terms(daily: pl.DataFrame) -> tuple[tuple[str, ...], np.ndarray]:
    cold = (MILD_CELSIUS - pl.col("outdoor_celsius")).clip(lower_bound=0)
    earlier = (MILD_CELSIUS - pl.col("outdoor_celsius_before")).clip(lower_bound=0)
    terms = daily.select(
        constant=pl.lit(1.0),
        cold=cold,
        cold_day_before=earlier,
        weekend=(pl.col("day").dt.weekday() >= 6).cast(pl.Float64),
        start_up=(-(pl.col("day_of_season") - 1) / START_UP_DAYS).exp(),
    )
    return tuple(terms.columns), terms.to_numpy()


def _dispersion(counts: np.ndarray, matrix: np.ndarray, start: np.ndarray) -> float:
    """Negative binomial alpha by maximum likelihood; 0 where counts vary no more than Poisson."""
    if ((counts - start) ** 2 - counts).sum() <= 0:
        return 0.0
    with warnings.catch_warnings():
        # The likelihood is flat near Poisson; what it reaches there is as good as any.
        warnings.simplefilter("ignore")
        found = sm.NegativeBinomial(counts, matrix).fit(disp=0, maxiter=200)
    alpha = float(found.params[-1])
    return alpha if np.isfinite(alpha) and alpha > 0 else 0.0


def _draw_counts(rng: np.random.Generator, means: np.ndarray, alpha: float) -> np.ndarray:
    if alpha == 0:
        return rng.poisson(means)
    return rng.poisson(rng.gamma(1 / alpha, alpha * means))


def _chance(seen: np.ndarray, expected: pl.Series, alpha: float) -> np.ndarray:
    mean = expected.to_numpy()
    if alpha == 0:
        return scipy.stats.poisson.sf(seen - 1, mean)
    return scipy.stats.nbinom.sf(seen - 1, 1 / alpha, 1 / (1 + alpha * mean))


def unusual_days(expected: pl.DataFrame, *, chance: float = 0.01) -> pl.DataFrame:
    """Days with more contacts than weather, weekday and start-up explain, the rarest first.

    Args:
        expected: As `expect` gives, with counts.
        chance: Share of usual days that would be called unusual, were the model true.

    Returns:
        The rows with a `surprise` below `chance`.
    """
    return expected.filter(pl.col("surprise") < chance).sort("surprise", "day")
