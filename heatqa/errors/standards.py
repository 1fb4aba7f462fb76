"""What is wrong with settings, documents, clauses and readings."""

from heatqa.errors.base import HeatqaError


class SettingsBroken(HeatqaError):
    """The company's `heatqa.toml` cannot be followed."""

    key = "settings_broken"


class SettingsPresent(HeatqaError):
    """A folder that is to get its first `heatqa.toml` has one."""

    key = "settings_present"


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
