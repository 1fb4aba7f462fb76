"""A text without its people: every find becomes a mark, the same person the same mark."""

import re
from dataclasses import dataclass, field

from heatqa.redaction import digits
from heatqa.redaction.data import patterns
from heatqa.redaction.finding import Span, spans, titled


@dataclass(frozen=True)
class Redacted:
    """A text with marks instead of people, and what was replaced."""

    text: str
    spans: tuple[Span, ...]


@dataclass
class Case:
    """The people of one case; texts of the same case share their marks.

    `published` are the figures of the company's own telephone numbers, which stay.
    """

    published: frozenset[str] = frozenset()
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def mark(self, span: Span) -> str:
        """The mark of a find: 〔姓名〕 for the first person of a case, 〔姓名2〕 for the second."""
        key = (span.kind, self._who(span))
        if key not in self.known:
            word = patterns()["marks"][span.kind]
            earlier = len({mark for (kind, _), mark in self.known.items() if kind == span.kind})
            self.known[key] = f"〔{word}{earlier + 1 if earlier else ''}〕"
        return self.known[key]

    def _who(self, span: Span) -> str:
        """What two spellings of the same find have in common."""
        if span.kind == "name":
            return self._person(span.text)
        plain = digits.figures(span.text)
        plain = re.sub(r"[^0-9A-Za-z一-鿿]", "", plain).upper()
        return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", plain)

    def _person(self, text: str) -> str:
        """A surname with a title is the one person of that surname whose name is known."""
        bare = titled().sub("", text) or text
        if len(bare) > 1:
            return bare
        full = {who for kind, who in self.known if kind == "name" and who.startswith(bare)}
        longer = [who for who in full if len(who) > 1]
        return longer[0] if len(longer) == 1 else bare


def redact(text: str, case: Case | None = None) -> Redacted:
    """Replace names, telephones, cards, addresses and the like by typed marks.

    Order numbers, meter readings, amounts, temperatures, days and public numbers stay. Redacting
    a redacted text changes nothing.

    Args:
        text: What somebody said or wrote.
        case: The case the text belongs to, so that its texts share their marks; it knows the
            company's own numbers too.

    Example:
        >>> redact("张女士来电,电话138 0013 8000").text
        '〔姓名〕来电,电话〔电话〕'
    """
    case = Case() if case is None else case
    full = [who for kind, who in case.known if kind == "name"]
    found = sorted(spans(text, case.published, full), key=lambda span: span.start)
    # Full names first: a surname with a title may turn out to be one of them.
    for span in sorted(found, key=lambda span: -len(titled().sub("", span.text))):
        if span.kind == "name" and len(titled().sub("", span.text)) > 1:
            case.mark(span)
    pieces, at = [], 0
    for span in found:
        pieces += [text[at : span.start], case.mark(span)]
        at = span.end
    return Redacted("".join([*pieces, text[at:]]), tuple(found))
