"""`heatqa train`: a model that knows the company's own labels and words."""

import argparse
import sys
from pathlib import Path

from heatqa import arguments, language
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say

MODEL = Path("complaints.model")


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.texts(command)
    command.add_argument("--words", metavar="FILE", type=Path, help=say("cli.help.words"))
    command.add_argument(
        "--model", metavar="FILE", type=Path, default=MODEL, help=say("cli.help.model_out")
    )
    arguments.settings(command)
    arguments.form(command, arguments.TEXT_FORMATS)


def run(options: argparse.Namespace) -> None:
    """Do it."""
    from heatqa import settings
    from heatqa.complaints import texts
    from heatqa.complaints.training import train
    from heatqa.tables import classified

    answer.speak(settings.load(options.settings), options)
    done = train(texts.read(options.file, options.column), options.file, options.words)
    done.model.save(options.model)
    told = say(
        "complaints.trained",
        learned=language.number(done.learned),
        passed_over=language.number(done.passed_over),
        path=options.model,
    )
    if answer.written(done.confusion, options.format):
        # What other programs read is the table alone.
        print(told, file=sys.stderr)
        return
    answer.show(classified.confusion(done.confusion, done.agreement))
    print(told)
