"""Runs what is compared in turn, within one process."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def medians(jobs: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """The median milliseconds of each job, each run so often, one after the other."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(times):
        for name, job in jobs.items():
            began = time.perf_counter()
            job()
            taken[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(all_) for name, all_ in taken.items()}
