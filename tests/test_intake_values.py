"""Text becomes values: what exports write, and what is not guessed at."""

from pathlib import Path

import duckdb
import pytest

from tests.loading import load, only, rows, write

NOTHING = ["", "-", "--", "/", "无", "NULL", "N/A", " "]


def read_all(
    connection: duckdb.DuckDBPyConnection, folder: Path, where: tuple[str, ...], texts: list[str]
) -> dict[str, object]:
    """Every text with its value, or the word "rejected", all of them in one file.

    `where` has the headers of the key and of the texts, then the SQL to look and the table.
    """
    *headers, column, table = where
    lines = [f'{number},"{text}"' for number, text in enumerate(texts)]
    path = write(folder / "values.csv", "\n".join([",".join(headers), *lines]) + "\n")
    sheet = only(load(connection, folder, path))
    assert sheet.rows_read == len(texts)
    values = dict(rows(connection, f"select source_row - 2, {column} from {table}"))
    return {text: values.get(number, "rejected") for number, text in enumerate(texts)}


TIMES = {
    "2025-01-05 08:03:07": "2025-01-05 08:03:07",
    "2025-01-05 08:03": "2025-01-05 08:03:00",
    "2025-01-05 08:03:07.250": "2025-01-05 08:03:07.25",
    "2025-01-05T08:03:07": "2025-01-05 08:03:07",
    "2025/1/5 8:03": "2025-01-05 08:03:00",
    "2025/01/05 8:03:07": "2025-01-05 08:03:07",
    "2025.1.5 8:03": "2025-01-05 08:03:00",
    "2025年1月5日 8时3分": "2025-01-05 08:03:00",
    "2025年1月5日8时3分5秒": "2025-01-05 08:03:05",
    "2025年1月5日": "2025-01-05 00:00:00",
    "2025-01-05": "2025-01-05 00:00:00",
    "20250105": "2025-01-05 00:00:00",
    "20250105080307": "2025-01-05 08:03:07",
    "202501050803": "2025-01-05 08:03:00",
    "２０２５－０１－０５　０８：０３": "2025-01-05 08:03:00",
    "2025-01-05 上午8:03": "2025-01-05 08:03:00",
    "2025-01-05 上午12:03": "2025-01-05 00:03:00",
    "2025/1/5 下午 3:05:06": "2025-01-05 15:05:06",
    "2025/1/5 下午12:05": "2025-01-05 12:05:00",
    "2025-01-05 03:05 PM": "2025-01-05 15:05:00",
    "2025-01-05 星期日 08:03": "2025-01-05 08:03:00",
    "2025-01-05 24:00": "2025-01-06 00:00:00",
    "2025-12-31 24:00:00": "2026-01-01 00:00:00",
    "45965.3300000": "2025-11-04 07:55:12",
    "45965": "2025-11-04 00:00:00",
    "45965.3355": "2025-11-04 08:03:07",
    "1513836831": "2017-12-21 14:13:51",
    "1513836831000": "2017-12-21 14:13:51",
    "2025-01-05T00:03:07Z": "2025-01-05 08:03:07",
    "2025-01-05 08:03:07+08:00": "2025-01-05 08:03:07",
    "2025-01-05 00:03:07.5+00": "2025-01-05 08:03:07.5",
    "2025-01-05 08:03:07 +0800": "2025-01-05 08:03:07",
    "20250105 08:03:07": "2025-01-05 08:03:07",
    "2025/1/5(周日) 8:03": "2025-01-05 08:03:00",
    " 2025-01-05 08:03:07\t": "2025-01-05 08:03:07",
    "2025-01-05 08:03:07,250": "2025-01-05 08:03:07.25",
    "2025年1月5号 8点半": "2025-01-05 08:30:00",
    "2025-01-05 晚8:03": "2025-01-05 20:03:00",
    "2025-01-05 早8:03": "2025-01-05 08:03:00",
    "Sun Jan 05 08:03:07 CST 2025": "2025-01-05 08:03:07",
    "2025-01-05\u200b 08:03": "2025-01-05 08:03:00",
    "NaT": None,
    "1900-01-01": None,
    "1900/1/1 00:00:00": None,
    "1970-01-01 08:00:00": None,
    "0000-00-00 00:00:00": None,
    "9999-12-31": None,
    "0": None,
    **dict.fromkeys(NOTHING),
    "25:61": "rejected",
    "2025-02-30": "rejected",
    "Sun Jan 05 08:03:07 PST 2025": "rejected",
    "2025-01-05 08:60": "rejected",
    "2025-13-01 08:00": "rejected",
    "01-05 08:03": "rejected",
    "05/01/2025": "rejected",
    "1/5/2025 8:03": "rejected",
    "昨天": "rejected",
    "2025-01-05 25:00": "rejected",
    "2025-01-05 12:00-13:00": "rejected",
}


