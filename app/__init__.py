"""民情台账: the offline ledger desk of a township office."""

from pathlib import Path as _Path

_PROJECT = (_Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
VERSION = _PROJECT.partition('\nversion = "')[2].partition('"')[0]
"""The program's own version, which stands in `pyproject.toml` alone: in 关于, in backups, in the installer's names."""
