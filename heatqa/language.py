"""Every word a user sees, in English and Chinese, read from `heatqa/wording/*.toml`."""

import contextlib
import contextvars
import functools
import os
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Literal

from heatqa import typography

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
VARIABLE = "HEATQA_LANG"
# A server speaks to many people at once, to each in their own language.
_SPOKEN: contextvars.ContextVar[Language | None] = contextvars.ContextVar("spoken", default=None)
# In terminals and spreadsheets Chinese texts take marks as those have them; pages, pictures and
# paper take wide ones.
_PRINTED: contextvars.ContextVar[bool] = contextvars.ContextVar("printed", default=False)
# The languages that `use` was called with: who names one means it.
_chosen: list[Language] = []


def current() -> Language:
    """The language in force: that of `speaking`, of `HEATQA_LANG`, of the locale, else English."""
    if spoken := _SPOKEN.get():
        return spoken
    for variable in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "").lower()
        if value[:2] in LANGUAGES:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def use(language: Language) -> None:
    """Speak `language` from here on, in this process and those it starts."""
    os.environ[VARIABLE] = language
    _chosen.append(language)


def prefer(language: Language | None) -> None:
    """Speak a company's `language` where nobody has chosen one in this process yet."""
    if language and not _chosen:
        os.environ[VARIABLE] = language


@contextlib.contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` within the block, in this thread or task only.

    Example:
        >>> with speaking("zh"):
        ...     say("verdict.met")
        '达到'
    """
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


@contextlib.contextmanager
def printed() -> Iterator[None]:
    """Set Chinese texts as books do within the block or function, in this thread or task only.

    Example:
        >>> with printed():
        ...     percent(0.97)
        '97.0 %'
    """
    token = _PRINTED.set(True)
    try:
        yield
    finally:
        _PRINTED.reset(token)


def say(key: str, /, *, language: Language | None = None, **facts: Any) -> str:
    """The sentence filed under `key`, with `facts` filled in.

    Raises:
        KeyError: no such entry; a test holds that every key used in the package exists.

    Example:
        >>> say("verdict.met", language="zh")
        '达到'
    """
    spoken = language or current()
    return _set(_sentences()[key][spoken].format(**facts), spoken)


def has(key: str) -> bool:
    """Whether an entry is filed under `key`."""
    return key in _sentences()


def pick(texts: Mapping[str, str], language: Language | None = None) -> str:
    """The text in the language in force from an `{en = …, zh = …}` pair of a data file."""
    spoken = language or current()
    return _set(texts[spoken], spoken)


def _set(text: str, spoken: Language) -> str:
    return typography.in_print(text) if spoken == "zh" and _PRINTED.get() else text


def number(value: float | None, decimals: int = 0) -> str:
    """A number with thousands separators, or a dash where there is none."""
    return "–" if value is None else f"{value:,.{decimals}f}"


def percent(share: float | None, decimals: int = 1) -> str:
    """A share as a percentage, never rounded up to 100 % nor down to 0 %.

    Example:
        >>> percent(0.99996), percent(1.0), percent(0.97)
        ('>99.9 %', '100.0 %', '97.0 %')
    """
    if share is None:
        return "–"
    shown = f"{100 * share:.{decimals}f}"
    smallest = 10**-decimals
    if share < 1 and float(shown) == 100:
        return f">{100 - smallest:.{decimals}f} %"
    if share > 0 and float(shown) == 0:
        return f"<{smallest:.{decimals}f} %"
    close = _PRINTED.get() and current() == "zh"
    return f"{shown}%" if close else f"{shown} %"


@functools.cache
def _sentences() -> dict[str, dict[str, str]]:
    sentences: dict[str, dict[str, str]] = {}
    for file in sorted(
        resources.files("heatqa.wording").iterdir(), key=lambda resource: resource.name
    ):
        if file.name.endswith(".toml"):
            _gather(tomllib.loads(file.read_text(encoding="utf-8")), "", sentences)
    return sentences


def _gather(entry: dict[str, Any], prefix: str, into: dict[str, dict[str, str]]) -> None:
    for name, value in entry.items():
        key = f"{prefix}{name}"
        if set(value) == set(LANGUAGES):
            into[key] = value
        else:
            _gather(value, f"{key}.", into)
