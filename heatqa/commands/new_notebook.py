"""`heatqa new-notebook`: a notebook of one's own, started from a question."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("question", metavar="QUESTION", help=say("cli.help.question"))
    command.add_argument("--out", metavar="FOLDER", type=Path, help=say("cli.help.new_folder"))
    arguments.settings(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa import settings
    from heatqa.workplace import notebooks, template

    answer.speak(settings.load(options.settings), options)
    inside = Path.cwd().name == notebooks.FOLDER
    folder = options.out or (Path() if inside else Path(notebooks.FOLDER))
    print(say("new.written", path=template.start(options.question, folder)))
