"""Silent cold: communities whose rooms are cold and who do not call, and the reverse."""

import numpy as np
import polars as pl
import scipy.optimize
import scipy.stats
import statsmodels.api as sm

SILENT, LOUD, IN_LINE, UNKNOWN = "silent cold", "loud warm", "in line", "cannot tell"
# Share of communities wrongly named that is accepted among those named.
FALSE_DISCOVERIES = 0.05
_FEWEST = 8
# Counts that vary more than this no town has; the excess is negative there.
_MOST_ALPHA = 1e6


def silent_cold(communities: pl.DataFrame, *, level: float = FALSE_DISCOVERIES) -> pl.DataFrame:
    """Contacts of each community held against what its room temperatures let expect.

    The expected contacts come from a negative binomial regression of contacts per home on the
    mean room temperature, fitted anew without the community that is judged: a large one would
    else excuse itself. A community is `silent cold` if it is colder than the middle community
    and calls clearly less than that, `loud warm` if it is warmer and calls clearly more.
    Clearly means after correction for the number of communities looked at.

    Args:
        communities: One row per community: `community_id`, `households`, `contacts`,
            `mean_celsius` and `homes` measured (communities without are `cannot tell`).
        level: False discovery rate.

    Returns:
        The rows with `contacts_per_1000`, `expected` contacts, `ratio` (contacts to expected),
        `p` corrected, and `finding`; findings first, the furthest from expectation first.

    Source: Benjamini and Hochberg (1995), JRSS B 57, 289-300; NB2 regression by statsmodels.
    """
    usable = (
        (pl.col("homes") > 0) & (pl.col("households") > 0) & pl.col("mean_celsius").is_not_null()
    )
    known = communities.filter(usable)
    expected, p = _left_out(known)
    judged = known.select("community_id").with_columns(
        expected=pl.Series(expected, dtype=pl.Float64), p=pl.Series(p, dtype=pl.Float64)
    )
    rows = communities.join(judged, on="community_id", how="left", maintain_order="left")
    cold = pl.col("mean_celsius") < pl.lit(known["mean_celsius"].median(), dtype=pl.Float64)
    clear = pl.col("p") <= level
    few = pl.col("contacts") < pl.col("expected")
    finding = (
        pl.when(pl.col("p").is_null())
        .then(pl.lit(UNKNOWN))
        .when(clear & cold & few)
        .then(pl.lit(SILENT))
        .when(clear & ~cold & ~few)
        .then(pl.lit(LOUD))
        .otherwise(pl.lit(IN_LINE))
    )
    return rows.with_columns(
        contacts_per_1000=1000 * pl.col("contacts") / pl.col("households"),
        ratio=pl.col("contacts") / pl.col("expected"),
        finding=finding,
    ).sort(
        ~finding.is_in([SILENT, LOUD]),
        (pl.col("ratio").log().abs()).neg(),
        "community_id",
        nulls_last=True,
    )


def _left_out(known: pl.DataFrame) -> tuple[list[float | None], list[float | None]]:
    """Expected contacts and the corrected p-value of each community, judged by the others."""
    if len(known) < _FEWEST or known["contacts"].sum() == 0:
        return [None] * len(known), [None] * len(known)
    contacts = known["contacts"].to_numpy().astype(float)
    homes = known["households"].to_numpy().astype(float)
    celsius = known["mean_celsius"].to_numpy() - float(known["mean_celsius"].to_numpy().mean())
    matrix = np.column_stack([np.ones(len(known)), celsius])
    expected, chances = [], []
    for row in range(len(known)):
        others = np.arange(len(known)) != row
        if not contacts[others].any():
            # If nobody else ever called, the others foresee nothing.
            return [None] * len(known), [None] * len(known)
        mean, alpha = _fit(contacts[others], matrix[others], homes[others], matrix[row], homes[row])
        expected.append(mean)
        chances.append(_two_sided(contacts[row], mean, alpha))
    return expected, list(scipy.stats.false_discovery_control(chances))


def _fit(
    contacts: np.ndarray, matrix: np.ndarray, homes: np.ndarray, row: np.ndarray, own: float
) -> tuple[float, float]:
    """The mean that the others let expect of one community, and how much they vary around it."""
    offset = np.log(homes)
    first = sm.GLM(contacts, matrix, family=sm.families.Poisson(), offset=offset).fit()
    means = first.fittedvalues
    # Moment estimate: the variance is m + alpha m²; what weather and chance leave over.
    degrees = len(contacts) - matrix.shape[1]
    alpha = _moment(contacts, means, degrees)
    family = sm.families.NegativeBinomial(alpha=alpha) if alpha > 0 else sm.families.Poisson()
    model = sm.GLM(contacts, matrix, family=family, offset=offset).fit()
    return float(np.exp(row @ model.params) * own), alpha


def _moment(contacts: np.ndarray, means: np.ndarray, degrees: int) -> float:
    """The alpha for which the squared deviations are as large as they should be."""

    def excess(alpha: float) -> float:
        return float((((contacts - means) ** 2) / (means + alpha * means**2)).sum() - degrees)

    if excess(0.0) <= 0:
        return 0.0
    found = scipy.optimize.root_scalar(excess, bracket=(0.0, _MOST_ALPHA))
    return float(found.root)


def _two_sided(contacts: float, mean: float, alpha: float) -> float:
    law = (
        scipy.stats.nbinom(1 / alpha, 1 / (1 + alpha * mean))
        if alpha > 0
        else scipy.stats.poisson(mean)
    )
    return float(min(1.0, 2 * min(law.cdf(contacts), law.sf(contacts - 1))))
