"""What an optional part of heatqa needs and does not find."""

from heatqa.errors.base import HeatqaError


class LibraryMissing(HeatqaError):
    """A library that one of heatqa's extras brings is not installed."""

    key = "library_missing"
