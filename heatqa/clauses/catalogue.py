"""The catalogue: documents, clauses, readings, and a clause under each choice of readings."""

import itertools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from heatqa import errors
from heatqa.clauses import forms
from heatqa.clauses.phrases import PhraseList, chosen_lists, in_force, shipped
from heatqa.language import pick, say

# Classes of clauses that no record can show: only an observer could, nobody can, no obligation.
UNTELLABLE = ("O", "U", "N")
# Up to so many combinations of readings are all judged; beyond, a question at a time.
_MOST_COMBINED = 12
_CONDITIONS = ("and_where", "condition")


@dataclass(frozen=True)
class Document:
    """One standard of one company, known by its number: S1 and S6 share a title."""

    id: str
    title: str
    name: dict[str, str]
    state: str


@dataclass(frozen=True)
class Option:
    """One way to read an unclear wording: the terms it sets, and a narrower population if any."""

    name: str
    label: dict[str, str]
    means: dict[str, str]
    sets: dict[str, Any]

    @property
    def and_where(self) -> str | None:
        """A further condition on who is counted."""
        return self.sets.get("and_where")

    @property
    def condition(self) -> str | None:
        """What stands for `$` and the reading's name in the condition of a clause."""
        return self.sets.get("condition")


@dataclass(frozen=True)
class Reading:
    """A question that the wording leaves open, with its options."""

    name: str
    asks: dict[str, str]
    why: dict[str, str]
    default: str
    options: dict[str, Option]


@dataclass(frozen=True)
class Reason:
    """Why records cannot show something, and the register that could, if there is one."""

    name: str
    says: dict[str, str]
    needs: dict[str, str] | None


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
        """The choice as one name, empty where the clause needs none."""
        return ", ".join(option for _, option in self.choice)


@dataclass(frozen=True)
class Clause:
    """One obligation of a document, in our own words, with the form in which it is judged.

    `shows` are columns that decide nothing but explain a record; `limit_of` names the clause
    without a limit for which this one holds the company's own.
    """

    id: str
    document: str
    number: str
    cls: str
    label: dict[str, str]
    rule: dict[str, str]
    form: str
    fact: str
    terms: dict[str, Any]
    where: str | None = None
    readings: tuple[str, ...] = ()
    target: float | None = None
    target_from: str | None = None
    note: dict[str, str] | None = None
    limit_of: str | None = None
    shows: tuple[str, ...] = ()
    example: dict[str, Any] = field(default_factory=dict)
    cases: tuple[tuple[dict[str, Any], dict[str, int]], ...] = ()

    @property
    def judged(self) -> bool:
        """Whether records get verdicts under it."""
        return self.form not in forms.WITHOUT_VERDICT

    @property
    def text(self) -> str:
        """All its words, in both languages, to search in."""
        return " ".join((self.id, *self.label.values(), *self.rule.values()))

    @property
    def on_scorecard(self) -> bool:
        """Whether it is judged, or would be if its records were loaded."""
        return self.judged or self.cls in ("M1", "M2")


