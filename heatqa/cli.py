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
    except ValueError as problem:
        raise errors.ArgumentUnusable(
            argument="simulate",
            found=f"--households {options.households} --seasons "
            f"{options.seasons} --seed {options.seed}",
            remedy=str(problem),
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
        _show(scorecard.table(frame, bench.catalogue, period, bench.as_of, width=_console().width))


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
        for part in due.parts(frame, bench.as_of, options.most or arguments.MOST_DUE):
            _show(part)


def _clauses(options: argparse.Namespace) -> None:
    from heatqa.tables import catalogue

    bench = _workbench(options)
    chosen = bench.catalogue.of_document(options.document)
    if not _written(catalogue.frame(chosen, bench.catalogue), options.format):
        _show(catalogue.table(chosen, bench.catalogue))


def _rollback(options: argparse.Namespace) -> None:
    file = _workbench(options).warehouse.roll_back()
    print(say("cli.rolled_back", file=file.name))


_COMMANDS = {
    "simulate": _simulate,
    "load": _load,
    "scorecard": _scorecard,
    "why": _why,
    "due": _due,
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
    if bench.settings.language and not options.lang:
        language.use(bench.settings.language)
    return bench


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
