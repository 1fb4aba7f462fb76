"""`heatqa training`: the course for trainers and trainees, and a class's results."""

import argparse
from pathlib import Path

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say

ROLES = ("trainee", "trainer")


def describe(command: Parser) -> None:
    """Its arguments."""
    wanted = command.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--for", dest="role", choices=ROLES, help=say("cli.help.training_for"))
    command.add_argument(
        "folder", metavar="OUT", type=Path, nargs="?", help=say("cli.help.training_out")
    )
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Do it."""
    from heatqa import bundled, settings
    from heatqa.training import folder

    if options.warehouse:
        bench = answer.workbench(options)
    else:
        chosen = settings.load(options.settings)
        answer.speak(chosen, options)
        bench = bundled.sample(chosen)
    files = folder.write(options.folder, options.role, bench)
    print(say("training.written", files=len(files), folder=options.folder, source=bench.source))
