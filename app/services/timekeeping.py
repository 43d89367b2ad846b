"""The computer's clock held against the history: a clock set back is told to the clerk; the history keeps its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.unit import UnitOfWork


def clock_warning(unit: UnitOfWork) -> str:
    """A sentence when the newest history row lies after now (the clock was set back); empty when all is well."""
    table, now = unit.schema.audit, unit.clock.now()
    newest = next(iter(unit.events(table.c.seq > 0, limit=1)), None)
    if newest is None or newest.at <= now:
        return ""
    return (
        f"电脑时间现在是{now:%Y-%m-%d %H:%M}，比台账里最后一次操作（{newest.at:%Y-%m-%d %H:%M}）还早。"
        "请核对电脑的日期和时间；台账照常可用，操作先后仍按登记的次序排列。"
    )
