"""What surrounds the cards: the page's head, its links, and the frames that cards fill."""

import functools
from importlib import resources
from typing import Any

from heatqa.dashboards import enlarged
from heatqa.dashboards.address import QUERY, Address
from heatqa.dashboards.cards import Card, Page
from heatqa.figures import style
from heatqa.language import Language, say

# Tables go to every program that reads a table, pictures to a report; both go by the same link.
_TABLES = ("csv", "xlsx")
_PICTURES = ("png", "svg")


@functools.cache
def resource(name: str) -> str:
    """A file beside this module: the page, its style, its script."""
    return (resources.files("heatqa.dashboards") / name).read_text(encoding="utf-8")


def look() -> str:
    """Colours and fonts of the figures as the variables that the pages' style is written in."""
    colours = {name: style.colour(name) for name in style.look()["colours"]}
    lines = [f"--{name.replace('_', '-')}: {value};" for name, value in colours.items()]
    lines.append(f"--family: {style.look()['font']['family']};")
    return f":root {{ {' '.join(lines)} }}"


def variables(
    page: Page, pages: dict[str, Page], address: Address, user: str | None, source: str
) -> dict[str, Any]:
    """What the page's template needs, in the language and shade in force."""
    return {
        "language": {"en": "en", "zh": "zh-CN"}[address.language],
        "shade": address.shade,
        "screen": address.screen or "",
        "times": enlarged.TIMES,
        "heading": say(f"dash.page.{_word(page.name)}"),
        "brand": say("dash.brand"),
        "look": look(),
        "style": resource("page.css"),
        "script": resource("page.js"),
        "skip": say("dash.skip"),
        "pages_label": say("dash.pages"),
        "links": [
            (say(f"dash.page.{_word(name)}"), address.but(page=name).link(), name == page.name)
            for name in pages
        ],
        "switches": [_other_language(address), _other_shade(address)],
        "filters": list(page.filters),
        "filters_label": say("dash.filters"),
        "cards": [_frame(page, card) for card in page.cards],
        "away": say("dash.away"),
        "definition": say("dash.definition"),
        "source": say("figure.source_line", source=source),
        "leave": say("dash.leave", user=user) if user else None,
        "names": list(QUERY),
    }


def _frame(page: Page, card: Card) -> dict[str, Any]:
    title, means = page.words(card)
    forms = _TABLES + (_PICTURES if card.drawn else ())
    return {
        "key": card.key,
        "title": title,
        "means": means,
        "wide": card.wide,
        "drawn": card.drawn,
        "files": [(form, say("dash.download", form=form.upper(), title=title)) for form in forms],
    }


def _other_language(address: Address) -> dict[str, str]:
    other: Language = "en" if address.language == "zh" else "zh"
    return {
        "name": "lang",
        "value": other,
        "text": say("dash.language", language=other),
        "link": address.but(language=other).link(),
    }


def _other_shade(address: Address) -> dict[str, str]:
    other = next(shade for shade in style.SHADES if shade != address.shade)
    return {
        "name": "theme",
        "value": other,
        "text": say(f"dash.shade.{other}"),
        "link": address.but(shade=other).link(),
    }


def _word(name: str) -> str:
    return name.replace("-", "_")
