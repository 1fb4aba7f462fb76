"""The scan on made-up cities: how often it cries wolf, how much of what was planted it finds."""

import numpy as np
import polars as pl
import pytest

from heatqa.statistics import scan_records
from heatqa.statistics.scan import Limits, scan
from heatqa.statistics.scan_chance import Chance
from heatqa.statistics.scan_recovery import recovery

PLACES, DAYS, CASES = 64, 120, 900
# A hotspot of four neighbours for ten days, as many times the usual as the sample's.
TIMES, NEIGHBOURS, LONG = 7, 4, 10
LIMITS = Limits(share=0.25, longest=30)


def city(rng: np.random.Generator) -> pl.DataFrame:
    where = {"place": range(PLACES), "x": rng.random(PLACES), "y": rng.random(PLACES)}
    return pl.DataFrame(where).with_columns(homes=pl.Series(rng.integers(200, 800, PLACES)))


def events(rng: np.random.Generator, weight: np.ndarray) -> pl.DataFrame:
    """Cases where weight lies, by place and day."""
    drawn = rng.multinomial(CASES, (weight / weight.sum()).ravel()).reshape(weight.shape)
    place, day = drawn.nonzero()
    return pl.DataFrame({"place": place, "time": day, "cases": drawn[place, day]})


def study(places: pl.DataFrame, cases: pl.DataFrame, model: str) -> scan_records.Study:
    where, period = places.select("place", "x", "y"), (0, DAYS - 1)
    if model == "permutation":
        return scan_records.permutation(where, cases, period)
    homes = places.select("place", population="homes")
    return scan_records.poisson(where, cases, homes, period=period)


@pytest.mark.soak
@pytest.mark.parametrize("model", ["poisson", "permutation"])
def test_false_alarms_in_a_thousand_null_cities(model: str):
    """At a level of 0.05 between 3.5 and 6.5 % of the cities without a hotspot show one."""
    rng = np.random.default_rng(5)
    alarms = 0
    for number in range(1000):
        places = city(rng)
        weight = np.outer(places["homes"].to_numpy(), np.ones(DAYS))
        made = study(places, events(rng, weight), model)
        found = scan(made, "space-time", LIMITS, Chance(replications=199, seed=number))
        alarms += len(found.significant()) > 0
    print(f"{model}: {alarms / 1000:.1%} of 1,000 null cities")
    assert 0.035 <= alarms / 1000 <= 0.065


@pytest.mark.soak
@pytest.mark.parametrize("model", ["poisson", "permutation"])
def test_planted_hotspots_of_fifty_cities(model: str):
    """Detection, precision and recall are printed; most planted hotspots are found."""
    rng = np.random.default_rng(6)
    rows = []
    for number in range(50):
        places = city(rng)
        weight = np.outer(places["homes"].to_numpy(), np.ones(DAYS))
        at = places.select("x", "y").to_numpy()
        centre, begins = rng.integers(PLACES), int(rng.integers(DAYS - LONG))
        own = np.argsort(((at - at[centre]) ** 2).sum(axis=1))[:NEIGHBOURS]
        weight[own, begins : begins + LONG] *= TIMES
        made = study(places, events(rng, weight), model)
        planted = pl.DataFrame({"hotspot": 0, "place": own, "begins": begins}).with_columns(
            ends=begins + LONG - 1
        )
        rows.append(recovery(planted, scan(made, "space-time", LIMITS, Chance(seed=number))))
    result = pl.concat(rows)
    detected = 1 - result["cluster"].null_count() / len(result)
    precision, recall = result["precision"].mean(), result["recall"].mean()
    print(f"{model}: found {detected:.0%}, precision {precision:.2f}, recall {recall:.2f}")
    assert detected >= 0.8
