"""Names and numbers of people → keyed hashes.

The key lies in a file of its own beside the settings and never enters the warehouse: without it
a hash cannot be traced back by trying all phone numbers.
"""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

import duckdb

from heatqa import errors
from heatqa.sql import literal

KEY_FILE = "heatqa.key"
_BYTES = 32
_LENGTH = 16
_VARIABLE = "heatqa_secret"
_MOBILE = r"(1(?:[- .]?[0-9]){10})"
_BARE_LINE = r"0[0-9]{2,3}[- ]?[2-9][0-9]{6,7}"
_LINE = r"\(?(0[0-9]{2,3})\)?[- ]?([2-9][0-9]{6,7})"
_ALONE = r"(?:^|[^0-9])(?:(?:\+|00)?86[- ]?)?{}(?:$|[^0-9])"


def key(folder: Path) -> str:
    """The company's key, made on first use.

    Raises:
        OutputUnwritable: the key file cannot be made or read.
        KeyBroken: the key file does not hold a key.
    """
    file = Path(folder) / KEY_FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(secrets.token_hex(_BYTES) + "\n")
        if file.stat().st_mode & 0o077:
            # Copied or restored with rights for others.
            file.chmod(0o600)
        found = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise errors.OutputUnwritable(path=file, found=str(problem)) from None
    if len(found) != 2 * _BYTES or not set(found) <= set("0123456789abcdef"):
        raise errors.KeyBroken(path=file, found=len(found))
    return found


def mark(connection: duckdb.DuckDBPyConnection, secret: str, folder: Path) -> str:
    """What the books keep to know the key again: a hash that does not give it away.

    Raises:
        KeyChanged: the records loaded before were hashed with another key; the same caller
            would count as two.
    """
    own = hashlib.sha256(f"mark {secret}".encode()).hexdigest()[:_LENGTH]
    rows = connection.execute("select distinct key_mark from loads").fetchall()
    if any(row[0] != own for row in rows):
        raise errors.KeyChanged(path=Path(folder) / KEY_FILE)
    return own


def use(connection: duckdb.DuckDBPyConnection, secret: str | None) -> None:
    """Make the key known to the connection, outside of any table, or forget it."""
    if secret is None:
        # After a failure nothing can be said to the connection any more; it is thrown away.
        with contextlib.suppress(duckdb.Error):
            connection.execute(f"reset variable {_VARIABLE}")
    else:
        connection.execute(f"set variable {_VARIABLE} = {literal(secret)}")


def person(text: str) -> str:
    """SQL for the keyed hash of a name or household number.

    Spaces, width and case do not matter, nor zeros in front of a number: a spreadsheet loses
    them in one table and keeps them in the next.
    """
    bare = f"upper(regexp_replace({text}, '\\s+', '', 'g'))"
    bare = f"regexp_replace({bare}, '^0*(\\d+?)(\\.0)?$', '\\1')"
    return _hashed(f"nullif({bare}, '')")


def phone(text: str) -> str:
    """SQL for the keyed hash of a phone number, null where the number cannot be known.

    Of several numbers in a cell the first mobile counts, else the first. A number shown as
    1.38E+10 or 138****1234 has lost digits.
    """
    text = f"regexp_replace({text}, '\\.0$', '')"
    mobile = f"regexp_extract({text}, {literal(_ALONE.format('0?' + _MOBILE))}, 1)"
    # Every line has an area code; what is dialled after it is an extension.
    line = f"regexp_extract({text}, {literal(_ALONE.format(_LINE))}, ['area', 'number'])"
    digits = f"regexp_replace(regexp_extract({text}, '^[^,;/、|转]+'), '[^0-9]', '', 'g')"
    local = f"regexp_replace({digits}, '^(0086|86)0?([1-9]\\d{{8,9}})$', '0\\2')"
    lost = f"regexp_matches({text}, '[0-9][eE]\\+?[0-9]|\\*')"
    number = (
        f"case when {mobile} <> '' then regexp_replace({mobile}, '[^0-9]', '', 'g')"
        f" when not {lost} and {line}.number <> '' then {line}.area || {line}.number"
        f" when not {lost} and length({digits}) >= 3 then {local} end"
    )
    # 00000000000 and 11111111111 are typed where the customer gave none; many would be one.
    number = f"nullif({number}, repeat(left({number}, 1), length({number})))"
    return _hashed(f"({number})")


def several(text: str) -> str:
    """SQL that is true where a cell holds more than one phone number."""
    found = f"len(regexp_extract_all({text}, {literal(f'{_MOBILE}|{_BARE_LINE}')})) > 1"
    return f"({found} or regexp_matches({text}, '[0-9]{{7,}}[^0-9]+[0-9]{{7,}}'))"


def _hashed(text: str) -> str:
    secret = f"getvariable('{_VARIABLE}')"
    return f"left(sha256({secret} || sha256({secret} || {text})), {_LENGTH})"
