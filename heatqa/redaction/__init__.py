"""What gives a person away in free text, found and replaced by typed marks."""

from heatqa.redaction.cases import Case, Redacted, redact
from heatqa.redaction.finding import Span

__all__ = ["Case", "Redacted", "Span", "redact"]
