"""Names of groups and categories as users read them."""

from heatqa import dictionary
from heatqa.language import current, has, say
from heatqa.statistics.weights import POOLED


def name(column: str, value: str | None) -> str:
    """One value of a column: a class of ours, a code of the dictionary, or the name itself."""
    if value is None:
        return say("waiting.small_groups")
    if not value:
        return say("opinions.missing")
    if value == POOLED:
        return say("opinions.pooled")
    if has(f"opinions.level.{column}.{value}"):
        return say(f"opinions.level.{column}.{value}")
    known = dictionary.tables()["tickets"].columns.get(column)
    spellings = known.codes.get(value, ()) if known else ()
    return spellings[0] if spellings and current() == "zh" else value.replace("_", " ")


def column(name_: str) -> str:
    """The name of a feature or driver."""
    return say(f"opinions.column.{name_}")
