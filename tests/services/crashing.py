"""For a process that is to die with saves in its write-ahead log."""

from __future__ import annotations

from pathlib import Path

from app.services.desk import open_desk
from tests import factories


def save(path: str) -> None:
    """Save one record and leave everything open."""
    factories.add(open_desk(Path(path)), "rectifications", "登记日期=2014.3.12")
