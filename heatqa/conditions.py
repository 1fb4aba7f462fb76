"""Conditions that people write in files (profiles, clauses), made safe to put into SQL.

A condition is parsed by DuckDB's own parser and written out again from the few kinds of node
that are allowed: columns of one table, literals, comparison, logic, arithmetic and a handful of
functions that every SQL engine has. What was not checked therefore cannot be in the result,
neither a second statement nor a comment nor a function that reads a file.
"""

import functools
import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import duckdb

from heatqa import errors, language
from heatqa.sql import literal, quoted, single

FUNCTIONS = ("abs", "coalesce", "hour", "length", "lower", "month", "round", "trim", "upper")
_OPERATORS = {
    "+": "+",
    "-": "-",
    "*": "*",
    "/": "/",
    "~~": "like",
    "!~~": "not like",
    "~~*": "ilike",
    "!~~*": "not ilike",
}
_COMPARISONS = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
    "COMPARE_DISTINCT_FROM": "is distinct from",
    "COMPARE_NOT_DISTINCT_FROM": "is not distinct from",
}
# What the parser makes of `interval 5 minute`.
_INTERVALS = {
    "to_seconds": "second",
    "to_minutes": "minute",
    "to_hours": "hour",
    "to_days": "day",
}
_SPAN = re.compile(r"'\d+ (second|minute|hour|day)s?'")
_TYPES = ("boolean", "date", "timestamp")
_NUMBERS = ("INTEGER", "DECIMAL", "DOUBLE", "FLOAT", "NUMERIC", "BIGINT", "HUGEINT", "NUMBER")
# How deep a condition may nest: deeper ones are no condition that somebody wrote by hand.
_DEEPEST = 50


def checked(
    text: str, columns: Collection[str], where: str, ask: Callable[[str], str] = str
) -> str:
    r"""The condition as SQL, if it uses nothing but `columns` and what is allowed.

    Args:
        text: The condition as written, for example `room_celsius < 5 and method = 'sensor'`.
        columns: The names it may use; a mapping gives the SQL that stands for each.
        where: What the condition belongs to, named at the start of the message.
        ask: Gives the SQL to put in place of each of the questions that `and`, `or` and `not` join.

    Raises:
        ValueError: One plain sentence on what is wrong, with the nearest known name.

    Example:
        >>> checked("status = 'open' and score < 3", ["status", "score"], "rule x")
        '(("status" = \'open\') and ("score" < 3))'
    """
    try:
        return _asked(_parsed(text), columns, ask, 0)
    except _NotAllowed as problem:
        raise ValueError(
            language.say("condition.wrong", where=where, found=text, why=str(problem))
        ) from None


def columns_used(text: str, columns: Collection[str], where: str) -> set[str]:
    """The columns a condition reads.

    Raises:
        ValueError: the condition is not allowed, see `checked`.
    """
    checked(text, columns, where)
    return _names(_parsed(text)) & set(columns)


class _NotAllowed(Exception):
    """Why a condition is refused."""


@functools.lru_cache(maxsize=1024)
def _parsed(text: str) -> dict[str, Any]:
    if not text.strip():
        raise _NotAllowed(language.say("condition.empty"))
    # The line end closes a comment, so that the bracket is never part of one.
    with _parser().cursor() as cursor:
        (written,) = single(cursor, "select json_serialize_sql($1)", [f"select ({text}\n)"])
    tree: dict[str, Any] = json.loads(written)
    if tree["error"]:
        message = tree.get("error_message", "").splitlines() or [""]
        raise _NotAllowed(language.say("condition.syntax", found=message[0]))
    if len(tree["statements"]) != 1:
        raise _NotAllowed(language.say("condition.one_expression"))
    node = tree["statements"][0]["node"]
    if (
        node["type"] != "SELECT_NODE"
        or len(node["select_list"]) != 1
        or node["from_table"]["type"] != "EMPTY"
        or node["where_clause"] is not None
        or node["modifiers"]
    ):
        raise _NotAllowed(language.say("condition.one_expression"))
    return node["select_list"][0]


@functools.cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"enable_external_access": "false"})


def _asked(
    node: dict[str, Any], columns: Collection[str], ask: Callable[[str], str], depth: int
) -> str:
    """One node and those below as SQL, with what stands for each question in its place."""
    both, kind = node["class"] == "CONJUNCTION", node["type"]
    if kind in ("OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"):
        # One question, whichever way it is put.
        empty = ask(f"{_written(node['children'][0], columns, depth + 1)} is null")
        return f"(not {empty})" if kind == "OPERATOR_IS_NOT_NULL" else f"({empty})"
    if node["class"] == "CONSTANT" and node["literal"]["kind"] == "STRING":
        raise _NotAllowed(language.say("condition.one_expression"))
    if not (both or kind == "OPERATOR_NOT") or depth > _DEEPEST:
        return ask(_written(node, columns, depth))
    parts = [_asked(child, columns, ask, depth + 1) for child in node["children"]]
    return _joined(node, parts) if both else _operator(kind, parts)


def _joined(node: dict[str, Any], parts: list[str]) -> str:
    word = " and " if node["type"] == "CONJUNCTION_AND" else " or "
    return f"({word.join(parts)})"


