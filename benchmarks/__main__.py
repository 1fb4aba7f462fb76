"""`python -m benchmarks --size small|medium|full`: every race and detection, one JSON line each.

Each runs in a process of its own: none carries the memory that another has taken.
"""

import argparse
import subprocess
import sys

from benchmarks import (
    answers,
    cases,
    complaints,
    engines,
    growth,
    messy,
    planted,
    played,
    race,
    readings,
    scans,
    seasons,
    startup,
)

MODULES = (
    *(startup, readings, cases, growth, answers, messy),
    *(complaints, planted, played, seasons, scans, engines),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(race.READINGS), default="small")
    names = [module.__name__.rpartition(".")[2] for module in MODULES]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    given = parser.parse_args()
    chosen = [name for name in names if name in given.only]
    if len(chosen) > 1:
        for name in chosen:
            asked = [sys.executable, "-m", "benchmarks", "--size", given.size, "--only", name]
            subprocess.run(asked, check=True)
        return
    for result in MODULES[names.index(chosen[0])].results(given.size):
        print(result.line(), flush=True)


if __name__ == "__main__":
    main()
