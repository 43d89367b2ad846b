"""What this process holds in memory, in megabytes."""

from __future__ import annotations

import resource

import psutil

MB = 1_000_000


def resident() -> float:
    """Now."""
    return float(psutil.Process().memory_info().rss / MB)


def peak() -> float:
    """At most so far (Linux counts it in kibibytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
