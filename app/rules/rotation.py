"""Which backups are kept: 7 daily, 8 weekly, 24 monthly, fewer when room is short, and never none.

The order is that of the serial numbers, not of the clock. A date only says what is the same day, week or month, so that
a computer whose clock was set back or forward loses no backup by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

DAILY, WEEKLY, MONTHLY = 7, 8, 24
SPECIAL = 3
"""So many of the newest made before a restore, an import or an upgrade are kept beside the others."""
SHARE = 0.2
"""All backups together take at most this part of the room that would be free without them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A backup as the rule sees it: its serial number, when it was made, its size in bytes, whether for an occasion."""

    serial: int
    made_at: datetime
    size: int
    special: bool = False


def surplus(kept: Sequence[Slot], *, free: int) -> frozenset[int]:
    """The serial numbers of the backups to remove; `free` is the free room of their disk in bytes, as it is now."""
    newest_first = sorted(kept, key=lambda slot: -slot.serial)
    wanted = _by_age(newest_first)
    room = int((free + sum(slot.size for slot in kept)) * SHARE)
    stay: set[int] = set()
    used = 0
    for slot in newest_first:
        if slot.serial in wanted and (not stay or used + slot.size <= room):
            stay.add(slot.serial)
            used += slot.size
    return frozenset(slot.serial for slot in kept) - stay


def _by_age(newest_first: Sequence[Slot]) -> set[int]:
    labels: tuple[tuple[int, Callable[[Slot], object]], ...] = (
        (DAILY, lambda slot: slot.made_at.date()),
        (WEEKLY, lambda slot: slot.made_at.isocalendar()[:2]),
        (MONTHLY, lambda slot: (slot.made_at.year, slot.made_at.month)),
    )
    wanted = {slot.serial for slot in newest_first[:1]}
    for count, label in labels:
        wanted |= _newest_of_each(newest_first, label, count)
    special = [slot.serial for slot in newest_first if slot.special]
    return wanted | set(special[:SPECIAL])


def _newest_of_each(newest_first: Iterable[Slot], label: Callable[[Slot], object], count: int) -> set[int]:
    newest: dict[object, int] = {}
    for slot in newest_first:
        newest.setdefault(label(slot), slot.serial)
    return set(list(newest.values())[:count])
