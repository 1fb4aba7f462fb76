"""`heatqa init`: a company's first settings, asked for or given."""

import argparse
from pathlib import Path

from heatqa.arguments import Parser
from heatqa.language import say

# The options that answer a question, by the question's name.
_ANSWERS = ("language", "company", "documents", "season_starts", "season_ends", "time_zone")


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        type=Path,
        default=Path(),
        help=say("cli.help.init_folder"),
    )
    for name in _ANSWERS:
        flag = f"--{name.replace('_', '-')}"
        command.add_argument(flag, metavar="A", help=say(f"cli.help.init_{name}"))
    command.add_argument("--defaults", action="store_true", help=say("cli.help.init_defaults"))


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.settings import FILE_NAME
    from heatqa.workplace import answers, beginning

    beginning.refuse_second(options.folder)
    given = {name: getattr(options, name) for name in answers.QUESTIONS}
    given["language"] = given["language"] or options.lang
    if not options.defaults:
        print(say("init.hello", path=options.folder / FILE_NAME))
    found = answers.gathered(given, None if options.defaults else input)
    print(beginning.next_steps(beginning.begin(options.folder, found)))
