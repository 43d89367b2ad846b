"""The real program on the X server, and a clerk at its keyboard."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.window.keyboard import Keyboard, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from PySide6.QtWidgets import QApplication

    Program = Callable[[], AbstractContextManager[Keyboard]]
    Told = Callable[..., dict[str, Any]]

ROOT = Path(__file__).resolve().parents[2]
MAIN_WINDOW = "民情台账 — 清河镇"
PROGRAM = shlex.split(os.environ.get("MINQING_PROGRAM", "")) or [sys.executable, "-m", "app"]
"""How the program is started: from the source, or the installed one (tools/installed.sh)."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings and cache of the program in folders of the test, never the clerk's."""
    own = {name: str(tmp_path / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return {**os.environ, **own}


@pytest.fixture
def program(qapp: QApplication, ledger_file: Path, environment: dict[str, str]) -> Program:
    """Starts the program on a file; it must have been left by its own keys when the block ends."""

    @contextmanager
    def started() -> Iterator[Keyboard]:
        command = [*PROGRAM, "--file", str(ledger_file), "open"]
        with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
            try:
                keyboard = Keyboard(process.pid)
                keyboard.enter_window(MAIN_WINDOW)
                yield keyboard
                keyboard.press("alt+F4")
                wait(lambda: process.poll() is not None, "the program to end")
                assert process.returncode == 0
            finally:
                process.kill()

    return started


@pytest.fixture
def told(ledger_file: Path, environment: dict[str, str]) -> Told:
    """What the command line says about the file."""

    def ask(*words: str) -> dict[str, Any]:
        command = [*PROGRAM, "--file", str(ledger_file), "--json", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return ask
