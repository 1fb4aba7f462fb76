"""`heatqa classify`: what each text is about, how urgent, and why."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.texts(command)
    command.add_argument("--model", metavar="FILE", type=Path, help=say("cli.help.model"))
    arguments.settings(command)
    arguments.form(command, arguments.TEXT_FORMATS)


def run(options: argparse.Namespace) -> None:
    """Do it."""
    import polars as pl

    from heatqa import settings
    from heatqa.complaints import model
    from heatqa.complaints.classifying import classify
    from heatqa.tables import classified

    chosen = settings.load(options.settings)
    answer.speak(chosen, options)
    file = options.model or chosen.complaint_model
    read = answer.texts(options)
    said = classify(read.get_column("text"), model.load(file) if file else None)
    frame = pl.concat([read.select("id"), said], how="horizontal")
    if not answer.written(frame, options.format):
        answer.show(classified.by_leaf(frame))
