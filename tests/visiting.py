"""A visitor of the dashboards without a browser: thirty of them fit on one machine.

It asks for a page, connects to what was made for it and keeps the document, as a browser does. A
client of Bokeh's own would lose what the server changes while it waits for an answer.
"""

import re
from types import TracebackType
from typing import Any, Self

import panel.models.plotly
import panel.models.widgets  # noqa: F401
from bokeh.client.websocket import WebSocketClientConnectionWrapper
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent, MessageSentEvent, ModelChangedEvent
from bokeh.events import DocumentReady
from bokeh.model import Model
from bokeh.models import Select, TextInput
from bokeh.protocol import Protocol
from bokeh.protocol.receiver import Receiver
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

# Signs that a card shows the numbers of before, or is being worked out.
STALE, WAITING = "stale", 'class="waiting"'
_LARGEST_BYTES = 2**28


class Visitor:
    """One person's open page."""

    def __init__(self, address: str, page: str) -> None:
        self._url = f"{address}/{page}"
        self._protocol = Protocol()
        self._receiver = Receiver(self._protocol)
        self.document = Document()

    async def __aenter__(self) -> Self:
        """Open the page and say that it is drawn."""
        answer = await AsyncHTTPClient().fetch(self._url, request_timeout=60)
        [token] = re.findall(r'"token":"([^"]+)"', answer.body.decode())
        socket = await websocket_connect(
            f"{self._url}/ws".replace("http", "ws", 1),
            subprotocols=["bokeh", token],
            max_message_size=_LARGEST_BYTES,
        )
        self._socket = WebSocketClientConnectionWrapper(socket)
        await self._reply("ACK")
        await self._send("PULL-DOC-REQ")
        (await self._reply("PULL-DOC-REPLY")).push_to_document(self.document)
        await self._patch(MessageSentEvent(self.document, "bokeh_event", DocumentReady()))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    @property
    def filters(self) -> dict[str, list[str]]:
        """The values that each filter with a choice offers, by its name."""
        return {
            select.title: [one[0] for one in select.options]
            for select in self._models(Select)
            if len(select.options) > 1
        }

    def chosen(self, name: str) -> str:
        """The value of a filter."""
        return self._select(name).value

    async def choose(self, name: str, value: str) -> None:
        """Choose a value of a filter, until the server has begun to answer."""
        select = self._select(name)
        select.value = value
        [place] = self._models(TextInput)
        before = place.value
        await self._patch(ModelChangedEvent(self.document, select, "value", value))
        while place.value == before:
            await self._take_in()
        # What the server changed in the same breath is there before it answers the next request.
        await self._send("SERVER-INFO-REQ")
        await self._reply("SERVER-INFO-REPLY")

    async def wait(self, *signs: str) -> None:
        """Wait until no card shows one of some signs."""
        while any(self._shows(sign) for sign in signs):
            await self._take_in()

    def _select(self, name: str) -> Any:
        [found] = [select for select in self._models(Select) if select.title == name]
        return found

    def _models(self, kind: type[Model]) -> list[Any]:
        """Bokeh carries no types for what it selects."""
        return list(self.document.select({"type": kind}))

    def _shows(self, sign: str) -> bool:
        return any(
            sign in (getattr(model, "css_classes", None) or ())
            or sign in getattr(model, "text", "")
            for model in self.document.models
        )

    async def _send(self, kind: Any, *content: Any) -> None:
        await self._protocol.create(kind, *content).send(self._socket)

    async def _patch(self, event: DocumentPatchedEvent) -> None:
        await self._send("PATCH-DOC", [event])

    async def _reply(self, kind: str) -> Any:
        """Take in what comes until a message of a kind does."""
        while (message := await self._take_in()).msgtype != kind:
            pass
        return message

    async def _take_in(self) -> Any:
        message: Any = None
        while message is None:
            fragment = await self._socket.read_message()
            assert fragment is not None, f"{self._url}: the server closed the connection"
            message = await self._receiver.consume(fragment)
        assert message.msgtype != "ERROR", message.content
        if message.msgtype == "PATCH-DOC":
            message.apply_to_document(self.document)
        return message
