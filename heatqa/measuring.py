"""What a company asks of its room temperatures: where to measure, and when to doubt a sensor."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

POSITIONS = ("ground", "middle", "top")


@dataclass(frozen=True)
class Plan:
    """What a season's measurements must cover in every community.

    Attributes:
        share_of_homes: Share of homes measured at least once, 0 to 1.
        positions: Positions in the building, each with at least one home measured.
        most_days_between: Longest stretch of the season without a measurement.
    """

    share_of_homes: float = 0.02
    positions: tuple[str, ...] = POSITIONS
    most_days_between: int = 30


@dataclass(frozen=True)
class SensorLimits:
    """From where a sensor is doubted.

    Attributes:
        stuck_hours: The same value to the last digit for so long.
        jump_kelvin_per_hour: Faster change than a heated room can have, other than by a window.
        jumps: How many such changes make a fault; one is a window.
        range_celsius: What a lived-in room can have.
        arrived_share: Fewer of the readings due than this arrived.
        offset_deviations: Mean so many robust standard deviations from the sensors around it.
    """

    stuck_hours: float = 48.0
    jump_kelvin_per_hour: float = 4.0
    jumps: int = 3
    range_celsius: tuple[float, float] = (5.0, 35.0)
    arrived_share: float = 0.8
    offset_deviations: float = 4.0


def plan(entries: Mapping[str, Any]) -> Plan:
    """A plan from what is written in the settings.

    Raises:
        ValueError, TypeError: an entry is unknown or cannot be.

    Example:
        >>> plan({"share_of_homes": 0.05}).most_days_between
        30
    """
    made = Plan(**_tuples(entries))
    _need(0 < made.share_of_homes <= 1)
    _need(set(made.positions) <= set(POSITIONS))
    _need(made.most_days_between >= 1)
    return made


def sensor_limits(entries: Mapping[str, Any]) -> SensorLimits:
    """Limits from what is written in the settings.

    Raises:
        ValueError, TypeError: an entry is unknown or cannot be.
    """
    made = SensorLimits(**_tuples(entries))
    lowest, highest = made.range_celsius
    _need(lowest < highest)
    _need(0 < made.arrived_share <= 1)
    others = {"range_celsius", "arrived_share"}
    _need(all(getattr(made, one.name) > 0 for one in fields(made) if one.name not in others))
    return made


def _tuples(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in entries.items()
    }


def _need(holds: bool) -> None:
    if not holds:
        raise ValueError
