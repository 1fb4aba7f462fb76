"""A header row among the records: below it another table begins, with other columns."""

import duckdb

from heatqa import errors
from heatqa.intake import headers, two_rows
from heatqa.intake.staging import Staged
from heatqa.sql import quoted

_LEAST = 3
_MOST_SEEN = 1000


def refuse(connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Look for one in `typed` and `staged`.

    A header is no time and no number, so it is looked for where such a cell was not readable.
    Repetitions of the sheet's own header have been left out before.

    Raises:
        SecondHeader: there is one.
    """
    cells = ", ".join(f"staged.{quoted(column)}" for column in staged.columns)
    rows = connection.execute(
        f"select row, {cells} from typed join staged using (row) where contains(rule, 'unreadable')"
        f" and not regexp_matches(found, '[0-9]') order by row limit {_MOST_SEEN}"
    ).fetchall()
    for row, *texts in rows:
        written = two_rows.texts(texts)
        known = [text for text in written.values() if headers.known(text)]
        if len(known) >= _LEAST and 2 * len(known) >= len(written):
            found = headers.listed(written.values())
            raise errors.SecondHeader(path=staged.name, row=f"{row:,}", found=found)
