"""The last pages: where the numbers come from, and how unclear wordings were read."""

import polars as pl

from heatqa.language import say
from heatqa.review.forms import evidence
from heatqa.review.pages import Page, Review, Speech, Table

# The page of the contents that says the same as the first of ours.
_SAID = "provenance"


def pages(review: Review) -> list[Page]:
    """The pages with which every form ends, made from the review's provenance.

    Where the company leaves out the page of the contents that says where the numbers come from,
    they say it; how wordings were read they always say.
    """
    readings = list(review.provenance.readings.items())
    found = []
    if not said(review):
        told, what = evidence.origins(review.provenance), say("forms.origin.item")
        found.append(_page(review, "origins", told, what, say("forms.origin.value")))
    if readings:
        asks, chosen = say("forms.origin.reading"), say("forms.origin.chosen")
        found.append(_page(review, "readings", readings, asks, chosen))
    return found


def said(review: Review) -> bool:
    """Whether the contents say themselves where the numbers come from, with all tables to it."""
    return any(page.key == _SAID for page in review.pages)


def _page(review: Review, key: str, told: list[tuple[str, str]], item: str, value: str) -> Page:
    provenance = review.provenance
    frame = pl.DataFrame(told, schema={"item": pl.String, "value": pl.String}, orient="row")
    title = say(f"forms.{key}.title")
    table = Table(
        name=key,
        title=say(f"forms.{key}.sheet"),
        frame=frame,
        headings={"item": item, "value": value},
        kinds={"item": "text", "value": "text"},
        shown=frame.height,
    )
    return Page(
        key=key,
        title=title,
        section=say("forms.origin.section"),
        speech=Speech(title, provenance.run, say("forms.origin.again", run=provenance.run)),
        definition=say("forms.origin.again", run=provenance.run),
        period=review.period,
        cut_off=provenance.as_of,
        tables=(table,),
    )
