"""The source documents and their clauses as data, with the readings of unclear wordings."""

from heatqa.clauses.catalogue import Catalogue, Clause, Document, Reading, Variant
from heatqa.clauses.files import load

__all__ = ["Catalogue", "Clause", "Document", "Reading", "Variant", "load"]
