"""The command line: arguments in, one call, words out.

Exit codes: 0 done, 2 something the user can mend (said in one message), 70 a fault of heatqa's.
"""

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from heatqa import arguments, errors, language
from heatqa.language import say

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console, RenderableType

    from heatqa.settings import Settings
    from heatqa.workbench import Workbench

MENDABLE, FAULT = 2, 70
_UNBROKEN = 160


def main(given: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    given = sys.argv[1:] if given is None else list(given)
    _choose_language(given)
    try:
        options = arguments.parser().parse_args(given)
        _COMMANDS[options.command](options)
    except errors.HeatqaError as problem:
        print(problem, file=sys.stderr)
        return MENDABLE
    except KeyboardInterrupt:
        print(say("cli.interrupted"), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing is left to flush to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:  # a traceback never reaches a user
        print(say("cli.unexpected", found=problem, path=_set_down()), file=sys.stderr)
        return FAULT
    return 0


def _choose_language(given: Sequence[str]) -> None:
    """Take `--lang`, else the company's language: help and complaints need it before parsing."""
    for position, word in enumerate(given):
        chosen = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and position + 1 < len(given):
            chosen = given[position + 1]
        if chosen in ("zh", "en"):
            language.use(chosen)
            return


def _simulate(options: argparse.Namespace) -> None:
    from heatqa.simulate import simulate

    try:
        simulate(options.out, options.households, options.seasons, options.seed)
    except ValueError:
        raise errors.ArgumentUnusable(
            argument="simulate",
            found=f"--households {options.households} --seasons "
            f"{options.seasons} --seed {options.seed}",
            remedy=say("cli.simulate_limits"),
        ) from None
    except OSError as problem:
        raise errors.OutputUnwritable(path=options.out, found=problem.strerror) from None
    print(
        say(
            "cli.simulated",
            path=options.out,
            households=language.number(options.households),
            seasons=options.seasons,
            seed=options.seed,
        )
    )


def _load(options: argparse.Namespace) -> None:
    from heatqa.tables import loading

    bench = _workbench(options)
    with loading.progress_bar() as progress:
        report = bench.load(options.paths, options.profile, progress)
    if options.format == "json":
        print(loading.as_json(report))
        return
    for part in loading.tables(report):
        _show(part)
    print(say("load.next", path=bench.settings.warehouse))


def _scorecard(options: argparse.Namespace) -> None:
    from heatqa.tables import scorecard

    bench = _workbench(options)
    frame = bench.scorecard(options.period, options.document)
    if not _written(frame, options.format):
        period = bench.period(options.period)
        width = _console().width
        _show(
            scorecard.table(
                frame, bench.catalogue, period, bench.as_of, source=bench.source, width=width
            )
        )


def _why(options: argparse.Namespace) -> None:
    from heatqa.tables import explanation

    bench = _workbench(options)
    if options.record:
        told = bench.why(options.clause, options.record)
        pairs = explanation.as_frame(told, bench.catalogue)
        if not _written(pairs, options.format):
            _show(explanation.table(told, bench.catalogue))
        return
    frame = bench.records(options.clause, options.period, options.verdict)
    shown = frame.head(options.most)
    if _written(shown, options.format):
        return
    if frame.is_empty():
        print(say("records.none"))
        return
    _show(explanation.records_table(shown, bench.catalogue.clause(options.clause)))
    if len(shown) < len(frame):
        print(say("records.more", shown=len(shown), all=language.number(len(frame))))


def _due(options: argparse.Namespace) -> None:
    from heatqa.tables import due

    bench = _workbench(options)
    frame = bench.due(options.within, options.document)
    chosen = frame if options.most is None else frame.head(options.most)
    if not _written(chosen, options.format):
        most = options.most or arguments.MOST_DUE
        for part in due.parts(frame, bench.as_of, source=bench.source, most=most):
            _show(part)


def _readings(options: argparse.Namespace) -> None:
    from heatqa.tables import sensitivity

    bench = _workbench(options)
    frame = bench.sensitivity(options.period)
    if not _written(frame, options.format):
        period = bench.period(options.period)
        _show(sensitivity.table(frame, period, bench.as_of, source=bench.source))


def _compare(options: argparse.Namespace) -> None:
    from heatqa.tables import comparison

    bench = _workbench(options)
    documents, themes = bench.compare(options.period)
    if not _written(themes if options.by == "theme" else documents, options.format):
        period = bench.period(options.period)
        for part in comparison.parts(documents, themes, period, bench.as_of, source=bench.source):
            _show(part)


def _clauses(options: argparse.Namespace) -> None:
    from heatqa.judging import facts
    from heatqa.tables import catalogue, comparison

    if options.asked[:1] == ["check"]:
        _check(options)
        return
    bench = _workbench(options)
    if options.contradictions:
        if not _written(comparison.contradiction_frame(), options.format):
            _show(comparison.contradiction_table())
        return
    if options.fact is not None and options.fact not in facts.sources():
        remedy = errors.suggestion(options.fact, facts.sources())
        raise errors.ArgumentUnusable(argument="--fact", found=options.fact, remedy=remedy)
    chosen = [bench.catalogue.clause(clause_id) for clause_id in options.asked]
    chosen = chosen or bench.catalogue.chosen(
        options.document, options.classes or (), options.fact, options.search
    )
    if _written(catalogue.frame(chosen, bench.catalogue), options.format):
        return
    if options.asked:
        for clause in chosen:
            _show(catalogue.one(clause, bench.catalogue))
    else:
        _show(catalogue.table(chosen, bench.catalogue))


def _check(options: argparse.Namespace) -> None:
    """Check a file of own clauses; the settings may name a broken one, so none is loaded."""
    from heatqa import clauses, settings
    from heatqa.judging.rehearsal import rehearse
    from heatqa.tables import checked

    if len(options.asked) != 2:
        remedy = say("check.one_file")
        found = " ".join(options.asked)
        raise errors.ArgumentUnusable(argument="clauses", found=found, remedy=remedy)
    _speak(settings.load(options.settings), options)
    path = Path(options.asked[1])
    found = rehearse(path, clauses.load())
    _written(checked.frame(found), options.format)
    if found.mistakes:
        lines = checked.lines(found)
        raise errors.ClausesMistaken(path=path, lines=lines, count=len(found.mistakes))
    if options.format == "table":
        print(checked.fine(found))


def _rollback(options: argparse.Namespace) -> None:
    file = _workbench(options).warehouse.roll_back()
    print(say("cli.rolled_back", file=file.name))


_COMMANDS = {
    "simulate": _simulate,
    "load": _load,
    "scorecard": _scorecard,
    "why": _why,
    "due": _due,
    "readings": _readings,
    "compare": _compare,
    "clauses": _clauses,
    "rollback": _rollback,
}


def _workbench(options: argparse.Namespace) -> "Workbench":
    from heatqa.workbench import open_workbench

    bench = open_workbench(
        getattr(options, "warehouse", None),
        settings=options.settings,
        as_of=getattr(options, "as_of", None),
    )
    _speak(bench.settings, options)
    return bench


def _speak(settings: "Settings", options: argparse.Namespace) -> None:
    """Take the company's language where the command names none."""
    if settings.language and not options.lang:
        language.use(settings.language)


def _written(frame: "pl.DataFrame", form: str) -> bool:
    """Write the frame as JSON or CSV if asked for; whether that was done."""
    from heatqa.tables import plain

    if form == "json":
        print(plain.as_json(frame))
    if form == "csv":
        print(plain.as_csv(frame), end="")
    return form != "table"


def _show(part: "RenderableType") -> None:
    _console().print(part)


def _console() -> "Console":
    from rich.console import Console

    # A file or pipe has no width of its own; lines are not broken for it.
    return Console(width=None if sys.stdout.isatty() else _UNBROKEN)


def _set_down() -> Path:
    """Write the traceback into a file of its own, where whoever mends it can read it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="heatqa-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exc(file=log)
    return Path(log.name)


if __name__ == "__main__":
    raise SystemExit(main())
