"""Facts meet clauses: verdicts, the cube of counts, the scorecard, and why a verdict fell."""
