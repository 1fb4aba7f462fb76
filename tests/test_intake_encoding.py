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
    assert read.decode() == TEXT + "end\n"
