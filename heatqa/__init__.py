"""heatqa: a heating company's service records, judged against its own written standards."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heatqa.workbench import open_workbench as open  # noqa: A004 - heatqa.open() reads well

__version__ = "0.1.0"
__all__ = ["open"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then, so that `import heatqa` stays light."""
    if name == "open":
        from heatqa.workbench import open_workbench

        return open_workbench
    raise AttributeError(name)
