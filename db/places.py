"""Where the program keeps what must stand apart from the ledger: the user's own data folder."""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """The user's data folder of this program; not made by asking."""
    import platformdirs

    return Path(platformdirs.user_data_dir("minqing", appauthor=False))


def holder_note(path: Path) -> Path:
    """The note beside a ledger that says who has it."""
    return beside(path, ".holder")


def beside(path: Path, suffix: str) -> Path:
    """A hidden file beside a ledger, so that the clerk's folder shows only the ledger itself."""
    return path.with_name(f".{path.name}{suffix}")
