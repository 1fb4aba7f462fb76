"""The command line's arguments, described and corrected in the user's language."""

import argparse
import datetime as dt
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

from heatqa import errors, language
from heatqa.language import say

FORMATS = ("table", "json", "csv")
# Commands that go through a file of texts also answer a line per text.
TEXT_FORMATS = (*FORMATS, "jsonl")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}
# Five digits reach further than any limit and stay within what a calendar holds.
_SIZE = re.compile(r"(\d{1,6}(?:\.\d)?) ?(MB|GB|TB)")
_SPAN = re.compile(r"(\d{1,5}) ?(min|h|d)")

# argparse speaks English only; what it complains of, so that it can be said in both languages.
_MISTAKES = {
    "required": r"the following arguments are required: (?P<found>.+)",
    "either": r"one of the arguments (?P<found>.+) is required",
    "together": r"argument (?P<argument>.+): not allowed with argument (?P<found>.+)",
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

    def parse_known_args(self, *given: Any, **named: Any) -> tuple[Any, list[str]]:
        """A command complains itself of what it does not know, since its help says what it does."""
        found, left = super().parse_known_args(*given, **named)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return found, left

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


def warehouse(command: Parser) -> None:
    """Where the facts and the settings are."""
    command.add_argument("--warehouse", metavar="DIR", type=Path, help=say("cli.help.warehouse"))
    settings(command)


def settings(command: Parser) -> None:
    """The company's settings."""
    command.add_argument("--settings", metavar="FILE", type=Path, help=say("cli.help.settings"))


def texts(command: Parser) -> None:
    """A file of texts."""
    command.add_argument("file", metavar="FILE", type=Path, help=say("cli.help.texts"))
    command.add_argument("--column", metavar="HEADER", help=say("cli.help.column"))


def of_records(command: Parser, *, by_document: bool = False) -> None:
    """What a question about the records takes: which, as of when, and how to write the answer."""
    command.add_argument("--period", metavar="P", help=say("cli.help.period"))
    if by_document:
        command.add_argument("--document", metavar="D", help=say("cli.help.document"))
    warehouse(command)
    as_of(command)
    form(command, FORMATS)


def memory_limit(command: Parser) -> None:
    """How much memory the database may take."""
    command.add_argument(
        "--memory-limit", metavar="SIZE", type=size, help=say("cli.help.memory_limit")
    )


def as_of(command: Parser) -> None:
    """The moment to judge at."""
    command.add_argument("--as-of", metavar="TIME", type=moment, help=say("cli.help.as_of"))


def form(command: Parser, choices: tuple[str, ...]) -> None:
    """How the answer is written."""
    command.add_argument("--format", choices=choices, default="table", help=say("cli.help.format"))


def spoken(command: Parser, default: Any) -> None:
    """The language of the answer."""
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


def size(text: str) -> str:
    """An amount of memory as the database takes it.

    Raises:
        ArgumentUnusable: the text is no amount.

    Example:
        >>> size("2gb"), size("800 MB")
        ('2GB', '800MB')
    """
    found = _SIZE.fullmatch(text.strip().upper())
    if not found:
        remedy = say("load.remedy.memory_limit")
        raise errors.ArgumentUnusable(argument="--memory-limit", found=text, remedy=remedy)
    return f"{found[1]}{found[2]}"


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


def count(text: str) -> int:
    """A number of rows, at least one; argparse says what is wrong with another."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _recognised(message: str) -> tuple[str, dict[str, Any]]:
    """Which mistake a complaint of argparse is about, and what it names."""
    for mistake, form in _MISTAKES.items():
        if found := re.fullmatch(form, message):
            facts = found.groupdict()
            if mistake == "choice":
                # Python 3.12 writes them without quotation marks.
                known = [choice.strip(" '") for choice in facts["choices"].split(",")]
                facts["hint"] = errors.suggestion(facts["found"], known)
            return mistake, facts
    return "other", {"found": message}


def _in_words(text: str) -> str:
    return text.replace("usage: ", say("cli.usage"), 1)
