"""Encodings are decided strictly: text is never read as other characters than were written."""

from pathlib import Path

import pytest

from heatqa import errors
from heatqa.intake import encoding
from tests.loading import load, only, rows, write

TEXT = "发放编号,小区\nC1,暖城花园\nC2,朝阳里\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8-BOM"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("utf-16", "UTF-16-LE"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_decided(facts, tmp_path: Path, codec: str, name: str, end: str):
    path = write(tmp_path / "a.csv", TEXT.replace("\n", end), codec)
    assert only(load(facts, tmp_path, path)).encoding == name
    assert rows(facts, "select card_id, community_id, source_row from cards order by 1") == [
        ("C1", "暖城花园", 2),
        ("C2", "朝阳里", 3),
    ]


def test_the_byte_that_fits_no_encoding_is_named(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(encoding, "_BLOCK", 7)
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("gb18030") + b"ok\xff\xff")
    with pytest.raises(errors.EncodingUnknown) as raised:
        encoding.decide("a.csv", lambda: path.open("rb"))
    assert raised.value.facts["byte"] == len(TEXT.encode("gb18030")) + 2


@pytest.mark.parametrize("block", [1, 2, 3, 5, 64])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_blocks_may_end_anywhere(tmp_path: Path, monkeypatch, block: int, codec: str):
    monkeypatch.setattr(encoding, "_BLOCK", block)
    path = write(tmp_path / "a.csv", TEXT.replace("\n", "\r\n") + "end", codec)
    read = b"".join(encoding.lines(lambda: path.open("rb"), codec, 0))
    assert read.decode() == TEXT + "end"


TAIWAN = "工單編號,受理時間,業務類型,聯繫電話,滿意度\n1,2025-11-20 8時3分,報修,13800138000,滿意\n"


def test_big5_is_told_from_gb18030(facts, tmp_path: Path):
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", TAIWAN, "big5")))
    assert sheet.encoding == "Big5"
    query = "select ticket_id, hour(accepted_at), record_type, score from tickets"
    assert rows(facts, query) == [("1", 8, "repair", 4)]
    simplified = "工单编号,小区,诉求内容\n1,镕园,喆先生说暖气片不热,请尽快处理\n"
    sheet = only(load(facts, tmp_path, write(tmp_path / "b.csv", simplified, "gb18030")))
    assert sheet.encoding == "GB18030"


def test_what_could_be_either_is_asked_for(facts, tmp_path: Path):
    path = write(tmp_path / "a.csv", "ticket_id,leaf\n1,暖氣\n", "big5")
    with pytest.raises(errors.EncodingAmbiguous, match="GB18030, Big5"):
        load(facts, tmp_path, path)
    profile = write(tmp_path / "p.toml", 'table = "tickets"\nencoding = "big5"\n')
    assert only(load(facts, tmp_path, path, profile=profile)).encoding == "Big5"
    assert rows(facts, "select leaf from tickets") == [("暖氣",)]


@pytest.mark.parametrize("spoilt", ["朝阳里".encode()[:-1], "朝阳里".encode("gb18030")])
def test_a_text_nearly_all_in_utf_8_is_not_read_as_something_else(facts, tmp_path: Path, spoilt):
    """A character cut in two, or a line pasted from elsewhere: GB18030 would read all of it."""
    path = tmp_path / "a.csv"
    rest = "card_id,community_id\nC1,暖城花园\nC2,暖城花园\n".encode()
    path.write_bytes(rest + b"C3," + spoilt + b"\n")
    path.read_bytes().decode("gb18030")
    with pytest.raises(errors.EncodingUnknown) as raised:
        load(facts, tmp_path, path)
    assert len(rest) <= raised.value.facts["byte"] < path.stat().st_size
