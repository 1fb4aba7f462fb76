"""heatqa: a heating company's service records, judged against its own written standards."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heatqa.bundled import (
        planted,
        planted_hotspots,
        planted_leaves,
        planted_outages,
        sample,
        truth,
    )
    from heatqa.tables.shown import Table as table  # noqa: N813 - a verb in a notebook's cell
    from heatqa.workbench import open_workbench as open  # noqa: A004 - heatqa.open() reads well

__version__ = "0.1.0"
__all__ = [
    "open",
    "planted",
    "planted_hotspots",
    "planted_leaves",
    "planted_outages",
    "sample",
    "table",
    "truth",
]

_HOMES = {
    "open": ("heatqa.workbench", "open_workbench"),
    "sample": ("heatqa.bundled", "sample"),
    "planted": ("heatqa.bundled", "planted"),
    "planted_hotspots": ("heatqa.bundled", "planted_hotspots"),
    "planted_leaves": ("heatqa.bundled", "planted_leaves"),
    "planted_outages": ("heatqa.bundled", "planted_outages"),
    "truth": ("heatqa.bundled", "truth"),
    "table": ("heatqa.tables.shown", "Table"),
    "figures": ("heatqa.figures", None),
}


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext heatqa` in a notebook: `%%sql`, frames that read well, errors in plain words."""
    from heatqa.workplace import cells

    cells.load(shell)


def __getattr__(name: str) -> Any:
    """Import what is asked for only then, so that `import heatqa` stays light."""
    if name not in _HOMES:
        raise AttributeError(name)
    module, member = _HOMES[name]
    found = importlib.import_module(module)
    return getattr(found, member) if member else found
