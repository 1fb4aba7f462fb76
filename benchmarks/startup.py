"""Starting heatqa, against starting Python."""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks import race

ALLOWED_MORE = 0.4


def results(_size: str) -> Iterator[race.Result]:
    python = race.best(lambda: _run("-c", "pass"), runs=5)
    for name, given in (
        ("import heatqa", ("-c", "import heatqa")),
        ("heatqa --help", ("-m", "heatqa", "--help")),
    ):
        took = race.best(lambda given=given: _run(*given), runs=5)
        goal = round((python + ALLOWED_MORE) / python, 2)
        yield race.compare(name, took, python, goal)


def _run(*given: str) -> None:
    subprocess.run([sys.executable, *given], check=True, stdout=subprocess.DEVNULL)
