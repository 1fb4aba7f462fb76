"""What the review says: every page in its order, whatever form it will be shown in."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from heatqa import errors
from heatqa.language import current, printed, say
from heatqa.review import periods, runs
from heatqa.review.pages import Page, Review
from heatqa.review.question import Question
from heatqa.review.sections import (
    actions,
    board,
    changed,
    checklists,
    coverage,
    deadlines,
    demand,
    disputed,
    heating_year,
    hotline,
    hotspots,
    icons,
    neighbours,
    provenance,
    repairs,
    satisfaction,
    structure,
    temperature,
    visits,
)
from heatqa.warehouse import quality

if TYPE_CHECKING:
    from heatqa.workbench import Workbench

SECTIONS: dict[str, Callable[[Question], Page]] = {
    section.KEY: printed()(section.page)
    for section in (
        board,
        coverage,
        demand,
        heating_year,
        hotline,
        deadlines,
        visits,
        repairs,
        temperature,
        satisfaction,
        hotspots,
        structure,
        checklists,
        disputed,
        icons,
        neighbours,
        actions,
        changed,
        provenance,
    )
}


@printed()
def contents(
    workbench: "Workbench",
    period_name: str,
    document: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Review:
    """Every page of a period's review, in the language in force.

    Args:
        workbench: The records.
        period_name: A quarter such as `2025Q4`, or any other period with a first and last day.
        document: Only the clauses of one document; by default those that bind the company.
        progress: Told the section that begins, how many are done, and how many there are.

    Raises:
        PeriodUnclear: the name is no period with a first and a last day.
        DocumentUnknown: there is no such document.
        SettingsBroken: `[review]` names a page that there is not.
    """
    question = Question(workbench, period_name, document)
    pages = []
    order = wanted(workbench)
    for number, key in enumerate(order):
        if progress:
            progress(say(f"review.section.{key}"), number, len(order))
        pages.append(SECTIONS[key](question))
    company = workbench.settings.company or say("review.company")
    return Review(
        title=say("review.title", company=company),
        subtitle=say(
            "review.subtitle",
            period=periods.label(question.period),
            part=periods.part_of_year(question.period),
        ),
        company=company,
        language=current(),
        period=question.period.name,
        simulated=quality.simulated(workbench.connection()),
        pages=pages,
        provenance=runs.provenance(question, dt.datetime.now().astimezone()),
    )


def sections() -> pl.DataFrame:
    """The pages that there are, in our order.

    Returns:
        One row per page: its `key`, as in `order` and `titles` of `[review]`, and `page`, its name.
    """
    return pl.DataFrame(
        {"key": list(SECTIONS), "page": [say(f"review.section.{key}") for key in SECTIONS]}
    )


def wanted(workbench: "Workbench") -> list[str]:
    """The keys of the pages in the company's order, by default all in ours.

    Raises:
        SettingsBroken: a page is named that there is not.
    """
    own = workbench.settings.review.order
    for key in own:
        if key not in SECTIONS:
            hint = errors.suggestion(key, SECTIONS)
            raise errors.SettingsBroken(
                path="heatqa.toml", where="review.order", found=key, remedy=hint
            )
    return list(own) or list(SECTIONS)
