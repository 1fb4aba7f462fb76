"""What keeps records from being judged elsewhere than in the warehouse."""

from heatqa.errors.base import HeatqaError


class JavaMissing(HeatqaError):
    """Spark needs Java, and none answers."""

    key = "java_missing"


class JavaTooOld(HeatqaError):
    """The machine's Java is older than Spark takes."""

    key = "java_too_old"


class SparkNotStarted(HeatqaError):
    """Spark could not be started, or its cluster could not be reached."""

    key = "spark_not_started"


class SparkFailed(HeatqaError):
    """Spark gave up while it judged."""

    key = "spark_failed"


class FactsMissing(HeatqaError):
    """No exported facts lie at that place."""

    key = "facts_missing"


class FactsUnreachable(HeatqaError):
    """The place that a URL names cannot be reached."""

    key = "facts_unreachable"


class FactsRemote(HeatqaError):
    """Only Spark reads facts from a URL."""

    key = "facts_remote"


class FactsOfOtherVersion(HeatqaError):
    """Facts were exported by a version whose folders this one cannot read."""

    key = "facts_of_other_version"


class FactsBroken(HeatqaError):
    """A folder of facts is damaged."""

    key = "facts_broken"


class FactsAltered(HeatqaError):
    """Files of facts have other columns than they were exported with."""

    key = "facts_altered"


class FactsIncomplete(HeatqaError):
    """Files of facts hold other numbers of rows than were exported."""

    key = "facts_incomplete"


class WarehouseHoldsOthers(HeatqaError):
    """The warehouse that is to get a cube holds other records than were judged."""

    key = "warehouse_holds_others"


class JudgedElsewhere(HeatqaError):
    """A warehouse whose records were judged elsewhere is asked for what needs the records."""

    key = "judged_elsewhere"


class FolderPresent(HeatqaError):
    """A folder that is to be made is there already, and holds something."""

    key = "folder_present"
