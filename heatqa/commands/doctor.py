"""`heatqa doctor`: is all in order, and what to do where it is not."""

import argparse

from heatqa import arguments, errors
from heatqa.arguments import Parser
from heatqa.commands import answer


def describe(command: Parser) -> None:
    """Its arguments."""
    arguments.warehouse(command)
    arguments.form(command, ("table", "json"))


def run(options: argparse.Namespace) -> int:
    """Answer it; exit code 1 where something failed."""
    import contextlib
    import dataclasses

    from heatqa import settings
    from heatqa.tables import doctor
    from heatqa.workplace import health

    def read() -> settings.Settings:
        chosen = settings.load(options.settings)
        if options.warehouse is None:
            return chosen
        return dataclasses.replace(chosen, warehouse=options.warehouse)

    with contextlib.suppress(errors.HeatqaError):
        answer.speak(read(), options)
    frame = health.examined(health.checks(read))
    if not answer.written(frame, options.format):
        answer.show(doctor.table(frame))
        print(doctor.summary(frame))
    return int((frame["state"] == "fail").any())
