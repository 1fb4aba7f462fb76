"""Which files are read, and what is said of those that cannot be."""

import gzip
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from heatqa import errors
from heatqa.warehouse import Warehouse
from tests.loading import load, only, rows, workbook, write

CARDS = "发放编号,发放日期,发放数量\nC1,2025-11-20,120\n"


def test_a_folder_is_walked_and_other_endings_are_passed_over(facts, tmp_path: Path):
    folder = tmp_path / "exports"
    (folder / "more").mkdir(parents=True)
    write(folder / "more/cards.csv", CARDS)
    write(folder / "README.md", "not an export")
    write(folder / "manifest.json", "{}")
    write(folder / "~$cards.xlsx", "lock")
    write(folder / ".hidden.csv", "hidden")
    seen: list[tuple[str, int, int]] = []
    from heatqa.intake import load_files
    from heatqa.settings import Settings

    report = load_files(
        facts,
        [folder],
        settings=Settings(),
        key_folder=tmp_path,
        progress=lambda *step: seen.append(step),
    )
    assert [sheet.file.name for sheet in report.sheets] == ["cards.csv"]
    assert [path.name for path in report.passed_over] == ["README.md", "manifest.json"]
    assert seen == [("cards.csv", 0, 1), ("cards.csv", 1, 1)]


@pytest.mark.parametrize("ending", [".csv.gz", ".zip", ".parquet", ".txt", ".tsv"])
def test_every_kind_of_file(facts, tmp_path: Path, ending: str):
    path = tmp_path / f"cards{ending}"
    if ending == ".csv.gz":
        path.write_bytes(gzip.compress(CARDS.encode("gb18030")))
    elif ending == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a/cards.csv", CARDS)
            archive.writestr("readme.md", "x")
    elif ending == ".parquet":
        cards = duckdb.connect().sql(
            "select 'C1' as 发放编号, date '2025-11-20' as 发放日期, 120 as 发放数量"
        )
        cards.write_parquet(str(path))
    else:
        write(path, CARDS.replace(",", "\t"))
    assert only(load(facts, tmp_path, path)).loaded == 1
    assert rows(facts, "select card_id, issued_on::varchar, cards from cards") == [
        ("C1", "2025-11-20", 120)
    ]


def test_the_members_of_an_archive_are_named(facts, tmp_path: Path):
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.csv", CARDS)
        archive.writestr("2.csv", CARDS.replace("C1", "C2"))
        archive.writestr("notes.csv", "something,else\n1,2\n")
    report = load(facts, tmp_path, path)
    assert [(sheet.sheet, sheet.loaded) for sheet in report.sheets] == [("1.csv", 1), ("2.csv", 1)]
    assert report.unread_sheets == ((path, "notes.csv"),)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", (errors.FileEmpty, "0 B")),
        ("a.pdf", b"x", (errors.FileKindUnknown, ".pdf")),
        ("a.xlsx", b"no workbook", (errors.TableUnknown, "no workbook")),
        ("a.zip", b"no archive", (errors.FileBroken, "zip")),
        # A fixed time: it is part of the bytes, which name the case, and two workers must agree.
        ("a.csv.gz", gzip.compress(CARDS.encode(), mtime=0)[:-12], (errors.FileBroken, "gz")),
        ("a.parquet", b"no table", (errors.FileBroken, "Parquet")),
        ("a.csv", "发放编号".encode() + b"\xff\xfe\xfa\n", (errors.EncodingUnknown, "byte 12")),
        ("a.csv", b"name,colour\nx,red\n", (errors.TableUnknown, "name, colour")),
        (
            "a.csv",
            "发放日期,发放数量\n2025-01-01,3\n".encode(),
            (errors.ColumnsMissing, "发放编号"),
        ),
        ("a.csv", b"\n\n\n", (errors.FileEmpty, "no data row")),
    ],
)
def test_what_cannot_be_read_says_why(facts, tmp_path: Path, name, content, why):
    error, words = why
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=words) as raised:
        load(facts, tmp_path, path)
    assert name in str(raised.value)


@pytest.mark.parametrize("ending", [".csv.gz", ".zip", ".xlsx"])
def test_a_packed_file_with_a_wrong_byte_anywhere_is_read_or_called_damaged(
    facts, tmp_path: Path, ending: str
):
    path = tmp_path / f"a{ending}"
    lines = CARDS + "".join(f"{number},{number % 7}\n" for number in range(2, 200))
    if ending == ".csv.gz":
        path.write_bytes(gzip.compress(lines.encode(), mtime=0))
    elif ending == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", lines)
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for row, line in enumerate(lines.splitlines()):
                sheet.write_row(row, 0, line.split(","))
    whole, said = path.read_bytes(), 0
    for place in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        facts.execute("begin")
        try:
            load(facts, tmp_path, path)
        except errors.HeatqaError as problem:
            said += "a." in str(problem)
        facts.execute("rollback")
    assert said > 10


def test_a_missing_file(facts, tmp_path: Path):
    with pytest.raises(errors.FileMissing, match=r"none\.csv"):
        load(facts, tmp_path, tmp_path / "none.csv")


def test_an_error_in_the_second_file_leaves_the_warehouse_as_it_was(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "warehouse")
    good = write(tmp_path / "a.csv", CARDS)
    bad = write(tmp_path / "b.csv", "x,y\n1,2\n")
    with pytest.raises(errors.TableUnknown), warehouse.write() as connection:
        load(connection, tmp_path, good, bad)
    with pytest.raises(errors.WarehouseMissing):
        warehouse.read()


def test_the_same_content_changes_nothing(facts, tmp_path: Path):
    first = write(tmp_path / "a.csv", CARDS)
    copy = write(tmp_path / "b.csv", CARDS)
    assert load(facts, tmp_path, first).loaded == 1
    again = load(facts, tmp_path, first, copy)
    assert (again.load_id, again.sheets) == (None, ())
    assert again.already_loaded == (first, copy)
    assert rows(facts, "select count(*) from loads") == [(1,)]


def test_a_header_alone_is_an_export_without_records(facts, tmp_path: Path):
    sheet = only(load(facts, tmp_path, write(tmp_path / "a.csv", CARDS.splitlines()[0] + "\n")))
    assert (sheet.table, sheet.rows_read) == ("cards", 0)


def test_workbooks(facts, tmp_path: Path):
    header = ["发放编号", "发放数量"]
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "一月": [header, ["001", 5], ["合计", 5]],
            "说明": [["这里没有数据"]],
            "旧": [header, ["OLD", 1]],
            "二月": [["二月发放"], header, ["002", 7.0]],
        },
        hidden="旧",
    )
    report = load(facts, tmp_path, path)
    assert [(sheet.sheet, sheet.header_row, sheet.loaded) for sheet in report.sheets] == [
        ("一月", 1, 1),
        ("二月", 2, 1),
    ]
    assert report.unread_sheets == ((path, "说明"),)
    assert rows(facts, "select card_id, cards, source_row from cards order by 1") == [
        ("001", 5, 2),
        ("002", 7, 3),
    ]
