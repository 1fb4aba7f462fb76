"""Changes of an open page: one after the other, each sent as one message.

Panel writes a change at once, past a message that is still on its way, and then may forget it;
Bokeh sends as many messages as properties change, and each waits until all other pages had a turn.
"""

from collections.abc import Callable
from typing import Any

from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent


def enter(document: Document | None, change: Callable[[], None]) -> None:
    """Change a page as soon as nothing else does; one that nobody has open any more gets nothing.

    Args:
        document: The page; called in its server's loop.
        change: What changes it.
    """
    if document is None or document.session_context is None:
        return

    async def changed() -> None:
        context: Any = document.session_context
        if context is None or context.session is None:
            return
        document.hold("combine")
        try:
            change()
        finally:
            patches = _taken(document)
            document.unhold()
        if not patches:
            return
        for connection in list(context.session._subscribed_connections):
            message = connection.protocol.create("PATCH-DOC", patches)
            await connection._socket.send_message(message)

    document.add_next_tick_callback(changed)  # pyright: ignore[reportArgumentType]


def _taken(document: Document) -> list[DocumentPatchedEvent]:
    """Take what a browser has to hear of from what is held; the rest is for the server itself."""
    held = document.callbacks._held_events
    patches = [event for event in held if isinstance(event, DocumentPatchedEvent)]
    document.callbacks._held_events = [
        event for event in held if not isinstance(event, DocumentPatchedEvent)
    ]
    return patches
