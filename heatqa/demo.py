"""The end of `make demo`: which figure to follow, and where to go next."""

import sys
from pathlib import Path

from heatqa.language import say
from heatqa.workbench import open_workbench


def main(warehouse: Path) -> None:
    """Print the next commands, with a record of this very warehouse to explain."""
    bench = open_workbench(warehouse)
    example = bench.records("S1-1.3", "season", "missed", most=1)
    record = example["record"][0] if len(example) else ""
    print(say("demo.simulated"))
    print(say("demo.next", warehouse=warehouse, record=record))
    bench.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
