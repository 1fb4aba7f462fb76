"""Facts of a large city for proofs: the worked cases of all clauses, and many readings."""

import datetime as dt
from pathlib import Path

import duckdb

from heatqa.engines import export
from heatqa.warehouse import schema

from . import worked_cases

AS_OF = dt.datetime(2026, 3, 15)


def written(target: Path, readings: int) -> Path:
    """Write them as Parquet: readings of 2,000 rooms in 200 communities, through one season."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(target.parent / "large.duckdb")) as connection:
        schema.create(connection)
        worked_cases.put(connection)
        connection.execute("insert into loads (load_id, loaded_at) values (1, ?)", [AS_OF])
        apart = 120 * 86_400 // max(1, readings // 2_000)
        connection.execute(
            "insert into temperatures by name select "
            "'H' || (i % 1000) as household_key, 'S' || (i % 2000) as sensor_id, "
            f"timestamp '2025-11-10' + (i // 2000) * {apart} * interval 1 second "
            "as measured_at, "
            "case i % 2000 // 1000 when 0 then 'living_room' else 'kitchen' end as room, "
            "round(19 + 3 * sin(i), 1) as room_celsius, 'sensor' as method, "
            "i % 997 <> 0 as valid, 'C' || (i % 200) as community_id, "
            f"1 as source_id, i as source_row from range({readings}) r(i)"
        )
        export.write(connection, target)
    (target.parent / "large.duckdb").unlink()
    return target
