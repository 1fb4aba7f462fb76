"""The catalogue read from TOML, the shipped documents and a company's own, every entry checked."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from heatqa import errors
from heatqa.clauses import forms, patterns, rules
from heatqa.clauses.catalogue import Catalogue, Clause, Document, Option, Reading, Reason
from heatqa.language import say


@functools.cache
def load(own: Sequence[Path] = ()) -> Catalogue:
    """The shipped documents and a company's own ones.

    Raises:
        FileMissing: a file of own clauses is not there.
        CatalogueBroken: a file is not TOML, or an entry cannot be followed.
    """
    package = resources.files("heatqa.clauses")
    readings = _readings(tomllib.loads((package / "readings.toml").read_text(encoding="utf-8")))
    reasons = _reasons(tomllib.loads((package / "reasons.toml").read_text(encoding="utf-8")))
    documents: dict[str, Document] = {}
    clauses: dict[str, Clause] = {}
    shipped = sorted((package / "documents").iterdir(), key=lambda file: file.name)
    for file in (*shipped, *own):
        if not file.is_file():
            raise errors.FileMissing(path=file)
        entries = parsed(file)
        document = document_of(file, entries)
        for flaw in rules.of_name("id", document.id, documents):
            raise _broken(file.name, "[document]", flaw)
        documents[document.id] = document
        for clause_id, entry in entries.get("clauses", {}).items():
            for flaw in rules.of_name("", clause_id, clauses):
                raise _broken(file.name, clause_id, flaw)
            clauses[clause_id] = clause_of(file, document, clause_id, entry, readings)
    catalogue = Catalogue(documents, readings, clauses, reasons)
    for clause in clauses.values():
        if clause.form == "unjudged" and clause.terms["why"] not in reasons:
            _refuse(clause.document, clause.id, "why", clause.terms["why"], list(reasons))
        if clause.form == "share" and clause.terms["of"] not in clauses:
            _refuse(clause.document, clause.id, "of", clause.terms["of"], list(clauses))
    return catalogue


@functools.cache
def proposed_urgent() -> tuple[str, ...]:
    """The categories taken as emergencies where a company names none of its own."""
    text = (resources.files("heatqa.clauses") / "urgency.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["categories"])


def parsed(file: Any) -> dict[str, Any]:
    """The entries of a file.

    Raises:
        CatalogueBroken: it is not TOML.
    """
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
                option: Option(
                    name=option,
                    label=terms["label"],
                    means={"en": terms["en"], "zh": terms["zh"]},
                    sets=terms["set"],
                )
                for option, terms in entry["options"].items()
            },
        )
        for name, entry in entries.items()
    }


def _reasons(entries: dict[str, Any]) -> dict[str, Reason]:
    return {
        name: Reason(name, {"en": entry["en"], "zh": entry["zh"]}, entry.get("needs"))
        for name, entry in entries.items()
    }


def document_of(file: Any, entries: dict[str, Any]) -> Document:
    """The document that a file is about.

    Raises:
        CatalogueBroken: its heading or its outline cannot be followed.
    """
    for flaw in rules.of_document(entries):
        raise _broken(file.name, "[document]", flaw)
    head = entries["document"]
    return Document(
        id=head["id"],
        title=head["title"],
        name={"en": head["en"], "zh": head["zh"]},
        state=head.get("state", "complete"),
    )


def clause_of(
    file: Any,
    document: Document,
    clause_id: str,
    entry: dict[str, Any],
    readings: Mapping[str, Reading],
) -> Clause:
    """The clause of one entry.

    Raises:
        CatalogueBroken: the entry has a flaw, see `rules.of_entry`.
    """
    entry = patterns.whole(clause_id, entry)
    for flaw in rules.of_entry(entry, readings):
        raise _broken(file.name, clause_id, flaw)
    own_terms = forms.terms_of(entry["form"])
    return Clause(
        id=clause_id,
        document=document.id,
        number=entry.get("number", ""),
        cls=entry["class"],
        label=entry.get("label", {"en": clause_id, "zh": clause_id}),
        rule={"en": entry.get("en", ""), "zh": entry.get("zh", "")},
        form=entry["form"],
        fact=entry.get("fact", ""),
        terms={term: entry[term] for term in own_terms if term in entry},
        where=entry.get("where"),
        readings=tuple(entry.get("readings", ())),
        target=entry.get("target"),
        target_from=entry.get("target_from"),
        note=entry.get("note"),
        shows=tuple(entry.get("shows", ())),
        example=entry.get("example", {}),
        cases=tuple((given, expected) for given, expected in entry.get("cases", ())),
    )


def _broken(name: str, entry: str, flaw: rules.Flaw) -> errors.CatalogueBroken:
    where = ", ".join(filter(None, (entry, flaw.term)))
    return errors.CatalogueBroken(path=name, where=where, found=flaw.found, remedy=flaw.remedy)


def _refuse(where_file: str, clause_id: str, term: str, found: Any, known: Sequence[str]) -> None:
    raise errors.CatalogueBroken(
        path=where_file,
        where=f"{clause_id}, {term}",
        found=repr(found),
        remedy=errors.suggestion(str(term if found is None else found), known),
    )
