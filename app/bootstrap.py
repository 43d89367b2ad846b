"""The only wiring: which file, which operator, window or command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code (design: 0 done, 1 refused, 2 usage, 3 not allowed, 4 damaged)."""
    from app import cli
    from app.services import logbook

    logbook.set_up()
    arguments = list(sys.argv[1:] if argv is None else argv)
    return cli.run(arguments, open_window=_open_window, picture_tabs=_picture_tabs)


def _open_window(path: str, user: str) -> int:
    from pathlib import Path

    from app.ui.run import run  # late: the command line never pays for Qt

    return run(Path(path) if path else None, user)


def _picture_tabs(path: str, folder: str) -> list[str]:
    from pathlib import Path

    from app.ui.pictures import picture_tabs

    return [str(picture) for picture in picture_tabs(Path(path), Path(folder))]
