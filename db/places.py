"""Where the program keeps what must stand apart from the ledger: the user's own data folder."""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """The user's data folder of this program; not made by asking."""
    import platformdirs

    return Path(platformdirs.user_data_dir("minqing", appauthor=False))