@pytest.mark.parametrize("first", ["2025-01-05 08:03:07", "2025/1/5 8:03", "昨天"])
def test_times(facts, tmp_path: Path, first: str):
    """Whichever way of writing comes first and is taken for the column's own."""
    texts = [first] * 3 + [text for text in TIMES if text != first]
    where = ("巡检编号", "巡检时间", "done_at::varchar", "inspections")
    assert read_all(facts, tmp_path, where, texts) == TIMES


def test_dates(facts, tmp_path: Path):
    wanted = {
        "2025/1/5": "2025-01-05",
        "45965": "2025-11-04",
        "2025年1月5日": "2025-01-05",
        "-": None,
    }
    where = ("发放编号", "发放日期", "issued_on::varchar", "cards")
    assert read_all(facts, tmp_path, where, list(wanted)) == wanted


SECONDS = {
    "65": 65,
    "65.5": 65.5,
    "65秒": 65,
    "1分5秒": 65,
    "1分": 60,
    "00:01:05": 65,
    "1:05": 65,
    "01:01:05": 3665,
    "1小时2分5秒": 3725,
    "2分钟": 120,
    "2 min": 120,
    "1,204": 1204,
    "65%": "rejected",
    "65次": "rejected",
    "６５": 65,
    "1899-12-31 00:01:05": 65,
    "1899-12-30 00:01:05": 65,
    "2天3小时": 183600,
    "1.5小时": 5400,
    "1.5分钟": 90,
    "1h2m3s": 3723,
    "PT00H01M05S": 65,
    "PT1M5.5S": 65.5,
    "PT": "rejected",
    "65 secs": 65,
    "1500ms": 1.5,
    "2秒500毫秒": 2.5,
    "-3": -3,
    "0": 0,
    **dict.fromkeys(NOTHING),
    "长": "rejected",
    "1:2:3:4": "rejected",
    "nan": None,
    "inf": "rejected",
}
CELSIUS = {
    "18.5": 18.5,
    "18.5℃": 18.5,
    "18.5 °C": 18.5,
    "18.5ºC": 18.5,
    "18.5度": 18.5,
    "１８．５": 18.5,
    "18,5": 18.5,
    "18，5": 18.5,
    "18。5": 18.5,
    "−3.5": -3.5,
    "59.9": 59.9,
    "18-20": "rejected",
    ">18": "rejected",
    "185": "rejected",
    "-1010": "rejected",
    "-9999": "rejected",
    "60.1": "rejected",
    "-": "rejected",
}
SCORES = {
    "非常满意": 5,
    "满意": 4,
    "一般": 3,
    "不满意": 2,
    "非常不满意": 1,
    "5": 5,
    "1.0": 1,
    "4分": 4,
    "5-非常满意": 5,
    "1:非常满意": 5,
    "满意(5分)": 4,
    "不满意(2)": 2,
    "★★★☆☆": 3,
    "不予评价": None,
    "未评价": None,
    "默认好评": None,
    "0": None,
    **dict.fromkeys(NOTHING),
    "6": "rejected",
    "还行": "rejected",
    "4-5": "rejected",
    "4.5": "rejected",
    "5-6分": "rejected",
    "☆☆☆": "rejected",
}
FLAGS = {
    "是": True,
    "有": True,
    "√": True,
    "1": True,
    "Y": True,
    "TRUE": True,
    "已签字": True,
    "否": False,
    "无": False,
    "×": False,
    "0": False,
    "n": False,
    "未签": False,
    "": None,
    "-": None,
    "/": None,
    "也许": "rejected",
}
INTEGERS = {
    "3": 3,
    "3.0": 3,
    "1,204": 1204,
    "12户": 12,
    "-1": -1,
    "3.7": "rejected",
    "多": "rejected",
}
NUMBERS = {
    "4666.5": 4666.5,
    "1,204.5": 1204.5,
    "90㎡": 90,
    "18,5": 18.5,
    "1e3": 1000,
    "约90": "rejected",
}
PLACES = {
    "3号楼": "3",
    "三号楼": "3",
    "03": "3",
    "3#": "3",
    "十二栋": "12",
    "二十一单元": "21",
    "十": "10",
    "A座": "A",
    "b": "B",
    "第3栋": "3",
    "0": "0",
    "3-2": "3-2",
    "无": None,
}
COMMUNITIES = {
    " 朝阳 花园 ": "朝阳花园",
    "Ａ区（一期）": "A区(一期)",
    "Allston  / Brighton": "Allston / Brighton",
}
# "Would you recommend us?" is answered by a whole number from 0 to 10.
RECOMMENDED = {"0": 0, "10": 10, "无": None, **dict.fromkeys(("11", "-1", "7.5"), "rejected")}

