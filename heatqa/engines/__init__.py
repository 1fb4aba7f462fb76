"""The same judging elsewhere: facts handed over as Parquet, and judged by Spark or DuckDB there."""
