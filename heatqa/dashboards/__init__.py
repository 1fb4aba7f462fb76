"""Screens that people open every day, served by Panel: thin, they ask the workbench and show."""
