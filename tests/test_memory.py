"""What the database keeps in memory: its limit, and blocks that it lets go of."""

import duckdb
import pytest

from heatqa.intake import merge
from heatqa.simulate.scaled import write_readings
from heatqa.warehouse import Warehouse, memory, stretches
from tests.loading import load, only, rows

BLOCKS = "select sum(memory_usage_bytes)::bigint from duckdb_memory() where tag = 'BASE_TABLE'"
LIMIT = "select current_setting('memory_limit')"


@pytest.fixture
def many_blocks(tmp_path):
    """A database with more blocks than a few, all of them just written."""
    with duckdb.connect(str(tmp_path / "blocks.duckdb")) as connection:
        connection.execute("create table t as select hash(range) as n from range(24_000_000)")
        connection.execute("checkpoint; select sum(n) from t")
        yield connection


@pytest.mark.parametrize("given", ["1500MB", None])
def test_blocks_are_let_go_of_and_the_limit_stays(many_blocks, given):
    memory.limit(many_blocks, given)
    before = rows(many_blocks, LIMIT)
    assert rows(many_blocks, BLOCKS)[0][0] > 128_000_000
    memory.let_go(many_blocks)
    assert rows(many_blocks, BLOCKS)[0][0] <= 128_000_000
    assert rows(many_blocks, LIMIT) == before
    assert rows(many_blocks, "select count(*) from t") == [(24_000_000,)]


def test_what_is_in_use_is_kept_and_the_transaction_goes_on(many_blocks):
    memory.limit(many_blocks, "1500MB")
    before = rows(many_blocks, LIMIT)
    many_blocks.execute("begin")
    # Which rows are gone is not on disk before the transaction ends.
    many_blocks.execute("delete from t where n % 2000 = 0")
    assert rows(many_blocks, BLOCKS)[0][0] > 140_000_000
    memory.let_go(many_blocks)
    assert rows(many_blocks, LIMIT) == before
    assert rows(many_blocks, "select count(*) < 24_000_000 from t") == [(True,)]
    many_blocks.execute("commit")


def test_repeated_rows_are_taken_out_stretch_by_stretch(monkeypatch, tmp_path):
    file = tmp_path / "sensors_simulated.csv"
    write_readings(file, 1_000_000)
    monkeypatch.setattr(stretches, "AT_ONCE", 100_000)
    held = []
    fold = merge._fold

    def folded(connection, *given, part):
        held.append(rows(connection, BLOCKS)[0][0])
        became = fold(connection, *given, part=part)
        held.append(rows(connection, BLOCKS)[0][0])
        return became

    monkeypatch.setattr(merge, "_fold", folded)
    with Warehouse(tmp_path / "warehouse").write() as connection:
        sheet = only(load(connection, tmp_path, file))
        stored = rows(connection, "select count(*) from temperatures")[0][0]
    assert len(held) == 20
    # At once, or without writing down what was taken out, it would be 6 MB.
    assert max(held) - held[0] < 4_000_000
    assert sheet.duplicates > 400
    assert stored == sheet.loaded