KINDS = {
    "recommend": (("回访编号", "推荐意愿", "recommend", "ratings"), RECOMMENDED),
    "seconds": (("话单id", "振铃时长", "ring_seconds", "calls"), SECONDS),
    "score": (("话单id", "满意度", "score", "calls"), SCORES),
    "flag": (("上门编号", "鞋套", "shoe_covers", "visits"), FLAGS),
    "integer": (("停热编号", "影响户数", "households", "outages"), INTEGERS),
    "number": (("户号", "供热面积", "heated_area_m2", "households"), NUMBERS),
    "place": (("户号", "楼栋", "building", "households"), PLACES),
    "community": (("发放编号", "小区", "community_id", "cards"), COMMUNITIES),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds(facts, tmp_path: Path, kind: str):
    where, wanted = KINDS[kind]
    assert read_all(facts, tmp_path, where, list(wanted)) == wanted


def test_temperatures(facts, tmp_path: Path):
    lines = [f'1,2025-11-20 08:{minute:02},"{text}"' for minute, text in enumerate(CELSIUS)]
    path = write(tmp_path / "a.csv", "\n".join(["户号,采集时间,室温", *lines]))
    sheet = only(load(facts, tmp_path, path))
    read = dict(rows(facts, "select minute(measured_at), room_celsius from temperatures"))
    assert {text: read.get(i, "rejected") for i, text in enumerate(CELSIUS)} == CELSIUS
    assert sheet.rejects == {
        "temperatures.impossible_celsius": 3,
        "temperatures.lost_decimal_point": 1,
        "temperatures.missing_celsius": 1,
        "temperatures.range_room_celsius": 2,
    }


def test_codes_in_any_spelling_and_unknown_ones_kept(facts, tmp_path: Path):
    words = ["呼入", "INBOUND", "inbound", " 呼出 ", "２", "对讲", "无", ""]
    read = read_all(facts, tmp_path, ("话单id", "呼叫方向", "direction", "calls"), words)
    assert list(read.values()) == [
        "inbound",
        "inbound",
        "inbound",
        "outbound",
        "outbound",
        "对讲",
        None,
        None,
    ]
    assert rows(facts, "select rule, source_row from flags where rule like '%code%'") == [
        ("calls.unknown_code_direction", 7)
    ]


def test_identifiers_keep_their_zeros_and_lost_ones_are_not_believed(facts, tmp_path: Path):
    text = '发放编号,发放数量\n00123,1\n"=""00456""",2\n\'0789,3\n2.02501E+13,4\n,5\n-,6\n'
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", text)))
    assert rows(facts, "select card_id from cards order by cards") == [
        ("00123",),
        ("00456",),
        ("0789",),
    ]
    assert sheet.rejects == {"cards.missing_key": 2, "cards.lost_digits_card_id": 1}
