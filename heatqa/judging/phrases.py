"""Phrases searched in the words of a conversation, as SQL, and which of them decided."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from heatqa.clauses import Variant, forms
from heatqa.clauses.phrases import CLOSE_QUOTE, OPEN_QUOTE, PhraseList, denials, regex
from heatqa.sql import literal

# What stands for words that do not count: nothing that a phrase could find.
_TAKEN_OUT = literal("※")
_QUOTED = literal(f"{OPEN_QUOTE}[^{OPEN_QUOTE}{CLOSE_QUOTE}]*{CLOSE_QUOTE}")


@dataclass(frozen=True)
class Found:
    """One list that a clause names: how it is used, and the phrase of it that was said, if any."""

    use: str
    name: str
    phrase: str | None


def said(listed: PhraseList, words: str) -> str:
    """SQL that is true where a phrase of the list is in `words`, false where none is."""
    if not listed.phrases:
        return "false"
    return f"regexp_matches({_counting(listed, words)}, {literal(_any(listed.phrases))})"


def which(listed: PhraseList, words: str) -> str:
    """SQL for the first phrase of the list that is in `words`, as the list writes it, or null."""
    text = _counting(listed, words)
    cases = " ".join(
        f"when regexp_matches({text}, {literal(regex(phrase))}) then {literal(phrase)}"
        for phrase in listed.phrases
    )
    return f"case {cases} end" if cases else "cast(null as varchar)"


def found(
    connection: duckdb.DuckDBPyConnection, variant: Variant, wanted: Collection[str]
) -> dict[str, list[Found]]:
    """What decided about each of some conversations; the views of the facts were made before."""
    form = variant.form
    if not isinstance(form, forms.Phrase):
        return {record: [] for record in wanted}
    places = {"when": forms.WHEN_BY[form.when_by]}
    uses = [(use, name) for use in ("when", "required", "forbidden") for name in getattr(form, use)]
    chosen = ", ".join(
        which(form.lists[name], places.get(use, forms.WITHIN[form.within])) for use, name in uses
    )
    rows = connection.execute(
        f"select record_id, {chosen} from fact_{variant.fact} where list_contains($1, record_id)",
        [list(wanted)],
    ).fetchall()
    return {
        record: [Found(use, name, said) for (use, name), said in zip(uses, phrases, strict=True)]
        for record, *phrases in rows
    }


def _counting(listed: PhraseList, words: str) -> str:
    """The words without those in which a phrase of the list means something else."""
    text = f"coalesce({words}, '')"
    if listed.denied:
        denial = f"(?:{_any(denials())})(?:{_any(listed.phrases)})"
        text = f"regexp_replace({text}, {_QUOTED}, {_TAKEN_OUT}, 'g')"
        text = f"regexp_replace({text}, {literal(denial)}, {_TAKEN_OUT}, 'g')"
    if listed.unless:
        text = f"regexp_replace({text}, {literal(_any(listed.unless))}, {_TAKEN_OUT}, 'g')"
    return text


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(regex(phrase) for phrase in phrases)
