"""A whole address in one cell → community, building, entrance and room, as SQL.

3-2-501, 3#2-501, 三号楼二单元0501室 and 朝阳花园3号楼2单元501 are read; 朝阳花园门口 names no home.
"""

from heatqa.intake.aliases import canonical
from heatqa.intake.cells import clean
from heatqa.intake.values import community, place_number
from heatqa.sql import literal

_NUMBER = r"(?:[0-9]+[A-Z]?|[A-Z][0-9]*|[〇零一二三四五六七八九十]+)"
_ROOM = rf"(?:{_NUMBER}(?:楼|层))?({_NUMBER})(?:室|户|房|号)?"
_WORDS = (
    rf"^(.*?)第?({_NUMBER})(?:号楼|栋|幢|座|#楼?|楼)-?(?:第?({_NUMBER})(?:单元|门|[-#])-?)?{_ROOM}$"
)
_DASHES = rf"^(.*?)({_NUMBER})[-—–/](?:({_NUMBER})[-—–/])?{_ROOM}$"
_PARTS = "['community', 'building', 'unit', 'room']"


def parts(cell: str) -> dict[str, str]:
    """SQL for each part of an address, null where the cell names no home.

    Args:
        cell: The cell, as SQL.

    Returns:
        `community_id`, `building`, `unit` and `room`.
    """
    text = f"regexp_replace(upper({clean(cell)}), '[\\s,、。;]+', '', 'g')"
    pattern = (
        f"case when regexp_matches({text}, {literal(_WORDS)})"
        f" then regexp_extract({text}, {literal(_WORDS)}, {_PARTS})"
        f" when regexp_matches({text}, {literal(_DASHES)})"
        f" then regexp_extract({text}, {literal(_DASHES)}, {_PARTS}) end"
    )
    # The name in front is taken from the text as written: letters keep their case.
    own = {name: f"({pattern}).{name}" for name in ("community", "building", "unit", "room")}
    return {
        "community_id": canonical(f"nullif({own['community']}, '')"),
        "building": place_number(own["building"]),
        "unit": place_number(f"nullif({own['unit']}, '')"),
        "room": place_number(own["room"]),
    }


def key(community_id: str, building: str, unit: str, room: str) -> str:
    """SQL for what tells homes apart, from its parts; a missing part leaves no gap.

    Args:
        community_id: Each part as SQL; a home is told by building and room at least.
        building: Building within the community.
        unit: Entrance of the building.
        room: Door.
    """
    return f"concat_ws('-', {community_id}, {building}, {unit}, {room})"


def canonical_community(cell: str) -> str:
    """SQL for the community of a cell of its own, in the register's spelling."""
    return canonical(community(clean(cell)))
