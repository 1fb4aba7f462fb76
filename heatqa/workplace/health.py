"""Is all in order? One finding per thing that heatqa needs, each with what to do."""

from collections.abc import Callable

import polars as pl

from heatqa import errors
from heatqa.settings import Settings
from heatqa.workplace import machine, records
from heatqa.workplace.findings import Finding


def examined(checks: dict[str, Callable[[], Finding]]) -> pl.DataFrame:
    """What each check finds; one that a plain error ends has failed with its message.

    Returns:
        One row per check: `name`, `state` (ok, warn, fail), `found`, `remedy`.
    """
    findings = [_of(name, check) for name, check in checks.items()]
    columns = ("name", "state", "found", "remedy")
    return pl.DataFrame(
        [[getattr(finding, column) for column in columns] for finding in findings],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    )


def checks(read_settings: Callable[[], Settings]) -> dict[str, Callable[[], Finding]]:
    """Every check, in the order of telling: the machine, then the company's own."""
    return {
        "heatqa": machine.versions,
        "lab": machine.lab,
        "characters": machine.characters,
        "fonts": machine.fonts,
        "browser": machine.browser,
        "java": machine.java,
        "settings": lambda: records.settings(read_settings),
        "disk": lambda: records.disk(read_settings()),
        "warehouse": lambda: records.warehouse(read_settings()),
        "writer": lambda: records.writer(read_settings()),
        "key": lambda: records.key(read_settings()),
    }


def _of(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except errors.HeatqaError as problem:
        return Finding(name, "fail", str(problem))
