"""The questions that clauses put to a record, each answered once, however many clauses ask it.

Of a source's records many are of one day and place and answer all of them alike. They are counted
first, and judged once: a verdict rests on nothing but the answers.
"""

from collections.abc import Iterable, Sequence

from heatqa.clauses import Variant, forms
from heatqa.judging.alike import RECORDS
from heatqa.sql import quoted


class Questions:
    """The questions put to the records of one source.

    Example:
        >>> questions = Questions()
        >>> questions.ask("team is null"), questions.ask("day > now"), questions.ask("team is null")
        ('answer_0', 'answer_1', 'answer_0')
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def ask(self, question: str) -> str:
        """The name of the answer to a question, which is SQL over a record: true, false or null."""
        return self._names.setdefault(question, f"answer_{len(self._names)}")

    def counted(self, kept: Sequence[str], rows: str, joins: Iterable[str]) -> str:
        """SQL for records that answer every question alike, with how many they are in `records`.

        Args:
            kept: Columns by which records are told apart in any case.
            rows: The records.
            joins: What questions look up besides.
        """
        places = ", ".join(map(quoted, kept))
        answers = ", ".join(f"{sql} as {name}" for sql, name in self._names.items())
        names = ", ".join([places, *self._names.values()])
        return (
            f"(select {names}, count(*) as {RECORDS} from (select {places}, {answers}"
            f" from {rows} as fact {' '.join(joins)}) as each_record group by {names})"
        )


def worth_asking(group: Iterable[Variant]) -> bool:
    """Whether to answer all questions takes less than to judge records one by one.

    What was said is searched only where an earlier answer leaves the verdict open.
    """
    return not any(isinstance(variant.form, forms.Phrase) for variant in group)
