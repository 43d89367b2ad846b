"""How much a form masks of what is stored."""

from __future__ import annotations

from enum import Enum


class Covering(Enum):
    """Nothing of a new record, numbers and what is sensitive of a stored one, everything for one who only looks."""

    NOTHING = 0
    SENSITIVE = 1
    EVERYTHING = 2
