"""Case cards: one A4 page per leaf in both languages, limits from the clauses, nobody in them."""

import re
from pathlib import Path

import pytest

from heatqa import clauses, errors
from heatqa.complaints import taxonomy
from heatqa.intake import leaks
from heatqa.language import LANGUAGES, Language, speaking
from heatqa.training import binding, cards, typesetting

CATALOGUE = clauses.load()
# A4 in points, as a drawing begins.
PAGE = b'<svg viewBox="0 0 595.27'


@pytest.mark.parametrize("leaf", taxonomy.leaves())
def test_a_leaf_has_a_card_that_says_the_same_in_both_languages(leaf: str):
    entry = cards.cards()[leaf]
    for section in cards.SECTIONS:
        english, chinese = entry[section]["en"], entry[section]["zh"]
        assert 3 <= len(english) == len(chinese) <= 4, section
        assert all(re.search("[一-鿿]", line) for line in chinese)
        assert not any(re.search("[一-鿿]", line) for line in english)


@pytest.mark.parametrize("leaf", taxonomy.leaves())
def test_a_card_cites_clauses_that_oblige(leaf: str):
    """Values and wishes (O, U, N) bind nobody at the telephone."""
    cited = cards.cards()[leaf]["clauses"]
    assert len(cited) == len(set(cited)) >= 3
    assert {CATALOGUE.clause(clause).cls for clause in cited} <= {"M1", "M2", "M3", "R"}


def test_no_limit_is_typed_into_a_card():
    """They stand in the clauses, and on the card as the clause's data state them."""
    limits = re.compile(r"\d+\s*(分钟|小时|个工作日|工作日|天内|min|hours?|working)|十分钟|三声")
    for entry in cards.cards().values():
        for section in cards.SECTIONS:
            assert not any(limits.search(line) for line in typesetting.texts(entry[section]))


@pytest.mark.parametrize(
    ("clause", "english", "chinese"),
    [
        ("S1-1.3", "30 min", "30 分钟"),
        ("S5-5.6c", "5 working days", "5 个工作日"),
        ("S1-1.2a", "at least 16 °C", "不低于 16 ℃"),
        ("S1-2.2b", "16 to 20 °C", "16 至 20 ℃"),
        ("S1-2.3b", "at least 97 % (S1-2.2b)", "不低于 97 %(S1-2.2b)"),
        ("S2-1.4a", "at most 1×", "不超过 1 次"),
        ("S2-1.4b", "not once", "一次也不能有"),
        ("S6-4.2a", "by the time agreed", "按约定时间"),
        ("S3-2.1.1b", "no limit set", "未定时限"),
        ("S3-1.7", "must not happen", "不得发生"),
    ],
)
def test_what_binds_is_said_in_a_few_words(clause: str, english: str, chinese: str):
    with speaking("en"):
        assert binding.clock(CATALOGUE.clause(clause), CATALOGUE) == english
    with speaking("zh"):
        said = binding.clock(CATALOGUE.clause(clause), CATALOGUE)
    assert said.replace(" (", "(") == chinese


def test_a_company_s_reading_moves_the_limit_on_its_card():
    with speaking("en"):
        usual = cards.card("T7.1", CATALOGUE)["clauses"][0]["clock"]
        chosen = cards.card("T7.1", CATALOGUE, {"three_rings": "10 s"})["clauses"][0]["clock"]
    assert (usual, chosen) == ("15 s", "10 s")


@pytest.mark.parametrize("size", [13.5, 18])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_fills_one_page_of_a4(language: Language, size: float):
    """At any size of type asked for: a card takes the largest that fits, whatever the font."""
    with speaking(language):
        content = cards.booklet() | {"size": size}
    pages = typesetting.typeset("cards", content, language, "svg")
    assert len(pages) == len(taxonomy.leaves())
    assert all(page.startswith(PAGE) for page in pages)


def test_single_cards_are_written_on_request_in_the_order_of_the_taxonomy(tmp_path: Path):
    made = cards.write_cards(tmp_path / "new" / "two.pdf", "zh", ["T7.4", "T1.1"])
    assert made.read_bytes().startswith(b"%PDF")
    with speaking("zh"):
        assert [card["code"] for card in cards.booklet(["T7.4", "T1.1"])["cards"]] == [
            "T1.1",
            "T7.4",
        ]
    with pytest.raises(errors.ChoiceUnknown, match=r"T1\.9"):
        cards.write_cards(tmp_path / "x.pdf", "en", ["T1.9"])


def test_no_number_of_a_person_is_printed(tmp_path: Path):
    for language in LANGUAGES:
        with speaking(language):
            texts = list(typesetting.texts(cards.booklet()))
        assert not [found for text in texts for found in leaks.found(text)]
    with pytest.raises(errors.PersonFound, match="138…78"):
        typesetting.pdf("cards", {"title": "打13812345678"}, tmp_path / "x.pdf", "zh")
    assert not (tmp_path / "x.pdf").exists()


def test_a_machine_without_chinese_fonts_is_told_so(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(typesetting, "_families", lambda: ("DejaVu Sans",))
    with pytest.raises(errors.FontMissing, match="fonts-noto-cjk"):
        cards.write_cards(tmp_path / "x.pdf", "zh", ["T1.1"])
