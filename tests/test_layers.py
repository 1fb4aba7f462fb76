"""Imports only go upstream: a module knows what comes before it in the way of the data."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from heatqa.bundled import AFTER_LOADING

PACKAGE = Path(__file__).parent.parent / "heatqa"
# The rooms in the order in which data pass through them; `simulate` makes exports and knows none.
FLOW = (
    "sql",
    "typography",
    "language",
    "errors",
    "measuring",
    "programs",
    "settings",
    "conditions",
    "dictionary",
    "clauses",
    "warehouse",
    "redaction",
    "intake",
    "statistics",
    "complaints",
    "judging",
    "aggregates",
    "engines",
    "figures",
    "tables",
    "workbench",
    "dashboards",
    "review",
    "bundled",
    "training",
    "workplace",
    "arguments",
    "commands",
    "cli",
    "__main__",
)
APART = ("simulate",)


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    """The rooms of this package that a module imports, at its top or inside a function."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "heatqa":
                rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names = (alias.name.split(".") for alias in node.names)
            rooms |= {name[1] for name in names if name[0] == "heatqa" and len(name) > 1}
    return rooms - {"__version__"}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_go_upstream(module: Path):
    room = room_of(module)
    if room in ("__init__", "wording"):
        return
    if room in APART:
        assert imported(module) <= {room}
        return
    assert room in FLOW, f"give {room} its place in FLOW"
    before = set(FLOW[: FLOW.index(room) + 1])
    allowed = before | (set(APART) if room == "commands" else set())
    assert imported(module) <= allowed


def test_the_sample_is_loaded_anew_when_what_loads_it_changes():
    loading = (*FLOW[: FLOW.index("judging") + 1], "workbench", "bundled")
    assert not {*loading} & {*AFTER_LOADING}
    # The session loads and judges; of what comes after it takes only words for mistakes.
    session = PACKAGE / "workbench" / "session.py"
    assert imported(session) & {*AFTER_LOADING} == {"tables"}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_no_module_is_a_god(module: Path):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300


def test_statistics_touch_neither_database_nor_drawing():
    for module in (PACKAGE / "statistics").glob("*.py"):
        text = module.read_text(encoding="utf-8")
        assert "duckdb" not in text
        assert "plotly" not in text


def test_the_workbench_starts_without_what_few_questions_need():
    assert loaded_with("heatqa.workbench", *HEAVY, "plotly", "pptx") == "[]"


def test_figures_start_without_what_only_statistics_need():
    assert loaded_with("heatqa.figures", *HEAVY) == "[]"


HEAVY = ("scipy", "statsmodels", "sklearn", "numba", "pandas")


def loaded_with(module: str, *names: str) -> str:
    """Those of the names that importing the module loads."""
    script = f"import {module}, sys; print([m for m in {names} if m in sys.modules])"
    heavy = ("scipy", "statsmodels", "sklearn", "numba", "pandas", "plotly", "pptx", "panel")
    heavy += ("numpy", "holidays", "xlsxwriter", "fastexcel")
    script = f"import heatqa.workbench, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
