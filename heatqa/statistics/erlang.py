"""How many agents a hotline needs: Erlang C, and Erlang A where callers lose patience."""

import math
import statistics
from collections.abc import Callable

import numpy as np
import polars as pl
import scipy.integrate
import scipy.special

HOUR = 3600.0
_MOST_AGENTS = 10_000


def erlang_c(load: float, agents: int) -> float:
    """The chance that a caller has to wait when nobody hangs up; 1 where agents are too few.

    Args:
        load: Work offered in erlangs: calls per hour times hours per call.
        agents: Agents at work.

    Source: Erlang (1917); the chance of loss by its recursion, then Erlang C from it.

    Example:
        >>> round(erlang_c(10, 12), 4)
        0.4494
    """
    if agents <= load:
        return 1.0
    loss = 1.0
    for number in range(1, agents + 1):
        loss = load * loss / (number + load * loss)
    return loss / (1 - load / agents * (1 - loss))


def answered_within(
    load: float,
    agents: int,
    *,
    handle_seconds: float,
    within_seconds: float,
    patience_seconds: float | None = None,
) -> float:
    """The share of calls answered within so many seconds.

    Args:
        load: Work offered in erlangs.
        agents: Agents at work.
        handle_seconds: Mean seconds that a call keeps an agent, wrap-up included.
        within_seconds: Seconds allowed.
        patience_seconds: Mean seconds a caller waits before hanging up (Erlang A); without it
            every caller waits for ever (Erlang C).

    Returns:
        A share of all calls offered, 0 to 1; those who hang up count as not answered.

    Source: Erlang C's exponential wait; Erlang A by Baccelli and Hebuterne (1981), the density of
    the wait that a caller of endless patience would have.
    """
    if load == 0:
        return 1.0
    if agents == 0:
        return 0.0
    if patience_seconds is None:
        if agents <= load:
            return 0.0
        decay = (agents - load) / handle_seconds
        return 1 - erlang_c(load, agents) * math.exp(-decay * within_seconds)
    return _with_patience(load, agents, handle_seconds, within_seconds, patience_seconds)


def _with_patience(
    load: float, agents: int, handle: float, within: float, patience: float
) -> float:
    """The integral of the wait's density times the chance of still being there."""
    arrival, service, leaving = load / handle, 1 / handle, 1 / patience
    # Chances of 0 to n - 1 busy agents, up to one factor, on a logarithmic scale.
    busy = np.arange(agents)
    logs = busy * math.log(load) - scipy.special.gammaln(busy + 1)
    scale = logs.max()
    free = float(np.exp(logs - scale).sum())

    def density(wait: float) -> float:
        kept = (1 - math.exp(-leaving * wait)) / leaving
        return math.exp(logs[-1] - scale + arrival * kept - agents * service * wait)

    # The density has its peak where as many leave as the agents cannot serve.
    peak = max(0.0, -math.log(min(1.0, agents * service / arrival)) / leaving)
    far = peak + 60 * max(handle / agents, math.sqrt(handle * patience / agents))
    waiting = arrival * _integral(density, far, peak)
    served = arrival * _integral(
        lambda wait: density(wait) * math.exp(-leaving * wait), within, peak
    )
    return (free + served) / (free + waiting)


def _integral(density: Callable[[float], float], to: float, peak: float) -> float:
    middle = min(peak, to)
    return sum(
        scipy.integrate.quad(density, start, end, limit=200)[0]
        for start, end in ((0.0, middle), (middle, to))
        if end > start
    )


def agents_needed(
    load: float,
    *,
    target: float,
    handle_seconds: float,
    within_seconds: float,
    patience_seconds: float | None = None,
) -> int:
    """The fewest agents with which the share answered in time reaches the target.

    Example:
        >>> agents_needed(10, target=0.8, handle_seconds=180, within_seconds=20)
        14
    """
    agents = 0
    while agents < _MOST_AGENTS:
        reached = answered_within(
            load,
            agents,
            handle_seconds=handle_seconds,
            within_seconds=within_seconds,
            patience_seconds=patience_seconds,
        )
        if reached >= target:
            return agents
        agents += 1
    raise ValueError(f"{load} erlangs need more than {_MOST_AGENTS} agents")


def staffing(
    hours: pl.DataFrame,
    *,
    target: float,
    handle_seconds: float,
    within_seconds: float,
    patience_seconds: float | None = None,
    busy_share: float = 0.95,
) -> pl.DataFrame:
    """Agents needed in each hour of the day, on a mean and on a busy day.

    Args:
        hours: One row per hour of the day: `hour`, `calls` (mean calls in that hour).
        target: Share to be answered in time.
        handle_seconds: Mean seconds that a call keeps an agent.
        within_seconds: Seconds allowed.
        patience_seconds: Mean patience, if it is known.
        busy_share: The busy day: the calls that this share of days does not exceed, were
            calls Poisson.

    Returns:
        One row per hour: `hour`, `calls`, `busy_calls`, `load` in erlangs, `agents` and
        `busy_agents` by Erlang C, and by Erlang A (`agents_with_patience`, null without one).
    """

    def needed(calls: float, patience: float | None) -> int:
        load = calls * handle_seconds / HOUR
        return agents_needed(
            load,
            target=target,
            handle_seconds=handle_seconds,
            within_seconds=within_seconds,
            patience_seconds=patience,
        )

    z = statistics.NormalDist().inv_cdf(busy_share)
    rows = []
    for hour, calls in hours.select("hour", "calls").iter_rows():
        busy = calls + z * math.sqrt(calls)
        rows.append(
            {
                "hour": hour,
                "calls": calls,
                "busy_calls": busy,
                "load": calls * handle_seconds / HOUR,
                "agents": needed(calls, None),
                "busy_agents": needed(busy, None),
                "agents_with_patience": needed(calls, patience_seconds)
                if patience_seconds
                else None,
            }
        )
    return pl.DataFrame(rows, schema=_STAFFING)


_STAFFING = {
    "hour": pl.Int64,
    "calls": pl.Float64,
    "busy_calls": pl.Float64,
    "load": pl.Float64,
    "agents": pl.Int64,
    "busy_agents": pl.Int64,
    "agents_with_patience": pl.Int64,
}
