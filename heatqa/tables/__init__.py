"""Answers as people read them: tables for the terminal and notebooks, and JSON and CSV."""
