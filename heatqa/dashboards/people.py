"""Who may look in, and as what: viewers see groups, analysts see records too."""

import hashlib
import hmac
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from heatqa import errors
from heatqa.language import say

Role = Literal["viewer", "analyst"]
ROLES: tuple[Role, ...] = ("viewer", "analyst")
# Costs of scrypt as OWASP advises for a login: 16 MB and about 50 ms.
_COST = {"n": 2**14, "r": 8, "p": 5}
_KIND = "scrypt"


@dataclass(frozen=True)
class Person:
    """Somebody who may look in; without a password only through single sign-on."""

    role: Role
    password: str = ""


def load(path: Path) -> dict[str, Person]:
    """The people of a file, by the name that they log in with.

    Raises:
        FileMissing: it is not there.
        SettingsBroken: it is not TOML, an entry is unknown, or nobody is in it.
    """
    if not path.is_file():
        raise errors.FileMissing(path=path)
    remedy = say("dash.remedy.users")
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise errors.SettingsBroken(
            path=path, where=path.name, found=str(problem), remedy=remedy
        ) from None
    people = {}
    for name, entry in entries.items():
        known = isinstance(entry, dict) and set(entry) <= {"role", "password"}
        if not known or entry.get("role") not in ROLES or not _sound(entry.get("password", "")):
            # What was written is not repeated: it may be a password.
            raise errors.SettingsBroken(path=path, where=name, found="…", remedy=remedy)
        people[name] = Person(**entry)
    if not people:
        raise errors.SettingsBroken(path=path, where=path.name, found="0", remedy=remedy)
    return people


def locked(password: str) -> str:
    """A password as it is kept: salted and hashed, so that the file gives none away."""
    salt = os.urandom(16)
    return f"{_KIND}${salt.hex()}${_hashed(password, salt).hex()}"


def opens(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept.

    Example:
        >>> kept = locked("warm rooms")
        >>> opens("warm rooms", kept), opens("cold rooms", kept), opens("", "")
        (True, False, False)
    """
    if not kept:
        return False
    _, salt, found = kept.split("$")
    return hmac.compare_digest(_hashed(password, bytes.fromhex(salt)), bytes.fromhex(found))


def _sound(kept: object) -> bool:
    """Whether an entry is none, or one that `locked` made."""
    parts = str(kept).split("$")
    digits = "0123456789abcdef"
    lawful = len(parts) == 3 and parts[0] == _KIND and len(parts[1]) == 32 and len(parts[2]) == 128
    return kept == "" or (lawful and not set(parts[1] + parts[2]) - set(digits))


def _hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, maxmem=2**26, **_COST)
