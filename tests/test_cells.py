"""What `%load_ext heatqa` adds to a notebook: `%%sql`, tables that read well, plain errors."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from IPython.core.interactiveshell import InteractiveShell

import heatqa
from heatqa import errors, language
from heatqa.workbench import Workbench, open_workbench
from heatqa.workplace import cells

from .test_cli import HOTLINE
from .test_cli import heatqa as command


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    (folder / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    assert command("load", "hotline.csv", cwd=folder).returncode == 0
    return folder / "warehouse"


@pytest.fixture
def bench(store: Path) -> Workbench:
    return open_workbench(store)


@pytest.fixture
def shell(bench: Workbench) -> Any:
    made = InteractiveShell()
    heatqa.load_ipython_extension(made)
    made.user_ns["bench"] = bench
    return made


def html(shell: Any, value: object) -> str:
    return shell.display_formatter.format(value)[0]["text/html"]


def text(shell: Any, value: object) -> str:
    return shell.display_formatter.format(value)[0]["text/plain"]


def test_sql_asks_the_workbench_of_the_notebook(shell: Any):
    answer = shell.run_cell_magic("sql", "calls", "select count(*) as n from calls")
    assert answer.item() == 2
    assert shell.user_ns["calls"] is answer


def test_sql_opens_the_companys_own_warehouse_where_none_is_open(
    shell: Any, store: Path, monkeypatch: pytest.MonkeyPatch
):
    del shell.user_ns["bench"]
    monkeypatch.setenv("HEATQA_WAREHOUSE", str(store))
    assert shell.run_cell_magic("sql", "", "select count(*) from calls").item() == 2
    assert isinstance(shell.user_ns["db"], Workbench)


@pytest.mark.parametrize(
    "query",
    [
        "delete from calls",
        "copy calls to 'out.csv'",
        "create temp table x as select 1",
        "attach 'x.duckdb'",
        "select 1; select 2",
        "pragma threads=1",
        "",
    ],
)
def test_only_one_query_that_reads_is_answered(
    bench: Workbench, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.QueryUnusable, match="one query that only reads"):
        cells.query(bench, query)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select nosuch from calls", "nosuch"),
        ("selec 1", "selec"),
        ("select * from nowhere", "nowhere"),
    ],
)
def test_what_the_database_refuses_is_said_with_where_to_look(
    bench: Workbench, query: str, says: str
):
    with pytest.raises(errors.QueryUnusable) as refused:
        cells.query(bench, query)
    assert says in str(refused.value)
    assert "db.tables()" in str(refused.value)


def test_an_error_in_a_cell_is_its_message_and_no_traceback(
    shell: Any, capsys: pytest.CaptureFixture[str]
):
    shell.run_cell("%%sql\nselect nosuch from calls")
    shell.run_cell("bench.why('S9-9', 'x')")
    said = "".join(capsys.readouterr())
    assert "nosuch" in said
    assert "heatqa clauses" in said
    assert "Traceback" not in said


def test_a_frame_reads_well_and_a_long_one_says_what_is_left_out(shell: Any):
    most = cells.MOST_ROWS
    frame = pl.DataFrame({"clause": ["S1-1.3"] * (most + 1), "met": [1234] * (most + 1)})
    assert text(shell, frame).splitlines()[:2] == ["clause | met", "S1-1.3 | 1,234"]
    assert text(shell, frame).splitlines()[-1] == f"{most} of {most + 1} rows are shown."
    assert html(shell, frame).count("<tr>") == 1 + most
    assert "rows are shown" not in text(shell, frame.head(most))


def test_workbench_explanation_and_period_show_themselves(shell: Any, bench: Workbench):
    assert "rows loaded" in html(shell, bench)
    told = bench.why("S3-2.1.1a", "C2")
    assert repr(told) == "S3-2.1.1a C2: missed"
    assert "hotline.csv, row 3" in html(shell, told)
    assert repr(bench.period("2025-11")) == "2025-11 (2025-11-01 to 2025-11-30)"
    assert repr(bench.period(None)) == "all"


def test_a_workbench_before_the_first_load_says_what_to_do(tmp_path: Path):
    assert "heatqa load" in repr(open_workbench(tmp_path / "none"))


def test_tables_and_columns_are_those_of_the_dictionary(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
):
    found = bench.tables()
    assert found.row(0, named=True)["table"] == "calls"
    assert found["rows"].sum() == 2
    columns = bench.tables("temperatures")
    celsius = columns.row(by_predicate=pl.col("column") == "room_celsius", named=True)
    assert celsius["unit"] == "°C"
    with pytest.raises(errors.TableNotFound, match="Did you mean tickets"):
        bench.tables("ticket")
    monkeypatch.setenv("HEATQA_LANG", "zh")
    assert "温" in bench.tables("temperatures")["meaning"].str.join("").item()


def test_a_notebook_speaks_the_language_of_the_settings_unless_one_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "heatqa.toml").write_text('language = "zh"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(language, "_chosen", [])
    open_workbench()
    assert language.current() == "zh"
    language.use("en")
    open_workbench()
    assert language.current() == "en"
