"""Which counts of the cube are kept: those of one district, community, team or category."""

from collections.abc import Mapping

from heatqa import errors
from heatqa.sql import literal

# A record without a community lies in no district, one without a category in none.
_WHERE = {
    "district": "community_id in (select community_id from communities where district = {value})",
    "community_id": "community_id = {value}",
    "team": "team = {value}",
    "leaf": "leaf = {value}",
}
DIMENSIONS = tuple(_WHERE)


def condition(only: Mapping[str, str]) -> str:
    """The rows of the cube that are kept, as SQL to follow a `where`.

    Args:
        only: The value wanted of some of `DIMENSIONS`; none keeps every row.

    Raises:
        ColumnNotFound: `only` names something else.

    Example:
        >>> condition({"team": "A", "leaf": "no heat"}), condition({})
        (" and team = 'A' and leaf = 'no heat'", '')
    """
    for name in only:
        if name not in _WHERE:
            raise errors.ColumnNotFound(column=name, hint=errors.suggestion(name, DIMENSIONS))
    return "".join(
        f" and {_WHERE[name].format(value=literal(value))}" for name, value in only.items()
    )
