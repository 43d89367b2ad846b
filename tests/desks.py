"""Desks at ledgers that stand in a file or at a server, wherever a test has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.rules.places import is_server
from app.services import county
from app.services.desk import open_desk

if TYPE_CHECKING:
    from app.services.desk import Desk


TODAY = date(2014, 3, 31)
"""A Monday, and the 今天 of the sample."""


def at(place: str, *, user: str = "") -> Desk:
    """A desk at a file or an office's address."""
    return county.open_desk(place, user=user) if is_server(place) else open_desk(Path(place), user=user)


def beside(desk: Desk, *, user: str = "") -> Desk:
    """The ledgers of a desk opened once more, by another operator or the first."""
    return at(place(desk), user=user)


def place(desk: Desk) -> str:
    """What the command line is given to work there too."""
    if not desk.store.is_server:
        return str(desk.path)
    at = desk.store.address  # type: ignore[attr-defined]
    return f"postgresql://{at.role}@{at.host}:{at.port}/{at.database}"
