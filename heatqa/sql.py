"""Names and texts as SQL, whatever they hold: nothing from a file reaches a statement unquoted."""


def quoted(name: str) -> str:
    """A name as an SQL identifier.

    Example:
        >>> print(quoted('a "b" c'))
        "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string.

    Example:
        >>> literal("it's")
        "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
