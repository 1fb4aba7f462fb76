"""`heatqa readings`: how each rate moves under every reading."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.of_records(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import sensitivity

    bench = answer.workbench(options)
    frame = bench.sensitivity(options.period)
    if not answer.written(frame, options.format):
        period = bench.period(options.period)
        answer.show(sensitivity.table(frame, period, bench.as_of, source=bench.source))
