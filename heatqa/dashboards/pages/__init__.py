"""The pages, one module each: the filters that they take and the cards that they show."""

from heatqa.dashboards.cards import Page
from heatqa.dashboards.pages import clause, hotline, hotspots, overview, temperature, watch_list

PAGES: dict[str, Page] = {
    page.name: page
    for page in (
        overview.PAGE,
        watch_list.PAGE,
        hotspots.PAGE,
        temperature.PAGE,
        hotline.PAGE,
        clause.PAGE,
    )
}
