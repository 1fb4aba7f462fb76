"""What a newcomer is asked before the first load, and whether an answer can be used."""

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heatqa import clauses, errors, language, settings
from heatqa.language import say

# In the order of asking: the language first, so that the rest is asked in it.
QUESTIONS = ("language", "company", "documents", "season_starts", "season_ends", "time_zone")
_NAMES_APART = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")
_DAY = re.compile(r"(\d{1,2})(?:[-./]|月)(\d{1,2})日?")
_TRIES = 3


@dataclass(frozen=True)
class Answers:
    """A company's answers, each fit to stand in `heatqa.toml`; no documents means all of them."""

    language: language.Language
    company: str
    documents: tuple[str, ...]
    season_starts: str
    season_ends: str
    time_zone: str


def gathered(given: Mapping[str, str | None], ask: Callable[[str], str] | None = None) -> Answers:
    """Every answer: the one given, else the one asked for, else the default.

    Args:
        given: Answers by name that need no asking, None where there is none.
        ask: Shows a question and returns what was typed; without it the defaults stand. It
            raises EOFError where nobody answers, and the defaults stand from there on.

    Raises:
        SettingsBroken, DocumentUnknown: an answer that was given cannot be used, or nobody
            mended one that was typed.
    """
    found: dict[str, Any] = {}
    for name in QUESTIONS:
        text = given.get(name)
        if text is not None:
            found[name] = checked(name, text)
        elif ask is None:
            found[name] = default(name)
        else:
            found[name], answered = _asked(name, ask)
            ask = ask if answered else None
        if name == "language":
            language.use(found[name])
    return Answers(**found)


def default(name: str) -> Any:
    """What stands where nobody answers."""
    chosen = settings.Settings()
    if name == "language":
        return language.current()
    value = getattr(chosen, name)
    return f"{value[0]:02d}-{value[1]:02d}" if name.startswith("season") else value


def checked(name: str, text: str) -> Any:
    """The answer that a text gives to a question.

    Raises:
        SettingsBroken, DocumentUnknown: it gives none; the message says what would.

    Example:
        >>> checked("season_starts", "11月15日"), checked("documents", "s1、S5")
        ('11-15', ('S1', 'S5'))
    """
    text = text.strip()
    if name == "documents":
        return _documents(text)
    if name == "time_zone":
        return _zone(text)
    if name.startswith("season") and (day := _DAY.fullmatch(text)):
        text = f"{int(day[1]):02d}-{int(day[2]):02d}"
    if name == "language":
        text = text.lower()
    if name == "company" and not text.isprintable():
        remedy = say("settings.remedy.company")
        raise _unusable(name, text, remedy)
    settings.entry(name, text)
    return text


def _documents(text: str) -> tuple[str, ...]:
    known = clauses.load()
    names = tuple(dict.fromkeys(name.upper() for name in _NAMES_APART.split(text) if name))
    for name in names:
        known.of_document(name)
    return names


def _zone(text: str) -> str:
    try:
        return settings.entry("time_zone", text)
    except errors.SettingsBroken:
        close = errors.nearest(text, zoneinfo.available_timezones())
        remedy = (
            say("hint.did_you_mean", words=close) if close else say("settings.remedy.time_zone")
        )
        raise _unusable("time_zone", text, remedy) from None


def _unusable(name: str, text: str, remedy: str) -> errors.SettingsBroken:
    return errors.SettingsBroken(
        path=settings.FILE_NAME, where=name, found=repr(text), remedy=remedy
    )


def _asked(name: str, ask: Callable[[str], str]) -> tuple[Any, bool]:
    """The answer typed, and whether anybody is there; useless ones in a row end the asking."""
    mistake: errors.HeatqaError | None = None
    for _ in range(_TRIES):
        asked = f"{mistake}\n{_question(name)}" if mistake else _question(name)
        try:
            text = ask(asked)
        except EOFError:
            if mistake:
                raise mistake from None
            return default(name), False
        if not text.strip():
            return default(name), True
        try:
            return checked(name, text), True
        except errors.HeatqaError as problem:
            mistake = problem
    assert mistake is not None  # noqa: S101 - a use of every try
    raise mistake


def _question(name: str) -> str:
    listed = ""
    if name == "documents":
        documents = clauses.load().documents.values()
        listed = "\n".join(f"  {d.id}  {language.pick(d.name)}" for d in documents)
    shown = default(name) or say(f"init.nothing.{name}")
    return say(f"init.ask.{name}", default=shown, listed=listed)
