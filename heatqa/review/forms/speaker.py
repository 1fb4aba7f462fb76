"""The speaker's sheet, to be printed: finding, number, caveat and likely questions of every page.

A web page rather than a PDF: the presenter reads it on a telephone as well as on paper, copies
from it into a text, and needs no font but the reader's own; the browser prints it on A4.
"""

from collections.abc import Sequence
from html import escape

from heatqa.language import say
from heatqa.review.forms import evidence, look, markup
from heatqa.review.forms.arrange import Sheet
from heatqa.review.forms.look import Look
from heatqa.review.pages import Review


def document(review: Review, sheets: Sequence[Sheet], chosen: Look) -> str:
    """The text of an .html file.

    Args:
        review: What it says.
        sheets: Its pages with their numbers.
        chosen: The company's look.
    """
    light = markup.colours((name, chosen.colour(name)) for name in look.given()["colours"])
    style = markup.resource("speaker.css", font=look.font("page"), light=light)
    badge = f'<span class="badge">{escape(say("forms.simulated"))}</span>'
    head = (
        f"<h1>{escape(review.title)}</h1><p>{escape(review.subtitle)} "
        f"{badge if review.simulated else ''}</p>"
        f'<p class="quiet">{escape(say("forms.speaker.about"))}</p>'
    )
    return markup.page(review, style, head + "".join(map(_article, sheets)))


def _article(sheet: Sheet) -> str:
    page = sheet.page
    said = (
        ("finding", page.speech.finding, ""),
        ("number", page.speech.number, " class=strong"),
        ("caveat", page.speech.caveat, ""),
    )
    told = "".join(
        f"<dt>{escape(say(f'forms.{name}'))}</dt><dd{kind}>{escape(text)}</dd>"
        for name, text, kind in said
        if text
    )
    asked = "".join(
        f'<li><span class="asked">{escape(question)}</span> {escape(answer)}</li>'
        for question, answer in evidence.questions(page)
    )
    facts = say("forms.beside").join([page.period, page.cut_off])
    return (
        f"<article><h2>{sheet.number}  {escape(page.title)}</h2><dl>{told}"
        f"<dt>{escape(say('forms.speaker.questions'))}</dt><dd><ul>{asked}</ul></dd></dl>"
        f'<p class="quiet">{escape(facts)}</p></article>'
    )
