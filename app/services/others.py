"""What others saved at a county's server since it was last looked: which records of which ledgers, and what else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.rights import Right
from app.services.changes import READING
from app.services.permitted import needs
from db import audit
from db.opened import MOVED_TO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.desk import Desk
    from db.unit import UnitOfWork

_LOOKING = tuple(kind.value for kind in READING)
MANY = 500
"""Above so many records it is not said which."""


@dataclass(frozen=True, slots=True)
class News:
    """The end of the history, and what others wrote before it: records by ledger (empty: all of the ledger), whether
    settings changed, and which ledgers are arranged otherwise.
    """

    head: int
    records: Mapping[str, frozenset[int]] = field(default_factory=dict)
    settings: bool = False
    arranged: tuple[str, ...] = ()
    moved: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is to be read anew."""
        return bool(self.records or self.settings or self.arranged or self.moved)


def head(unit: UnitOfWork) -> int:
    """The number of the last row of the history."""
    return audit.head(unit.connection, unit.schema)[0]


@needs(Right.READ)
def since(desk: Desk, seen: int, *, own: frozenset[str]) -> News:
    """What was saved after a row of the history but by the steps of this window's own saves; raises Refused.

    One number is read where nothing was. The desk's ledgers are arranged anew where another arranged them.
    """
    return desk.read(lambda unit: _news(unit, desk, seen, own))


def _news(unit: UnitOfWork, desk: Desk, seen: int, own: frozenset[str]) -> News:
    last = head(unit)
    if last == seen:
        return News(last)
    chain = unit.schema.audit
    rows = unit.connection.execute(
        sa.select(chain.c.step, chain.c.ledger, chain.c.uuid).where(chain.c.seq > seen, chain.c.action.not_in(_LOOKING))
    ).all()
    known, settings = dict[str, set[str]](), False
    for row in rows:
        if row.step in own:
            continue
        if row.ledger in desk.ledgers:
            known.setdefault(row.ledger, set()).add(row.uuid)
        else:
            settings = True
    moved = not desk.read_only and unit.setting(MOVED_TO) is not None
    arranged = desk.store.arrange_anew(unit) if settings else ()
    records = {name: _ids(unit, desk, name, uuids) for name, uuids in known.items()}
    return News(last, records, settings, arranged, moved)


def _ids(unit: UnitOfWork, desk: Desk, name: str, uuids: set[str]) -> frozenset[int]:
    if len(uuids) > MANY:
        return frozenset()
    return frozenset(record.id for record in unit.reading.by_uuid(desk.ledgers[name], sorted(uuids)).values())
