"""The source documents and their clauses as data, with the readings of unclear wordings."""

from heatqa.clauses.catalogue import (
    UNTELLABLE,
    Catalogue,
    Clause,
    Document,
    Reading,
    Reason,
    Variant,
)
from heatqa.clauses.files import load, proposed_urgent
from heatqa.clauses.own_limits import with_limits

__all__ = [
    "UNTELLABLE",
    "Catalogue",
    "Clause",
    "Document",
    "Reading",
    "Reason",
    "Variant",
    "load",
    "proposed_urgent",
    "with_limits",
]
