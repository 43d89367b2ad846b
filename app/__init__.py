"""民情台账: the offline ledger desk of a township office."""

VERSION = "0.1.0"
"""The program's own version, as it stands in `pyproject.toml`, in 关于 and in every backup."""
