"""`python -m benchmarks --size small|full`: every race and detection, one JSON line each."""

import argparse

from benchmarks import complaints, messy, planted, played, race, readings, scans, seasons, startup


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(race.READINGS), default="small")
    size = parser.parse_args().size
    for module in (startup, readings, messy, complaints, planted, played, seasons, scans):
        for result in module.results(size):
            print(result.line(), flush=True)


if __name__ == "__main__":
    main()
