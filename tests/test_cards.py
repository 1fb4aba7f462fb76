"""Every card of the dashboards answers under any two filters, whoever asks."""

import itertools

import pytest

import heatqa
from heatqa.dashboards.pages import PAGES
from heatqa.dashboards.published import Generation

# Scans under many filters take minutes; browsers see them.
SLOW = {("hotspots", "map"), ("hotspots", "table")}


@pytest.fixture(scope="module")
def generation() -> Generation:
    return Generation(heatqa.sample().settings)


@pytest.mark.parametrize("name", PAGES)
def test_cards_answer_under_any_two_filters(generation: Generation, name: str):
    page = PAGES[name]
    offered = generation.offered["en", page.by_season]
    filters = {
        field: list(offered[field])[1]
        for field in ("document", "district", "community_id", "team", "leaf")
        if field in page.filters
    }
    for fields in itertools.combinations_with_replacement(filters, 2):
        address = generation.address(page, {}, "en").but(
            **{field: filters[field] for field in fields}
        )
        for card in page.cards:
            if (name, card.key) in SLOW or not set(fields) <= set(card.uses):
                continue
            late, analyst = card.build is None, len(set(fields)) == 2
            found = generation.answer(name, card, address, analyst, late=late)
            assert found.html or found.figure is not None, (card.key, address.link())
