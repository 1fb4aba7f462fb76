"""Codes that mean something else from a day on: one season's exports with an old and a new table.

Where a row has no date, a spelling whose meaning changed stays as it was written: nobody knows
which of its meanings it has, and the row is flagged.
"""

from heatqa.intake import steps, values
from heatqa.intake.cells import clean, is_formula_error, is_nothing
from heatqa.intake.plan import Field
from heatqa.sql import quoted


def replaced(fields: list[Field], rows: str) -> str:
    """SQL for the rows with every step, such codes read by the date of their row."""
    dated = [f"{_by_date(field)} as {quoted(field.column.name)}" for field in fields if field.since]
    return f"select * replace ({', '.join(dated)}) from ({rows})" if dated else rows


def _by_date(field: Field) -> str:
    own, day = quoted(field.column.name), quoted(field.dated_by)
    text = clean(steps.step("raw", field))
    meanings = values.spelled(field.column, field.codes)
    tables = []
    for first, codes in sorted(field.since.items()):
        meanings |= {word: name for name, words in codes.items() for word in words}
        tables.append((first, values.code(text, meanings)))
    # The latest table that had begun counts.
    begun = " ".join(f"when {day} >= date '{first}' then {code}" for first, code in tables[::-1])
    moved = " or ".join(f"{code} is distinct from {own}" for _, code in tables)
    empty = f"{is_nothing(text, steps.nothing_kind(field))} or {is_formula_error(text)}"
    return (
        f"case when {empty} then {own} {begun} when {day} is null and ({moved}) then {text}"
        f" else {own} end"
    )
