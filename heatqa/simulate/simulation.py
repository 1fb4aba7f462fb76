"""The simulation from beginning to end."""

from pathlib import Path

from heatqa.simulate.exports import Exports, small_registers
from heatqa.simulate.planted import planted
from heatqa.simulate.seasons import last_seasons
from heatqa.simulate.truth import write_truth
from heatqa.simulate.winter import winter
from heatqa.simulate.world import world

FEWEST_HOUSEHOLDS = 400
MOST_SEASONS = 10


def simulate(out: Path, households: int = 24_000, seasons: int = 2, seed: int = 1) -> Path:
    """Simulate a city and write its exports and the truth about them.

    Args:
        out: folder to write; it gets `exports` and `truth`, and loses what an earlier simulation
            wrote there.
        households: size of the city, at least 400.
        seasons: heating seasons, 1 to 10; the last is 2025-26.
        seed: the same seed gives the same bytes.

    Returns:
        The folder.

    Raises:
        ValueError: too few households, or an impossible number of seasons.
    """
    if households < FEWEST_HOUSEHOLDS:
        raise ValueError(f"{households} households are too few: a city has at least 400.")
    if not 1 <= seasons <= MOST_SEASONS:
        raise ValueError(f"{seasons} seasons cannot be simulated: choose 1 to 10.")
    out = Path(out)
    _clear(out)
    city = world(households, seed)
    series = last_seasons(seasons)
    facts = planted(city, series)
    winters = [winter(city, season, facts, seed) for season in series]
    registers = small_registers(city, winters, seed)

    exports = Exports(out / "exports", city, seed)
    for one in winters:
        exports.winter(one)
    exports.registers(registers, series[-1])
    write_truth(
        out,
        city=city,
        facts=facts,
        winters=winters,
        registers=registers,
        ledger=exports.ledger,
        arguments={"households": households, "seasons": seasons, "seed": seed},
    )
    return out


def _clear(out: Path) -> None:
    """Make the two folders; files of an earlier simulation would be loaded with the new ones."""
    for folder in (out / "exports", out / "truth"):
        folder.mkdir(parents=True, exist_ok=True)
        for old in [*folder.glob("*_simulated.*"), *folder.glob("*.json")]:
            old.unlink()
