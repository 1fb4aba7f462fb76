"""The reference is what the program says of itself, and what the pages point to is there."""

import re
from pathlib import Path

import pytest

from docs import generate
from heatqa.commands import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", sorted(generate.pages()), ids=lambda page: page.name)
def test_the_reference_is_current(page: Path):
    written = page.read_text(encoding="utf-8")
    assert written == generate.pages()[page], "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_named_on_a_page_exist(page: Path):
    named = set(re.findall(r"heatqa ([a-z][a-z-]+)", _code(page.read_text(encoding="utf-8"))))
    assert named - set(COMMANDS) == set()


def test_every_page_is_there_in_both_languages():
    english = [page for page in (ROOT / "docs").rglob("*.md") if page.name.count(".") == 1]
    lacking = [page.name for page in english if not page.with_suffix(".zh-CN.md").exists()]
    assert lacking == ["glossary.md"], "the glossary is of both"


@pytest.mark.parametrize("index", ["README.md", "README.zh-CN.md"])
def test_the_index_names_every_page(index: str):
    text = (ROOT / "docs" / index).read_text(encoding="utf-8")
    chinese = "zh-CN" in index
    pages = [
        page.name
        for page in (ROOT / "docs").glob("*.md")
        if not page.name.startswith("README") and ("zh-CN" in page.name) == chinese
    ]
    assert [name for name in pages if f"({name})" not in text] == []


def _code(text: str) -> str:
    """What stands in code, where a command is meant to be typed."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
