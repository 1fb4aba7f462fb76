"""A whole address in one cell → community, building, entrance and room, as SQL.

3-2-501, 3#2-501, 三号楼二单元0501室 and 朝阳花园3号楼2单元501 are read; 朝阳花园门口 names no home.
"""

from collections.abc import Mapping

from heatqa.intake.aliases import canonical
from heatqa.intake.cells import clean, is_nothing
from heatqa.intake.values import community, place_number
from heatqa.sql import literal, quoted

# A date is no address: no building has four digits, and no name before it ends in one.
_NAME = "(|.*?[^-–—/#0-9A-Za-z])"
_NUMBER = r"(?:[0-9]+[A-Za-z]?|[A-Za-z][0-9]*|[〇零一二三四五六七八九十]+)"
_BUILDING = r"([0-9]{1,3}[A-Za-z]?|[A-Za-z][0-9]*|[〇零一二三四五六七八九十]+)"
_ROOM = rf"(?:{_NUMBER}(?:楼|层))?({_NUMBER})(?:室|户|房|号)?"
_WORDS = (
    rf"^(.*?)第?({_NUMBER})(?:号楼|栋|幢|座|#楼?|楼)-?(?:第?({_NUMBER})(?:单元|门|[-#])-?)?{_ROOM}$"
)
_DASHES = rf"^{_NAME}{_BUILDING}[-—–/](?:({_NUMBER})[-—–/])?{_ROOM}$"
# Two rooms, 1402、1403: whose record it is nobody can tell.
_SEVERAL = r"[0-9]{3,}室? ?[、,;/和及~至] ?[0-9]{2,}室?$"
_GROUPS = "['community_id', 'building', 'unit', 'room']"
PARTS = ("community_id", "building", "unit", "room")


def read(cell: str, rows: str, own: Mapping[str, str]) -> str:
    """SQL for the rows with the parts of an address beside them, null where it names no home.

    Args:
        cell: The cell with the address, as SQL.
        rows: The rows, as SQL.
        own: The cells, as SQL, of parts that the sheet also says apart.

    Returns:
        The rows with `address:community_id`, `address:building`, `address:unit`, `address:room`
        and `address:home`, which tells homes apart.
    """
    several = f"regexp_matches({clean(cell)}, {literal(_SEVERAL)})"
    text = f"regexp_replace({clean(cell)}, '[\\s,、。;]+|\\([^()]*\\)$', '', 'g')"
    text = f"case when not {several} then {text} end"
    found = " ".join(
        f"when regexp_matches(address, {literal(form)})"
        f" then regexp_extract(address, {literal(form)}, {_GROUPS})"
        for form in (_WORDS, _DASHES)
    )
    forms = {"community_id": canonical} | dict.fromkeys(PARTS[1:], place_number)
    parts = ", ".join(
        forms[name](f"nullif(address.{name}, '')") + f" as {part(name)}" for name in PARTS
    )
    apart = of_cells(own)
    whole = {
        name: f"coalesce({apart[name]}, {part(name)})" if name in apart else part(name)
        for name in PARTS
    }
    rows = f"select *, {text} as address from ({rows})"
    rows = f"select * exclude (address), case {found} end as address from ({rows})"
    rows = f"select * exclude (address), {parts} from ({rows})"
    return f"select *, {home(whole)} as {part('home')} from ({rows})"


def part(name: str) -> str:
    """The name of a part of the address among the staged cells, as SQL."""
    return quoted(f"address:{name}")


def home(parts_of: Mapping[str, str]) -> str:
    """SQL for what tells homes apart; null where it is not known which home is meant.

    Args:
        parts_of: SQL for `community_id`, `building`, `unit` and `room`, as far as there is any.
    """
    told = [part for name in PARTS if (part := parts_of.get(name))]
    needed = [parts_of.get(name, "null") for name in ("community_id", "room")]
    known = " and ".join(f"{part} is not null" for part in needed)
    return f"case when {known} then concat_ws('-', {', '.join(told)}) end"


def of_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """SQL for each part of an address whose parts stand in cells of their own."""
    forms = {"community_id": community} | dict.fromkeys(PARTS[1:], place_number)
    made = {
        name: f"case when not {is_nothing(clean(cell), 'text')} then {forms[name](clean(cell))} end"
        for name, cell in cells.items()
    }
    if "community_id" in made:
        made["community_id"] = canonical(made["community_id"])
    return made
