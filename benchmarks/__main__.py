"""`python -m benchmarks --size small|medium|full`: every race and detection, one JSON line each."""

import argparse

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
    size = given.size
    for name, module in zip(names, MODULES, strict=True):
        for result in module.results(size) if name in given.only else ():
            print(result.line(), flush=True)


if __name__ == "__main__":
    main()
