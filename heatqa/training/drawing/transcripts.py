"""Transcripts taken apart: who says what, and which turns of the agent break which promise."""

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from heatqa.clauses import Clause, forms
from heatqa.clauses.phrases import PhraseList
from heatqa.judging import phrases
from heatqa.judging.speakers import marks
from heatqa.redaction import Case, redact
from heatqa.sql import literal
from heatqa.workbench import Workbench

# What agents must not say, clause by clause.
FORBIDDING = ("S4-6.1a", "S4-6.1d", "S4-6.2c")
_NUMBER = "〔工号〕"
_TURN = "¶"


@dataclass(frozen=True)
class Turn:
    """One turn; `spelled` is what phrases are searched in, empty for the customer's."""

    by_agent: bool
    said: str
    spelled: str


@dataclass(frozen=True)
class Conversation:
    """A call that was written down, without its people."""

    record: str
    turns: tuple[Turn, ...]
    opening: str
    customer: str

    def agents(self) -> list[Turn]:
        """The turns of the agent in order."""
        return [turn for turn in self.turns if turn.by_agent]

    def opened(self) -> tuple[Turn, ...]:
        """The turns up to the agent's last before the customer's matter, whose words `opening` is.

        A customer may say hello between them.
        """
        places = [place for place, turn in enumerate(self.turns) if turn.by_agent]
        return self.turns[: places[self.opening.count(_TURN)] + 1]


def conversations(bench: Workbench, first: list[str], most: int) -> list[Conversation]:
    """Calls that came in, their speakers known, those of some records before the others.

    Args:
        bench: The workbench.
        first: Records wanted in any case, such as those that missed a clause.
        most: How many others there are to be.
    """
    wanted = ", ".join(map(literal, first)) or "''"
    rows = bench.sql(
        "select f.record_id, f.agent_id, coalesce(t.text, c.transcript) as text, "
        "f.agent_words, f.opening_words, f.customer_words from fact_conversations f "
        "left join transcripts t using (call_id) left join calls c using (call_id) "
        "where f.speakers_known and f.direction = 'inbound' "
        f"order by f.record_id in ({wanted}) desc, md5(f.record_id) "
        f"limit {len(first) + most}"
    )
    made = (_conversation(row) for row in rows.iter_rows(named=True))
    return [conversation for conversation in made if conversation is not None]


def said(bench: Workbench, listed: PhraseList, words: list[str]) -> list[bool]:
    """Whether a phrase of the list is in each of the spelled words."""
    frame = pl.DataFrame({"place": range(len(words)), "words": words})
    connection = bench.connection().cursor()
    connection.register("told", frame)
    expression = phrases.said(listed, "words")
    return (
        connection.sql(f"select {expression} as found from told order by place")
        .pl()["found"]
        .to_list()
    )


def broken(bench: Workbench, calls: list[Conversation]) -> list[dict[int, Clause]]:
    """For each call the turns of the agent, from 0, that break a clause, with the first one."""
    places = [
        (number, place) for number, call in enumerate(calls) for place in range(len(call.agents()))
    ]
    spelled = [turn.spelled for call in calls for turn in call.agents()]
    found: list[dict[int, Clause]] = [{} for _ in calls]
    for clause_id, listed in forbidden(bench):
        for (number, place), there in zip(places, said(bench, listed, spelled), strict=True):
            if there:
                found[number].setdefault(place, bench.catalogue.clause(clause_id))
    return found


def forbidden(bench: Workbench) -> list[tuple[str, PhraseList]]:
    """The lists of phrases that agents must not use, each with its clause."""
    lists = []
    for clause_id in FORBIDDING:
        clause = bench.catalogue.clause(clause_id)
        form = bench.catalogue.variant(clause, bench.settings.readings).form
        assert isinstance(form, forms.Phrase)  # noqa: S101 - the form of these clauses
        lists += [(clause_id, form.lists[name]) for name in form.forbidden]
    return lists


def _conversation(row: dict[str, Any]) -> Conversation | None:
    """The conversation turn by turn; None where its turns are not those that were judged."""
    spelled = row["agent_words"].split(_TURN)
    case = Case()
    turns: list[Turn] = []
    for by_agent, words in _turns(row["text"]):
        clean = redact(words, case).text
        if row["agent_id"]:
            clean = clean.replace(row["agent_id"], _NUMBER)
        mine = sum(turn.by_agent for turn in turns)
        if by_agent and mine >= len(spelled):
            return None
        turns.append(Turn(by_agent, clean, spelled[mine] if by_agent else ""))
    if sum(turn.by_agent for turn in turns) != len(spelled):
        return None
    opening = row["opening_words"] or ""
    return Conversation(row["record_id"], tuple(turns), opening, row["customer_words"])


def _turns(text: str) -> list[tuple[bool, str]]:
    named = marks()
    either = "|".join(sorted(named["agent"] + named["customer"], key=len, reverse=True))
    mark = re.compile(rf"(?:^|(?<=\s))({either})[#0-9号_-]*(?:[(（][^)）]*[)）])?\s*[:：]")
    parts = mark.split(text)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return [(who in named["agent"], " ".join(words.split())) for who, words in pairs]
