"""The commands, one module each: `describe` names its arguments, `run` does it."""

import argparse
from types import ModuleType
from typing import Any

from heatqa import __version__, arguments
from heatqa.arguments import Parser
from heatqa.commands import (
    audit,
    classify,
    clauses,
    compare,
    dash,
    distributions,
    doctor,
    due,
    export,
    hotspots,
    init,
    judge,
    lab,
    load,
    loads,
    new_notebook,
    overview,
    privacy,
    profile,
    quality,
    readings,
    redact,
    review,
    rollback,
    scorecard,
    simulate,
    train,
    training,
    undo,
    why,
)
from heatqa.language import say

# In the order of help: the first settings, from exports to answers, what keeps house.
COMMANDS: dict[str, ModuleType] = {
    "init": init,
    "doctor": doctor,
    "simulate": simulate,
    "profile": profile,
    "load": load,
    "quality": quality,
    "overview": overview,
    "scorecard": scorecard,
    "review": review,
    "why": why,
    "due": due,
    "hotspots": hotspots,
    "dash": dash,
    "distributions": distributions,
    "readings": readings,
    "compare": compare,
    "clauses": clauses,
    "audit": audit,
    "lab": lab,
    "new-notebook": new_notebook,
    "redact": redact,
    "classify": classify,
    "train": train,
    "training": training,
    "privacy": privacy,
    "export": export,
    "judge": judge,
    "loads": loads,
    "undo": undo,
    "rollback": rollback,
}


def parser() -> Parser:
    """The parser of every command."""
    made = Parser(prog="heatqa", description=say("cli.about"))
    made.add_argument(
        "--version", action="version", version=f"heatqa {__version__}", help=say("cli.help.version")
    )
    arguments.spoken(made, default=None)
    commands = made.add_subparsers(
        dest="command", required=True, title=say("cli.commands"), metavar="COMMAND"
    )
    for name, command in COMMANDS.items():
        command.describe(_added(commands, name))
    return made


def _added(commands: Any, name: str) -> Parser:
    said = say(f"cli.command.{name}")
    command = commands.add_parser(name, help=said, description=said)
    # Suppressed, so that a language given before the command is not overwritten by its default.
    arguments.spoken(command, default=argparse.SUPPRESS)
    return command
