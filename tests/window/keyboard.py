"""A clerk's hands on the X server: keys by xdotool into whatever has the focus; Chinese by way of the clipboard."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 60.0
"""Seconds until a wait is given up."""
GLANCE = 0.05
"""Seconds between two looks."""
TRY = 1.5
"""Seconds until something typed is typed again: the window was not ready for it."""


def xdotool(*words: str) -> str:
    """Run xdotool; what it prints."""
    return subprocess.run(["xdotool", *words], capture_output=True, text=True, check=False).stdout.strip()


def wait(until: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something holds, serving the clipboard meanwhile; fails with what was waited for."""
    assert holds(until, seconds), f"waited in vain for {what}"


def holds(until: Callable[[], bool], seconds: float) -> bool:
    """Whether something came to hold in time."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        QApplication.processEvents()
        time.sleep(GLANCE)
    return True


class Keyboard:
    """The keyboard of one running program."""

    def __init__(self, process: int) -> None:
        self._process = str(process)

    def titles(self) -> dict[str, str]:
        """The windows in sight: title → id."""
        found = xdotool("search", "--onlyvisible", "--pid", self._process).split()
        return {xdotool("getwindowname", window): window for window in found}

    def enter_window(self, title: str) -> None:
        """Wait for a window whose title begins so, and give it the keys."""

        def is_there() -> bool:
            found = next((window for name, window in self.titles().items() if name.startswith(title)), "")
            if found:
                xdotool("windowfocus", found)
            return bool(found) and xdotool("getwindowfocus") == found

        wait(is_there, f"the window {title}")

    def press(self, *keys: str) -> None:
        """Press keys one after another, named as X names them."""
        xdotool("key", "--delay", "20", *keys)

    def types(self, text: str) -> None:
        """Type letters and digits."""
        xdotool("type", "--delay", "10", text)

    def copied(self) -> str:
        """What Ctrl+C takes from where the keys go, empty when nothing."""
        QApplication.clipboard().setText("")
        self.press("ctrl+a", "ctrl+c")
        return self._taken()

    @staticmethod
    def _taken() -> str:
        """What the program put on the clipboard, empty when it did not."""
        clipboard = QApplication.clipboard()
        return clipboard.text() if holds(lambda: not clipboard.ownsClipboard(), TRY) else ""

    def fill(self, text: str) -> None:
        """Put a text in the field that has the focus, and see that it stands there."""

        def stands() -> bool:
            QApplication.clipboard().setText(text)
            if text.isascii():
                self.press("ctrl+a")
                self.types(text)
                self.press("ctrl+a", "ctrl+c")
            else:
                self.press("ctrl+a", "ctrl+v", "ctrl+a", "ctrl+c")
            return self._taken() == text

        wait(stands, f"the field to take {text}")
