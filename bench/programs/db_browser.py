"""Peer: DB Browser for SQLite with the same table open; prints what it holds once it has nothing more to do."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

from bench import data
from bench.memory import MB

LOOK, STILL, IDLE = 0.25, 8, 0.02
"""Seconds between two looks; so many looks in a row at less than so many seconds of processor time each."""
PATIENCE = 120.0


def main(path: Path) -> None:
    """Open the table, wait until it is still, and print. Raises TimeoutError."""
    words = ["sqlitebrowser", "-R", "-t", data.LEDGER, str(path)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            print(json.dumps({"resident": _when_still(psutil.Process(started.pid))}), flush=True)
        finally:
            started.kill()


def _when_still(process: psutil.Process) -> float:
    used, still, ends = 0.0, 0, time.monotonic() + PATIENCE
    while still < STILL:
        time.sleep(LOOK)
        before, used = used, sum(process.cpu_times()[:2])
        still = still + 1 if used - before < IDLE else 0
        if time.monotonic() > ends:
            raise TimeoutError
    return float(process.memory_info().rss / MB)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
