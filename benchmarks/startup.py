"""Starting heatqa, against starting Python."""

import dataclasses
from collections.abc import Iterator

from benchmarks import race

ALLOWED_MORE = 0.4


def results(_size: str) -> Iterator[race.Result]:
    python = _least("-c", "pass")
    for name, given in (
        ("import heatqa", ("-c", "import heatqa")),
        ("heatqa --help", ("-m", "heatqa", "--help")),
    ):
        goal = round((python + ALLOWED_MORE) / python, 2)
        made = race.compare(name, _least(*given), python, goal)
        yield dataclasses.replace(made, unit="processor s")


def _least(*given: str) -> float:
    """Processor seconds of the quickest of a few starts."""
    return min(race.apart(*given)[0] for _ in range(5))
