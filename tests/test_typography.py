"""Chinese sentences in print: wide marks among characters, the signs of programs as they are."""

import re
from pathlib import Path

import pytest

from heatqa import language
from heatqa.typography import all_in_print, in_print

COMMA, COLON, OPEN, CLOSE, ASKS = "\uff0c", "\uff1a", "\uff08", "\uff09", "\uff1f"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("合格,共 1,204 次", f"合格{COMMA}共 1,204 次"),
        ("读法: 按记录", f"读法{COLON}按记录"),
        ("截至 2026-03-15 18:51:28", "截至 2026-03-15 18:51:28"),
        ("84.6 %(95% 区间), 好转", f"84.6 %{OPEN}95% 区间{CLOSE}{COMMA}好转"),
        ("“三声”是多少秒?", f"“三声”是多少秒{ASKS}"),
        ("%{y:.1%} > %{x:,.1f} 秒<extra></extra>", "%{y:.1%} > %{x:,.1f} 秒<extra></extra>"),
        ("见 https://a.b/c?x=1,2 说明", "见 https://a.b/c?x=1,2 说明"),
        ("S1-2.3b: 16 to 20 (kept)", "S1-2.3b: 16 to 20 (kept)"),
        ("T3.1(室内),f(x)不变", f"T3.1{OPEN}室内{CLOSE}{COMMA}f(x)不变"),
        ("20.3(℃)为读数", f"20.3{OPEN}℃{CLOSE}为读数"),
        ('写 `answer = ["T1.1", ...]`, 再检查', f'写 `answer = ["T1.1", ...]`{COMMA}再检查'),
    ],
)
def test_marks_are_wide_where_they_stand_among_characters(typed: str, printed: str):
    assert in_print(typed) == printed
    assert in_print(printed) == printed


def test_lists_and_tables_are_set_text_by_text():
    content = {"said": ["约好,再去", ("1,204", 7)], "none": None}
    assert all_in_print(content) == {"said": [f"约好{COMMA}再去", ["1,204", 7]], "none": None}


def test_only_what_is_printed_in_chinese_is_set_so():
    assert language.say("forms.simulated_chart", language="zh", title="图") == "图(模拟数据)"
    with language.printed():
        english = language.say("review.cut_off", language="en", moment="12:00")
        assert english == language.say("review.cut_off", moment="12:00")
        found = language.say("forms.simulated_chart", language="zh", title="图")
        assert found == f"图{OPEN}模拟数据{CLOSE}"
        with language.speaking("zh"):
            assert language.percent(0.97) == "97.0%"
        # A name of a place in an English sentence does not make it a Chinese one.
        assert language.say("forms.simulated_chart", language="en", title="柳岸") == (
            "柳岸 (SIMULATED DATA)"
        )


def test_brackets_open_as_they_close():
    """In words that are shown; patterns know both kinds of brackets."""
    unlike = re.compile(f"[(][^(){OPEN}{CLOSE}\n]*{CLOSE}|{OPEN}[^(){OPEN}{CLOSE}\n]*[)]")
    package = Path(language.__file__).parent
    shown = [*(package / "wording").glob("*.toml"), *(package / "training").rglob("*.toml")]
    shown += (package / "clauses").rglob("*.toml")
    found = {
        file.name: unlike.findall(file.read_text(encoding="utf-8"))
        for file in shown
        if file.name != "phrases.toml"
    }
    assert not [each for each in found.items() if each[1]]
