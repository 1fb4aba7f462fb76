"""`heatqa scorecard`: every clause with its counts, rate and standing."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.of_records(command, by_document=True)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import distributions, reach, registers, scorecard

    bench = answer.workbench(options)
    frame = bench.scorecard(options.period, options.document)
    if not answer.written(frame, options.format):
        period = bench.period(options.period)
        width = answer.console().width
        answer.show(
            scorecard.table(
                frame, bench.catalogue, period, bench.as_of, source=bench.source, width=width
            )
        )
        spread = bench.distributions(options.period, options.document)
        answer.show(distributions.table(spread, period, bench.as_of, source=bench.source))
        for line in registers.astray(bench.astray()):
            answer.show(line)
        for line in reach.early(bench.ended_early()):
            answer.show(line)
