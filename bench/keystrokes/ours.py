"""Our side: the real program on a ledger of its own, and what the command line says of the file afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench import data
from bench.keystrokes import hands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.keystrokes.hands import Hands

WINDOW = "民情台账"


def _environment(display: str, folder: Path) -> dict[str, str]:
    own = {name: str(folder / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME")}
    return {**os.environ, **own, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@contextmanager
def program(clerk: Hands, path: Path) -> Iterator[None]:
    """The program open on a ledger, with the focus; it is closed after the block, which is not counted."""
    command = [sys.executable, "-m", "app", "--file", str(path), "open"]
    with subprocess.Popen(command, cwd=data.ROOT, env=_environment(clerk.display, path.parent)) as process:
        try:
            clerk.window(WINDOW)
            clerk.see(2)
            yield
            clerk.see()
            clerk.window(WINDOW)
            clerk.tool("key", "alt+F4")
            hands.wait(lambda: process.poll() is not None, "the program to end")
        finally:
            process.kill()


def records(path: Path, ledger: str) -> list[dict[str, Any]]:
    """Every record of a ledger whole, the first number first."""
    numbers = [row["number"] for row in told(path, "list", ledger, "--limit", "100")["rows"]]
    found = (told(path, "show", ledger, number) for number in numbers)
    return sorted(found, key=lambda one: int("".join(filter(str.isdigit, one["number"]))))


def named(value: object) -> object:
    """The name of a reference, any other value as it is."""
    return value["name"] if isinstance(value, dict) else value


def told(path: Path, *words: str) -> Any:  # noqa: ANN401
    """What the command line says about a ledger."""
    command = [sys.executable, "-m", "app", "--file", str(path), "--json", *words]
    there = _environment("", path.parent)
    done = subprocess.run(command, cwd=data.ROOT, env=there, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
