"""Cases to show: per leaf the most typical ones, and those that teach most."""

from collections.abc import Iterable

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.preprocessing import normalize

from heatqa.complaints import model as models
from heatqa.complaints.linking import DUPLICATE, REPEAT
from heatqa.complaints.model import Model, features
from heatqa.complaints.normal import rewritten
from heatqa.complaints.taxonomy import CANNOT_TELL
from heatqa.redaction import frames

TYPICAL, INSTRUCTIVE = "typical", "instructive"
_SCHEMA = {
    "leaf": pl.String,
    "kind": pl.String,
    "rank": pl.Int64,
    "id": pl.String,
    "redacted": pl.String,
    "second_leaf": pl.String,
    "urgent": pl.Boolean,
    "confidence": pl.Float64,
}
# Shorter texts say too little to be shown.
_SHORTEST = 12


def exemplars(
    cases: pl.DataFrame,
    per_leaf: int = 3,
    model: Model | None = None,
    published: Iterable[str] = (),
) -> pl.DataFrame:
    """The most typical and the most instructive cases of each leaf, redacted.

    Typical is what lies nearest to the middle of its leaf's texts. Instructive is what a trainee
    may get wrong and must not: two leaves in one text, an emergency, a leaf that was not easy to
    tell, a case that came back.

    Args:
        cases: One row per case with `id`, `text` and what `classify` gives; `relation` as
            `linking.faults` gives counts where present.
        per_leaf: Cases of either kind per leaf.
        model: The model whose view of texts is used; heatqa's if left out.
        published: The company's own telephone numbers, which stay.

    Returns:
        One row per case chosen: `leaf`, `kind` (typical or instructive), `rank` from 1, `id`,
        `redacted`, `second_leaf`, `urgent`, `confidence`.
    """
    model = models.own() if model is None else model
    told = cases.filter(
        (pl.col("leaf") != CANNOT_TELL) & (pl.col("text").str.len_chars() >= _SHORTEST)
    ).unique("text", keep="first", maintain_order=True)
    chosen = [
        picked
        for (_leaf,), group in told.group_by(["leaf"], maintain_order=True)
        for picked in _of_leaf(group, per_leaf, model)
    ]
    if not chosen:
        return pl.DataFrame(schema=_SCHEMA)
    told = pl.concat(chosen)
    shown = told.with_columns(frames.redacted(told, published).get_column("redacted"))
    return shown.select(list(_SCHEMA)).sort("leaf", "kind", "rank", descending=[False, True, False])


def _of_leaf(group: pl.DataFrame, per_leaf: int, model: Model) -> list[pl.DataFrame]:
    texts = [rewritten(text) for text in group.get_column("text")]
    made = sparse.csr_array(normalize(features(texts, model.vectorizer, model.lexicon)))
    middle = np.asarray(made.mean(axis=0)).ravel()
    near = made @ middle
    came_back = (
        group.get_column("relation").is_in([REPEAT, DUPLICATE]).to_numpy()
        if "relation" in group.columns
        else np.zeros(len(group), dtype=bool)
    )
    lessons = (
        group.get_column("second_leaf").is_not_null().to_numpy().astype(float)
        + group.get_column("urgent").to_numpy()
        + came_back
        + (1 - group.get_column("confidence").to_numpy())
    )
    typical = np.argsort(-near, kind="stable")[:per_leaf]
    rest = [at for at in np.argsort(-lessons, kind="stable") if at not in set(typical.tolist())]
    return [
        _ranked(group, typical.tolist(), TYPICAL),
        _ranked(group, [int(at) for at in rest[:per_leaf]], INSTRUCTIVE),
    ]


def _ranked(group: pl.DataFrame, places: list[int], kind: str) -> pl.DataFrame:
    ranks = pl.Series("rank", range(1, len(places) + 1), dtype=pl.Int64)
    return (
        group[places]
        .with_columns(kind=pl.lit(kind), rank=ranks)
        .select("leaf", "kind", "rank", "id", "text", "second_leaf", "urgent", "confidence")
    )
