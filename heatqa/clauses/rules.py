"""What an entry of a document of clauses has to be: loading stops at the first flaw it breaks.

`heatqa clauses check` lists all of them; there is one set of checks for both.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heatqa import errors
from heatqa.clauses import forms
from heatqa.clauses.catalogue import Reading
from heatqa.clauses.patterns import patterns
from heatqa.language import LANGUAGES, say

CLASSES = ("M1", "M2", "M3", "R", "O", "U", "N", "own")
_HEAD = ("number", "class", "label", "form", "fact", "en", "zh")
_OPTIONAL = ("where", "readings", "target", "target_from", "note", "shows", "example", "cases")
# Forms that are judged through another clause or not at all, so that no record is theirs.
_WITHOUT_FACT = ("share", "unjudged")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one term of an entry."""

    term: str
    found: str
    remedy: str


def of_document(entries: Mapping[str, Any]) -> Iterator[Flaw]:
    """The flaws of a file's heading and of its outline."""
    head = entries.get("document", {})
    for name in ("id", "title", "en", "zh"):
        if not isinstance(head, dict) or not isinstance(head.get(name), str):
            found = head.get(name) if isinstance(head, dict) else head
            yield Flaw(name, _shown(found), say("clauses.remedy.document"))
    if not isinstance(entries.get("clauses", {}), dict):
        yield Flaw("clauses", _shown(entries["clauses"]), say("clauses.remedy.entry"))
    for name, value in entries.items():
        if name not in ("document", "clauses"):
            remedy = errors.suggestion(name, ("document", "clauses"))
            yield Flaw(name, _shown(value), remedy)


def of_name(term: str, name: str, taken: Collection[str]) -> Iterator[Flaw]:
    """The flaw of a document's or clause's number that another one has."""
    if name in taken:
        yield Flaw(term, repr(name), say("clauses.remedy.taken"))


def of_entry(entry: Any, readings: Mapping[str, Reading]) -> Iterator[Flaw]:
    """The flaws of one clause's entry, those that hide others first."""
    if not isinstance(entry, dict):
        yield Flaw("", _shown(entry), say("clauses.remedy.entry"))
        return
    if "pattern" in entry:
        # What the pattern would have given is not wanting besides.
        yield _unlike("pattern", entry["pattern"], patterns())
        return
    form = entry.get("form")
    if form not in list(forms.FORMS):
        yield _unlike("form", form, forms.FORMS)
    if entry.get("class") not in CLASSES:
        yield _unlike("class", entry.get("class"), CLASSES)
    shapes = list(_shapes(entry, form))
    yield from shapes
    for term, remedy in (("en", "rule"), ("zh", "rule"), ("fact", "fact")):
        if term not in entry and not (term == "fact" and form in _WITHOUT_FACT):
            yield Flaw(term, _shown(None), say(f"clauses.remedy.{remedy}"))
    names = entry.get("readings", ())
    if _texts(names):
        yield from (_unlike("readings", name, readings) for name in names if name not in readings)
    if not isinstance(form, str) or form not in forms.FORMS:
        return
    terms = forms.terms_of(form)
    known = (*_HEAD, *_OPTIONAL, *terms)
    for term in entry:
        if term not in known:
            yield Flaw(term, _shown(entry[term]), errors.suggestion(term, known))
    # With readings the terms are whole only once an option is chosen.
    if not entry.get("readings") and not any(flaw.term in terms for flaw in shapes):
        yield from _terms(form, {term: entry[term] for term in terms if term in entry})


def _terms(form: str, terms: Mapping[str, Any]) -> Iterator[Flaw]:
    """The flaws of a form's terms: what is missing, else what cannot be read."""
    remedy = say("clauses.remedy.terms", terms=", ".join(forms.terms_of(form)))
    missing = [
        field.name
        for field in dataclasses.fields(forms.FORMS[form])
        if field.default is field.default_factory is dataclasses.MISSING and field.name not in terms
    ]
    for term in missing:
        yield Flaw(term, _shown(None), remedy)
    if missing:
        return
    try:
        forms.make(form, terms)
    except (TypeError, ValueError) as problem:
        # A form refuses a value by naming it.
        named = [term for term, value in terms.items() if value == str(problem)]
        yield Flaw(named[0] if named else "", _shown(terms[named[0]]) if named else form, remedy)


def _shapes(entry: Mapping[str, Any], form: Any) -> Iterator[Flaw]:
    for term, value in entry.items():
        kind = "number" if (form, term) == ("count", "limit") else _KINDS.get(term)
        if kind and not _IS[kind](value):
            yield Flaw(term, _shown(value), say(f"clauses.remedy.kind.{kind}"))


def _unlike(term: str, found: Any, known: Any) -> Flaw:
    return Flaw(
        term, _shown(found), errors.suggestion(term if found is None else str(found), known)
    )


def _shown(value: Any) -> str:
    return say("clauses.found_nothing") if value is None else repr(value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _both(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(value.get(name)) for name in LANGUAGES)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _share(value: Any) -> bool:
    return _number(value) and 0 < value <= 1


def _pairs(value: Any) -> bool:
    """Conditions, each with the column that says when it falls due, or an empty text."""
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and _text(pair[0]) and isinstance(pair[1], str)
        for pair in value
    )


def _cases(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(case, list) and len(case) == 2 and all(isinstance(part, dict) for part in case)
        for case in value
    )


_IS: dict[str, Callable[[Any], bool]] = {
    "text": _text,
    "texts": _texts,
    "both": _both,
    "number": _number,
    "share": _share,
    "pairs": _pairs,
    "mapping": lambda value: isinstance(value, dict),
    "cases": _cases,
}
_TEXTS = ("number", "fact", "en", "zh", "where", "start", "stop", "due", "limit", "lost", "value")
_TEXTS += ("settled", "open_until", "offered", "answered", "of", "unit", "why", "target_from")
_TEXTS += ("pause", "day_ends", "within", "when_by", "found", "undecided", "reported")
_LISTS = ("readings", "over", "filled", "true", "shows", "required", "forbidden", "when")
_KINDS = {
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(_LISTS, "texts"),
    **dict.fromkeys(("label", "note"), "both"),
    **dict.fromkeys(("low", "high"), "number"),
    "target": "share",
    "needs": "pairs",
    "example": "mapping",
    "cases": "cases",
}
