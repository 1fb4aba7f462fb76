"""`heatqa audit template`: an empty audit register to fill in."""

import argparse
import sys
from pathlib import Path

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("what", choices=("template",), help=say("cli.help.audit"))
    command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    command.add_argument("--out", metavar="FILE", type=Path, help=say("cli.help.out_file"))
    arguments.settings(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    if options.out is None and sys.stdout.isatty():
        raise errors.ArgumentUnusable(
            argument="audit template", found="--out –", remedy=say("audit.to_terminal")
        )
    made, count = answer.workbench(options).audit_template(options.document)
    if options.out is None:
        sys.stdout.buffer.write(made)
        return
    try:
        options.out.write_bytes(made)
    except OSError as problem:
        raise errors.OutputUnwritable(path=options.out, found=problem.strerror) from None
    print(say("audit.written", path=options.out, count=count))
