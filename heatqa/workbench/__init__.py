"""The workbench: one object that loads, judges and explains, for notebooks and the command line.

Each module beside this one is a facet: the questions of one area, put to the same session.
"""

import dataclasses
import datetime as dt
import os
from pathlib import Path

from heatqa import language
from heatqa.settings import load as load_settings
from heatqa.workbench.audits import Audits
from heatqa.workbench.charts import Charts
from heatqa.workbench.complaints import Complaints
from heatqa.workbench.demand import Demand
from heatqa.workbench.exchange import Exchange
from heatqa.workbench.hotspots import Hotspots
from heatqa.workbench.ledger import Ledger
from heatqa.workbench.opinions import Opinions
from heatqa.workbench.quarters import Quarters
from heatqa.workbench.waiting import Waiting
from heatqa.workbench.warmth import Warmth

__all__ = ["WAREHOUSE_VARIABLE", "Workbench", "open_workbench"]

WAREHOUSE_VARIABLE = "HEATQA_WAREHOUSE"


class Workbench(
    Charts,
    Hotspots,
    Ledger,
    Audits,
    Waiting,
    Opinions,
    Warmth,
    Demand,
    Complaints,
    Quarters,
    Exchange,
):
    """Everything that can be asked of a company's records, see the facets."""


def open_workbench(
    warehouse: Path | str | None = None,
    *,
    settings: Path | str | None = None,
    as_of: dt.datetime | None = None,
) -> Workbench:
    """A workbench on a warehouse, with the settings of `heatqa.toml` or the file given.

    It speaks the language of the settings, unless one was chosen with `language.use`.

    The warehouse is the one given, else that of the variable `HEATQA_WAREHOUSE`, by which
    `heatqa lab` tells its notebooks, else that of the settings.

    Raises:
        SettingsBroken, ReadingUnknown, DocumentUnknown: the settings cannot be followed.
    """
    chosen = load_settings(Path(settings) if settings else None)
    language.prefer(chosen.language)
    warehouse = warehouse or os.environ.get(WAREHOUSE_VARIABLE)
    if warehouse is not None:
        chosen = dataclasses.replace(chosen, warehouse=Path(warehouse))
    return Workbench(chosen, as_of)
