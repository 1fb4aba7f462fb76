"""Ranks with their uncertainty: most league tables order groups that records cannot tell apart."""

import numpy as np
import polars as pl
from scipy import special

from heatqa.statistics.rates import CONFIDENCE

_DRAWS = 4000
_SEED = 1966
# The grid spans the common rate's log odds this far around the pooled ones, and the size of the
# sample that the spread between groups is worth from almost none to a million records.
_LOG_ODDS_AROUND, _LOG_WORTH = 3.0, (-1.0, 14.0)
_STEPS = 90
_LOWEST = 0.25


def ranking(frame: pl.DataFrame, confidence: float = CONFIDENCE) -> pl.DataFrame:
    """Rank groups by their rate, each with the ranks that its records leave possible.

    The groups' true rates are taken as drawn from one beta distribution, itself unknown; small
    groups are drawn towards the common rate, and where groups do not differ every rank is open.

    Args:
        frame: One row per group: the counts `met` and `missed`; groups without decided records
            are left out.
        confidence: How surely a true rank lies in its interval, 0.95 for 95 %.

    Returns:
        The rows, the highest rate first, with `rate`, `rank` (1 is the highest; equal rates share
        the better one), `rank_low` to `rank_high`, the `smoothed` rate with `smoothed_low` to
        `smoothed_high` (0 to 1), and `lowest_quarter`, the chance that the group belongs there.

    Source: Goldstein and Spiegelhalter (1996), JRSS A 159, 385-443; the model is Gelman et al.,
    Bayesian Data Analysis (3rd ed.), section 5.3. Draws have a fixed seed.
    """
    decided = pl.col("met") + pl.col("missed")
    groups = frame.filter(decided > 0).with_columns(rate=pl.col("met") / decided)
    groups = groups.with_columns(rank=pl.col("rate").rank("min", descending=True).cast(pl.Int64))
    rates = _draws(groups)
    ranks = _ranked(rates)
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    rank_low, rank_high = _quantiles(ranks, ends, "nearest")
    smoothed_low, smoothed_high = _quantiles(rates, ends, "linear")
    last = np.ceil(groups.height * (1 - _LOWEST))
    return groups.with_columns(
        pl.Series("rank_low", rank_low, dtype=pl.Int64),
        pl.Series("rank_high", rank_high, dtype=pl.Int64),
        pl.Series("smoothed", rates.mean(axis=0), dtype=pl.Float64),
        pl.Series("smoothed_low", smoothed_low, dtype=pl.Float64),
        pl.Series("smoothed_high", smoothed_high, dtype=pl.Float64),
        pl.Series("lowest_quarter", (ranks > last).mean(axis=0), dtype=pl.Float64),
    ).sort("rank", maintain_order=True)


def population(groups: pl.DataFrame) -> pl.DataFrame:
    """What the records tell about the distribution that the groups' rates come from.

    Args:
        groups: One row per group: the counts `met` and `missed`.

    Returns:
        A grid of beta distributions: `alpha`, `beta` and the posterior `weight` of each, which
        sum to 1, under the prior (alpha + beta)^(-5/2).
    """
    met, missed = (groups[name].to_numpy().astype(float) for name in ("met", "missed"))
    pooled = np.log((met.sum() + 0.5) / (missed.sum() + 0.5))
    odds = np.linspace(pooled - _LOG_ODDS_AROUND, pooled + _LOG_ODDS_AROUND, _STEPS)
    log_odds, log_worth = (
        axis.ravel() for axis in np.meshgrid(odds, np.linspace(*_LOG_WORTH, _STEPS))
    )
    alpha = special.expit(log_odds) * np.exp(log_worth)
    beta = special.expit(-log_odds) * np.exp(log_worth)
    # The prior on the grid's own scale: the density gains alpha * beta.
    log_weight = np.log(alpha) + np.log(beta) - 2.5 * log_worth
    for hits, misses in zip(met, missed, strict=True):
        log_weight += special.betaln(alpha + hits, beta + misses) - special.betaln(alpha, beta)
    weight = np.exp(log_weight - log_weight.max())
    return pl.DataFrame({"alpha": alpha, "beta": beta, "weight": weight / weight.sum()})


def _draws(groups: pl.DataFrame) -> np.ndarray:
    """Possible true rates, a row per draw and a column per group."""
    random = np.random.default_rng(_SEED)
    grid = population(groups)
    chosen = random.choice(grid.height, size=_DRAWS, p=grid["weight"].to_numpy())
    alpha, beta = (grid[name].to_numpy()[chosen][:, None] for name in ("alpha", "beta"))
    met, missed = (groups[name].to_numpy()[None, :] for name in ("met", "missed"))
    return random.beta(alpha + met, beta + missed)


def _ranked(rates: np.ndarray) -> np.ndarray:
    """The rank of each group in each draw, 1 the highest.

    Rates next to 1 are the same number in a computer; which of them is the higher is left to
    chance and not to the order of the groups.
    """
    coins = np.random.default_rng(_SEED).random(rates.shape)
    order = np.lexsort((coins, -rates), axis=1)
    return order.argsort(axis=1) + 1


def _quantiles(draws: np.ndarray, ends: list[float], method: str) -> np.ndarray:
    if not draws.shape[1]:
        return np.empty((2, 0))
    return np.quantile(draws, ends, axis=0, method=method)  # type: ignore[call-overload]
