"""The folder a company works in: its settings, its notebooks, and whether the machine is fit."""
