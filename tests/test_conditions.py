"""Conditions from files: what people need goes through, everything else is refused."""

import duckdb
import pytest

from heatqa import conditions, language

COLUMNS = ["room_celsius", "method", "valid", "measured_at", "floor", "sensor_id"]


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("HEATQA_LANG", "en")


@pytest.fixture(scope="module")
def rows():
    connection = duckdb.connect()
    connection.execute(
        "create table t as select 18.5 as room_celsius, 'sensor' as method, null::boolean as valid,"
        " timestamp '2025-01-05 08:03' as measured_at, 3 as floor, 'P07_CO2' as sensor_id"
    )
    return connection


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("room_celsius < 18.5", False),
        ("room_celsius <= 18.5", True),
        ("room_celsius between 18 and 19 and method = 'sensor'", True),
        ("not (method in ('manual', 'it''s'))", True),
        ("method not in ('manual')", True),
        ("valid is null", True),
        ("valid is not true", True),
        ("valid is not null or floor <> 3", False),
        ("sensor_id like '%\\_CO2' escape '\\'", None),
        ("sensor_id like '%CO2'", True),
        ("sensor_id not like '%CO2'", False),
        ("upper(lower(sensor_id)) ilike 'p07%'", True),
        ("length(sensor_id) = 7", True),
        ("(floor - 1) * 2 / 4 = 1", True),
        ("-floor = -3", True),
        ("measured_at >= timestamp '2025-01-05 08:03:00'", True),
        ("measured_at < date '2025-01-06'", True),
        ("hour(measured_at) = 8 -- a comment", True),
        ("coalesce(valid, true)", True),
        ("measured_at - interval 3 minute < timestamp '2025-01-05 08:01:00'", True),
        ("measured_at + interval '1 hour' >= timestamp '2025-01-05 09:04:00'", False),
    ],
)
def test_allowed(rows, text, expected):
    if expected is None:
        with pytest.raises(ValueError, match="allowed"):
            conditions.checked(text, COLUMNS, "rule")
        return
    sql = conditions.checked(text, COLUMNS, "rule")
    assert rows.execute(f"select {sql} from t").fetchone() == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "room_celsius <",
        "1=1), (2=2",
        "1=1); drop table t; select (1=1",
        "1=1) from t where (1=1",
        "1=1) union select (1=1",
        "(select 1) = 1",
        "floor in (select 1)",
        "exists (select 1)",
        "read_text('/etc/passwd') is null",
        "getenv('HOME') = ''",
        "count(*) > 1",
        "sum(floor) over () > 1",
        "case when floor = 1 then true end",
        "cast(sensor_id as json) is null",
        "floor = $1",
        "floor = ?",
        "t.floor = 1",
        "* is null",
        "columns('f.*') = 1",
        "[floor] = [1]",
        "{'a': floor} is null",
        "list_transform([1], x -> x) is null",
        "sensor_id ~ 'x'",
        "floor::blob is null",
        "'a text'",
        "floor = 3 and not 'a text'",
        "(" * 80 + "floor" + "+1)" * 80 + "= 1",
    ],
)
def test_refused_with_a_plain_sentence(text):
    with pytest.raises(ValueError, match=r"^rule temperatures\.x: the condition .+[.?]$"):
        conditions.checked(text, COLUMNS, "rule temperatures.x")


def test_unknown_column_suggests_the_nearest():
    with pytest.raises(ValueError, match="Did you mean room_celsius"):
        conditions.checked("room_celcius > 4", COLUMNS, "rule")


def test_unknown_function_lists_the_known():
    with pytest.raises(ValueError, match="Did you mean lower"):
        conditions.checked("lowr(method) = 'x'", COLUMNS, "rule")


def test_quotes_in_names_and_texts_cannot_break_out(rows):
    sql = conditions.checked("method = ''' or 1=1 --'", COLUMNS, "rule")
    assert rows.execute(f"select {sql} from t").fetchone() == (False,)
    odd = 'a" or 1=1 --'
    assert conditions.checked('"a"" or 1=1 --" = 1', [odd], "rule") == '("a"" or 1=1 --" = 1)'


def test_brackets_cannot_break_out():
    assert conditions.checked("1=2) or (1=1", COLUMNS, "rule") == "((1 = 2) or (1 = 1))"


def test_columns_used():
    assert conditions.columns_used("floor > 1 or lower(method) = 'x'", COLUMNS, "rule") == {
        "floor",
        "method",
    }


def test_names_may_stand_for_other_sql():
    sql = conditions.checked("outcome = 'AGENT'", {"outcome": "trim(c13)"}, "rule")
    assert sql == "(trim(c13) = 'AGENT')"


def test_chinese():
    language.use("zh")
    with pytest.raises(ValueError, match="条件"):
        conditions.checked("flor > 1", COLUMNS, "规则")
