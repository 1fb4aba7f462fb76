"""What the READMEs show is what the sample gives."""

import re
from pathlib import Path

import pytest

from heatqa.bundled import sample
from heatqa.commands import COMMANDS

from .test_cli import heatqa

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_the_screen_shown_is_the_samples(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.findall(r"^(?:S\d\S*|document|clause|文件|条款) .*$", text, re.MULTILINE)
    assert len(shown) == 1 + 8 + 1 + 6
    store = sample().settings.warehouse
    lang = "zh" if "zh" in name else "en"
    printed = heatqa("overview", "--period", "season", "--warehouse", store, cwd=ROOT, lang=lang)
    assert [line for line in shown if f" {line}\n" not in squeezed(printed.stdout)] == []


def squeezed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [command for command in COMMANDS if f"heatqa {command}" not in text] == []


@pytest.mark.parametrize("name", READMES)
def test_the_record_explained_is_a_missed_one(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    clause, record = re.findall(r"heatqa why (\S+) (GD\d+)", text)[0]
    assert sample().why(clause, record).verdict == "missed"
