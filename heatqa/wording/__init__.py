"""Wording as data: one TOML file per part of the package, every entry with `en` and `zh`."""
