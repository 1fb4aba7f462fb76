"""Figures in whatever dress: copies of a text, of the same length, in which numbers are plain.

Matches found in a copy have the same places in the text itself.
"""

# NFKC would change lengths; only the characters that keep their place are mapped.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_KEPT_WIDE = {ord(sign) for sign in ",。:;()!?、"}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), ord("-"))
_SIGNS = {ord("＃"): ord("#"), ord("＊"): ord("*"), ord("\t"): ord(" "), ord("\xa0"): ord(" ")}
_NUMERALS = dict(
    zip(
        map(ord, "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"),
        "0001234567891123456789",
        strict=True,
    )
)
_WIDTH = {code: to for code, to in _NARROW.items() if code not in _KEPT_WIDE} | _DASHES | _SIGNS


def narrow(text: str) -> str:
    """Full-width letters, figures and dashes as narrow ones.

    Example:
        >>> narrow("１２＃１８０３－２")
        '12#1803-2'
    """
    return text.translate(_WIDTH)


def figures(text: str) -> str:
    """Chinese numerals as figures, one for one, on top of `narrow`.

    Example:
        >>> figures("幺三八零零幺三八〇〇〇")
        '13800138000'
    """
    return narrow(text).translate(_NUMERALS)


def bare(found: str) -> str:
    """Only the figures of a match, and the X that may close an identity number."""
    return "".join(sign for sign in figures(found).upper() if sign.isdigit() or sign == "X")
