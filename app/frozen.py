"""The installed program among others: what it was started with does not reach the programs that it starts."""

from __future__ import annotations

import os
import sys


def let_others_be() -> None:
    """Take back the way to the program's own libraries: this process has read it, a print command or a browser of
    files must find its own.
    """
    if getattr(sys, "frozen", False):
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
        os.environ.pop("LD_LIBRARY_PATH", None)
        if before:
            os.environ["LD_LIBRARY_PATH"] = before
