"""What trainers teach with: lessons, exercises, case cards, drawn from redacted cases."""

from heatqa.training.opening import lesson as lesson

__all__ = ["lesson"]
