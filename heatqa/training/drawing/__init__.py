"""What each lesson shows and asks, drawn from the records by a fixed seed, answers computed."""

import importlib

from heatqa import errors
from heatqa.language import printed
from heatqa.training.drawing.material import Drawn
from heatqa.training.texts import LESSONS
from heatqa.workbench import Workbench

_MODULES = {
    1: "promises",
    2: "first_minute",
    3: "classify",
    4: "not_hot",
    5: "leak",
    6: "escalation",
    7: "examination",
}


@printed()
def draw(number: int, bench: Workbench) -> Drawn:
    """Examples and exercises of a lesson from the records of a workbench.

    Raises:
        ChoiceUnknown: there is no such lesson.
        TooFewRecords: the records do not give enough to ask.
    """
    if number not in LESSONS:
        hint = errors.suggestion(str(number), map(str, LESSONS))
        raise errors.ChoiceUnknown(what="lesson", found=number, hint=hint)
    # Lessons differ in what they need; only the one asked for is imported.
    module = importlib.import_module(f"heatqa.training.drawing.{_MODULES[number]}")
    return module.draw(bench)
