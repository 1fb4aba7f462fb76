"""What a race is: a time, a peer's time, their ratio, and the goal for it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

READINGS = {"small": 200_000, "medium": 2_000_000, "full": 50_000_000}

# Linux counts the memory of who starts a process as its own peak, so a small one has to.
_BESIDE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(child.returncode)
"""

# What the unit of a share begins with.
SHARE = "share"


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


def share(name: str, found: float, target: float, of: str = "", goal: float = 1) -> Result:
    """A share of what there was to find, beside the least that a company may rely on.

    The goal is the least that the ratio of both shall be, where that of a time is the most.
    """
    ratio = found / target
    return Result(
        name,
        round(found, 4),
        f"{SHARE} {of}".strip(),
        round(target, 4),
        round(ratio, 3),
        goal,
        ratio >= goal,
    )


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


def paired(
    name: str, ours: Callable[[], object], peer: Callable[[], object], goal: float, runs: int = 3
) -> Result:
    """A race in processor seconds of all threads, run in turns: others' work counts for neither."""
    times: dict[str, list[float]] = {"ours": [], "peer": []}
    for _ in range(runs):
        for who, work in (("peer", peer), ("ours", ours)):
            start = time.process_time()
            work()
            times[who].append(time.process_time() - start)
    took = compare(name, min(times["ours"]), min(times["peer"]), goal)
    return replace(took, unit="processor s")


def apart(*given: str) -> tuple[float, float]:
    """Run Python in a process of its own: its processor seconds, its peak GB of memory."""
    asked = [sys.executable, "-c", _BESIDE, sys.executable, *given]
    told = subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout
    seconds, peak = map(float, told.split())
    # Linux tells kilobytes, macOS bytes.
    scale = 1 if sys.platform == "darwin" else 1024
    return seconds, peak * scale / 1e9
