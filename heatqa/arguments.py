"""The command line's arguments, described and corrected in the user's language."""

import argparse
import datetime as dt
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

from heatqa import __version__, errors, language
from heatqa.clauses.rules import CLASSES
from heatqa.language import say

FORMATS = ("table", "json", "csv")
# Rows of each table of the watch-list; JSON and CSV hold all of them.
MOST_DUE = 20
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}
# Five digits reach further than any limit and stay within what a calendar holds.
_SPAN = re.compile(r"(\d{1,5}) ?(min|h|d)")

# argparse speaks English only; what it complains of, so that it can be said in both languages.
_MISTAKES = {
    "required": r"the following arguments are required: (?P<found>.+)",
    "choice": r"argument .+: invalid choice: '?(?P<found>.+?)'? \(choose from (?P<choices>.+)\)",
    "value": r"argument (?P<argument>.+): invalid .+ value: '?(?P<found>.+?)'?",
    "argument": r"argument (?P<argument>.+): expected .+",
    "unrecognized": r"unrecognized arguments: (?P<found>.+)",
}


class Parser(argparse.ArgumentParser):
    """An argument parser whose headings and complaints come in the user's language."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings
        )
        self._positionals.title = say("cli.arguments")
        self._optionals.title = say("cli.options")
        self.add_argument("-h", "--help", action="help", help=say("cli.help.help"))

    def format_usage(self) -> str:
        """The line that shows how to call the command."""
        return _in_words(super().format_usage())

    def format_help(self) -> str:
        """The whole help of the command."""
        return _in_words(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and stop with exit code 2."""
        mistake, facts = _recognised(message)
        print(say(f"cli.mistake.{mistake}", program=self.prog, **facts), file=sys.stderr)
        raise SystemExit(2)


def parser() -> Parser:
    """The parser of every command."""
    made = Parser(prog="heatqa", description=say("cli.about"))
    made.add_argument(
        "--version", action="version", version=f"heatqa {__version__}", help=say("cli.help.version")
    )
    _language(made, default=None)
    commands = made.add_subparsers(
        dest="command", required=True, title=say("cli.commands"), metavar="COMMAND"
    )
    for name, describe in _DESCRIBED.items():
        describe(_command(commands, name))
    return made


def _command(commands: Any, name: str) -> Parser:
    said = say(f"cli.command.{name}")
    command = commands.add_parser(name, help=said, description=said)
    # Suppressed, so that a language given before the command is not overwritten by its default.
    _language(command, default=argparse.SUPPRESS)
    return command


def _simulate(command: Parser) -> None:
    command.add_argument("out", metavar="OUT", type=Path, help=say("cli.help.out"))
    for name, default in (("households", 24_000), ("seasons", 2), ("seed", 1)):
        command.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=say(f"cli.help.{name}")
        )


def _load(command: Parser) -> None:
    command.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=say("cli.help.paths"))
    command.add_argument("--profile", metavar="P", help=say("cli.help.profile"))
    _warehouse(command)
    _format(command, ("table", "json"))


def _scorecard(command: Parser) -> None:
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    _warehouse(command)
    _as_of(command)
    _format(command, FORMATS)


def _why(command: Parser) -> None:
    command.add_argument("clause", metavar="CLAUSE", help=say("cli.help.clause"))
    command.add_argument("record", metavar="RECORD", nargs="?", help=say("cli.help.record"))
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    command.add_argument(
        "--verdict",
        choices=("met", "missed", "pending", "cannot tell"),
        help=say("cli.help.verdict"),
    )
    command.add_argument("--most", type=_count, default=20, metavar="N", help=say("cli.help.most"))
    _warehouse(command)
    _as_of(command)
    _format(command, FORMATS)


def _due(command: Parser) -> None:
    command.add_argument("--within", metavar="SPAN", type=span, help=say("cli.help.within"))
    command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    command.add_argument(
        "--most", type=_count, metavar="N", help=say("cli.help.most_rows", most=MOST_DUE)
    )
    _warehouse(command)
    _as_of(command)
    _format(command, FORMATS)


def _readings(command: Parser) -> None:
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    _warehouse(command)
    _as_of(command)
    _format(command, FORMATS)


def _compare(command: Parser) -> None:
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    command.add_argument(
        "--by", choices=("document", "theme"), default="document", help=say("cli.help.by")
    )
    _warehouse(command)
    _as_of(command)
    _format(command, FORMATS)


def _clauses(command: Parser) -> None:
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
    _settings(command)
    _format(command, FORMATS)


def _warehouse(command: Parser) -> None:
    command.add_argument("--warehouse", metavar="DIR", type=Path, help=say("cli.help.warehouse"))
    _settings(command)


def _settings(command: Parser) -> None:
    command.add_argument("--settings", metavar="FILE", type=Path, help=say("cli.help.settings"))


def _as_of(command: Parser) -> None:
    command.add_argument("--as-of", metavar="TIME", type=moment, help=say("cli.help.as_of"))


def _format(command: Parser, choices: tuple[str, ...]) -> None:
    command.add_argument("--format", choices=choices, default="table", help=say("cli.help.format"))


_DESCRIBED = {
    "simulate": _simulate,
    "load": _load,
    "scorecard": _scorecard,
    "why": _why,
    "due": _due,
    "readings": _readings,
    "compare": _compare,
    "clauses": _clauses,
    "rollback": _warehouse,
}
COMMANDS = tuple(_DESCRIBED)


def _language(command: Parser, default: Any) -> None:
    command.add_argument(
        "--lang", choices=language.LANGUAGES, default=default, help=say("cli.help.lang")
    )


def moment(text: str) -> dt.datetime:
    """The moment that a text names; a day alone means its end.

    Raises:
        TimeUnclear: the text is no moment.

    Example:
        >>> moment("2025-12-31 18:00")
        datetime.datetime(2025, 12, 31, 18, 0)
    """
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            found = dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max)
        else:
            found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = None
    # Calendars and seasons are counted back and forth from here, so it has to be a sane year.
    if found is None or found.tzinfo is not None or not 1990 <= found.year <= 2100:
        raise errors.TimeUnclear(found=text)
    return found


def span(text: str) -> dt.timedelta:
    """The length of time that a text names.

    Raises:
        ArgumentUnusable: the text is no length of time.

    Example:
        >>> span("24h"), span("30 min")
        (datetime.timedelta(days=1), datetime.timedelta(seconds=1800))
    """
    found = _SPAN.fullmatch(text.strip())
    if not found:
        remedy = say("due.remedy.within")
        raise errors.ArgumentUnusable(argument="--within", found=text, remedy=remedy)
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


def _count(text: str) -> int:
    """A number of rows, at least one; argparse says what is wrong with another."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _recognised(message: str) -> tuple[str, dict[str, Any]]:
    """Which mistake a complaint of argparse is about, and what it names."""
    for mistake, form in _MISTAKES.items():
        if found := re.fullmatch(form, message):
            return mistake, found.groupdict()
    return "other", {"found": message}


def _in_words(text: str) -> str:
    return text.replace("usage: ", say("cli.usage"), 1)
