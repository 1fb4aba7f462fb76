"""Many texts without their people, the texts of one case sharing their marks."""

from collections.abc import Iterable

import polars as pl

from heatqa.redaction import digits
from heatqa.redaction.cases import Case, redact

SPAN = pl.Struct({"kind": pl.String, "text": pl.String, "start": pl.Int64, "end": pl.Int64})


def redacted(texts: pl.DataFrame, published: Iterable[str] = ()) -> pl.DataFrame:
    """Redact the texts of a frame.

    Args:
        texts: `id`, the case a text belongs to, and `text`.
        published: The company's own telephone numbers, which stay.

    Returns:
        One row per text in order: `id`, `redacted`, and `spans`, each with its `kind`, the exact
        `text`, and its `start` and `end` in the text.
    """
    own = frozenset(digits.bare(number) for number in published)
    cases: dict[str | int, Case] = {}
    rows = []
    for number, text in texts.select("id", "text").iter_rows():
        done = redact(text, cases.setdefault(number, Case(own)))
        rows.append((number, done.text, [vars(span) for span in done.spans]))
    schema = {"id": texts.schema["id"], "redacted": pl.String, "spans": pl.List(SPAN)}
    return pl.DataFrame(rows, schema=schema, orient="row")
