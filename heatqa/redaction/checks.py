"""What a number must fulfil to be what it looks like: check digits, dates, groupings."""

import datetime as dt
import re

from heatqa.redaction.digits import bare

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REMAINDERS = "10X98765432"
_CARD_BEGINS = "3456"
MOBILE = re.compile(r"(?:(?:00)?86)?0?1[3-9]\d{9}")
# What follows a figure that is no part of a telephone.
_QUANTITY = re.compile(r"[费度元块点号楼层室月日年分秒℃%栋米平单户次个人台座组]|\d[.]\d")
# Years in which somebody with a card may have been born.
_OLDEST, _YOUNGEST = 1850, 2101


def luhn(digits: str) -> bool:
    """Whether a card number's last digit fits the others.

    Source: ISO/IEC 7812-1, annex B.

    Example:
        >>> luhn("4111111111111111"), luhn("4111111111111112")
        (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def identity(number: str) -> bool:
    """Whether the check character of an 18-place identity number fits.

    Source: GB 11643-1999 (ISO 7064, MOD 11-2).

    Example:
        >>> identity("11010519491231002X"), identity("110105194912310021")
        (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _REMAINDERS[total % 11] == number[17]


def born(number: str) -> bool:
    """Whether an 18-place identity number holds a day that was.

    A mistyped check character still names a person, so either is enough to mask it.
    """
    try:
        birthday = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return _OLDEST <= birthday.year < _YOUNGEST


def id_card(found: str, business: bool) -> bool:
    """An identity number by its check character, or by its birthday where no order is named."""
    number = bare(found)
    return len(number) == 18 and (identity(number) or (born(number) and not business))


def bank_card(found: str, business: bool) -> bool:
    """A card number by its check digit; after "order number" only if it begins like a card."""
    digits = bare(found)
    return luhn(digits) and len(set(digits)) > 1 and (not business or digits[0] in _CARD_BEGINS)


def mobile(found: str, business: bool) -> bool:
    """Eleven figures in a grouping that people use for a telephone, not a row of readings."""
    local = re.sub(r"^\(?\+?\s?(?:00)?86\)?[ -]{0,2}", "", found)
    groups = [len(group) for group in re.split(r"[\s.·、,，。-]+", local)]
    if len(groups) == 1:
        return True
    spelt = set(groups[1:]) == {1}
    return not business and (spelt or (groups[0] in (3, 4, 5, 7) and len(groups) <= 5))


def in_pieces(found: str, business: bool) -> bool:
    """Eleven figures cut by words, in few groups, none of which is a quantity, a date or a door."""
    groups = [len(group) for group in re.findall(r"\d+", found)]
    likely = groups[0] >= 3 and len(groups) <= 5 and min(groups) >= 2
    return likely and not business and not _QUANTITY.search(found)


def landline(found: str, business: bool) -> bool:
    """A number with its area code: nine figures stay a code of the business if so called."""
    return not business or bool(re.search(r"[\s()-]", found))


def not_business(_found: str, business: bool) -> bool:
    """Anything that the text does not call an order, a reading or an amount."""
    return not business


def bare_landline(found: str, business: bool) -> bool:
    """Seven or eight figures alone that are neither a day nor the business's own."""
    digits = bare(found)
    if business:
        return False
    try:
        dt.datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007 - only whether such a day exists
    except ValueError:
        return len(set(digits)) > 1 and not digits.endswith("000")
    return False
