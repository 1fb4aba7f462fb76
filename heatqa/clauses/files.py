"""The catalogue read from TOML, the shipped documents and a company's own, every entry checked."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from heatqa import errors
from heatqa.clauses import forms
from heatqa.clauses.catalogue import Catalogue, Clause, Document, Option, Reading
from heatqa.language import say

CLASSES = ("M1", "M2", "M3", "R", "O", "U", "N", "own")
_HEAD = ("number", "class", "label", "form", "fact", "en", "zh")
_OPTIONAL = ("where", "readings", "target", "target_from", "note", "example", "cases")


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
            _refuse(clause.document, clause.id, "of", clause.terms["of"], list(clauses))
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
    for term, value in entry.items():
        if term not in known:
            refuse(term, value, known)
    for name in entry.get("readings", ()):
        if name not in readings:
            refuse("readings", name, list(readings))
    clause = Clause(
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
