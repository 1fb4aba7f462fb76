"""What a race is: a time, a peer's time, their ratio, and the goal for it."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

READINGS = {"small": 200_000, "full": 10_000_000}


@dataclass(frozen=True)
class Result:
    """One finished race; `value` and `peer` in `unit`."""

    name: str
    value: float
    unit: str
    peer: float
    ratio: float
    goal: float
    ok: bool

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def best(work: Callable[[], object], runs: int = 3) -> float:
    """The shortest of a few runs, in seconds: noise only ever adds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def compare(name: str, value: float, peer: float, goal: float) -> Result:
    """A race whose goal is a ratio to the peer."""
    ratio = value / peer
    return Result(name, round(value, 3), "s", round(peer, 3), round(ratio, 2), goal, ratio <= goal)
