"""The only wiring: which file, which operator, window or command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code (design: 0 done, 1 refused, 2 usage, 3 not allowed, 4 damaged)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    wanted = window_wanted(arguments)
    if wanted is not None:
        return _open_window(*wanted)
    from app import cli
    from app.services import logbook

    logbook.set_up()
    return cli.run(arguments, open_window=_open_window, picture_tabs=_picture_tabs)


def window_wanted(arguments: Sequence[str]) -> tuple[str, str] | None:
    """The file or server and the operator of a plain start of the window, as menus and icons start it; None for all
    else.

    So that it need not wait for the command line, which knows every ledger.
    """
    match list(arguments):
        case [] | ["open"]:
            wanted = os.environ.get("MINQING_FILE", "")
        case ["open", place] | ["--file", place] | ["--file", place, "open"] if not place.startswith("-"):
            wanted = place
        case _:
            return None
    return wanted, ""


def _open_window(place: str, user: str) -> int:
    from app.ui.run import run  # late: the command line never pays for Qt

    try:
        return run(place, user)
    except Exception:
        from app.services import logbook

        logbook.set_up()  # what ends the program before its first picture is told by the log as well
        raise


def _picture_tabs(path: str, folder: str) -> list[str]:
    from pathlib import Path

    from app.ui.pictures import picture_tabs

    return [str(picture) for picture in picture_tabs(Path(path), Path(folder))]
