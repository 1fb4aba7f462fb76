"""Facts summed up in the database, into the small frames that statistics take.

Everything that grows with the readings of a city stays in DuckDB; what leaves it has a row per
group, day, home or contact.
"""
