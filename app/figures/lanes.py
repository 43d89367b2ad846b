"""Work on several tables of one look, shared by two threads where the file is large: SQLite reads without the GIL."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.figures.frame import Frame
    from app.figures.model import Indicator

    Group = Sequence[Indicator]


def share(frame: Frame, groups: Sequence[Group], read: Callable[[Frame, Group], None]) -> None:
    """Read the groups, each of one table, the long tables first; raises what a read raises, after both threads end."""
    with frame.seconded() as second:
        if second is None or len(groups) < 2:
            for group in groups:
                read(frame, group)
            return
        waiting = deque(sorted(groups, key=lambda group: _length(frame, group), reverse=True))
        with ThreadPoolExecutor(1) as other:
            beside = other.submit(copy_context().run, _work, second, waiting, read)
            _work(frame, waiting, read)
            beside.result()


def _work(frame: Frame, waiting: deque[Group], read: Callable[[Frame, Group], None]) -> None:
    """Take one group after the other while there are any."""
    while True:
        try:
            group = waiting.popleft()
        except IndexError:
            return
        read(frame, group)


def _length(frame: Frame, group: Group) -> int:
    """About how many rows the table of a group has."""
    table = frame.place(group[0].source).table
    ((last,),) = frame.rows(sa.select(sa.func.max(table.c.id)))
    return int(last or 0)
