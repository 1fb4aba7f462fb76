"""What gives a person away in free text, found and replaced by typed marks."""

from heatqa.redaction.cases import Case, Redacted, Span, redact

__all__ = ["Case", "Redacted", "Span", "redact"]
