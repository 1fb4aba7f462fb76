"""The catalogue: documents, their clauses and readings, loaded from TOML and checked."""

import functools
import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from heatqa import errors
from heatqa.clauses import forms
from heatqa.language import say

CLASSES = ("M1", "M2", "M3", "R", "O", "U", "N", "own")
_HEAD = ("number", "class", "form", "fact", "en", "zh")
_OPTIONAL = ("where", "readings", "target", "target_from", "note", "example", "cases")


@dataclass(frozen=True)
class Document:
    """One standard of one company; its number is the key, its title is not (S1 and S6 share one)."""

    id: str
    title: str
    name: dict[str, str]
    state: str


@dataclass(frozen=True)
class Option:
    """One way to read an unclear wording: the terms it sets, and a narrower population if any."""

    name: str
    means: dict[str, str]
    sets: dict[str, Any]

    @property
    def and_where(self) -> str | None:
        """A further condition on who is counted."""
        return self.sets.get("and_where")


@dataclass(frozen=True)
class Reading:
    """A question that the wording leaves open, with its options."""

    name: str
    asks: dict[str, str]
    why: dict[str, str]
    default: str
    options: dict[str, Option]


@dataclass(frozen=True)
class Variant:
    """A clause under one choice of readings: what is judged."""

    clause: "Clause"
    choice: tuple[tuple[str, str], ...]
    form_name: str
    form: forms.Form
    fact: str
    where: str | None

    @property
    def reading(self) -> str:
        """The choice in words, empty where the clause needs none."""
        return ", ".join(option for _, option in self.choice)


