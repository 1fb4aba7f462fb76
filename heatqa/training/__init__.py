"""What trainers teach with: lessons, exercises, case cards, drawn from redacted cases."""
