"""What this process holds in memory, in megabytes."""

from __future__ import annotations

import re
from pathlib import Path

import psutil

MB = 1_000_000


def resident() -> float:
    """Now."""
    return float(psutil.Process().memory_info().rss / MB)


def peak() -> float:
    """At most so far, of this program alone: what `getrusage` says begins with what the parent held at the fork."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    if found is None:
        raise RuntimeError
    return int(found[1]) * 1024 / MB


def children_peak() -> float:
    """Of the largest process this one started and waited for."""
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MB
