"""The review as one web page: opens by a double click, without a network, and prints well."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from heatqa.figures import style
from heatqa.language import say
from heatqa.review.forms import arrange, evidence, look, markup
from heatqa.review.forms.arrange import Sheet, Shown, Text
from heatqa.review.forms.look import Look
from heatqa.review.forms.pictures import Drawn
from heatqa.review.pages import Review

# What the buttons do, with what they show: signs that every font has, else the key that does it.
_BUTTONS = {
    "back": "‹",
    "next": "›",
    "overview": "O",
    "notes": "N",
    "theme": "D",
    "full": "F",
    "print": "P",
}
_RGB = re.compile(r"(?<=: )rgb\((\d+), (\d+), (\d+)\)")


def document(
    review: Review, sheets: Sequence[Sheet], drawn: Mapping[str, Drawn], chosen: Look
) -> str:
    """The text of an .html file: a cover, then a page each, notes to every page.

    Args:
        review: What it says.
        sheets: Its pages, laid out.
        drawn: The pictures by the keys of their pages.
        chosen: The company's look.
    """
    signs = _signs(review, chosen)
    parts = [_cover(review, signs)]
    parts += [_page(sheet, drawn.get(sheet.page.key), signs) for sheet in sheets]
    style = markup.resource(
        "deck.css",
        font=look.font("page"),
        line=look.spacing("line"),
        ends=look.spacing("cell_ends"),
        sides=look.spacing("cell_sides"),
        light=_light(chosen),
        dark=_dark(),
    )
    body = f"<main>\n{''.join(parts)}</main>\n{_buttons()}"
    return markup.page(review, style, body, markup.resource("deck.js"))


def _cover(review: Review, signs: str) -> str:
    said = {
        "cover_title": ("end on-band", "h1", review.title),
        "cover_subtitle": ("on-band", "p", review.subtitle),
        "cover_company": ("quiet", "p", evidence.cover_line(review)),
    }
    texts = [
        markup.text(arrange.text(name, look.box(name), [words], bold=tag == "h1"), kinds, tag)
        for name, (kinds, tag, words) in said.items()
    ]
    band = f'<div class="at band" style="{markup.place(look.box("band"))}"></div>'
    inner = band + "".join(texts) + signs
    return _section("cover", review.title, inner, [review.provenance.source])


def _page(sheet: Sheet, drawn: Drawn | None, signs: str) -> str:
    page = sheet.page
    section = arrange.text("section", look.box("section"), [page.section])
    number = Text(look.box("number"), (str(sheet.number),), look.sizes("number")[0])
    parts = [
        markup.text(section, "section middle"),
        markup.text(sheet.title, "title", "h2"),
    ]
    if sheet.picture and drawn and page.picture:
        parts.append(
            f'<div class="at picture" style="{markup.place(sheet.picture)}" role="img"'
            f' aria-label="{escape(page.picture.alt)}">{_themed(drawn.svg)}</div>'
        )
    parts += [_tile(tile) for tile in sheet.tiles]
    parts += [markup.table(sheet.grid)] if sheet.grid else []
    parts += [markup.text(sheet.words, "words")] if sheet.words else []
    parts += [markup.text(sheet.foot, "foot"), markup.text(number, "number"), signs]
    return _section(page.key, page.title, "".join(parts), evidence.spoken(page))


def _section(key: str, title: str, inner: str, said: Sequence[str]) -> str:
    told = "".join(f"<p>{escape(line)}</p>" for line in said)
    return (
        f'<section class="page" id="{escape(key)}" aria-label="{escape(title)}">{inner}</section>\n'
        f'<aside class="said" aria-label="{escape(say("forms.notes"))}">{told}</aside>\n'
    )


def _tile(shown: Shown) -> str:
    key = shown.tile.verdict.replace(" ", "-")
    ground = f'<div class="at tile" style="{markup.place(shown.box)};--verdict:var(--{key})"></div>'
    kinds = ("middle", "middle", "verdict", "line")
    texts = "".join(
        markup.text(text, kind)
        for text, kind in zip(shown.texts, kinds, strict=True)
        if text.paragraphs
    )
    return f'{ground}<div style="--verdict:var(--{key})">{texts}</div>'


def _signs(review: Review, chosen: Look) -> str:
    """What stands on every page alike: that the data are simulated, the company's logo."""
    parts = ""
    if review.simulated:
        words = (say("forms.simulated"),)
        parts += markup.text(Text(chosen.badge(), words, look.sizes("badge")[0]), "badge middle")
    if chosen.logo:
        alt = escape(say("forms.logo.alt", company=review.company))
        parts += (
            f'<div class="at logo" style="{markup.place(look.box("logo"))}">'
            f'<img src="{markup.data(chosen.logo)}" alt="{alt}"></div>'
        )
    return parts


def _buttons() -> str:
    made = "".join(
        f'<button type="button" data-does="{name}" title="{escape(say(f"forms.button.{name}"))}"'
        f' aria-label="{escape(say(f"forms.button.{name}"))}">{mark}</button>'
        for name, mark in _BUTTONS.items()
    )
    return f'<nav>{made}</nav>\n<p id="live" class="hidden" role="status"></p>'


def _light(chosen: Look) -> str:
    names = [(name, chosen.colour(name)) for name in look.given()["colours"]]
    names += [(_key(word), entry["colour"]) for word, entry in look.given()["verdicts"].items()]
    names += [("band", chosen.colour("accent")), ("ink", chosen.colour(chosen.ink()))]
    names += [("label", chosen.colour("accent" if chosen.ink() == "paper" else "quiet"))]
    names += [(_name(lit), lit) for lit in _deep()]
    return markup.colours(names)


def _dark() -> str:
    names = [*look.given()["dark"].items(), ("label", look.given()["dark"]["accent"])]
    names += [(_key(word), entry["dark"]) for word, entry in look.given()["verdicts"].items()]
    names += [(_name(lit), deep) for lit, deep in _deep().items()]
    return markup.colours(names)


def _deep() -> dict[str, str]:
    """The colours of figures, each with what it becomes in the dark."""
    lit, deep = style.look()["colours"], style.look()["dark"]
    # Of meanings that share a colour in the light, the first in the file decides.
    return {lit[meaning]: deep[meaning] for meaning in reversed(deep) if lit[meaning][0] == "#"}


def _name(colour: str) -> str:
    return f"c{colour.strip('#')}"


def _key(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _themed(svg: str) -> str:
    """The drawing with its colours by name, so that it follows the page into the dark."""
    known = _deep()

    def named(match: re.Match[str]) -> str:
        hexed = "#" + "".join(f"{int(part):02x}" for part in match.groups())
        return f"var(--{_name(hexed)})" if hexed in known else match[0]

    return _RGB.sub(named, svg)
