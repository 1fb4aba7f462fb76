"""Stretches of a sheet with every cell as a number: its place among the spellings of its column.

Sensors and systems write the same few thousand things over and over. Where a column is read as its
spellings, what a cell means has to be found out once for each of them, not once for each row.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa
from pyarrow import csv, parquet

from heatqa.sql import shown

_SPELLINGS = pa.dictionary(pa.int32(), pa.string())
_BLOCK = 8 << 20
# Types of Parquet whose values DuckDB writes as text in the same way wherever it gets them from.
_NATIVE = (pa.string(), pa.large_string(), pa.float64(), pa.int64(), pa.timestamp("us"))


def of_lines(text: BinaryIO, cells: int, delimiter: str, spelled: Collection[str]) -> pa.Table:
    """The cells of a text in which every line has as many, and none is quoted.

    Args:
        text: The text, in UTF-8.
        cells: How many cells every line has.
        delimiter: What separates them.
        spelled: The columns that are wanted as spellings, by the names of staged columns.
    """
    names = [f"c{number}" for number in range(1, cells + 1)]
    table = csv.read_csv(
        text,
        csv.ReadOptions(column_names=names, block_size=_BLOCK),
        csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types={n: _SPELLINGS if n in spelled else pa.string() for n in names},
            null_values=[""],
            strings_can_be_null=True,
            # They were decoded strictly before.
            check_utf8=False,
        ),
    )
    return table.unify_dictionaries().combine_chunks()


def of_parquet(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    spelled: Collection[str],
    *,
    after: int,
    at_once: int,
) -> Iterator[pa.Table]:
    """The cells of a Parquet file, one stretch of its rows after the other.

    Args:
        connection: Writes values as text.
        file: The file.
        spelled: The columns that are wanted as spellings, by the names of staged columns.
        after: So many rows are passed over.
        at_once: How many rows a stretch has.

    Yields:
        One stretch each; none of a file with values that other readers may write differently.
    """
    schema = parquet.read_schema(file)
    names = [f"c{number}" for number in range(1, len(schema) + 1)]
    if not all(column.type in _NATIVE for column in schema):
        return
    texts = [n for n, column in zip(names, schema, strict=True) if column.type in _NATIVE[:2]]
    repeated = [schema.names[names.index(name)] for name in texts if name in spelled]
    # With a buffer all that has been read is kept.
    with parquet.ParquetFile(file, read_dictionary=repeated, pre_buffer=False) as source:
        held: list[pa.Table] = []
        for batch in source.iter_batches(batch_size=at_once):
            table = pa.Table.from_batches([batch]).rename_columns(names)
            passed = min(after, len(table))
            after -= passed
            held.append(table.slice(passed))
            while sum(map(len, held)) >= at_once:
                whole = pa.concat_tables(held)
                held = [whole.slice(0, at_once), whole.slice(at_once)]
                # Nothing here holds the values while their spellings are at work.
                del whole
                yield _spelled(connection, held.pop(0), spelled)
        if rest := [table for table in held if len(table)]:
            yield _spelled(connection, pa.concat_tables(rest), spelled)


def _spelled(
    connection: duckdb.DuckDBPyConnection, table: pa.Table, spelled: Collection[str]
) -> pa.Table:
    for place, name in enumerate(table.column_names):
        if name in spelled:
            encoded = pa.table({name: table[name].dictionary_encode()}).unify_dictionaries()
            column = encoded[name].combine_chunks()
            texts = _texts(connection, column.dictionary)
            table = table.set_column(
                place, name, pa.DictionaryArray.from_arrays(column.indices, texts)
            )
    return table.combine_chunks()


def _texts(connection: duckdb.DuckDBPyConnection, values: pa.Array) -> pa.Array:
    """Values as the database writes them."""
    with shown(connection, pa.table({"value": values})) as rows:
        texts = connection.sql(f"select value::varchar as text from {rows}").to_arrow_table()
    return texts["text"].combine_chunks()
