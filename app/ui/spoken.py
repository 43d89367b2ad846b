"""What a screen reader is told: the whole name of a field, and sentences that come up by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from db.declare import Kind

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from db.declare import Column

STARRED = "应填"
"""★ in a word: a complete record has it."""
YUAN = "元"


def field_name(column: Column) -> str:
    """The label of a column with its ★ and its unit, as one who cannot see them hears it."""
    unit = YUAN if column.kind is Kind.MONEY else column.counter if column.kind in (Kind.COUNT, Kind.NUMBER) else ""
    return "，".join(filter(None, (column.label, STARRED if column.complete else "", unit and f"单位{unit}")))


def announce(source: QObject, sentence: str) -> None:
    """Have a sentence read out that appeared while the clerk is elsewhere."""
    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, sentence))
