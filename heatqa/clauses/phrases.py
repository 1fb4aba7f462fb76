"""Lists of phrases that agents have to use or to avoid, and what a phrase finds in a conversation.

A phrase is plain words. `[one|another]` stands for either, an empty one for neither; `#` for a
number; `…` for a few words in between. Width, case, spaces, pauses and quotation marks make no
difference, but a phrase never reaches over the end of a sentence, unless by `…`.
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from heatqa import errors
from heatqa.language import LANGUAGES, say
from heatqa.settings import FILE_NAME

# What sources make of a conversation: pauses, ends of sentences, quotations, turns.
PAUSE, STOP, OPEN_QUOTE, CLOSE_QUOTE, TURN = "，", "。", "‹", "›", "¶"
_STOPS = "。.!?！？;；"
_BETWEEN = f"[{PAUSE}{OPEN_QUOTE}{CLOSE_QUOTE}]{{0,2}}"
# Staff numbers may begin with a letter or two.
_NUMBER = "[a-z]{0,2}[0-9零〇一二三四五六七八九十百千两幺]+"
_WORDS_BETWEEN = f"[^{TURN}]{{0,20}}"
_FILLERS = "嗯呃"
_PARTS = re.compile(r"\[([^\[\]]*)\]|(#)|(…+|\.{3,})|([^\[\]#…]+?)(?=\[|\]|#|…|\.{3}|$)", re.DOTALL)
_ENTRY = ("en", "zh", "phrases", "add", "unless", "denied")


@dataclass(frozen=True)
class PhraseList:
    """Phrases of one meaning.

    Attributes:
        phrases: Any one of them is enough.
        unless: Longer phrases in which they mean something else.
        denied: Whether they do not count in quotation marks or right after words of denial or
            report ("I do not say that …", "you said …").
        own: Whether the company changed the list.
    """

    name: str
    means: dict[str, str]
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    denied: bool = False
    own: bool = False


@functools.cache
def shipped() -> dict[str, PhraseList]:
    """The lists that come with the package, by name."""
    return {
        name: PhraseList(
            name=name,
            means={language: entry[language] for language in LANGUAGES},
            phrases=tuple(entry["phrases"]),
            unless=tuple(entry.get("unless", ())),
            denied=entry.get("denied", False),
        )
        for name, entry in _data()["lists"].items()
    }


@functools.cache
def denials() -> tuple[str, ...]:
    """What turns the phrase right after it round, or reports it as another's."""
    return tuple(_data()["denials"])


def in_force(own: Mapping[str, Any]) -> dict[str, PhraseList]:
    """The shipped lists as a company changed them, and its own ones.

    Args:
        own: The section `[phrases]` of the settings. A list of phrases replaces a shipped list; a
            section may `add` phrases and say where they do not count (`unless`), or define a new
            list by `en`, `zh` and `phrases`.

    Raises:
        SettingsBroken: an entry cannot be followed; the message says which and what to do.
    """
    lists = dict(shipped())
    for name, entry in own.items():
        lists[name] = _changed(name, lists.get(name), entry)
    return lists


def chosen_lists(
    lists: Mapping[str, PhraseList], named: list[tuple[str, str]], document: str, clause: str
) -> dict[str, PhraseList]:
    """The lists that the terms of a clause name.

    Raises:
        CatalogueBroken: there is no such list.
    """
    for term, name in named:
        if name not in lists:
            raise errors.CatalogueBroken(
                path=document,
                where=f"{clause}, {term}",
                found=repr(name),
                remedy=errors.suggestion(name, lists),
            )
    return {name: lists[name] for _, name in named}


def regex(phrase: str) -> str:
    """The phrase as a regular expression over a conversation in the sources' spelling.

    Raises:
        ValueError: a bracket is not closed, or nothing is left that has to be said.

    Example:
        >>> re.search(regex("[其他|别的]问题"), "还有别的，问题吗") is not None
        True
        >>> re.search(regex("不知道"), "我知不。道路") is None
        True
    """
    made, at, needed = "", 0, False
    for found in _PARTS.finditer(phrase):
        if found.start() != at:
            break
        at = found.end()
        choice, number, gap, words = found.groups()
        spelled = [_words(each) for each in (choice or "").split("|")]
        if choice is not None and not all(spelled):
            # What may be left out takes its pause with it.
            either = f"(?:{'|'.join(filter(None, spelled))})"
            made += f"(?:{_BETWEEN}{either})?" if needed else f"(?:{either}{_BETWEEN})?"
            continue
        part = _NUMBER if number else _WORDS_BETWEEN if gap else _words(words or "")
        part = f"(?:{'|'.join(spelled)})" if choice is not None else part
        made += _BETWEEN + part if needed and part else part
        needed |= bool(part) and not gap
    if at != len(phrase) or not needed:
        raise ValueError(phrase)
    return made


def _words(text: str) -> str:
    """Plain words, each character followed by a pause if any; the end of a sentence may be one."""
    narrow = unicodedata.normalize("NFKC", text).lower()
    kept: list[str] = []
    for char in narrow:
        if char in _STOPS:
            kept.append(f"{STOP}?")
        elif char.isalnum():
            kept.append(re.escape(char))
    return _BETWEEN.join(kept) if any(part != f"{STOP}?" for part in kept) else ""


def _changed(name: str, known: PhraseList | None, entry: Any) -> PhraseList:
    if isinstance(entry, list):
        if known is None:
            raise _broken(name, entry, "new", errors.suggestion(name, shipped()))
        return replace(known, phrases=_phrases(name, entry), own=True)
    if not isinstance(entry, dict):
        raise _broken(name, entry, "entry")
    for term in entry:
        if term not in _ENTRY:
            raise _broken(f"{name}.{term}", entry[term], "", errors.suggestion(term, _ENTRY))
    if not isinstance(entry.get("denied", False), bool):
        raise _broken(f"{name}.denied", entry["denied"], "denied")
    if known is None:
        if "phrases" not in entry or not all(isinstance(entry.get(x), str) for x in LANGUAGES):
            raise _broken(name, entry, "new", errors.suggestion(name, shipped()))
        known = PhraseList(name, {x: entry[x] for x in LANGUAGES}, ())
    stated = _phrases(name, entry["phrases"]) if "phrases" in entry else known.phrases
    return replace(
        known,
        phrases=(*stated, *_phrases(f"{name}.add", entry.get("add", []))),
        unless=(*known.unless, *_phrases(f"{name}.unless", entry.get("unless", []))),
        denied=entry.get("denied", known.denied),
        own=True,
    )


def _phrases(where: str, entry: Any) -> tuple[str, ...]:
    return tuple(_readable(where, entry))


def _readable(where: str, entry: Any) -> Iterator[str]:
    if not isinstance(entry, list):
        raise _broken(where, entry, "entry")
    for phrase in entry:
        try:
            if not isinstance(phrase, str):
                raise ValueError(phrase)
            regex(phrase)
        except ValueError:
            raise _broken(where, phrase, "phrase") from None
        yield phrase


def _broken(where: str, found: Any, remedy: str, hint: str = "") -> errors.SettingsBroken:
    said = " ".join(filter(None, (hint, say(f"phrases.remedy.{remedy}") if remedy else "")))
    place = f"[phrases] {where}"
    return errors.SettingsBroken(path=FILE_NAME, where=place, found=repr(found), remedy=said)


@functools.cache
def _data() -> dict[str, Any]:
    file = resources.files("heatqa.clauses") / "phrases.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
