"""Work done beside the server's loop: one thing after the other, what somebody waits for first."""

import itertools
import logging
import queue
import threading
from collections.abc import Callable

_LOG = logging.getLogger(__name__)
# Ranks: what somebody waits for comes before what is made beforehand, and the end comes first.
_END, _AWAITED, _BEFOREHAND = range(3)


class Lane:
    """A thread that does what it is asked in the order of asking."""

    def __init__(self, name: str) -> None:
        self._work: queue.PriorityQueue[tuple[int, int, Callable[[], None]]] = queue.PriorityQueue()
        self._counted = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin with what was asked so far."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being done and drop the rest."""
        self._work.put((_END, next(self._counted), lambda: None))

    def ask(self, work: Callable[[], None], *, beforehand: bool = False) -> None:
        """Do something as soon as everything asked for before is done."""
        rank = _BEFOREHAND if beforehand else _AWAITED
        self._work.put((rank, next(self._counted), work))

    def _run(self) -> None:
        while True:
            rank, _, work = self._work.get()
            if rank == _END:
                return
            try:
                work()
            except Exception:
                # One card that fails must not keep all later ones from being answered.
                _LOG.exception("work beside the loop")
