"""DuckDB's words said in Spark's: sqlglot knows the grammar, the rest is mended here by hand.

Judging keeps to a small core of SQL, and a test holds both engines to equal cubes.
"""

import functools
import re

import sqlglot
from sqlglot import exp

_GROUP = re.compile(r"\\(\d)")
_NEAREST = sqlglot.parse_one(
    "case when abs(:n - rint(:n)) = 0.5d then :n + 0.5d * sign(:n) else rint(:n) end",
    read="spark",
)


@functools.lru_cache(maxsize=256)
def spark(query: str) -> str:
    """A query of the core in Spark's words.

    Raises:
        ValueError: the query uses what Spark has no equal for.

    Example:
        >>> spark("select strftime(day, '%Y-%m') from calls where cast(day as timestamp) > now")
        "SELECT DATE_FORMAT(day, 'yyyy-MM') FROM calls WHERE CAST(day AS TIMESTAMP_NTZ) > now"
    """
    tree = sqlglot.parse_one(query, read="duckdb")
    # Those within come first: what is put in place of a node holds copies of them.
    for node in reversed(list(tree.walk())):
        mended = _mended(node)
        if mended is not node:
            node.replace(mended)
    return tree.sql(dialect="spark")


def _mended(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.RegexpReplace():
            return _replacing(node)
        case exp.GenerateSeries():
            return _series(node)
        case exp.Bracket() if not isinstance(node.expressions[0], exp.Literal):
            # An array of Spark's begins with 0 in brackets, with 1 in its function.
            return exp.func("element_at", node.this, node.expressions[0])
        case exp.Div():
            return _divided(node)
        case exp.Round() if not node.args.get("truncate"):
            return _rounded(node)
        case exp.Like() | exp.ILike() if isinstance(node.expression, exp.Literal):
            # A backslash is a character like any other in DuckDB.
            pattern = node.expression.name.replace("\\", "\\\\")
            node.set("expression", exp.Literal.string(pattern))
    return node


def _replacing(node: exp.RegexpReplace) -> exp.RegexpReplace:
    r"""Spark replaces every match, and refers to groups by $1 instead of \1."""
    modifiers = node.args.get("modifiers")
    once = modifiers is None or "g" not in modifiers.name
    if once and not node.expression.name.startswith("^"):
        raise ValueError(node.sql(dialect="duckdb"))
    replacement = node.args["replacement"].name.replace("$", r"\$")
    node.set("replacement", exp.Literal.string(_GROUP.sub(r"$\1", replacement)))
    node.set("modifiers", None)
    return node


def _series(node: exp.GenerateSeries) -> exp.Expr:
    """Spark refuses a series that ends before it begins, where DuckDB gives none."""
    start, end = node.args["start"], node.args["end"]
    forward = exp.LTE(this=start.copy(), expression=end.copy())
    return exp.If(this=forward, true=node.copy(), false=exp.Array(expressions=[]))


def _divided(node: exp.Div) -> exp.Expr:
    """Spark refuses to divide by zero, where DuckDB gives infinity."""
    if _never_zero(node.expression):
        return node
    limit = exp.Mul(this=exp.Paren(this=node.this.copy()), expression=_double("Infinity"))
    zero = exp.EQ(this=node.expression.copy(), expression=exp.Literal.number(0))
    whole = exp.Div(this=node.this.copy(), expression=node.expression.copy())
    return exp.Paren(this=exp.If(this=zero, true=limit, false=whole))


def _never_zero(divisor: exp.Expr) -> bool:
    if isinstance(divisor, exp.Literal):
        return float(divisor.name) != 0
    return isinstance(divisor.unnest(), exp.Nullif)


def _double(text: str) -> exp.Expr:
    return exp.cast(exp.Literal.string(text), "double")


def _rounded(node: exp.Round) -> exp.Expr:
    """DuckDB scales, rounds and scales back; Spark rounds the decimal that a number prints as.

    To print each number costs more than all else that is done with a reading.
    """
    decimals = node.args.get("decimals")
    if not decimals:
        return _whole(node.this)
    scale = exp.func("pow", exp.Literal.number(10), decimals)
    scaled = exp.Mul(this=exp.Paren(this=node.this), expression=scale)
    return exp.Div(this=_whole(scaled), expression=scale.copy())


def _whole(number: exp.Expr) -> exp.Expr:
    """The nearest whole number, of two the one further from zero, where `rint` takes the even."""
    given = exp.replace_placeholders(_NEAREST, n=exp.Paren(this=number))
    return exp.Paren(this=given)