def _written(node: dict[str, Any], columns: Collection[str], depth: int) -> str:
    """One node and those below as SQL: names quoted, every operation in brackets."""
    if depth > _DEEPEST:
        raise _NotAllowed(language.say("condition.too_deep"))

    def below(child: dict[str, Any]) -> str:
        return _written(child, columns, depth + 1)

    match node["class"]:
        case "COLUMN_REF":
            return _column(node["column_names"], columns)
        case "CONSTANT":
            return _constant(node["literal"])
        case "COMPARISON" if node["type"] in _COMPARISONS:
            return f"({below(node['left'])} {_COMPARISONS[node['type']]} {below(node['right'])})"
        case "CONJUNCTION":
            return _joined(node, [below(child) for child in node["children"]])
        case "BETWEEN":
            low, high = below(node["lower"]), below(node["upper"])
            return f"({below(node['input'])} between {low} and {high})"
        case "OPERATOR":
            return _operator(node["type"], [below(child) for child in node["children"]])
        case "FUNCTION" if node["function_name"] in _INTERVALS:
            return _interval(node)
        case "FUNCTION":
            arguments = [below(argument["expression"]) for argument in node["arguments"]]
            return _function(node, arguments)
        case "CAST":
            return _cast(node, below(node["child"]))
    raise _NotAllowed(language.say("condition.not_allowed", found=_name_of(node)))


def _column(names: list[str], columns: Collection[str]) -> str:
    name = ".".join(names)
    if name not in columns:
        hint = errors.suggestion(name, sorted(columns))
        raise _NotAllowed(language.say("condition.unknown_column", found=name, hint=hint))
    return columns[name] if isinstance(columns, Mapping) else quoted(name)


def _constant(value: dict[str, Any]) -> str:
    kind, text = value["kind"], value["text"]
    if kind == "STRING":
        return literal(text)
    if kind == "BOOLEAN":
        return "true" if text.lower() == "true" else "false"
    if kind.startswith("NULL"):
        return "null"
    if kind in _NUMBERS:
        # Written out again only if it is a number and nothing else.
        float(text.replace("_", ""))
        return text.replace("_", "")
    raise _NotAllowed(language.say("condition.not_allowed", found=text))


def _operator(kind: str, parts: list[str]) -> str:
    match kind:
        case "OPERATOR_NOT":
            return f"(not {parts[0]})"
        case "OPERATOR_IS_NULL":
            return f"({parts[0]} is null)"
        case "OPERATOR_IS_NOT_NULL":
            return f"({parts[0]} is not null)"
        case "COMPARE_IN" | "COMPARE_NOT_IN":
            word = "in" if kind == "COMPARE_IN" else "not in"
            return f"({parts[0]} {word} ({', '.join(parts[1:])}))"
        case "OPERATOR_COALESCE":
            return f"coalesce({', '.join(parts)})"
    raise _NotAllowed(language.say("condition.not_allowed", found=kind.lower()))


def _function(node: dict[str, Any], arguments: list[str]) -> str:
    name = node["function_name"].lower()
    if node["filter"] is not None or node["distinct"] or node["order_bys"]["orders"]:
        raise _NotAllowed(language.say("condition.not_allowed", found=name))
    if node["is_operator"] and name in _OPERATORS:
        if len(arguments) == 1:
            return f"({_OPERATORS[name]} {arguments[0]})"
        return f"({arguments[0]} {_OPERATORS[name]} {arguments[1]})"
    if not node["is_operator"] and name in FUNCTIONS:
        return f"{name}({', '.join(arguments)})"
    hint = errors.suggestion(name, FUNCTIONS)
    raise _NotAllowed(language.say("condition.unknown_function", found=name, hint=hint))


def _interval(node: dict[str, Any]) -> str:
    """A constant span of time; the parser wraps its number in casts and a rounding."""
    inner = node["arguments"][0]["expression"]
    while inner["class"] != "CONSTANT":
        if inner["class"] == "CAST":
            inner = inner["child"]
        elif inner["class"] == "FUNCTION" and inner["function_name"] == "trunc":
            inner = inner["arguments"][0]["expression"]
        else:
            raise _NotAllowed(language.say("condition.not_allowed", found="interval"))
    number = int(float(inner["literal"]["text"]))
    return f"interval '{number}' {_INTERVALS[node['function_name']]}"


def _cast(node: dict[str, Any], inner: str) -> str:
    """`date '2025-01-01'`, `timestamp '…'` and what the parser makes of `is true`."""
    name = node["type_expr"]["type_name"].lower()
    if name == "interval" and _SPAN.fullmatch(inner):
        return f"interval {inner}"
    if name not in _TYPES or node["type_expr"]["children"]:
        raise _NotAllowed(language.say("condition.not_allowed", found=f"cast as {name}"))
    return f"cast({inner} as {name})"


def _names(node: Any) -> set[str]:
    if isinstance(node, dict):
        found = {".".join(node["column_names"])} if node.get("class") == "COLUMN_REF" else set()
        return found.union(*(_names(child) for child in node.values()))
    if isinstance(node, list):
        return set().union(*(_names(child) for child in node))
    return set()


def _name_of(node: dict[str, Any]) -> str:
    return str(node.get("function_name") or node["class"]).lower().replace("_", " ")
