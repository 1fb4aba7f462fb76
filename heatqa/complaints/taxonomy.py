"""Groups and leaves: what a complaint can be about, with its names in both languages."""

from heatqa.complaints.data import read
from heatqa.language import Language, pick

# What no leaf fits: the same words as the verdict on a record without evidence.
CANNOT_TELL = "cannot tell"
# Its name among the leaves that the model learns.
OUTSIDE = "X"


def leaves() -> list[str]:
    """The codes of all leaves in their order."""
    return list(read("taxonomy.toml")["leaves"])


def group(leaf: str) -> str:
    """The group that a leaf belongs to.

    Example:
        >>> group("T3.4")
        'T3'
    """
    return leaf.partition(".")[0]


def label(code: str, language: Language | None = None) -> str:
    """The name of a leaf or group, in the language in force; an unknown code as it is."""
    names = read("taxonomy.toml")
    entry = names["leaves"].get(code) or names["groups"].get(code)
    return pick(entry, language) if entry else code


def recognised(name: str | None) -> str | None:
    """The leaf that an export's category means, by its code or either name; None if none does.

    Example:
        >>> recognised("户内漏水"), recognised("T3.1 户内漏水"), recognised("别的")
        ('T3.1', 'T3.1', None)
    """
    wanted = (name or "").strip()
    for code, entry in read("taxonomy.toml")["leaves"].items():
        spellings = {code, entry["en"], entry["zh"]}
        if wanted in spellings or wanted.split(" ")[0] == code:
            return code
    return None


def emergencies() -> set[str]:
    """Leaves that are emergencies by their nature."""
    entries = read("taxonomy.toml")["leaves"]
    return {code for code, entry in entries.items() if entry.get("urgent")}
