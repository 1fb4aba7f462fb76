"""Reasons that only the right answer opens, so that a trainee's copy holds no key to read."""

import hashlib

# What a seal begins with once it is open; no wrong answer gives it.
_MARK = bytes(8)
# Work per try: a check of forty answers takes less than a second.
_WORK = {"n": 2**11, "r": 8, "p": 1}


def seal(answer: str, reason: str, asked: str) -> str:
    """The reason in a form that only the answer opens.

    The reason is covered by as many bytes as the key derivation function makes of the answer,
    salted with what was asked. A seal keeps the key from being read, not from being tried out:
    where thirty leaves are possible, thirty tries find it.

    Source: RFC 7914 (scrypt).

    Example:
        >>> sealed = seal("T3.1", "water runs", "our valve drips")
        >>> opened("T3.1", sealed, "our valve drips"), opened("T3.2", sealed, "our valve drips")
        ('water runs', None)
    """
    plain = _MARK + reason.encode()
    return _covered(plain, answer, asked).hex()


def opened(answer: str, sealed: str, asked: str) -> str | None:
    """The reason if the answer is right, else None."""
    plain = _covered(bytes.fromhex(sealed), answer, asked)
    return plain[len(_MARK) :].decode() if plain.startswith(_MARK) else None


def _covered(words: bytes, answer: str, asked: str) -> bytes:
    salt = hashlib.sha256(asked.encode()).digest()
    cover = hashlib.scrypt(answer.encode(), salt=salt, dklen=len(words), **_WORK)
    return bytes(a ^ b for a, b in zip(words, cover, strict=True))
