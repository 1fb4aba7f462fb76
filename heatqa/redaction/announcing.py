"""Where in a text a name may begin: after a label, a call, a title of a form, or a sign."""

import functools
import re

from heatqa.redaction.data import names
from heatqa.redaction.words import either

# Signs that part words; a name may begin after and end before one.
SIGNS = r"\s,，。.;；:：!！?？、()（）<>《》\[\]【】“”\"'〔〕/|~～…#\-—@→"
_AFTER_FIELD = frozenset(" \t\n\u3000:：是为叫(（")
_AFTER_ROLE = frozenset(" \t\n\u3000是为叫(（")
_AFTER_FILLER = frozenset(" \t\n\u3000,，:：(（/|;；、-")
_LONGEST_GAP = 3


class Places:
    """Where names may begin in one text, looked up once per kind of announcement."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, tuple[int, ...]] = {}
        self._after_any: dict[tuple[str, ...], tuple[int, ...]] = {}

    def after(self, kinds: tuple[str, ...]) -> tuple[int, ...]:
        """Places after any of the kinds, in order, each once."""
        if kinds not in self._after_any:
            places = {place for kind in kinds for place in self._after(kind)}
            self._after_any[kinds] = tuple(sorted(places))
        return self._after_any[kinds]

    def _after(self, kind: str) -> tuple[int, ...]:
        if kind not in self._known:
            found: set[int] = {0} if kind == "edge" else set()
            for pattern, gap in _announcements()[kind]:
                for end in self._ends(pattern):
                    found |= self._with_gap(end, gap)
            letters = (at for at in found if at < len(self._text) and self._text[at].isalpha())
            self._known[kind] = tuple(letters)
        return self._known[kind]

    def _ends(self, pattern: re.Pattern[str]) -> list[int]:
        """Ends of all matches, those that overlap as well."""
        ends, at = [], 0
        while match := pattern.search(self._text, at):
            ends.append(match.end())
            at = match.start() + 1
        return ends

    def _with_gap(self, end: int, gap: frozenset[str]) -> set[int]:
        """A place and those behind up to three signs or words such as 是 that may follow."""
        places = {end}
        while gap and end - min(places) < _LONGEST_GAP and self._text[end : end + 1] in gap:
            end += 1
            places.add(end)
        return places


@functools.cache
def _announcements() -> dict[str, tuple[tuple[re.Pattern[str], frozenset[str]], ...]]:
    data = names()
    none: frozenset[str] = frozenset()
    words = {
        kind: re.compile(either(data[kind])) for kind in ("roles", "callings", "summons", "moments")
    }
    field = (re.compile(either(data["introductions"] + data["fields"])), _AFTER_FIELD)
    role = (words["roles"], _AFTER_ROLE)
    return {
        "edge": ((re.compile(f"[{SIGNS}]"), none),),
        "myself": ((re.compile(f"(?:^|[{SIGNS}])我"), none),),
        "field": (field,),
        "role": (role,),
        "label": (field, role),
        "callings": ((words["callings"], none),),
        "summons": ((words["summons"], none),),
        "moments": ((words["moments"], none),),
        "beside": ((re.compile("〓"), _AFTER_FILLER),),
    }
