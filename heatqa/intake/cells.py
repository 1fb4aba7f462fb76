"""What all cells share before their kind matters: width, spaces, and words for nothing."""

from heatqa.sql import among, literal

# Full-width forms of ASCII, as Chinese input methods write them.
_WIDE = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "\u3000\u00a0"
_NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + "  "
# Marks without a width, which copying from web pages and chats leaves inside of words: nobody sees
# them, and a word with one is another word.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
_ANY_WIDE = (
    r"[\x{ff01}-\x{ff5e}\x{3000}\x{a0}\x{200b}-\x{200f}\x{2060}\x{feff}\x{ad}\x{202a}-\x{202e}]"
)
# Printable ASCII that neither begins nor ends with a space, an apostrophe or a protecting =.
_TIDY = r"[!-&(-<>-~]|[!-&(-<>-~][ -~]*[!-&(-~]"
AROUND = f" \t\r\n\u3000\u00a0'{INVISIBLE}"

NOTHING = ("", "-", "--", "---", "—", "——", "/", "\\", "null", "n/a", "na", "none", "nan", "nat")
NOTHING += ("不适用", "not applicable")
NOTHING_SAID = (*NOTHING, "无", "空", "暂无", "未知", "不详", "(null)", "nil")
NOT_RATED = (
    "未评价",
    "未评",
    "0",
    "0分",
    "拒评",
    "未回复",
    "自动好评",
    "不予评价",
    "无评价",
    "未参评",
)
NOT_RATED += ("超时未评", "超时未评价", "待评价")
# What devices and systems write where they have no number; -1 may be meant.
SENTINELS = ("-9999", "-9999.0", "-999", "-999.0", "-99999", "-32768", "-2147483648")
NUMERIC = ("number", "integer", "seconds")
# What a spreadsheet shows where a formula has no result.
FORMULA_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#VALUE!", "#NUM!", "#SPILL!")
FORMULA_ERRORS += ("#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#GETTING_DATA")
_NO_TIME = ("0", "00:00:00", "0000-00-00", "0000-00-00 00:00:00")
# Zero in several calendars: 1900 and 1899 are spreadsheets', 1970 is Unix', 0001 is .NET's.
_NO_TIME_PATTERN = (
    r"(1900|1899|1753|0001|0000)\D.*|1970[-/]0?1[-/]0?1( 0?[08]:00(:00)?(\.0+)?)?|9999\D.*"
)
# A spreadsheet's way to keep leading zeros in a CSV: ="00123".
_PROTECTED = r'^="(.*)"$'


def narrow(text: str) -> str:
    """SQL for text with its full-width letters, digits and marks half-width, none invisible."""
    # What has no counterpart in the second list is taken out.
    return f"translate({text}, {literal(_WIDE + INVISIBLE)}, {literal(_NARROW)})"


def clean(cell: str) -> str:
    """SQL for a cell in half-width characters without spaces or marks around it."""
    # Most cells need nothing, and looking is cheaper than doing.
    wide = f"regexp_matches({cell}, {literal(_ANY_WIDE)})"
    some = f"case when {wide} then {narrow(cell)} else {cell} end"
    slow = f"regexp_replace(trim({some}, {literal(AROUND)}), {literal(_PROTECTED)}, '\\1')"
    return f"case when regexp_full_match({cell}, {literal(_TIDY)}) then {cell} else {slow} end"


def trimmed(cell: str) -> str:
    """SQL for a cell as written, without spaces around it."""
    return f"trim({cell}, {literal(AROUND)})"


def is_formula_error(text: str) -> str:
    """SQL that is true where a cell shows that a formula had no result: #N/A, #DIV/0!, #REF!."""
    listed = among(f"upper({text})", FORMULA_ERRORS)
    return f"coalesce(starts_with({text}, '#') and {listed}, false)"


def is_nothing(text: str, kind: str, words: tuple[str, ...] = ()) -> str:
    """SQL that is true where a cell says that there is no value.

    Args:
        text: The cleaned cell, as SQL.
        kind: The kind of its column: 无 means no in a flag.
        words: Further words for nothing, from a profile.
    """
    known = NOTHING if kind == "flag" else NOTHING_SAID
    if kind in ("time", "date"):
        known += _NO_TIME
    if kind == "score":
        known += NOT_RATED
    if kind in NUMERIC:
        known += SENTINELS
    test = among(f"lower({text})", (*known, *(word.lower() for word in words)))
    if kind in ("time", "date"):
        test += f" or regexp_full_match({text}, {literal(_NO_TIME_PATTERN)})"
    if kind == "score":
        # Systems rate well where the customer said nothing: 默认好评, 系统默认, 超时默认五星.
        test += f" or contains({text}, '默认')"
    return f"coalesce({test}, true)"
