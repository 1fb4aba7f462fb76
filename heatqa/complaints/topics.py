"""What texts are about apart from the taxonomy: topics that it may lack."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from heatqa.complaints.normal import rewritten
from heatqa.redaction import frames

_SCHEMA = {
    "topic": pl.Int64,
    "texts": pl.Int64,
    "share": pl.Float64,
    "words": pl.List(pl.String),
    "example": pl.String,
}
_TEXTS = {"id": pl.Int64, "text": pl.String}


def topics(
    texts: Sequence[str],
    count: int = 6,
    words: int = 8,
    seed: int = 0,
    published: Iterable[str] = (),
) -> pl.DataFrame:
    """Topics by non-negative matrix factorisation of runs of two to four characters.

    Args:
        texts: What to look through, usually what no leaf was found for.
        count: Topics wanted.
        words: Runs of characters to name for each.
        seed: The same seed gives the same topics.
        published: The company's own telephone numbers, which stay.

    Returns:
        One row per topic, the largest first: `topic` from 1, `texts` that it leads in, their
        `share` (0 to 1), the `words` that weigh most, and the text it fits best, redacted, as
        `example`. No row where there are too few texts.

    Source: Lee and Seung (1999), Nature 401, 788-791.
    """
    cases = pl.DataFrame({"id": range(len(texts)), "text": texts}, schema_overrides=_TEXTS)
    shown = frames.redacted(cases, published).get_column("redacted").to_list()
    read_as = [rewritten(text) for text in shown]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=2, max_df=0.8)
    try:
        made = sparse.csr_array(vectorizer.fit_transform(read_as))
    except ValueError:  # nothing is said twice
        return pl.DataFrame(schema=_SCHEMA)
    count = min(count, len(shown), len(vectorizer.vocabulary_))
    factors = NMF(
        n_components=count,  # type: ignore[arg-type]
        init="nndsvda",
        random_state=seed,
        max_iter=400,
        tol=1e-3,
    )
    # Where the topics explain every text, the error's root is taken of zero less a rounding.
    with np.errstate(invalid="ignore"):
        weights = factors.fit_transform(made)
    leading = weights.argmax(axis=1)
    names = vectorizer.get_feature_names_out().tolist()
    rows = []
    for topic in range(count):
        led = int(((leading == topic) & (weights.max(axis=1) > 0)).sum())
        heaviest = _apart([names[at] for at in np.argsort(-factors.components_[topic])], words)
        rows.append((led, led / len(shown), heaviest, shown[int(weights[:, topic].argmax())]))
    rows.sort(key=lambda row: -row[0])
    numbered = [(place, *row) for place, row in enumerate(rows, start=1)]
    return pl.DataFrame(numbered, schema=_SCHEMA, orient="row")


def _apart(names: list[str], most: int) -> list[str]:
    """The first names, none of them part of another or blank."""
    kept: list[str] = []
    for name in (name.strip() for name in names):
        if len(name) > 1 and not any(name in other or other in name for other in kept):
            kept.append(name)
        if len(kept) == most:
            break
    return kept