@dataclass(frozen=True)
class Clause:
    """One obligation of a document, in our own words, with the form in which it is judged."""

    id: str
    document: str
    number: str
    cls: str
    rule: dict[str, str]
    form: str
    fact: str
    terms: dict[str, Any]
    where: str | None = None
    readings: tuple[str, ...] = ()
    target: float | None = None
    target_from: str | None = None
    note: dict[str, str] | None = None
    example: dict[str, Any] = field(default_factory=dict)
    cases: tuple[tuple[dict[str, Any], dict[str, int]], ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All documents, readings and clauses in force, in the order of the documents."""

    documents: dict[str, Document]
    readings: dict[str, Reading]
    clauses: dict[str, Clause]

    def clause(self, clause_id: str) -> Clause:
        """The clause of that number.

        Raises:
            ClauseUnknown: there is none.
        """
        if clause_id not in self.clauses:
            hint = errors.suggestion(clause_id, self.clauses)
            raise errors.ClauseUnknown(clause=clause_id, hint=hint)
        return self.clauses[clause_id]

    def of_document(self, document: str | None) -> list[Clause]:
        """The clauses of one document, or all of them.

        Raises:
            DocumentUnknown: there is no such document.
        """
        if document is not None and document not in self.documents:
            hint = errors.suggestion(document, self.documents)
            raise errors.DocumentUnknown(document=document, hint=hint)
        return [c for c in self.clauses.values() if document in (None, c.document)]

    def judged_as(self, clause: Clause) -> Clause:
        """The clause whose verdicts count: itself, or for a share the one it counts."""
        return self.clauses[clause.terms["of"]] if clause.form == "share" else clause

    def variants(self, clause: Clause) -> list[Variant]:
        """The clause under every combination of its readings, the defaults first."""
        clause = self.judged_as(clause)
        asked = [self.readings[name] for name in clause.readings]
        ordered = [
            sorted(reading.options, key=lambda name, reading=reading: name != reading.default)
            for reading in asked
        ]
        return [
            self.variant(clause, dict(zip(clause.readings, choice, strict=True)))
            for choice in itertools.product(*ordered)
        ]

    def variant(self, clause: Clause, chosen: Mapping[str, str] | None = None) -> Variant:
        """The clause under the options chosen, the defaults for the rest."""
        clause = self.judged_as(clause)
        choice = {
            name: (chosen or {}).get(name, self.readings[name].default) for name in clause.readings
        }
        terms = dict(clause.terms)
        head = {"form": clause.form, "fact": clause.fact}
        conditions = [clause.where] if clause.where else []
        for name, option_name in choice.items():
            option = self.readings[name].options[option_name]
            if option.and_where:
                conditions.append(option.and_where)
            sets = {term: value for term, value in option.sets.items() if term != "and_where"}
            if "form" in sets:
                terms = {}
            head |= {term: sets.pop(term) for term in ("form", "fact") if term in sets}
            terms |= sets
        return Variant(
            clause=clause,
            choice=tuple(choice.items()),
            form_name=head["form"],
            form=forms.make(head["form"], terms),
            fact=head["fact"],
            where=" and ".join(f"({condition})" for condition in conditions) or None,
        )

    def check_choice(self, chosen: Mapping[str, str]) -> None:
        """Hold the readings that a company chose against those there are.

        Raises:
            ReadingUnknown: a reading or an option has no such name.
        """
        for name, option in chosen.items():
            if name not in self.readings:
                hint = errors.suggestion(name, self.readings)
                raise errors.ReadingUnknown(reading="readings", found=name, hint=hint)
            if option not in self.readings[name].options:
                hint = errors.suggestion(option, self.readings[name].options)
                raise errors.ReadingUnknown(reading=name, found=option, hint=hint)


@functools.cache
def load(own: Sequence[Path] = ()) -> Catalogue:
    """The shipped documents and a company's own ones.

    Raises:
        FileMissing: a file of own clauses is not there.
        CatalogueBroken: a file is not TOML, or an entry cannot be followed.
    """
    package = resources.files("heatqa.clauses")
    readings = _readings(tomllib.loads((package / "readings.toml").read_text(encoding="utf-8")))
    documents: dict[str, Document] = {}
    clauses: dict[str, Clause] = {}
    shipped = sorted((package / "documents").iterdir(), key=lambda file: file.name)
    for file in (*shipped, *own):
        if not file.is_file():
            raise errors.FileMissing(path=file)
        entries = _parsed(file)
        document = _document(file, entries)
        documents[document.id] = document
        for clause_id, entry in entries.get("clauses", {}).items():
            clauses[clause_id] = _clause(file, document, clause_id, entry, readings)
    catalogue = Catalogue(documents, readings, clauses)
    for clause in clauses.values():
        if clause.form == "share" and clause.terms["of"] not in clauses:
            _refuse(document.id, clause.id, "of", clause.terms["of"], list(clauses))
    return catalogue


def _parsed(file: Any) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise errors.CatalogueBroken(
            path=file.name, where="TOML", found=str(problem), remedy=say("clauses.remedy.toml")
        ) from None


def _readings(entries: dict[str, Any]) -> dict[str, Reading]:
    return {
        name: Reading(
            name=name,
            asks={"en": entry["en"], "zh": entry["zh"]},
            why=entry["why"],
            default=entry["default"],
            options={
                option: Option(option, {"en": terms["en"], "zh": terms["zh"]}, terms["set"])
                for option, terms in entry["options"].items()
            },
        )
        for name, entry in entries.items()
    }


def _document(file: Any, entries: dict[str, Any]) -> Document:
    head = entries.get("document", {})
    for name in ("id", "title", "en", "zh"):
        if not isinstance(head.get(name), str):
            raise errors.CatalogueBroken(
                path=file.name,
                where=f"[document] {name}",
                found=repr(head.get(name)),
                remedy=say("clauses.remedy.document"),
            )
    return Document(
        id=head["id"],
        title=head["title"],
        name={"en": head["en"], "zh": head["zh"]},
        state=head.get("state", "complete"),
    )


def _clause(
    file: Any,
    document: Document,
    clause_id: str,
    entry: dict[str, Any],
    readings: Mapping[str, Reading],
) -> Clause:
    def refuse(term: str, found: Any, known: Sequence[str]) -> None:
        _refuse(file.name, clause_id, term, found, known)

    if entry.get("form") not in forms.FORMS:
        refuse("form", entry.get("form"), list(forms.FORMS))
    if entry.get("class") not in CLASSES:
        refuse("class", entry.get("class"), CLASSES)
    own_terms = forms.terms_of(entry["form"])
    known = (*_HEAD, *_OPTIONAL, *own_terms)
    for term in entry:
        if term not in known:
            refuse(term, entry[term], known)
    for name in entry.get("readings", ()):
        if name not in readings:
            refuse("readings", name, list(readings))
    clause = Clause(
        id=clause_id,
        document=document.id,
        number=entry.get("number", ""),
        cls=entry["class"],
        rule={"en": entry.get("en", ""), "zh": entry.get("zh", "")},
        form=entry["form"],
        fact=entry.get("fact", ""),
        terms={term: entry[term] for term in own_terms if term in entry},
        where=entry.get("where"),
        readings=tuple(entry.get("readings", ())),
        target=entry.get("target"),
        target_from=entry.get("target_from"),
        note=entry.get("note"),
        example=entry.get("example", {}),
        cases=tuple((given, expected) for given, expected in entry.get("cases", ())),
    )
    if not clause.readings:
        try:
            forms.make(clause.form, clause.terms)
        except (TypeError, ValueError) as problem:
            raise errors.CatalogueBroken(
                path=file.name,
                where=clause_id,
                found=str(problem),
                remedy=say("clauses.remedy.terms", terms=", ".join(own_terms)),
            ) from None
    return clause


def _refuse(where_file: str, clause_id: str, term: str, found: Any, known: Sequence[str]) -> None:
    raise errors.CatalogueBroken(
        path=where_file,
        where=f"{clause_id}, {term}",
        found=repr(found),
        remedy=errors.suggestion(str(term if found is None else found), known),
    )
