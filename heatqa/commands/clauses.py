"""`heatqa clauses`: list, filter, show and check clauses."""

import argparse
from pathlib import Path

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.clauses.rules import CLASSES
from heatqa.commands import answer
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("asked", metavar="CLAUSE", nargs="*", help=say("cli.help.asked"))
    command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    command.add_argument(
        "--class",
        dest="classes",
        action="append",
        choices=CLASSES,
        metavar="C",
        help=say("cli.help.class"),
    )
    command.add_argument("--fact", metavar="F", help=say("cli.help.fact"))
    command.add_argument("--search", metavar="WORD", help=say("cli.help.search"))
    command.add_argument(
        "--contradictions", action="store_true", help=say("cli.help.contradictions")
    )
    arguments.settings(command)
    arguments.form(command, arguments.FORMATS)


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.judging import facts
    from heatqa.tables import catalogue, comparison

    if options.asked[:1] == ["check"]:
        _check(options)
        return
    bench = answer.workbench(options)
    if options.contradictions:
        if not answer.written(comparison.contradiction_frame(), options.format):
            answer.show(comparison.contradiction_table())
        return
    if options.fact is not None and options.fact not in facts.sources():
        remedy = errors.suggestion(options.fact, facts.sources())
        raise errors.ArgumentUnusable(argument="--fact", found=options.fact, remedy=remedy)
    chosen = [bench.catalogue.clause(clause_id) for clause_id in options.asked]
    chosen = chosen or bench.catalogue.chosen(
        options.document, options.classes or (), options.fact, options.search
    )
    if answer.written(catalogue.frame(chosen, bench.catalogue), options.format):
        return
    if options.asked:
        for clause in chosen:
            answer.show(catalogue.one(clause, bench.catalogue))
    else:
        answer.show(catalogue.table(chosen, bench.catalogue))


def _check(options: argparse.Namespace) -> None:
    """Check a file of own clauses; the settings may name a broken one, so none is loaded."""
    from heatqa import clauses, settings
    from heatqa.judging.rehearsal import rehearse
    from heatqa.tables import checked

    if len(options.asked) != 2:
        remedy = say("check.one_file")
        found = " ".join(options.asked)
        raise errors.ArgumentUnusable(argument="clauses", found=found, remedy=remedy)
    chosen = settings.load(options.settings)
    answer.speak(chosen, options)
    path = Path(options.asked[1])
    found = rehearse(path, clauses.load().with_phrases(chosen.phrases))
    answer.written(checked.frame(found), options.format)
    if found.mistakes:
        lines = checked.lines(found)
        raise errors.ClausesMistaken(path=path, lines=lines, count=len(found.mistakes))
    if options.format == "table":
        print(checked.fine(found))
