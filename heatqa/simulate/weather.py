"""Outdoor weather: a winter's course, memory from day to day, cold waves, and the daily swing."""

from dataclasses import dataclass

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import Season
from heatqa.simulate.streams import stream

STEPS_PER_DAY = 4  # 00:00, 06:00, 12:00 and 18:00


@dataclass(frozen=True)
class Weather:
    """Weather of one season: one value per day, and four temperatures per day.

    Attributes:
        daily: mean outdoor °C of each day.
        wind: wind of each day in m/s.
        six_hourly: outdoor °C at 00:00, 06:00, 12:00 and 18:00 of each day.
        waves: first day and length of each cold wave.
    """

    daily: np.ndarray
    wind: np.ndarray
    six_hourly: np.ndarray
    waves: list[tuple[int, int]]


def weather(season: Season, seed: int) -> Weather:
    """Draw the weather of one season."""
    rule = parameters()["weather"]
    rng = stream(seed, "weather", season.name)
    days = np.arange(season.days)
    course = rule["season_mean"] - rule["season_swing"] * (
        np.sin(np.pi * (days + 1) / (season.days + 1)) - 2 / np.pi
    )
    daily = course + _remembering(rng, season.days, rule["day_memory"], rule["day_sigma"])
    wind = rule["wind"][0] * np.exp(rule["wind"][1] * rng.standard_normal(season.days))

    waves = []
    count = int(rng.integers(rule["waves"][0], rule["waves"][1] + 1))
    part = season.days // count  # one wave in each part of the season, so that they do not merge
    for number in range(count):
        length = int(rng.integers(rule["wave_days"][0], rule["wave_days"][1] + 1))
        first = int(number * part + rng.integers(4, part - length - 2))
        shape = np.sin(np.pi * (np.arange(length + 2) + 0.5) / (length + 2))
        daily[first : first + length + 2] -= rng.uniform(*rule["wave_drop"]) * shape
        wind[first : first + 2] *= 1.5
        waves.append((first, length + 2))

    six_hourly = (daily[:, None] + np.array(rule["half_day_swing"])[None, :]).ravel()
    six_hourly += rng.normal(0, rule["hour_sigma"], len(six_hourly))
    return Weather(six_hourly.reshape(-1, 4).mean(axis=1), wind, six_hourly, waves)


def _remembering(rng: np.random.Generator, count: int, memory: float, sigma: float) -> np.ndarray:
    """A first-order autoregressive series with standard deviation `sigma`."""
    shocks = rng.normal(0, sigma * np.sqrt(1 - memory**2), count)
    series = np.empty(count)
    level = rng.normal(0, sigma)
    for index, shock in enumerate(shocks):
        level = memory * level + shock
        series[index] = level
    return series
