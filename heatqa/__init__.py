"""heatqa: a heating company's service records, judged against its own written standards."""

__version__ = "0.1.0"
