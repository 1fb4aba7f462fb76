"""A session whose facts are ready to be summed up."""

import duckdb

from heatqa.aggregates import rooms, seasons
from heatqa.clauses.catalogue import Option
from heatqa.judging import facts
from heatqa.workbench.session import Session


class Summed(Session):
    """What the facets of temperature and demand share."""

    _summed: duckdb.DuckDBPyConnection | None = None

    def _facts(self) -> duckdb.DuckDBPyConnection:
        """A connection with the views of the facts, made once for it."""
        connection = self._judged()
        if self._summed is not connection:
            facts.prepare(connection, self.as_of, self.settings)
            seasons.register(connection, self.settings, self.as_of)
            rooms.prepare(connection)
            self._summed = connection
        return connection

    def _option(self, reading: str, chosen: str | None = None) -> Option:
        """The option of a reading: the one given, the company's, or the default.

        Raises:
            ReadingUnknown: the reading has no such option.
        """
        own = self.catalogue.choice({reading: chosen} if chosen else {})
        name = (self.settings.readings | own).get(reading, self.catalogue.readings[reading].default)
        return self.catalogue.readings[reading].options[name]
