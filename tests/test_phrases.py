"""Required and forbidden phrases: whose words count, what a phrase finds, and a company's lists."""

import dataclasses
import datetime as dt
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatqa import errors, settings
from heatqa.clauses import load, phrases
from heatqa.clauses.phrases import PhraseList
from heatqa.judging import facts as known
from heatqa.judging import why
from heatqa.judging.cube import COUNTS
from heatqa.settings import Settings
from heatqa.tables import explanation
from tests.conftest import insert
from tests.loading import load as load_files
from tests.loading import only, write

AS_OF = dt.datetime(2026, 3, 15)
GREETED = "坐席:您好,永恒热力,8001号为您服务,请问有什么可以帮您? 用户:家里不热。"


def turns(connection, text: str) -> dict[str, object]:
    """What the source makes of one transcript."""
    insert(connection, {"transcripts": [{"call_id": "c1", "text": text}]})
    known.prepare(connection, AS_OF, Settings())
    columns = "speakers_known, opening_words, closing_words, agent_words, customer_words"
    found = connection.sql(f"select {columns} from fact_conversations").pl()
    return found.row(0, named=True)


def verdict(judge, clause: str, text: str, lists: dict | None = None) -> str | None:
    """The verdict of one clause on one transcript."""
    catalogue = load().with_phrases(lists or {})
    catalogue = dataclasses.replace(catalogue, clauses={clause: catalogue.clauses[clause]})
    cube = judge({"transcripts": [{"call_id": "c1", "text": text}]}, catalogue=catalogue)
    mine = cube.filter(cube["clause"] == clause)
    counts = [name for name in COUNTS if mine[name].sum()]
    return counts[0] if counts else None


@pytest.mark.parametrize(
    "text",
    [
        "坐席:您好。 用户:不热。 坐席:好的。",
        "坐席：您好。用户：不热。坐席：好的。",
        "【坐席】您好。\n【用户】不热。\n【坐席】好的。",
        "[00:01] 客服(8001): 您好\n[00:05] 客户: 不热\n[00:09] 客服(8001): 好的",
        "00:00:01 话务员8001:您好\n00:00:05 来电人:不热\n00:00:09 话务员8001:好的",
        "A:您好 B:不热 A:好的",
        "Ａ：您好。\nＢ：不热。\nＡ：好的。",
        "Agent: 您好\nCustomer: 不热\nAgent: 好的",
        "工号8001:您好 来电者:不热 工号8001:好的",
        "专席:您好 住户:不热 专席:好的",
    ],
)
def test_the_usual_marks_tell_who_speaks(facts, text: str):
    found = turns(facts, text)
    assert found["speakers_known"]
    assert (found["agent_words"], found["customer_words"]) == ("您好¶好的", "不热")


@pytest.mark.parametrize(
    "text",
    [
        "您好,请讲。我家不热。好的。",
        "坐席:您好,请讲。我家不热。",
        "甲:您好 乙:不热",
        "您好。 用户:不热。 坐席:好的。",
        "坐席:您好。\n班长:不知道。\n用户:不热。",
    ],
)
def test_where_it_is_not_told_who_speaks_nothing_is_guessed(facts, text: str):
    assert not turns(facts, text)["speakers_known"]


def test_a_machine_is_neither_agent_nor_customer(facts):
    found = turns(facts, "系统:不知道请按1 坐席:您好 用户:不热")
    assert found["speakers_known"]
    assert (found["agent_words"], found["customer_words"]) == ("您好", "不热")


def test_the_opening_ends_where_the_customer_says_what_it_is_about(facts):
    text = "坐席:您好 用户:喂,你好 坐席:8001号为您服务 用户:我家暖气片不热了 坐席:好的 坐席:再见"
    found = turns(facts, text)
    assert found["opening_words"] == "您好¶8001号为您服务"
    assert found["closing_words"] == "好的¶再见"


def test_words_are_brought_to_one_spelling(facts):
    found = turns(facts, '坐席:嗯, 您 好!!请拨６２２１，ＯＫ?“不 归我”管 用户:"不热"')
    assert found["agent_words"] == "您好。请拨6221，ok。‹不归我›管"
    # Words in quotation marks as a whole are said, not quoted.
    assert found["customer_words"] == "不热"


def test_a_transcript_in_the_call_log_is_judged_once(facts):
    insert(
        facts,
        {
            "calls": [
                {"call_id": "c1", "transcript": "坐席:您好", "hold_seconds": 9, "direction": "in"},
                {"call_id": "c2", "transcript": "坐席:你好 用户:喂"},
                {"call_id": "c3"},
            ],
            "transcripts": [{"call_id": "c1", "text": GREETED}],
        },
    )
    known.prepare(facts, AS_OF, Settings())
    query = "select record_id, speakers_known, hold_seconds from fact_conversations order by 1"
    assert facts.sql(query).fetchall() == [("c1", True, 9.0), ("c2", True, None)]


def test_what_was_said_later_is_not_known(facts):
    text = {"call_id": "c1", "started_at": "2026-03-16 08:00:00", "text": GREETED}
    insert(facts, {"transcripts": [text]})
    known.prepare(facts, AS_OF, Settings())
    assert facts.sql("select count(*) from fact_conversations").fetchall() == [(0,)]


CUSTOMER = st.text(alphabet="不归你管我知道找谁关事烦神经病,。 “”？", max_size=40)


