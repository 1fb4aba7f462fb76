"""What keeps a warehouse from being read or written."""

from heatqa.errors.base import HeatqaError


class LoadUnknown(HeatqaError):
    """No load has that number, or it has been undone."""

    key = "load_unknown"


class LoadBuiltUpon(HeatqaError):
    """Later loads met the rows of a load that is to be undone."""

    key = "load_built_upon"


class WarehouseMissing(HeatqaError):
    """There is no warehouse yet at that place."""

    key = "warehouse_missing"


class NothingEarlier(HeatqaError):
    """The warehouse keeps no generation before the published one."""

    key = "nothing_earlier"


class WarehouseLocked(HeatqaError):
    """Another process is loading into the warehouse."""

    key = "warehouse_locked"


class WarehouseUnwritable(HeatqaError):
    """The warehouse's folder cannot be written."""

    key = "warehouse_unwritable"


class WarehouseBroken(HeatqaError):
    """The published generation cannot be opened."""

    key = "warehouse_broken"


class SpaceLacking(HeatqaError):
    """The disk has no room for what a load needs beside the warehouse."""

    key = "space_lacking"


class MemoryLacking(HeatqaError):
    """A load does not fit into the memory that it may take."""

    key = "memory_lacking"


class RecordUnloaded(HeatqaError):
    """No export brought such a record."""

    key = "record_unloaded"
