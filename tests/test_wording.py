"""Every sentence exists in both languages with the same facts, and every key used exists."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from heatqa import dictionary, errors, language
from heatqa.clauses import load

PACKAGE = Path(__file__).parent.parent / "heatqa"
SENTENCES = language._sentences()


def facts_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_both_languages_tell_the_same_facts(key: str):
    sentence = SENTENCES[key]
    assert sentence["en"].strip()
    assert sentence["zh"].strip()
    assert facts_of(sentence["en"]) == facts_of(sentence["zh"])


def test_no_file_repeats_a_key():
    seen: set[str] = set()
    for file in sorted((PACKAGE / "wording").glob("*.toml")):
        keys = set(re.findall(r"^\[(.+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE))
        assert not seen & keys
        seen |= keys


def keys_used() -> dict[str, str]:
    """Literal keys given to `say`, with the place; keys made at run time are prefixes."""
    found = {}
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name != "say":
                continue
            key = node.args[0]
            if isinstance(key, ast.Constant):
                found[key.value] = f"{module.name}:{node.lineno}"
            elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                found[f"{key.values[0].value}*"] = f"{module.name}:{node.lineno}"
    return found


def test_every_key_used_exists():
    for key, place in keys_used().items():
        if key.endswith("*"):
            assert any(known.startswith(key[:-1]) for known in SENTENCES), (key, place)
        else:
            assert key in SENTENCES, (key, place)


def subclasses(kind: type) -> list[type]:
    return [found for child in kind.__subclasses__() for found in (child, *subclasses(child))]


def test_every_error_has_its_sentence():
    for error in subclasses(errors.HeatqaError):
        assert f"error.{error.key}" in SENTENCES  # type: ignore[attr-defined]


def test_dictionary_and_clauses_speak_both_languages():
    for table in dictionary.tables().values():
        for column in table.stored.values():
            assert set(column.means) == {"en", "zh"}
            assert all(column.means.values())
            assert column.null_means is None or set(column.null_means) == {"en", "zh"}
    for clause in load().clauses.values():
        assert all(clause.rule[language] for language in ("en", "zh")), clause.id


def test_wording_files_are_tables_of_pairs():
    for file in (PACKAGE / "wording").glob("*.toml"):
        assert tomllib.loads(file.read_text(encoding="utf-8"))
