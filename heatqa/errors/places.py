"""What keeps cases from being scanned on the plan."""

from heatqa.errors.base import HeatqaError


class CoordinatesImpossible(HeatqaError):
    """Places have no coordinates, or such as the earth does not have."""

    key = "coordinates_impossible"


class OnePlace(HeatqaError):
    """All places stand at one point, so none can be compared with another."""

    key = "one_place"


class PlaceTwice(HeatqaError):
    """A place is given more than once."""

    key = "place_twice"


class PlaceUnknown(HeatqaError):
    """Cases or people are told of a place that the list of places does not have."""

    key = "place_unknown"


class NoCases(HeatqaError):
    """There is no case to look at."""

    key = "no_cases"


class CasesWithoutPopulation(HeatqaError):
    """Places have cases and nobody who could be one."""

    key = "cases_without_population"
