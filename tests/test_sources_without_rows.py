"""A source is passed over where no table that it is made from has a row."""

import shutil

import duckdb
import pytest

from heatqa.bundled import sample
from heatqa.judging import facts, source_sql
from heatqa.judging.engine import Local


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    bench = sample()
    copy = tmp_path_factory.mktemp("season") / "copy.duckdb"
    shutil.copyfile(bench.warehouse.published(), copy)
    with duckdb.connect(str(copy)) as connection:
        facts.arrange(Local(connection), bench.as_of, bench.settings)
        yield connection


@pytest.mark.parametrize("source", facts.sources().values(), ids=list(facts.sources()))
def test_a_source_has_no_row_without_the_tables_that_it_is_made_from(season, source):
    assert source.name not in source_sql.without_rows(Local(season), {source.name})
    season.execute("begin")
    for table in source_sql.made_from(source.name):
        season.execute(f"delete from {table}")
    assert source.name in source_sql.without_rows(Local(season), {source.name})
    left = season.execute(f"select count(*) from fact_{source.name}").fetchall()
    season.execute("rollback")
    assert left == [(0,)]
