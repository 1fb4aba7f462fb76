"""What customers say: classified, linked, and searched for patterns."""
