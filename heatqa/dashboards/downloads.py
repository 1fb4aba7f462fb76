"""Downloads: what a card shows as a table, for the same person and under the same filters."""

import asyncio
from collections.abc import Callable

from tornado.web import HTTPError, RequestHandler

from heatqa import errors
from heatqa.dashboards.cards import Page
from heatqa.dashboards.published import Published
from heatqa.language import Language
from heatqa.tables import plain

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Excel reads a CSV as UTF-8 only where it begins with this mark.
_MARK = "\ufeff"
# Whether somebody may see records; None where they may see nothing.
Allowed = Callable[[str | None], bool | None]
PATTERN = r"/download/([a-z-]+)/([a-z_]+)\.(csv|xlsx)"


class Download(RequestHandler):
    """One card's table."""

    def initialize(
        self,
        pages: dict[str, Page],
        published: Published,
        allowed: Allowed,
        hosts: frozenset[str],
        language: Language,
    ) -> None:
        """What Tornado hands over."""
        self._pages, self._published = pages, published
        self._allowed, self._hosts = allowed, hosts
        self._language: Language = language

    async def get(self, name: str, key: str, form: str) -> None:
        """Write the table."""
        # A page elsewhere that makes its own name mean this machine gets nothing.
        if self.request.host_name not in self._hosts:
            raise HTTPError(403)
        analyst = self._allowed(await self._user())
        page = self._pages.get(name)
        card = page and page.card(key)
        if analyst is None or page is None or card is None:
            raise HTTPError(403 if analyst is None else 404)
        query = {field: values[-1].decode() for field, values in self.request.arguments.items()}
        generation, late = self._published.generation, card.build is None
        address = generation.address(page, query, self._language)
        try:
            content = await asyncio.to_thread(
                generation.answer, name, card, address, analyst, late=late
            )
        except errors.HeatqaError as problem:
            raise HTTPError(400, reason="Bad request", log_message=str(problem)) from None
        if content.frame is None:
            raise HTTPError(404)
        self.set_header("Content-Type", _TYPES[form])
        self.set_header("Content-Disposition", f'attachment; filename="heatqa-{name}-{key}.{form}"')
        self.set_header("Cache-Control", "no-store")
        if form == "csv":
            self.write(_MARK + plain.as_csv(content.frame))
        else:
            self.write(plain.as_xlsx(content.frame))

    async def _user(self) -> str | None:
        provider = self.application.auth_provider  # type: ignore[attr-defined]
        if provider.get_user_async is not None:
            return await provider.get_user_async(self)
        return provider.get_user(self) if provider.get_user is not None else None
