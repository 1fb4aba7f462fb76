"""The verdicts on cases, visits and calls written by hand in pandas and in polars."""
