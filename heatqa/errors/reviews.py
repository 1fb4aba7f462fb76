"""What keeps a review from being made again, and what is wrong with its register of actions."""

from heatqa.errors.base import HeatqaError


class GenerationGone(HeatqaError):
    """The records as they were then are no longer kept."""

    key = "generation_gone"


class RunUnknown(HeatqaError):
    """No review of that run has been kept."""

    key = "run_unknown"


class RunDiffers(HeatqaError):
    """The clauses, readings or versions are no longer those of the run."""

    key = "run_differs"


class ActionsBroken(HeatqaError):
    """The register of actions cannot be read."""

    key = "actions_broken"
