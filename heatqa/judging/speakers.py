"""Who says what in a transcript: the marks before each turn, and words in one spelling."""

import functools
import tomllib
from importlib import resources

from heatqa.clauses.phrases import CLOSE_QUOTE, OPEN_QUOTE, PAUSE, STOP
from heatqa.intake import cells
from heatqa.redaction import loading
from heatqa.sql import literal

# A customer's words as short as these only answer the greeting.
_GREETING = 6
_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?"
# A mark follows the beginning, a space or the end of what was said before, with the time if any.
_BEFORE = rf"(^|[\s。.!?;,、|\]】>」”\"』)])(?:{_TIME}\s*)?"
_BESIDE = rf"[#0-9号_-]{{0,8}}(?:\([^)]{{0,12}}\))?(?:\s*{_TIME})?\s*"
# Somebody who is not known speaks where a line begins with a short word and a colon.
_OTHERS = r"(^|\n)[ \t]*[^\s\d:␞][^\s:␞]{0,7}[ \t]*:"
_MASKED = f"{loading.number_mark()}|〔电话〕"
_ANY_NUMBER = "0000000"
_QUOTES = "“”「」『』", 3 * (OPEN_QUOTE + CLOSE_QUOTE)


@functools.cache
def marks() -> dict[str, list[str]]:
    """How transcripts name who speaks: agent, customer, machine; small and narrow letters."""
    file = resources.files("heatqa.judging") / "sources" / "speakers.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@functools.cache
def terms() -> dict[str, str]:
    """What the source of conversations is filled with: patterns and expressions as SQL."""
    words = f"regexp_replace(words, {literal(_MASKED)}, {literal(_ANY_NUMBER)}, 'g')"
    return {
        **{who: literal(_mark(names)) for who, names in marks().items()},
        "others": literal(_OTHERS),
        "narrow": cells.narrow(f"lower({words})"),
        "spelled": _spelled("case when number > 1 then substr(piece, 2) else piece end"),
        "greeting": str(_GREETING),
    }


def _mark(names: list[str]) -> str:
    name = f"(?:{'|'.join(sorted(names, key=len, reverse=True))})"
    return rf"{_BEFORE}(?:{name}{_BESIDE}:|[\[【<]{name}{_BESIDE}[\]】>]\s*:?)"


def _spelled(words: str) -> str:
    """SQL for words without what makes no difference, pauses and ends of sentences kept."""
    steps = [
        # A turn that stands in quotation marks as a whole is no quotation.
        (r'^\s*["“「『]([^"“”「」『』]*)["”」』]\s*\z', r"\1"),
        (r'"([^"]*)"', f"{OPEN_QUOTE}\\1{CLOSE_QUOTE}"),
        (r"[\s嗯呃]", ""),
        (r"[。.!?;]+", STOP),
        (r"[,、:~·…—_*/|-]+", PAUSE),
        (rf"[^\pL\pN{PAUSE}{STOP}{OPEN_QUOTE}{CLOSE_QUOTE}]", ""),
    ]
    # The whole turn is looked at before its quotation marks are told apart.
    first, *rest = steps
    text = f"regexp_replace({words}, {literal(first[0])}, {literal(first[1])})"
    text = f"translate({text}, {literal(_QUOTES[0])}, {literal(_QUOTES[1])})"
    for pattern, by in rest:
        text = f"regexp_replace({text}, {literal(pattern)}, {literal(by)}, 'g')"
    return f"trim({text}, {literal(PAUSE + STOP)})"
