"""A company's own document of clauses held against every rule, each mistake with its line."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heatqa import errors
from heatqa.clauses import files, forms, patterns, rules
from heatqa.clauses.catalogue import Catalogue, Clause
from heatqa.language import say

_AT_LINE = re.compile(r"line (\d+)")
# A heading begins its line; the lists of a term are indented.
_HEADING = re.compile(r"\[")
_CASE = re.compile(r"\s*\[\s*\{")


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where, and what to do; `line` counts from 1."""

    line: int
    where: str
    found: str
    remedy: str


@dataclass
class Checked:
    """A file as far as it can be read: clauses without a flaw, sound terms of others, mistakes."""

    path: Path
    lines: list[str] = field(default_factory=list)
    clauses: dict[str, Clause] = field(default_factory=dict)
    flawed: dict[str, dict[str, Any]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, entry: str, flaw: rules.Flaw, case: int | None = None) -> None:
        """Write down a flaw of an entry, or of its n-th worked case, at the line it is on."""
        about = flaw.term if case is None else say("check.case", number=case)
        where = ", ".join(filter(None, (entry or flaw.term, about if entry else "")))
        line = self._line(entry or flaw.term, flaw.term, case)
        self.mistakes.append(Mistake(line, where, flaw.found, flaw.remedy))

    def _line(self, entry: str, term: str, case: int | None) -> int:
        """The line of a term of an entry, of the entry where it is not there, else the first."""
        start = self._heading(entry)
        if start is None:
            return 1
        for number in range(start + 1, len(self.lines)):
            if _HEADING.match(self.lines[number]):
                break
            if re.match(rf"\s*\"?{re.escape(term)}\"?\s*[.=]", self.lines[number]) and term:
                return self._case(number, case) + 1
        return start + 1

    def _heading(self, entry: str) -> int | None:
        name = re.escape(entry)
        heading = re.compile(rf"\s*\[(?:clauses\.)?[\"']?{name}[\"']?\]")
        return next((n for n, line in enumerate(self.lines) if heading.match(line)), None)

    def _case(self, number: int, case: int | None) -> int:
        """The line of the n-th case of a list that starts at a line, if each has its own."""
        if case is None:
            return number
        starts = [n for n in range(number + 1, len(self.lines)) if _CASE.match(self.lines[n])]
        return starts[case - 1] if case <= len(starts) else number


def read(path: Path, shipped: Catalogue) -> Checked:
    """The clauses of a file that can be followed, and what is wrong with the others.

    Raises:
        FileMissing: the file is not there.
    """
    if not path.is_file():
        raise errors.FileMissing(path=path)
    checked = Checked(path)
    try:
        entries = files.parsed(path)
    except errors.CatalogueBroken as problem:
        found = _AT_LINE.search(problem.facts["found"])
        line = int(found[1]) if found else 1
        mistake = Mistake(line, "TOML", problem.facts["found"], problem.facts["remedy"])
        checked.mistakes.append(mistake)
        return checked
    checked.lines = path.read_text(encoding="utf-8").splitlines()
    for flaw in rules.of_document(entries):
        checked.note("document" if flaw.term in ("id", "title", "en", "zh") else "", flaw)
    document = None if checked.mistakes else files.document_of(path, entries)
    for flaw in rules.of_name("id", document.id, shipped.documents) if document else ():
        checked.note("document", flaw)
    clauses = entries.get("clauses", {})
    for clause_id, written in clauses.items() if isinstance(clauses, dict) else ():
        entry = patterns.whole(clause_id, written)
        flaws = [
            *rules.of_name("", clause_id, shipped.clauses),
            *rules.of_entry(entry, shipped.readings),
            *_named(entry, shipped, clauses),
        ]
        for flaw in flaws:
            checked.note(clause_id, flaw)
        if document and not flaws:
            clause = files.clause_of(path, document, clause_id, entry, shipped.readings)
            checked.clauses[clause_id] = clause
        elif isinstance(entry, dict):
            wrong = {flaw.term for flaw in flaws}
            sound = {term: value for term, value in entry.items() if term not in wrong}
            checked.flawed[clause_id] = sound
    return checked


def _named(entry: Any, shipped: Catalogue, own: dict[str, Any]) -> list[rules.Flaw]:
    """The flaws of a term that names something else in the catalogue."""
    if not isinstance(entry, dict):
        return []
    if entry.get("form") == "phrase":
        named = [(term, name) for term in forms.OF_LISTS for name in _listed(entry.get(term))]
        return [
            rules.Flaw(term, repr(name), errors.suggestion(name, shipped.phrases))
            for term, name in named
            if name not in shipped.phrases
        ]
    known = {"share": ("of", [*own, *shipped.clauses]), "unjudged": ("why", shipped.reasons)}
    term, names = known.get(str(entry.get("form")), ("", ()))
    found = entry.get(term)
    if not isinstance(found, str) or found in names:
        return []
    return [rules.Flaw(term, repr(found), errors.suggestion(found, names))]


def _listed(names: Any) -> list[str]:
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
