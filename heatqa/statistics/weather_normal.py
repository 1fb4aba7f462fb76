"""Two seasons compared as if both had had the same weather."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.stats
import statsmodels.api as sm

from heatqa import errors
from heatqa.statistics.rates import CONFIDENCE

# Days over which yesterday's weather and a station's mood still show in the residuals.
_LAGS = 7
# Days of both seasons from which the spread of the residuals can be told.
_FEWEST = 2 * _LAGS


@dataclass(frozen=True)
class Comparison:
    """The change from one season to the next.

    Attributes:
        raw: Change of the mean, K.
        change: Change at equal weather, K, with `low` and `high`.
        per_kelvin: Change of the room per K outdoors.
        reference_celsius: The outdoor temperature both seasons are brought to.
    """

    raw: float
    change: float
    low: float
    high: float
    per_kelvin: float
    reference_celsius: float


def compare_seasons(
    daily: pl.DataFrame, *, confidence: float = CONFIDENCE
) -> tuple[pl.DataFrame, Comparison]:
    """Each season's mean room temperature, as measured and at the same outdoor temperature.

    The homes must be the same in both seasons, else their difference is measured. Residuals of
    neighbouring days are alike, so the interval uses Newey-West errors over a week.

    Args:
        daily: One row per day: `season`, `room_celsius` (mean of the homes), `outdoor_celsius`
            (of the day and the one before). Two seasons, sorted by day.
        confidence: Coverage of the interval of the change.

    Returns:
        A frame with a row per season: `season`, `days`, `outdoor_celsius`, `room_celsius` and
        `at_equal_weather`; and the comparison of the second with the first.

    Raises:
        SeasonsTooFew: there are not two seasons with weather, or hardly a day of them.

    Source: Newey and West (1987), Econometrica 55, 703-708, by statsmodels.
    """
    known = daily.drop_nulls(["room_celsius", "outdoor_celsius"])
    names = known["season"].unique().sort().to_list()
    if len(names) != 2 or len(known) < _FEWEST:
        found = ", ".join(map(str, names)) or "-"
        raise errors.SeasonsTooFew(found=found, days=len(known), wanted=_FEWEST)
    reference = known["outdoor_celsius"].to_list()
    middle = float(np.mean(reference))
    later = (known["season"] == names[1]).to_numpy().astype(float)
    outdoor = known["outdoor_celsius"].to_numpy() - middle
    matrix = np.column_stack([np.ones(len(known)), later, outdoor])
    model = sm.OLS(known["room_celsius"].to_numpy(), matrix).fit(
        cov_type="HAC", cov_kwds={"maxlags": _LAGS, "use_correction": True}
    )
    level, change, slope = (float(value) for value in model.params)
    half = float(scipy.stats.norm.ppf((1 + confidence) / 2) * model.bse[1])
    means = known.group_by("season").agg(
        days=pl.len(),
        outdoor_celsius=pl.col("outdoor_celsius").mean(),
        room_celsius=pl.col("room_celsius").mean(),
    )
    frame = means.sort("season").with_columns(at_equal_weather=pl.Series([level, level + change]))
    raw = frame["room_celsius"][1] - frame["room_celsius"][0]
    return frame, Comparison(raw, change, change - half, change + half, slope, middle)
