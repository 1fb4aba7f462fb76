"""`heatqa distributions`: how long matters took for which a document sets no limit."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.of_records(command, by_document=True)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.tables import distributions

    bench = answer.workbench(options)
    frame = bench.distributions(options.period, options.document)
    if not answer.written(frame, options.format):
        period = bench.period(options.period)
        answer.show(distributions.table(frame, period, bench.as_of, source=bench.source))
