"""What customers say is understood: leaves, groups, urgency, reasons, in files and by commands."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heatqa import cli, errors
from heatqa.complaints import accuracy, lexicon, material, model, taxonomy, texts, training
from heatqa.complaints.classifying import SCHEMA, classify
from heatqa.complaints.data import read
from heatqa.complaints.normal import rewritten
from heatqa.complaints.training import train

from .loading import workbook

TEXTS = Path(__file__).parent / "texts"
NAMES = ("development", "sealed", "stranger")
REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "taxonomy.json"
REAL = Path(__file__).parents[2] / "shared" / "real"


def labelled(name: str) -> pl.DataFrame:
    return accuracy.read(TEXTS / f"{name}.csv")


@pytest.mark.parametrize("name", NAMES)
def test_written_texts_reach_the_targets(name: str):
    score = accuracy.score(labelled(name))
    assert score.leaf >= 0.85
    assert score.group >= 0.93
    assert score.urgent_found >= 0.95
    assert score.urgent_false <= 0.05


def test_two_leaves_are_named_where_a_text_has_two():
    """The sealed set has five such texts, too few for a bound; one leaf is the rule in both.

    The strangers' labels have a second leaf less often than we name one: see the texts' README.
    """
    scores = [accuracy.score(labelled(name)) for name in NAMES[:2]]
    assert scores[0].second_found >= 0.65
    assert all(score.second_false <= 0.1 for score in scores)


@pytest.mark.parametrize("text", ["漏水把地板泡坏了,谁赔", "整个小区都停热了,屋里冰凉"])
def test_two_readings_of_one_complaint_are_one(text: str):
    assert classify([text])["second_leaf"].to_list() == [None]


def test_each_leaf_has_twenty_texts_and_all_four_voices_in_each_set():
    every = pl.concat([labelled(name).with_columns(set=pl.lit(name)) for name in NAMES])
    for leaf in (*taxonomy.leaves(), taxonomy.CANNOT_TELL):
        assert len(every.filter(leaf=leaf)) >= 20, leaf
    for (leaf, name), texts_of in every.group_by("leaf", "set"):
        voices = set(texts_of["voice"])
        assert voices == {"note", "formal", "wechat", "phone"} or leaf == taxonomy.CANNOT_TELL, name


def test_no_measured_text_was_learned_from_and_none_is_in_two_sets():
    texts = pl.concat([labelled(name).select("text").unique() for name in NAMES])["text"]
    assert texts.is_unique().all()
    assert not set(texts) & {lesson.text for lesson in material.own()}


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("接线员服务不热情", "T7.2"),
        ("热线一直打不通", "T7.1"),
        ("你们漏接了我三个电话也不回拨", "T7.1"),
        ("水是不漏了,地板泡坏了谁赔", "T3.5"),
        ("退热费什么时候到账", "T5.2"),
        ("暖气片在漏水", "T3.1"),
        ("家里已经热了,谢谢", taxonomy.CANNOT_TELL),
        ("好的", taxonomy.CANNOT_TELL),
        ("", taxonomy.CANNOT_TELL),
    ],
)
def test_words_within_words_do_not_mislead(text: str, leaf: str):
    assert classify([text])["leaf"].to_list() == [leaf]


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("家里全屋不热,老人卧床", True),
        ("家里全屋不热", False),
        ("楼道管井漏水,流到电表箱了", True),
        ("暖气漏水已修好,要求赔偿地板", False),
        ("今年暖气费多少钱一平", False),
        ("师傅报价1200元,用户不认可", False),
        ("热线打了四十分钟没人接,我家阀门还在漏水", True),
        ("约好上午来没来,屋里才八度,老父亲刚做完手术", True),
        ("欠费昨天补交了,还不开阀,家里婴儿三个月,屋里10度", True),
        ("昨晚漏水,自己关了阀,现在不漏了", False),
        ("管子爆了,烫到人了", True),
    ],
)
def test_urgency(text: str, urgent: bool):
    assert classify([text])["urgent"].to_list() == [urgent]


def test_a_cause_and_its_handling_are_two_leaves():
    row = classify(["家里一点不热,这都第五次打电话了,没人管"]).row(0, named=True)
    assert (row["leaf"], row["second_leaf"], row["group"]) == ("T1.1", "T7.4", "T1")


def test_reasons_are_words_of_the_text():
    for row in accuracy.score(labelled("development")).frame.iter_rows(named=True):
        assert all(phrase in row["text"] for phrase in row["because"])
        assert row["because"] or row["leaf"] == taxonomy.CANNOT_TELL or row["confidence"] < 0.2


@given(st.text(max_size=80))
def test_rewriting_moves_nothing(text: str):
    assert len(rewritten(text)) == len(text)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_gets_an_answer(said: list[str]):
    frame = classify(said)
    assert frame.schema == SCHEMA
    assert len(frame) == len(said)
    assert frame["confidence"].is_between(0, 1).all()


@pytest.mark.skipif(not REFERENCE.exists(), reason="shared/reference is not beside the checkout")
def test_the_taxonomy_is_the_reference():
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    ours = read("taxonomy.toml")
    assert list(ours["groups"]) == [group["code"] for group in reference["level1"]]
    names = {leaf["code"]: (leaf["zh"], leaf["en"]) for leaf in reference["leaves"]}
    assert {code: (leaf["zh"], leaf["en"]) for code, leaf in ours["leaves"].items()} == names


def test_every_leaf_has_clues_and_phrases():
    wanted = {*taxonomy.leaves(), taxonomy.OUTSIDE}
    assert {leaf for leaf, _ in lexicon.own().clues} == wanted
    assert {phrase.leaf for phrase in material.phrases()} == wanted


def test_texts_are_read_alike_from_every_form(tmp_path: Path):
    wanted = [("a1", "漏水了,快来"), ("a2", "不热")]
    (tmp_path / "t.jsonl").write_text(
        "\n".join(json.dumps({"id": i, "text": t}, ensure_ascii=False) for i, t in wanted) + "\n",
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_bytes(
        '工单编号,诉求内容\na1,"漏水了,快来"\na2,不热\n'.encode("gb18030")
    )
    sheet = pl.DataFrame({"id": ["a1", "a2"], "text": ["漏水了,快来", "不热"]})
    sheet.write_excel(tmp_path / "t.xlsx", position="A3")
    for name in ("t.jsonl", "t.csv", "t.xlsx"):
        assert texts.read(tmp_path / name).select("id", "text").rows() == wanted, name


@pytest.mark.parametrize("header", ["编号,内容", "序号,原文", "编号,文本", "id;text", "ID\tText"])
def test_the_usual_headers_and_separators_are_known(tmp_path: Path, header: str):
    separator = next(sign for sign in ",;\t" if sign in header)
    file = tmp_path / "a.csv"
    file.write_text(f"{header}\na1{separator}不热\n", encoding="utf-8")
    assert texts.read(file).select("id", "text").rows() == [("a1", "不热")]


def test_identifiers_stay_what_they_were(tmp_path: Path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": 7, "text": "不热"}\n{"id": 7, "text": null}\n', encoding="utf-8")
    assert texts.read(file).select("id", "text").rows() == [(7, "不热"), (7, "")]
    assert texts.without_text(texts.read(file)) == [2]
    file.write_text('{"id": 7, "text": "不热"}\n{"text": "漏水"}\n', encoding="utf-8")
    assert texts.read(file)["id"].to_list() == ["7", "2"]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path):
    """Headings, titles and empty rows count too; below the last text there is nothing."""
    (tmp_path / "t.jsonl").write_text('{"text": "不热"}\n\n{"text": ""}\n', encoding="utf-8")
    (tmp_path / "t.csv").write_text('编号,内容\na,不热\nb,"漏\n水"\na,\n', encoding="utf-8")
    workbook(
        tmp_path / "t.xlsx",
        {"诉求": [[], ["十二月"], [], ["编号", "内容"], ["a", "不热"], [], ["a", "漏水"], [""]]},
    )
    rows = {
        name: texts.read(tmp_path / name)["row"].to_list()
        for name in ("t.jsonl", "t.csv", "t.xlsx")
    }
    assert rows == {"t.jsonl": [1, 3], "t.csv": [2, 3, 4], "t.xlsx": [5, 7]}
    assert texts.repeated(texts.read(tmp_path / "t.csv")) == {"a": [2, 4]}
    assert texts.repeated(texts.read(tmp_path / "t.xlsx")) == {"a": [5, 7]}
    assert texts.without_text(texts.read(tmp_path / "t.csv")) == [4]
    workbook(tmp_path / "t.xlsx", {"诉求": [["内容"], ["不热"], [], ["漏水"]]})
    assert texts.without_text(texts.read(tmp_path / "t.xlsx")) == [3]


@pytest.mark.parametrize("command", ["classify", "redact"])
def test_an_identifier_of_several_rows_is_named_and_every_row_answered(
    tmp_path: Path, capsys, command: str
):
    file = tmp_path / "a.csv"
    lines = [f"{number % 7},第{number}次不热" for number in range(14)]
    file.write_text("\n".join(["id,text", *lines, "9,漏水"]) + "\n", encoding="utf-8")
    assert cli.main([command, str(file), "--format", "jsonl"]) == 0
    said = capsys.readouterr()
    answered = [json.loads(line)["id"] for line in said.out.splitlines()]
    assert answered == [*(str(number % 7) for number in range(14)), "9"]
    assert "a.csv: identifiers that stand in several rows: 7: 0 (rows 2, 9), 1" in said.err
    assert "4 (rows 6, 13), …. Every row" in said.err


def test_a_line_that_is_no_json_is_named_and_not_shown(tmp_path: Path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": 1, "text": "不热"}\n{"text": "电话13912345678\n', encoding="utf-8")
    with pytest.raises(errors.FileBroken, match=r"JSON Lines \(row 2\)") as raised:
        texts.read(file)
    assert "139" not in str(raised.value)


def test_a_row_with_too_many_cells_is_named(tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text("id,text\n1,不热\n2,漏水,电话13912345678\n", encoding="utf-8")
    with pytest.raises(errors.FileBroken, match="row 3 has 3 cells, the heading 2") as raised:
        texts.read(file)
    assert "139" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.jsonl", '{"id": 1, "text": "x"\n', errors.FileBroken),
        ("a.csv", "甲,乙\n1,2\n", errors.TextsMissing),
        ("a.xlsx", "no workbook", errors.FileBroken),
        ("a.pdf", "x", errors.TextsKindUnknown),
        ("a.csv", "", errors.FileEmpty),
        ("a.csv", "id,text\n", errors.FileEmpty),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name, content, error):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(error):
        texts.read(tmp_path / name)


def test_the_command_writes_a_line_per_text(tmp_path: Path, capsys):
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "7", "text": "阀门往外喷水"}\n', encoding="utf-8")
    assert cli.main(["classify", str(file), "--format", "jsonl"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line) == ["id", *SCHEMA]
    assert (line["id"], line["leaf"], line["group"], line["urgent"]) == ("7", "T3.1", "T3", True)


LABELLED = "id,text,leaf\n" + "".join(
    f"{number},{text},{leaf}\n"
    for number, (text, leaf) in enumerate(
        [("小温宝不亮了", "T5.5"), ("家里漏水", "户内漏水"), ("收费太贵", "T5.1"), ("其他", "杂项")]
        * 5
    )
)
WORDS = """[clues]
"T5.5" = ['小温宝']
[phrases]
"T5.5" = ['小温宝坏了', '小温宝没电']
"""


def test_a_company_teaches_its_own_words(tmp_path: Path, capsys, monkeypatch):
    # Each part of the labels that is held out takes a model of its own to be told.
    monkeypatch.setattr(training, "_FOLDS", 2)
    file, words, made = tmp_path / "a.csv", tmp_path / "words.toml", tmp_path / "own.model"
    file.write_text(LABELLED, encoding="utf-8")
    words.write_text(WORDS, encoding="utf-8")
    given_words = ["train", str(file), "--words", str(words), "--model", str(made)]
    assert cli.main([*given_words, "--format", "json"]) == 0
    pairs = json.loads(capsys.readouterr().out)
    assert sum(pair["texts"] for pair in pairs) == 15
    said = classify(["小温宝怎么黑了"], model.load(made)).row(0, named=True)
    assert (said["leaf"], said["because"]) == ("T5.5", ["小温宝"])


def test_agents_labels_alone_teach(tmp_path: Path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_text(LABELLED, encoding="utf-8")
    some = material.own()[::4]
    monkeypatch.setattr(material, "own", lambda: some)
    done = train(texts.read(file), file)
    assert (done.learned, done.passed_over) == (15, 5)
    assert done.agreement == pytest.approx(1.0)


def test_a_reason_takes_its_number_whole():
    (said,) = classify(["室温不够,自备温度计18.3度,边户"])["because"].to_list()
    assert "18.3度" in said


def test_a_model_that_was_saved_says_the_same(tmp_path: Path):
    model.own().save(tmp_path / "m")
    said = labelled("development")["text"].to_list()
    assert classify(said, model.load(tmp_path / "m")).equals(classify(said))


def test_training_needs_labels_and_usable_words(tmp_path: Path):
    file, words = tmp_path / "a.csv", tmp_path / "w.toml"
    file.write_text("text,leaf\n漏水,杂项\n", encoding="utf-8")
    with pytest.raises(errors.LabelsMissing, match="杂项"):
        train(texts.read(file), file)
    for content in ('[clues]\n"T3.1" = ["(?<!x)漏"]\n', '[clues]\n"T9.9" = ["漏"]\n', "[clues"):
        words.write_text(content, encoding="utf-8")
        with pytest.raises(errors.WordsMistaken):
            lexicon.extended(words)
    (tmp_path / "m").write_text("no model")
    with pytest.raises(errors.FileBroken):
        model.load(tmp_path / "m")


def test_a_model_with_a_wrong_byte_anywhere_is_called_damaged(tmp_path: Path):
    path = tmp_path / "m.npz"
    np.savez_compressed(path, head=np.frombuffer(b'{"leaves": []}' * 40, dtype=np.uint8))
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(errors.FileBroken):
            model.load(path)


@pytest.mark.skipif(not REAL.exists(), reason="shared/real is not beside the checkout")
def test_river_cases_give_no_flood_of_emergencies():
    """The city's river cases are not about heating; few may look urgent or sure."""
    book = REAL / "fuzhou_12345_river_cases_masked.xlsx"
    read_as = texts.read(book, "投诉件内容")
    assert len(read_as) == 1464
    frame = classify(read_as["text"])
    # Works along a river with nothing to keep people from falling in are works all the same.
    works = frame["leaf"] == "T4.4"
    assert (frame["urgent"] & ~works).mean() <= 0.03  # type: ignore[operator]
    # To be sure that it is about nothing of ours is right.
    ours = ~frame["leaf"].is_in(["T4.4", "T7.4", taxonomy.CANNOT_TELL])
    elsewhere = ours & (frame["confidence"] >= 0.5)
    assert elsewhere.mean() <= 0.03  # type: ignore[operator]
