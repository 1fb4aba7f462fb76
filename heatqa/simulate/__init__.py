"""A simulated city, Nuancheng (暖城), written as messy exports with the truth beside them."""

from heatqa.simulate.simulation import simulate

__all__ = ["simulate"]
