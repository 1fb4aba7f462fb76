"""DuckDB files in generations: what has been loaded, and the books of loading."""

from heatqa.warehouse.generations import Warehouse

__all__ = ["Warehouse"]
