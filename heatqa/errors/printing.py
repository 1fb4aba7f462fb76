"""What keeps printed material from being made."""

from heatqa.errors.base import HeatqaError


class FontMissing(HeatqaError):
    """The machine has no font with Chinese letters."""

    key = "font_missing"


class PersonFound(HeatqaError):
    """A number of a person stands in what was to be given away."""

    key = "person_found"


class CasesMissing(HeatqaError):
    """A period has no case that a case book may show."""

    key = "cases_missing"
