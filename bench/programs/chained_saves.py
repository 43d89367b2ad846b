"""In turn: a save through the services, and the same save with nothing written into the history."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from app.services.desk import Desk, new_desk
from bench.programs import saves
from db import audit

if TYPE_CHECKING:
    from collections.abc import Callable

SAVES = 200
WARM = 20


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    cpu = time.process_time()
    taken = work()
    return taken, (time.process_time() - cpu) * 1000


def main(folder: Path) -> None:
    """Save with and without the row in turn, and print the medians."""
    with closing(new_desk(folder / "chained.minqing", office_name="清河镇人民政府")) as desk:
        desk.hold()
        saves.register(desk)
        for index in range(WARM):
            saves.save(desk, index)
        print(json.dumps(_measured(desk)))


def _measured(desk: Desk) -> dict[str, float]:
    taken: dict[str, list[float]] = {"with": [], "cpu_with": [], "without": [], "cpu_without": []}
    for index in range(WARM, WARM + 2 * SAVES, 2):
        whole, cpu = _timed(lambda index=index: saves.save(desk, index))  # type: ignore[misc]
        taken["with"].append(whole)
        taken["cpu_with"].append(cpu)
        with mock.patch.object(audit, "append", return_value=0):
            whole, cpu = _timed(lambda index=index: saves.save(desk, index + 1))  # type: ignore[misc]
        taken["without"].append(whole)
        taken["cpu_without"].append(cpu)
    return {name: statistics.median(found) for name, found in taken.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as name:
        main(Path(name))
