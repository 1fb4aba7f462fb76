"""Files of exports → typed rows in the warehouse, with rejects, flags and balanced books."""

from heatqa.intake.load import load_files
from heatqa.intake.report import LoadReport, SheetReport

__all__ = ["LoadReport", "SheetReport", "load_files"]
