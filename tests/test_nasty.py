"""Hundreds of nasty files, each with what has to become of it; thousands spoilt at random."""

import os
import random
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from heatqa import errors
from heatqa.bundled import FOLDER
from heatqa.sql import single
from heatqa.warehouse import schema
from tests.loading import load, only, rows
from tests.nasty import COLUMNS, Nasty, files

# Small here, full size under make soak.
pytestmark = pytest.mark.grows
SOAK = bool(os.environ.get("HEATQA_SOAK"))
MUTATED = 10_000 if SOAK else 250
BOOKED = ("calls", "cards", "tickets", "temperatures", *schema.BOOKS)
# What happens to files on their way: cut off, glued together, mangled by editors and lines.
PIECES = (b'"', b"\n", b"\r", b",", b"\t", b"\0", b"\xff", b"=", b"-9999", b"24:00", b"1e308")
PIECES += tuple(
    text.encode() for text in ("合计", "２０２５－０１－０５", "工单编号", "9" * 40, "'; drop")
)


@given(nasty=files())
@settings(
    max_examples=2000 if SOAK else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_row_of_a_nasty_file_becomes_what_it_says(
    memory: duckdb.DuckDBPyConnection, nasty: Nasty
):
    for name in BOOKED:
        memory.execute(f"delete from {name}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "通话2025-2026.csv"
        path.write_bytes(nasty.content)
        sheet = only(load(memory, Path(folder), path))
    listed = rows(memory, f"select {', '.join(COLUMNS)} from calls")
    assert {row[0]: row for row in listed} == nasty.records
    assert (sheet.loaded, sheet.duplicates, sheet.updates, sheet.rejected) == (
        len(nasty.records),
        nasty.repeated,
        0,
        nasty.rejected,
    )
    assert sum(sheet.skipped_lines.values()) == nasty.skipped


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Small good files of every kind, from which bad ones are made."""
    cards = "发放编号,发放日期,发放数量,小区\n" + "".join(
        f'C{n},2025-11-{n:02},{n * 7},"{"甲" * (n % 3)} 小区"\n' for n in range(1, 9)
    )
    tickets = (
        "工单明细\n工单编号\t受理时间\t联系电话\t诉求内容\t地址\n"
        "1\t2025-11-20 08:00\t13800138000\t打13800138000\t甲园3-2-501\n"
        '2\t1月5日 8:03\t138****8000\t"两\n行"\t门口\n合计\t2\n'
    )
    wide = "户号,测温时间,客厅,主卧\n1,2025-11-20 08:00,18.5,185\n2,45965.33,,-9999\n"
    page = "<table>" + "".join(
        f"<tr><td>{'</td><td rowspan=1>'.join(line.split(','))}</td></tr>"
        for line in cards.splitlines()
    )
    workbook = FOLDER / "exports" / "cards_simulated.xlsx"
    return [
        *((f"cards.{codec}.csv", cards.encode(codec)) for codec in ("utf-8", "gb18030", "utf-16")),
        ("tickets.txt", tickets.encode()),
        ("tickets.csv", tickets.encode("gb18030")),
        ("wide.csv", wide.encode()),
        ("cards.xlsx", workbook.read_bytes()),
        ("cards.xls", page.encode()),
        ("tickets.xls", (Path(__file__).parent / "workbooks" / "merged_1904.xls").read_bytes()),
    ]


def spoilt(content: bytes, luck: random.Random) -> bytes:
    """The bytes after one to four accidents."""
    for _ in range(luck.randint(1, 4)):
        at, to = sorted(luck.randint(0, len(content)) for _ in range(2))
        to = min(to, at + luck.choice((1, 3, 30, 3000)))
        accident = luck.randrange(5)
        if accident == 0:
            content = content[:at] + luck.choice(PIECES) + content[at:]
        elif accident == 1:
            content = content[:at] + content[to:]
        elif accident == 2:
            content = content[:to] + content[at:]
        elif accident == 3 and content:
            place = min(at, len(content) - 1)
            content = content[:place] + bytes([luck.randrange(256)]) + content[place + 1 :]
        elif luck.randrange(8) == 0:
            content = content[:at]
    return content


def test_no_spoilt_file_is_lost_doubled_or_met_with_a_traceback(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
):
    good = seeds(tmp_path)
    outcomes = {"loaded": 0, "refused": 0}
    for number in range(MUTATED):
        luck = random.Random(number)  # noqa: S311 - made to be repeated
        name, content = luck.choice(good)
        path = tmp_path / f"{number}{name[name.index('.') :]}"
        path.write_bytes(spoilt(content, luck))
        facts.execute("begin")
        try:
            for sheet in load(facts, tmp_path, path).sheets:
                assert sheet.rows_read == (
                    sheet.loaded + sheet.duplicates + sheet.updates + sheet.rejected
                ), number
                kept_out = single(facts, "select count(*) from rejects")[0]
                assert kept_out >= sheet.rejected, number
            outcomes["loaded"] += 1
        except errors.HeatqaError as problem:
            outcomes["refused"] += bool(str(problem))
        finally:
            facts.execute("rollback")
            path.unlink()
    assert sum(outcomes.values()) == MUTATED
    assert outcomes["loaded"] > MUTATED / 10
    assert outcomes["refused"] > MUTATED / 10
