"""`heatqa training`: the course for trainers and trainees, and a class's results."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.commands import answer
from heatqa.language import say

if TYPE_CHECKING:
    from heatqa.workbench import Workbench

ROLES = ("trainee", "trainer")


def describe(command: Parser) -> None:
    """Its arguments."""
    wanted = command.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--for", dest="role", choices=ROLES, help=say("cli.help.training_for"))
    command.add_argument(
        "folder", metavar="OUT", type=Path, nargs="?", help=say("cli.help.training_out")
    )
    wanted.add_argument(
        "--results", metavar="FILE", type=Path, nargs="+", help=say("cli.help.training_results")
    )
    command.add_argument("--key", metavar="FILE", type=Path, help=say("cli.help.training_key"))
    command.add_argument("--figure", metavar="FILE", type=Path, help=say("cli.help.figure"))
    arguments.warehouse(command)


def run(options: argparse.Namespace) -> None:
    """Do it."""
    if options.results:
        _show(options)
        return
    if options.folder is None:
        remedy = say("training.remedy.folder")
        raise errors.ArgumentUnusable(argument="OUT", found="–", remedy=remedy)
    from heatqa.training import folder

    bench = _bench(options)
    files = folder.write(options.folder, options.role, bench)
    print(say("training.written", files=len(files), folder=options.folder, source=bench.source))


def _show(options: argparse.Namespace) -> None:
    """What a class confused, from the files that trainees handed in."""
    from heatqa import settings
    from heatqa.tables import class_results
    from heatqa.training import folder, results

    answer.speak(settings.load(options.settings), options)
    answers = results.read(options.results)
    key = results.read_key(options.key) if options.key else folder.keys(_bench(options))
    keyed = results.with_key(answers, key)
    matrix = results.confusion(keyed)
    answer.show(class_results.by_exercise(results.by_exercise(keyed), keyed["trainee"].n_unique()))
    answer.show(class_results.confusion(matrix))
    answer.show(class_results.confused(results.confused(matrix)))
    if options.figure:
        from heatqa import figures

        source = say("training.results", trainees=keyed["trainee"].n_unique())
        figures.class_confusion(matrix, source=source).write_html(options.figure)


def _bench(options: argparse.Namespace) -> "Workbench":
    """The company's records if a warehouse is named, else the simulated city's."""
    from heatqa import bundled, settings

    if options.warehouse:
        return answer.workbench(options)
    chosen = settings.load(options.settings)
    answer.speak(chosen, options)
    return bundled.sample(chosen)