@dataclass(frozen=True)
class Catalogue:
    """All documents, readings, reasons and clauses in force, in the order of the documents.

    `phrases` are the lists of phrases that clauses name.
    """

    documents: dict[str, Document]
    readings: dict[str, Reading]
    clauses: dict[str, Clause]
    reasons: dict[str, Reason]
    phrases: dict[str, PhraseList] = field(default_factory=shipped)

    def with_phrases(self, own: Mapping[str, Any]) -> "Catalogue":
        """The catalogue with a company's own lists of phrases, see `phrases.in_force`.

        Raises:
            SettingsBroken: an entry cannot be followed.
        """
        return replace(self, phrases=in_force(own)) if own else self

    def clause(self, clause_id: str) -> Clause:
        """The clause of that number.

        Raises:
            ClauseUnknown: there is none.
        """
        if clause_id not in self.clauses:
            hint = errors.suggestion(clause_id, self.clauses)
            raise errors.ClauseUnknown(clause=clause_id, hint=hint)
        return self.clauses[clause_id]

    def judged_clause(self, clause_id: str) -> Clause:
        """The clause of that number, if records get verdicts under it.

        Raises:
            ClauseUnknown: there is none.
            ClauseNotJudged: it gives no verdicts, and why.
        """
        clause = self.clause(clause_id)
        if not clause.judged:
            raise errors.ClauseNotJudged(clause=clause_id, why=self.reason(clause))
        return clause

    def reason(self, clause: Clause) -> str:
        """Why a clause gives no verdicts, in the user's language; empty if it does."""
        if clause.form == "unjudged":
            return pick(self.reasons[clause.terms["why"]].says)
        return "" if clause.judged else say("clauses.no_limit")

    def of_document(self, document: str | None) -> list[Clause]:
        """The clauses of one document, or all of them.

        Raises:
            DocumentUnknown: there is no such document.
        """
        if document is not None and document not in self.documents:
            hint = errors.suggestion(document, self.documents)
            raise errors.DocumentUnknown(document=document, hint=hint)
        return [c for c in self.clauses.values() if document in (None, c.document)]

    def chosen(
        self,
        document: str | None = None,
        classes: Collection[str] = (),
        fact: str | None = None,
        search: str | None = None,
    ) -> list[Clause]:
        """The clauses of a document, of some classes, on a source, with a word in their text.

        Raises:
            DocumentUnknown: there is no such document.
        """
        word = (search or "").casefold()
        return [
            clause
            for clause in self.of_document(document)
            if (not classes or clause.cls in classes)
            and fact in (None, clause.fact)
            and word in clause.text.casefold()
        ]

    def judged_as(self, clause: Clause) -> Clause:
        """The clause whose verdicts count: itself, or for a share the one it counts."""
        return self.clauses[clause.terms["of"]] if clause.form == "share" else clause

    def reading_label(self, variant: Variant) -> str:
        """The choice of readings in short words of the user's language."""
        options = (self.readings[name].options[option] for name, option in variant.choice)
        return say("reading.joined").join(pick(option.label) for option in options)

    def variants(self, clause: Clause, chosen: Mapping[str, str] | None = None) -> list[Variant]:
        """The clause as chosen first (by default the defaults), then under its other readings.

        All combinations while they are few; else each option of each question in turn, the
        other questions as chosen.
        """
        clause = self.judged_as(clause)
        first = self.variant(clause, chosen)
        asked = [tuple(self.readings[name].options) for name in clause.readings]
        if math.prod(map(len, asked)) <= _MOST_COMBINED:
            choices = [
                zip(clause.readings, each, strict=True) for each in itertools.product(*asked)
            ]
        else:
            choices = [
                (dict(first.choice) | {name: option}).items()
                for name, options in zip(clause.readings, asked, strict=True)
                for option in options
            ]
        made = [self.variant(clause, dict(choice)) for choice in choices]
        return list({variant.choice: variant for variant in (first, *made)}.values())

    def variant(self, clause: Clause, chosen: Mapping[str, str] | None = None) -> Variant:
        """The clause under the options chosen, the defaults for the rest."""
        clause = self.judged_as(clause)
        choice = {
            name: (chosen or {}).get(name, self.readings[name].default) for name in clause.readings
        }
        terms = dict(clause.terms)
        head = {"form": clause.form, "fact": clause.fact}
        where = clause.where or ""
        narrower = []
        for name, option_name in choice.items():
            option = self.readings[name].options[option_name]
            if option.and_where:
                narrower.append(option.and_where)
            if option.condition:
                where = where.replace(f"${name}", f"({option.condition})")
            sets = {term: v for term, v in option.sets.items() if term not in _CONDITIONS}
            if "form" in sets:
                terms = {}
            head |= {term: sets.pop(term) for term in ("form", "fact") if term in sets}
            terms |= sets
        if head["form"] == "phrase":
            named = [(term, name) for term in forms.OF_LISTS for name in terms.get(term, ())]
            terms["lists"] = chosen_lists(self.phrases, named, clause.document, clause.id)
        return Variant(
            clause=clause,
            choice=tuple(choice.items()),
            form_name=head["form"],
            form=forms.make(head["form"], terms),
            fact=head["fact"],
            where=" and ".join(f"({part})" for part in (where, *narrower) if part) or None,
        )

    def choice(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """The readings that a company chose, each option by its name or its label.

        Raises:
            ReadingUnknown: a reading or an option has no such name.
        """
        return {name: self._option(name, option) for name, option in chosen.items()}

    def _option(self, name: str, option: str) -> str:
        if name not in self.readings:
            hint = errors.suggestion(name, self.readings)
            raise errors.ReadingUnknown(reading="readings", found=name, hint=hint)
        options = self.readings[name].options
        for known in options.values():
            if option in (known.name, *known.label.values()):
                return known.name
        hint = errors.suggestion(option, [*options, *(pick(o.label) for o in options.values())])
        raise errors.ReadingUnknown(reading=name, found=option, hint=hint)
