"""`heatqa review`: what is shown to the board, as slides, web page, workbook, speaker's sheet."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from heatqa import arguments
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say

if TYPE_CHECKING:
    from heatqa.review.forms.hand_over import Handed
    from heatqa.review.pages import Review
    from heatqa.workbench import Workbench

_FOLDER = Path("review")


def describe(command: Parser) -> None:
    """Its arguments."""
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("period", metavar="PERIOD", nargs="?", help=say("cli.help.reviewed"))
    which.add_argument("--again", metavar="RUN", help=say("cli.help.again"))
    command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    command.add_argument(
        "--out", metavar="DIR", type=Path, default=_FOLDER, help=say("cli.help.review_out")
    )
    arguments.warehouse(command)
    arguments.as_of(command)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.figures import style
    from heatqa.review import actions, contents, runs
    from heatqa.review.forms import company, hand_over
    from heatqa.review.question import Question
    from heatqa.tables import progress

    bench, period, document = _asked(options)
    chosen = company.look_of(bench.settings)
    with (
        style.painted(bench.settings.review.colours),
        progress.bar(say("forms.doing.contents")) as tell,
    ):
        review = contents.contents(bench, period, document, tell)
        stem = "_".join(filter(None, ("review", review.period, document, review.language)))
        handed = hand_over.hand_over(review, options.out, stem, chosen, tell)
        runs.keep(Question(bench, period, document), review)
    _told(review, handed)
    if begun := actions.begin(bench.settings):
        print(say("forms.actions_begun", path=begun))


def _asked(options: argparse.Namespace) -> "tuple[Workbench, str, str | None]":
    """The workbench, period and document that the options name."""
    from heatqa.review import runs

    bench = answer.workbench(options)
    if not options.again:
        return bench, options.period, options.document
    return runs.again(bench.settings, options.again)


def _told(review: "Review", handed: "Handed") -> None:
    """Say which files there are, what they lack, and how to make them again."""
    print(say("forms.written"))
    for file in handed.files:
        print(f"  {file}")
    if handed.unpictured:
        pages = say("forms.between").join(map(str, handed.unpictured))
        print(say("forms.unpictured", pages=pages, reason=handed.reason))
    print(say("forms.origin.again", run=review.provenance.run))
