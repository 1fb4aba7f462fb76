"""The conditions a user can mend, each named, each said once in `wording/errors.toml`.

Every message says what, where, what was found and what to do.
"""

import difflib
from collections.abc import Iterable
from typing import Any, ClassVar

from heatqa import language

# Words offered where none is close: more than these nobody reads.
_MOST_KNOWN = 30


class HeatqaError(Exception):
    """A condition the user can mend; `str()` is the whole message in the user's language."""

    key: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return language.say(f"error.{self.key}", **self.facts)


def nearest(word: str, known: Iterable[str]) -> str:
    """The closest known words to a mistaken one, for "did you mean"; empty if none is close."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return ", ".join(close)


def suggestion(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the closest known words, or lists them, if many only the first."""
    known = list(known)
    close = nearest(word, known)
    if close:
        return language.say("hint.did_you_mean", words=close)
    shown = [*known[:_MOST_KNOWN], "…"] if len(known) > _MOST_KNOWN else known
    return language.say("hint.known", words=", ".join(shown))


class FileMissing(HeatqaError):
    """A path that was given does not exist."""

    key = "file_missing"


class FileEmpty(HeatqaError):
    """A file has no row to read."""

    key = "file_empty"


class FileBroken(HeatqaError):
    """A file cannot be opened as what its name says it is."""

    key = "file_broken"


class FileKindUnknown(HeatqaError):
    """A file is neither CSV, Excel nor Parquet."""

    key = "file_kind_unknown"


class EncodingUnknown(HeatqaError):
    """The bytes of a file fit none of the encodings that are tried."""

    key = "encoding_unknown"


class EncodingAmbiguous(HeatqaError):
    """The bytes of a file are text in two encodings, and differ between them."""

    key = "encoding_ambiguous"


class TableUnknown(HeatqaError):
    """The headers of a file fit no table of the dictionary."""

    key = "table_unknown"


class ColumnsMissing(HeatqaError):
    """A file lacks columns without which its rows cannot be told apart."""

    key = "columns_missing"


class BooksUnbalanced(HeatqaError):
    """The rows read are not the rows loaded, doubled, updated and rejected."""

    key = "books_unbalanced"


class LinesUnbalanced(HeatqaError):
    """A file's own lines and the rows read from it part."""

    key = "lines_unbalanced"


class ProfileUnknown(HeatqaError):
    """No profile has that name."""

    key = "profile_unknown"


class ProfileBroken(HeatqaError):
    """A profile says something that cannot be followed."""

    key = "profile_broken"


class KeyChanged(HeatqaError):
    """The key that hashes names and numbers is not the one of the records loaded before."""

    key = "key_changed"


class FileChanged(HeatqaError):
    """A file was written to, or vanished, while it was being read."""

    key = "file_changed"


class SpaceLacking(HeatqaError):
    """The disk has no room for what a load needs beside the warehouse."""

    key = "space_lacking"


class FileNotLoaded(HeatqaError):
    """A file, as it is now, was not loaded into this warehouse."""

    key = "file_not_loaded"


class NumbersFound(HeatqaError):
    """Numbers of people stand where none should."""

    key = "numbers_found"


class LoadUnknown(HeatqaError):
    """No load has that number, or it has been undone."""

    key = "load_unknown"


class LoadBuiltUpon(HeatqaError):
    """Later loads met the rows of a load that is to be undone."""

    key = "load_built_upon"


class RecordUnloaded(HeatqaError):
    """No export brought such a record."""

    key = "record_unloaded"


class WarehouseMissing(HeatqaError):
    """There is no warehouse yet at that place."""

    key = "warehouse_missing"


class NothingEarlier(HeatqaError):
    """The warehouse keeps no generation before the published one."""

    key = "nothing_earlier"


class NothingToLoad(HeatqaError):
    """The paths that were given hold no record."""

    key = "nothing_to_load"


class WarehouseLocked(HeatqaError):
    """Another process is loading into the warehouse."""

    key = "warehouse_locked"


class WarehouseUnwritable(HeatqaError):
    """The warehouse's folder cannot be written."""

    key = "warehouse_unwritable"


class WarehouseBroken(HeatqaError):
    """The published generation cannot be opened."""

    key = "warehouse_broken"


class SettingsBroken(HeatqaError):
    """The company's `heatqa.toml` cannot be followed."""

    key = "settings_broken"


class CatalogueBroken(HeatqaError):
    """A document of clauses cannot be followed."""

    key = "catalogue_broken"


class ClausesMistaken(HeatqaError):
    """A company's own document of clauses has mistakes, each said in a line."""

    key = "clauses_mistaken"


class ClauseUnknown(HeatqaError):
    """No clause has that number."""

    key = "clause_unknown"


class ClauseNotJudged(HeatqaError):
    """A clause gives records no verdict: it sets no limit, or records cannot show it."""

    key = "clause_not_judged"


class DocumentUnknown(HeatqaError):
    """No document has that number."""

    key = "document_unknown"


class ReadingUnknown(HeatqaError):
    """No reading, or no option of a reading, has that name."""

    key = "reading_unknown"


class RecordUnknown(HeatqaError):
    """The clause judges no such record."""

    key = "record_unknown"


class PeriodUnclear(HeatqaError):
    """A period is written in a way that is not understood."""

    key = "period_unclear"


class WaitUnknown(HeatqaError):
    """No wait of that kind is known."""

    key = "wait_unknown"


class ClockUnknown(HeatqaError):
    """A clock is neither the natural nor the working one."""

    key = "clock_unknown"


class PeriodEmpty(HeatqaError):
    """The warehouse has no judged record in that period."""

    key = "period_empty"


class TimeUnclear(HeatqaError):
    """A point in time is written in a way that is not understood."""

    key = "time_unclear"


class ColumnNotFound(HeatqaError):
    """A frame has no such column."""

    key = "column_not_found"


class ChoiceUnknown(HeatqaError):
    """A method was asked for in a way that it does not know."""

    key = "choice_unknown"


class ArgumentUnusable(HeatqaError):
    """A command was given a value it cannot use."""

    key = "argument_unusable"


class OutputUnwritable(HeatqaError):
    """A file cannot be written."""

    key = "output_unwritable"


class SheetUnknown(HeatqaError):
    """A workbook has no sheet of that name."""

    key = "sheet_unknown"


class CoordinatesImpossible(HeatqaError):
    """Places have no coordinates, or such as the earth does not have."""

    key = "coordinates_impossible"


class OnePlace(HeatqaError):
    """All places stand at one point, so none can be compared with another."""

    key = "one_place"


class PlaceTwice(HeatqaError):
    """A place is given more than once."""

    key = "place_twice"


class PlaceUnknown(HeatqaError):
    """Cases or people are told of a place that the list of places does not have."""

    key = "place_unknown"


class NoCases(HeatqaError):
    """There is no case to look at."""

    key = "no_cases"


class CasesWithoutPopulation(HeatqaError):
    """Places have cases and nobody who could be one."""

    key = "cases_without_population"
