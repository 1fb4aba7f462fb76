"""What is wrong with a question: its words, period, columns, where the answer goes."""

from heatqa.errors.base import HeatqaError


class NumbersFound(HeatqaError):
    """Numbers of people stand where none should."""

    key = "numbers_found"


class ReviewLeaks(HeatqaError):
    """A number of a person stands on a page of a review."""

    key = "review_leaks"


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


class DaysTooFew(HeatqaError):
    """Too few days with weather and contacts for a regression."""

    key = "days_too_few"


class SeasonsTooFew(HeatqaError):
    """Two winters are compared, and there are not two with weather and rooms."""

    key = "seasons_too_few"


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


class FolderShipped(HeatqaError):
    """A workspace would lie on the notebooks that come with heatqa."""

    key = "folder_shipped"


class LabMissing(HeatqaError):
    """JupyterLab is not installed."""

    key = "lab_missing"


class QueryUnusable(HeatqaError):
    """A query of a notebook cannot be answered."""

    key = "query_unusable"


class TableNotFound(HeatqaError):
    """The dictionary has no such table."""

    key = "table_not_found"


class FilePresent(HeatqaError):
    """A file that is to be made is there already."""

    key = "file_present"


class QuestionMissing(HeatqaError):
    """A notebook was to be started without a question."""

    key = "question_missing"
