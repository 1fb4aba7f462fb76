"""`heatqa redact`: texts without names, numbers and addresses."""

import argparse

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.texts(command)
    arguments.settings(command)
    arguments.form(command, arguments.TEXT_FORMATS)


def run(options: argparse.Namespace) -> None:
    """Do it."""
    from heatqa import settings
    from heatqa.redaction.frames import redacted
    from heatqa.tables import classified

    chosen = settings.load(options.settings)
    answer.speak(chosen, options)
    frame = redacted(answer.texts(options), chosen.published_numbers)
    flat = options.format == "csv"
    if not answer.written(frame.drop("spans") if flat else frame, options.format):
        answer.show(classified.redacted(frame))
