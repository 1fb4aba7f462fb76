"""Nobody is left in a redacted text, and what is the business's own stays."""

import itertools
import json
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatqa import cli
from heatqa.redaction import Case, accuracy, checks, learning, redact
from heatqa.redaction.frames import redacted

TEXTS = Path(__file__).parent / "texts"
REAL = Path(__file__).parents[2] / "shared" / "real"

# Pieces that people, numbers and addresses are made of, thrown together in any order.
PIECES = st.sampled_from(
    [
        "张女士",
        "李建国",
        "用户",
        "王",
        "师傅",
        "先生",
        "电话",
        "微信",
        "住",
        "地址",
        "来电",
        "号楼",
        "单元",
        "室",
        "3-2-501",
        "12#",
        "〔电话〕",
        "〔姓名2〕",
        "某",
        "热",
        "漏水",
        "13812345678",
        "138",
        "1234",
        "5678",
        "0431-88887777",
        "11010519491231002X",
        "4111111111111111",
        "一二",
        "幺",
        "吉A",
        "辽A12345",
        "，",
        "。",
        "、",
        "(",
        ")",
        "的",
        "家",
    ]
)


@pytest.mark.parametrize("name", ["development", "sealed", "stranger"])
def test_marked_texts_reach_the_targets(name: str):
    """Development texts lie beside the code: the tagger learns from them too."""
    learned_from = learning.authors()
    marked = learned_from.get(name) or accuracy.read(TEXTS / f"redaction_{name}.txt")
    score = accuracy.score(marked)
    assert score.recall(accuracy.NUMBERS) >= 0.98
    assert score.recall(accuracy.NAMES) >= 0.92
    assert score.recall(accuracy.ADDRESSES) >= 0.92
    assert score.altered <= 0.03 * score.untouched


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
def test_redacting_twice_changes_nothing(text: str):
    once = redact(text).text
    assert redact(once) == (type(redact(""))(once, ()))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_spans_are_exact_and_apart(text: str):
    spans = redact(text).spans
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@given(
    st.lists(
        st.from_regex(r"1[3-9]\d{9}", fullmatch=True)
        | st.from_regex(r"[3-6]\d{14,17}", fullmatch=True).map(
            with_luhn := lambda d: d + next(c for c in "0123456789" if checks.luhn(d + c))
        )
        | st.sampled_from(["不热", " 单号 ", "，", "电话", "元"]),
        max_size=5,
    ).map("，".join)
)
def test_no_run_of_figures_that_passes_a_check_survives(text: str):
    for run in re.findall(r"\d{7,}", redact(text).text):
        assert not re.fullmatch(r"1[3-9]\d{9}", run)
        assert not (16 <= len(run) <= 19 and len(set(run)) > 1 and checks.luhn(run))


def test_check_digits_of_published_examples():
    """GB 11643 gives 11010519491231002X; 4111 1111 1111 1111 is the usual test card."""
    assert checks.identity("11010519491231002X")
    assert not checks.identity("110105194912310021")
    assert checks.luhn("4111111111111111")


@pytest.mark.parametrize(
    "text",
    [
        "工单号20251123000187",
        "热表读数12345678",
        "金额1286.40元",
        "室温16.5度",
        "打12345",
        "热线0431-88886666一直占线",
        "客服电话(0451)82345678打不通",
        "2025-11-23 18:30",
        "供水85度,回水45度",
        "3-5天",
    ],
)
def test_the_business_keeps_its_numbers(text: str):
    assert redact(text).text == text


def test_a_company_may_name_its_own_numbers(tmp_path: Path, capsys):
    (tmp_path / "heatqa.toml").write_text('published_numbers = ["(0451) 8234-5678"]', "utf-8")
    file = tmp_path / "a.csv"
    file.write_text("id,text\n1,打0451-82345678没人接，回0451-82345679\n", encoding="utf-8")
    chosen = ["--settings", str(tmp_path / "heatqa.toml")]
    assert cli.main(["redact", str(file), "--format", "jsonl", *chosen]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["redacted"] == "打0451-82345678没人接，回〔电话〕"


def test_a_mobile_is_a_person_whatever_it_is_called():
    assert redact("报修电话13945671234").text == "报修电话〔电话〕"


def test_a_mistyped_identity_card_is_one_all_the_same():
    assert redact("证件110105194912310029").text == "证件〔身份证〕"


def test_the_same_person_has_the_same_mark_within_a_case():
    case = Case()
    first = redact("李建国来电,称邻居王芳也不热", case).text
    second = redact("已回复李先生,未联系上王芳", case).text
    assert first == "〔姓名〕来电,称邻居〔姓名2〕也不热"
    assert second == "已回复〔姓名〕,未联系上〔姓名2〕"
    assert redact("+86 13812345678、138-1234-5678").text == "〔电话〕、〔电话〕"


def test_texts_of_one_case_share_marks_in_a_frame():
    frame = pl.DataFrame({"id": ["1", "2", "1"], "text": ["王芳来电", "李静来电", "李静来电"]})
    assert redacted(frame)["redacted"].to_list() == [
        "〔姓名〕来电",
        "〔姓名〕来电",
        "〔姓名2〕来电",
    ]


def test_the_command_writes_a_line_per_text(tmp_path: Path, capsys):
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": 7, "text": "张女士 13812345678"}\n', encoding="utf-8")
    assert cli.main(["redact", str(file), "--format", "jsonl"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["id"], line["redacted"]) == (7, "〔姓名〕 〔电话〕")
    assert line["spans"][1] == {"kind": "phone", "text": "13812345678", "start": 4, "end": 15}


@pytest.mark.skipif(not REAL.exists(), reason="shared/real is not beside the checkout")
def test_real_hotline_texts_are_not_flooded():
    """River cases of a city hotline: addresses and a few names, few texts else are touched."""
    book = REAL / "fuzhou_12345_river_cases_masked.xlsx"
    sheet = pl.read_excel(book, sheet_name="汇总", infer_schema_length=None)
    texts = sheet["投诉件内容"].drop_nulls().to_list()
    named = [any(span.kind == "name" for span in redact(text).spans) for text in texts]
    assert len(texts) == 1464
    assert sum(named) <= 0.05 * len(texts)
