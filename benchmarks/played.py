"""Are the late team and the call-back bias found? Twenty cities, played without their exports.

What only the simulation knows, such as the score that a customer never asked would have given, is
at hand here, and a city takes two seconds: whether the statistics find what is there is asked of
as many cities as it takes. That exports carry it through the warehouse is asked in `planted`.
"""

from collections.abc import Iterator

import polars as pl

from benchmarks import race
from benchmarks.planted import Found, shares
from heatqa.simulate.parameters import parameters
from heatqa.simulate.planted import planted
from heatqa.simulate.seasons import last_seasons
from heatqa.simulate.tickets import Ticket
from heatqa.simulate.winter import Winter, winter
from heatqa.simulate.world import world
from heatqa.statistics import bias, drivers, logrank

SEEDS = {"small": 20, "medium": 20, "full": 100}
HOUSEHOLDS, SEASONS = 24_000, 2
SLOW_HOURS = 26


def results(size: str) -> Iterator[race.Result]:
    # Seed 1 is the sample, on which methods may have been tried.
    yield from shares([_found(seed) for seed in range(2, 2 + SEEDS[size])])


def _found(seed: int) -> dict[str, Found]:
    """What is found in one city."""
    city = world(HOUSEHOLDS, seed)
    series = last_seasons(SEASONS)
    facts = planted(city, series)
    winters = [winter(city, season, facts, seed) for season in series]
    slower = _slower(winters)
    cases = _cases(winters)
    truth = float(cases["true_score"].mean())  # type: ignore[arg-type]
    means = bias.corrected(cases, ["wait_class", "team"])["mean"]
    rule = parameters()["ratings"]
    ratio = (rule["follow_up_if_happy"] * rule["answered"]) / (
        rule["follow_up_if_unhappy"] * rule["unhappy_answered"]
    )
    tilted = bias.tilted(cases, [ratio])["mean"][0]
    heard = bias.heard(cases, ["wait_class"]).sort("level")
    moved = drivers.drivers(cases, ["wait_doublings"], ["team"])
    waiting = moved.filter(pl.col("driver") == "wait_doublings")["meaning"]
    biased = heard["p_value"][0] < 0.05 and heard["heard"][0] > heard["heard"][1]
    nearer = abs(means[1] - truth) < abs(means[0] - truth)
    return {
        "late team called slower": Found(
            facts.late_team in slower, len(slower - {facts.late_team})
        ),
        "slow cases heard less, p < 0.05": Found(biased, 0),
        "weights bring the mean nearer to the truth": Found(nearer, 0),
        "the planted ratio brings it within 0.1": Found(abs(tilted - truth) < 0.1, 0),
        "waiting called what hurts": Found(waiting.to_list() == ["hurts"], 0),
    }


def _slower(winters: list[Winter]) -> set[str]:
    """The teams called slower to arrive at emergencies."""
    frame = pl.DataFrame(
        {
            "team": ticket.team,
            "wait_seconds": float(ticket.arrived_at - ticket.accepted_at),
            "ended": True,
        }
        for one in winters
        for ticket in one.tickets
        if ticket.urgency == "emergency" and not ticket.parent_ticket_id and ticket.arrived_at
    )
    frame = frame.filter(pl.col("wait_seconds") >= 0)
    compared = logrank.each(frame, "team")
    return set(compared.filter(pl.col("difference") == logrank.SLOWER)["team"])


def _cases(winters: list[Winter]) -> pl.DataFrame:
    """Every case that could be rated, with what its customer would have said."""
    asked = {rating.ticket_id for one in winters for rating in one.ratings}
    rows = [
        _case(ticket, asked)
        for one in winters
        for ticket in one.tickets
        if ticket.finished_at is not None and not ticket.cancelled
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        wait_doublings=pl.col("wait_hours").clip(1).log(2),
        wait_class=pl.when(pl.col("wait_hours") <= SLOW_HOURS)
        .then(pl.lit("1 quick"))
        .otherwise(pl.lit("2 slow")),
    )


def _case(ticket: Ticket, asked: set[str]) -> dict[str, object]:
    return {
        "team": ticket.team,
        "asked": ticket.ticket_id in asked,
        "score": ticket.score,
        "true_score": ticket.true_score,
        "wait_hours": ((ticket.finished_at or 0) - ticket.accepted_at) / 3600,
    }
