"""One statistical method per module: frame in, frame out."""