@given(said=CUSTOMER)
@hypothesis.settings(max_examples=20, deadline=None)
def test_nothing_a_customer_says_counts_against_the_agent(memory, said: str):
    for table in ("transcripts", "calls"):
        memory.execute(f"delete from {table}")
    found = turns(memory, f"坐席:您好,请讲。 用户:{said} 坐席:好的,再见。")
    assert found["agent_words"] == "您好，请讲¶好的，再见"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("不知道", "missed"),
        ("不 知 道", "missed"),
        ("不,知道", "missed"),
        ("这个不知道啊", "missed"),
        ("知不。知道", "met"),
        ("您说不知道", "met"),
        ("我们不能说不知道", "met"),
        ("“不知道”", "missed"),
        ("什么叫“不知道”", "met"),
        ("不知道您在家吗", "met"),
        ("这我不知道,您问别人吧", "missed"),
        ("不知道您家里,周末方便不方便", "met"),
        ("客户说不知道", "met"),
        ("您要是不知道阀门在哪", "met"),
    ],
)
def test_a_forbidden_phrase_and_what_only_looks_like_it(judge, said: str, expected: str):
    assert verdict(judge, "S4-6.1d", f"{GREETED} 坐席:{said}") == expected


def test_a_company_replaces_extends_and_adds_lists():
    lists = phrases.in_force(
        {
            "company_name": ["暖城热力"],
            "brusque": {"add": ["挂了"], "unless": ["挂了号"]},
            "own": {"en": "own", "zh": "自定", "phrases": ["温暖到家"]},
        }
    )
    assert lists["company_name"].phrases == ("暖城热力",)
    assert "挂了" in lists["brusque"].phrases
    assert set(lists["brusque"].phrases) > set(phrases.shipped()["brusque"].phrases)
    assert lists["own"].means["zh"] == "自定"
    assert [name for name, one in lists.items() if one.own] == ["company_name", "brusque", "own"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [({}, "met"), ({"company_name": ["暖城热力"]}, "missed"), ({"company_name": []}, "missed")],
)
def test_the_companys_own_list_decides(judge, own: dict, expected: str):
    assert verdict(judge, "S3-2.3.2", GREETED, own) == expected


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"company_nam": ["暖城"]}, "Did you mean company_name"),
        ({"company_name": "暖城"}, "list of phrases"),
        ({"company_name": ["[暖城"]}, "Every bracket is closed"),
        ({"company_name": ["…"]}, "something has to be said"),
        ({"company_name": [""]}, "something has to be said"),
        ({"company_name": [7]}, "Write the words"),
        ({"rude": {"ad": ["x"]}}, "Did you mean add"),
        ({"rude": {"denied": "yes"}}, "true or false"),
        ({"own": {"phrases": ["x"]}}, "en, zh and phrases"),
    ],
)
def test_mistakes_in_phrases_name_the_remedy(entry: dict, says: str):
    with pytest.raises(errors.SettingsBroken, match=says):
        load().with_phrases(entry)


def test_phrases_are_part_of_the_settings_file(tmp_path: Path):
    file = tmp_path / "heatqa.toml"
    file.write_text('[phrases]\nhello = ["早"]\n[phrases.rude]\nadd = ["哼"]\n', encoding="utf-8")
    found = settings.load(file)
    assert load().with_phrases(found.phrases).phrases["hello"].phrases == ("早",)
    file.write_text('phrases = ["早"]\n', encoding="utf-8")
    with pytest.raises(errors.SettingsBroken, match=r"section \[phrases\]"):
        settings.load(file)


@given(st.text(alphabet="您好[]|#….()*+?\\^$a。, ", max_size=12))
def test_no_phrase_can_break_a_search(memory, phrase: str):
    """What is let through is a pattern that DuckDB takes and that needs a word."""
    try:
        pattern = phrases.regex(phrase)
    except ValueError:
        return
    query = "select regexp_matches(?, ?), regexp_matches('', ?)"
    plain, nothing = memory.execute(query, ["您好a", pattern, pattern]).fetchall()[0]
    assert isinstance(plain, bool)
    assert nothing is False


@pytest.mark.parametrize("listed", phrases.shipped().values(), ids=lambda one: one.name)
def test_every_shipped_list_can_be_searched_and_is_used(listed: PhraseList):
    for phrase in (*listed.phrases, *listed.unless):
        assert phrases.regex(phrase)
    used = {
        name
        for clause in load().clauses.values()
        if clause.form == "phrase"
        for term in ("required", "forbidden", "when")
        for name in clause.terms.get(term, ())
    }
    assert listed.name in used


def told(facts, clause: str, text: str) -> list[tuple[str, str]]:
    """The explanation of one transcript under one clause."""
    insert(facts, {"transcripts": [{"call_id": "c1", "text": text}]})
    said = why.explain(facts, load(), Settings(), AS_OF, clause_id=clause, record="c1")
    return explanation.lines(said, load())


def test_why_names_the_phrase_and_never_shows_what_was_said(facts):
    lines = told(facts, "S4-6.2c", f"{GREETED} 坐席:张女士,这不关我们的事。")
    said = dict(lines)
    assert said["Not to be said"].endswith("found “不[关|干]我[们|]的事”")
    assert said["Verdict"] == "missed"
    assert "张女士" not in str(lines)


def test_why_names_what_was_not_said_and_where(facts):
    lines = told(facts, "S7-11", f"{GREETED} 坐席:再见。")
    assert ("To be said", "the question whether anything else is needed: not found in the agent's "
            "last words") in lines  # fmt: skip


def test_why_says_that_the_speakers_are_not_known(facts):
    assert "does not tell who" in dict(told(facts, "S4-6.2c", "您好,请讲。不热。"))["Verdict"]


def test_a_speech_export_is_known_by_its_headers(facts, tmp_path: Path):
    text = "录音流水号,通话时间,坐席工号,转写文本\nc1,2025-12-01 08:00:00,8001,坐席:您好 用户:喂\n"
    sheet = only(load_files(facts, tmp_path, write(tmp_path / "speech.csv", text)))
    assert sheet.table == "transcripts"
    assert not sheet.unread_columns
