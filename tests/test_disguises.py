"""Files that are not what their ending says."""

import gzip
from pathlib import Path

import pytest

from heatqa import errors
from tests.loading import load, only, rows, workbook, write

ROWS = [
    ["工单编号", "受理时间", "小区"],
    ["G1", "2025-11-20 08:03", "暖城花园"],
    ["G2", "2025-11-20 09:03", "暖城花园"],
]
TEXT = "".join(",".join(row) + "\n" for row in ROWS)
LOADED = [("G1", "暖城花园"), ("G2", "暖城花园")]


def cells(row: list[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"


PAGE = f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td{{}}</style></head>
<body><!-- 导出 --><table><tr><td colspan="3">工单明细</td></tr>{cells(ROWS[0], "th")}</table>
<table>{cells(ROWS[1])}{cells(ROWS[2])}<tr><td>合计</td><td colspan=2>2</td></tr></table></html>"""
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="工单"><Table>{}</Table>
</Worksheet><Worksheet ss:Name="旧工单"><Table>{}</Table><x:WorksheetOptions>
<x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def xml(rows_of: list[list[str]]) -> str:
    return "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in rows_of
    )


@pytest.mark.parametrize(
    ("name", "content", "encoding"),
    [
        ("a.xls", PAGE.encode(), "UTF-8"),
        ("a.xls", PAGE.encode("gb18030"), "GB18030"),
        ("a.xls", TEXT.replace(",", "\t").encode("gb18030"), "GB18030"),
        ("a.xlsx", TEXT.encode("utf-8-sig"), "UTF-8-BOM"),
        ("a.csv.gz", TEXT.encode(), "UTF-8"),
        ("a.csv", TEXT.encode("utf-16-le"), "UTF-16-LE"),
        ("a.csv", TEXT.encode("utf-16-be"), "UTF-16-BE"),
        ("a.xls", XML.format(xml(ROWS), xml([ROWS[0], ["旧", *ROWS[1][1:]]])).encode(), "UTF-8"),
    ],
    ids=["page", "page-gbk", "tabs", "csv", "not-gz", "utf-16-le", "utf-16-be", "xml"],
)
def test_a_file_is_read_as_what_it_is(facts, tmp_path: Path, name, content, encoding):
    path = tmp_path / name
    path.write_bytes(content)
    sheet = only(load(facts, tmp_path, path))
    assert (sheet.encoding, sheet.loaded, sheet.rejected) == (encoding, 2, 0)
    assert rows(facts, "select ticket_id, community_id from tickets order by all") == LOADED


@pytest.mark.parametrize("ending", ["csv", "xls", "csv.gz"])
def test_a_workbook_may_have_any_name(facts, tmp_path: Path, ending: str):
    made = workbook(tmp_path / "a.xlsx", {"工单": ROWS}).read_bytes()
    path = tmp_path / f"b.{ending}"
    path.write_bytes(gzip.compress(made) if ending == "csv.gz" else made)
    assert only(load(facts, tmp_path, path)).loaded == 2


def test_a_cell_over_several_rows_of_a_page_counts_for_each(facts, tmp_path: Path):
    page = (
        f"<table>{cells(ROWS[0])}<tr><td>G1</td><td rowspan=2>2025-11-20 08:03</td>"
        "<td rowspan='9'>暖城<b>花</b>园</td></tr><tr><td>G2</td></tr></table>"
    )
    load(facts, tmp_path, write(tmp_path / "a.xls", page))
    assert rows(facts, "select ticket_id, community_id from tickets order by all") == LOADED


def test_a_page_is_text_and_never_more(facts, tmp_path: Path):
    path = write(
        tmp_path / "a.xls",
        f"<table>{cells(ROWS[0])}<tr><td>G1<script>alert(1)</script></td>"
        "<td>2025-11-20 08:03</td><td>&lt;b&gt;花园</td></tr></table>",
    )
    load(facts, tmp_path, path)
    assert rows(facts, "select ticket_id, community_id from tickets") == [("G1", "<b>花园")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Row>", '<Row ss:Index="999999999999">'),
        ("<Row>", '<Row ss:Index="-1">'),
        ("<Row>", '<Row ss:Index="x">'),
        ("<Cell>", '<Cell ss:Index="999999999">'),
        ("<Cell>", '<Cell ss:MergeAcross="999999999">'),
    ],
)
def test_xml_that_lies_about_its_size_takes_no_memory(facts, tmp_path: Path, old: str, new: str):
    book = XML.format(xml(ROWS), "").replace(old, new, 2)
    with pytest.raises(errors.FileBroken, match="XML"):
        load(facts, tmp_path, write(tmp_path / "a.xls", book))


def test_a_page_that_lies_about_its_width_takes_no_memory(facts, tmp_path: Path):
    page = PAGE.replace("<td>G1</td>", "<td colspan=99999999999>G1</td>", 1)
    with pytest.raises(errors.FileBroken, match="HTML"):
        load(facts, tmp_path, write(tmp_path / "a.xls", page))


def test_xml_reads_nothing_outside_of_itself(facts, tmp_path: Path):
    secret = write(tmp_path / "secret.txt", "G9")
    book = XML.format(xml([*ROWS, ["&x;", "2025-11-20 08:03", "暖城花园"]]), "")
    doctype = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path = write(tmp_path / "a.xls", book.replace('"1.0"?>', f'"1.0"?>{doctype}', 1))
    load(facts, tmp_path, path)
    assert rows(facts, "select ticket_id from tickets order by 1") == [("&x;",), ("G1",), ("G2",)]


# What a workbook with a password begins with, and the name of the stream that holds it.
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", LOCKED, (errors.FileLocked, "password")),
        ("a.xls", LOCKED, (errors.FileLocked, "password")),
        ("a.xlsx", b"PK\x03\x04" + bytes(range(256)), (errors.FileBroken, "no whole workbook")),
        ("a.xls", b"<html><body>login</body></html>", (errors.FileEmpty, "no data row")),
        ("a.xls", XML.encode()[:300], (errors.FileBroken, "XML")),
        ("a.csv", TEXT.encode() + bytes(500), (errors.TextDamaged, f"byte {len(TEXT.encode())}")),
    ],
    ids=["locked", "locked-xls", "torn", "login", "torn-xml", "zeros"],
)
def test_what_cannot_be_read_says_what_it_is(facts, tmp_path: Path, name, content, why):
    path = tmp_path / name
    path.write_bytes(content)
    error, said = why
    with pytest.raises(error, match=said):
        load(facts, tmp_path, path)
