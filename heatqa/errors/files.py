"""What is wrong with a file that was to be loaded."""

from heatqa.errors.base import HeatqaError


class FileMissing(HeatqaError):
    """A path that was given does not exist."""

    key = "file_missing"


class FileEmpty(HeatqaError):
    """A file has no row to read."""

    key = "file_empty"


class FileBroken(HeatqaError):
    """A file cannot be opened as what its name says it is."""

    key = "file_broken"


class FileLocked(HeatqaError):
    """A workbook is protected with a password."""

    key = "file_locked"


class SecondHeader(HeatqaError):
    """Further down a sheet another header row begins, with other columns."""

    key = "second_header"


class FileKindUnknown(HeatqaError):
    """A file is neither CSV, Excel nor Parquet."""

    key = "file_kind_unknown"


class TextDamaged(HeatqaError):
    """A text has bytes that are zero, as after a crash of the machine that wrote it."""

    key = "text_damaged"


class EncodingUnknown(HeatqaError):
    """The bytes of a file fit none of the encodings that are tried."""

    key = "encoding_unknown"


class TableUnknown(HeatqaError):
    """The headers of a file fit no table of the dictionary."""

    key = "table_unknown"


class ColumnsMissing(HeatqaError):
    """A file lacks columns without which its rows cannot be told apart."""

    key = "columns_missing"


class BooksUnbalanced(HeatqaError):
    """The rows read are not the rows loaded, doubled, updated and rejected."""

    key = "books_unbalanced"


class LineTooWide(HeatqaError):
    """A line has more cells than any table has columns."""

    key = "line_too_wide"


class KeyBroken(HeatqaError):
    """The file with the company's key does not hold one."""

    key = "key_broken"


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


class FileNotLoaded(HeatqaError):
    """A file, as it is now, was not loaded into this warehouse."""

    key = "file_not_loaded"


class NothingToLoad(HeatqaError):
    """The paths that were given hold no record."""

    key = "nothing_to_load"


class SheetTooLarge(HeatqaError):
    """A stray cell makes a sheet reach further than any memory holds."""

    key = "sheet_too_large"


class SheetUnknown(HeatqaError):
    """A workbook has no sheet of that name."""

    key = "sheet_unknown"


class EncodingAmbiguous(HeatqaError):
    """The bytes of a file are text in two encodings, and differ between them."""

    key = "encoding_ambiguous"
