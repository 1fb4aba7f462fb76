"""A whole address in one cell becomes community, building, entrance and the key of a home."""

from pathlib import Path

import pytest

from heatqa.intake import addresses, aliases
from heatqa.warehouse import loads
from tests.loading import load, only, rows, write

REGISTER = "小区,别名,总户数\n朝阳花园,朝阳花园小区;朝花,100\n"
HOME = ("朝阳花园", "3", "2", "501")
ADDRESSES = {
    "朝阳花园3-2-501": HOME,
    "朝阳花园3号楼2单元501": HOME,
    "朝阳花园３号楼２单元５０１室": HOME,
    "朝阳花园 3 栋 2 单元 0501 户": HOME,
    "朝花三号楼二单元五零一": HOME,
    "朝阳花园小区3#2-501(女儿家)": HOME,
    "朝阳花园03#02单元5楼501": HOME,
    "长春市南关区民康路5号朝阳花园3号楼2门501": HOME,
    "朝阳花园12#1803": ("朝阳花园", "12", None, "1803"),
    "朝阳花园A座b501": ("朝阳花园", "A", None, "B501"),
    "朝阳花园B区3号楼501": ("朝阳花园B区", "3", None, "501"),
    "三里屯2-1-101": ("三里屯", "2", "1", "101"),
    "北塔家园二十一号楼十单元十二": ("北塔家园", "21", "10", "12"),
    "3-2-501": (None, "3", "2", "501"),
    "朝阳花园门口": (None, None, None, None),
    "朝阳花园12-1-1402、1403": (None, None, None, None),
    "朝阳花园3号楼2单元501和502室": (None, None, None, None),
    "朝阳花园,3号楼,2单元,501": HOME,
    "朝阳花园3号楼": (None, None, None, None),
    "2025-01-05": (None, None, None, None),
    "": (None, None, None, None),
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_parts(facts, text: str):
    facts.execute(
        "insert into communities (community_id, aliases) values ('朝阳花园', '朝阳花园小区;朝花')"
    )
    aliases.remember(facts)
    found = ", ".join(addresses.part(name) for name in addresses.PARTS)
    query = addresses.read("cell", "select ?::varchar as cell", {})
    assert facts.execute(f"select {found} from ({query})", [text]).fetchall() == [ADDRESSES[text]]


def test_one_home_has_one_key_however_it_is_written(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "c.csv", REGISTER))
    same = [text for text, home in ADDRESSES.items() if home == HOME]
    lines = [f'{number},"{text}"' for number, text in enumerate([*same, "朝阳花园门口", "3-2-501"])]
    path = write(tmp_path / "a.csv", "\n".join(["工单编号,用户地址", *lines]))
    sheet = only(load(facts, tmp_path, path))
    query = "select household_key, count(*) from tickets group by 1 order by 2"
    (_, missing), (key, count) = rows(facts, query)
    assert (missing, count) == (2, len(same))
    assert key is not None
    assert sheet.flags["tickets.unplaced_address"] == 2
    assert sheet.unread_columns == ()
    assert "501" not in str(rows(facts, "select original from rejects"))


def test_an_address_finds_its_household_in_the_register_whichever_comes_first(
    facts, tmp_path: Path
):
    load(facts, tmp_path, write(tmp_path / "a.csv", "工单编号,地址\n1,甲园3-2-501\n"))
    register = "户号,小区,楼栋,单元,室号\nH1,甲园,3号楼,二单元,0501\nH2,甲园,3,2,502\n"
    load(facts, tmp_path, write(tmp_path / "h.csv", register))
    text = "工单编号,小区,地址\n2,甲园,3#2-502\n3,,甲园3-2-501\n"
    load(facts, tmp_path, write(tmp_path / "b.csv", text))
    joined = (
        "select ticket_id, h.unit from tickets join households h using (household_key) order by 1"
    )
    assert rows(facts, joined) == [("1", "2"), ("2", "2"), ("3", "2")]
    assert rows(facts, "select count(distinct household_key) from tickets") == [(2,)]


def test_an_address_in_a_rejected_row_is_hidden(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", "工单编号,受理时间,地址\n1,昨天,甲园3-2-501\n")
    load(facts, tmp_path, path)
    ((original,),) = rows(facts, "select original::varchar from rejects")
    assert "501" not in original


def test_a_profile_names_the_column(facts, tmp_path: Path):
    profile = write(tmp_path / "p.toml", 'table = "tickets"\naddress = "地点"\n')
    path = write(tmp_path / "a.csv", "工单编号,地点\n1,甲园3-2-501\n")
    load(facts, tmp_path, path, profile=profile)
    assert rows(facts, "select community_id, building, unit from tickets") == [("甲园", "3", "2")]


def test_a_name_learned_late_joins_the_community_and_says_what_splits_its_homes(
    facts, tmp_path: Path
):
    for name, place in (("a", "朝花"), ("b", "南关区朝阳花园"), ("c", "别园")):
        number = f"工单编号,地址\n{name},{place}3-2-501\n"
        load(facts, tmp_path, write(tmp_path / f"{name}.csv", number))
    by_number = write(tmp_path / "d.csv", "工单编号,小区,户号\nd,朝花,H1\n")
    load(facts, tmp_path, by_number)
    report = load(facts, tmp_path, write(tmp_path / "r.csv", REGISTER))
    query = "select ticket_id, community_id from tickets order by 1"
    assert rows(facts, query) == [
        ("a", "朝阳花园"),
        ("b", "朝阳花园"),
        ("c", "别园"),
        ("d", "朝阳花园"),
    ]
    assert [(r.file, r.load_id, r.spelling, r.rows) for r in report.respelled] == [
        ("a.csv", 1, "朝花", 1),
        ("b.csv", 2, "南关区朝阳花园", 1),
    ]


def test_a_home_is_one_again_after_what_the_load_says(facts, tmp_path: Path):
    late = write(tmp_path / "a.csv", "工单编号,地址\n1,朝花3-2-501\n")
    load(facts, tmp_path, late)
    report = load(facts, tmp_path, write(tmp_path / "r.csv", REGISTER))
    loads.undo(facts, report.respelled[0].load_id)
    assert load(facts, tmp_path, late).respelled == ()
    load(facts, tmp_path, write(tmp_path / "b.csv", "工单编号,地址\n2,朝阳花园3-2-501\n"))
    assert rows(facts, "select count(distinct household_key) from tickets") == [(1,)]


def test_one_household_is_never_split_where_the_register_comes_first(facts, tmp_path: Path):
    load(facts, tmp_path, write(tmp_path / "r.csv", REGISTER))
    for number, place in enumerate(("朝花", "南关区朝阳花园", "朝阳花园小区")):
        text = f"工单编号,地址\n{number},{place}3-2-501\n"
        assert load(facts, tmp_path, write(tmp_path / f"{number}.csv", text)).respelled == ()
    assert rows(facts, "select count(distinct household_key) from tickets") == [(1,)]
