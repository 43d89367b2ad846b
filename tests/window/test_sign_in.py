"""An encrypted ledger on the X server: the passphrase is typed, the window opens; a second start only raises it."""

from __future__ import annotations

import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.services import signing_in
from app.services.desk import open_desk
from tests.conftest import PASSPHRASE
from tests.window.conftest import MAIN_WINDOW, PROGRAM, ROOT
from tests.window.keyboard import TRY, Keyboard, holds, wait

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

TYPED = "lajiao-2014-shu"
"""What a keyboard without an input method can type."""


@pytest.mark.window
def test_the_passphrase_opens_the_window_and_a_second_start_raises_it(
    qapp: QApplication, sealed_file: Path, environment: dict[str, str]
) -> None:
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        signing_in.change_passphrase(desk, old=PASSPHRASE, new=TYPED)
    command = [*PROGRAM, "--file", str(sealed_file), "open"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            keyboard = Keyboard(process.pid)
            keyboard.enter_window("打开台账")
            keyboard.types("wrong-passphrase")
            keyboard.press("Return")

            def opens() -> bool:
                """Whether the right one opens it; what is typed while the wrong one is tried is lost."""
                keyboard.press("ctrl+a")
                keyboard.types(TYPED)
                keyboard.press("Return")
                return holds(lambda: any(title.startswith(MAIN_WINDOW) for title in keyboard.titles()), TRY * 2)

            wait(opens, "the passphrase to open the window")
            keyboard.enter_window(MAIN_WINDOW)
            second = subprocess.run(command, cwd=ROOT, env=environment, timeout=60, check=False)
            assert second.returncode == 0
            assert process.poll() is None
            keyboard.enter_window(MAIN_WINDOW)
            keyboard.press("alt+F4")
            wait(lambda: process.poll() is not None, "the program to end")
            assert process.returncode == 0
        finally:
            process.kill()
