"""`heatqa simulate`: write the simulated city's exports."""

import argparse
from pathlib import Path

from heatqa import errors, language
from heatqa.arguments import Parser
from heatqa.language import say


def describe(command: Parser) -> None:
    """Its arguments."""
    command.add_argument("out", metavar="OUT", type=Path, help=say("cli.help.out"))
    for name, default in (("households", 24_000), ("seasons", 2), ("seed", 1)):
        command.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=say(f"cli.help.{name}")
        )


def run(options: argparse.Namespace) -> None:
    """Answer it."""
    from heatqa.simulate import simulate

    try:
        simulate(options.out, options.households, options.seasons, options.seed)
    except ValueError:
        raise errors.ArgumentUnusable(
            argument="simulate",
            found=f"--households {options.households} --seasons "
            f"{options.seasons} --seed {options.seed}",
            remedy=say("cli.simulate_limits"),
        ) from None
    except OSError as problem:
        raise errors.OutputUnwritable(path=options.out, found=problem.strerror) from None
    print(
        say(
            "cli.simulated",
            path=options.out,
            households=language.number(options.households),
            seasons=options.seasons,
            seed=options.seed,
        )
    )
