"""The quarterly review: what its pages say, and the forms in which they are handed over."""
