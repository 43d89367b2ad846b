"""kill -9 at a chosen step: a child tells each step it takes, and dies at the one that is named, or a moment later."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def kill_at(step: str, code: str, *arguments: str, later: float = 0.0) -> list[str]:
    """Run a program that prints its steps; kill it so many seconds after it told that one. What it told, in order."""
    told: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line.strip())
            if told[-1] == step:
                break
        time.sleep(later)
        process.kill()
        told += process.stdout.read().split()
    return told
