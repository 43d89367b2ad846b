"""How long ago something was, in the words of the status line; and sizes as a clerk reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
MONTH = 31
"""Days after which the date says more than their number."""
_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


def ago(then: datetime, now: datetime) -> str:
    """刚刚, 5分钟前, 2小时前, 3天前, then the date; a moment after now (the clock was set back) is told as a date."""
    seconds = (now - then).total_seconds()
    if seconds < 0 or seconds >= MONTH * _DAY:
        return f"{then.year}年{then.month}月{then.day}日"
    if seconds < _MINUTE:
        return "刚刚"
    for length, word in ((_DAY, "天前"), (_HOUR, "小时前")):
        if seconds >= length:
            return f"{int(seconds // length)}{word}"
    return f"{int(seconds // _MINUTE)}分钟前"


def size_text(size: int) -> str:
    """A size in bytes with its unit, rounded up to one place: 312.5 MB."""
    for unit, word in _UNITS:
        if size >= unit:
            tenths = -(-size * 10 // unit)
            return f"{tenths // 10}.{tenths % 10} {word}"
    return f"{size} 字节"
