"""Which rows exist for whoever reads: the one place that keeps the restricted class (检举控告) out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from db.declare import Ledger
    from db.tables import Schema

    Test = sa.ColumnElement[bool]
    Cell = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Sight:
    """Conditions that leave out what may not be seen; with the grant there are none, and nothing is slower for it."""

    schema: Schema
    sees_restricted: bool = True

    def of(self, ledger: Ledger, table: sa.FromClause) -> list[Test]:
        """What a row of a ledger's table must satisfy."""
        if self.sees_restricted or ledger.restricted_when is None:
            return []
        key, value = ledger.restricted_when
        return [table.c[key].is_distinct_from(value)]

    def of_child(self, ledger: Ledger, table: sa.FromClause) -> list[Test]:
        """What a row of a child's table must satisfy."""
        hidden = self._hidden(ledger)
        return [] if hidden is None else [table.c.parent_id.not_in(sa.select(hidden.c.id))]

    def of_pointer(self, ledger: Cell, record_id: Cell) -> list[Test]:
        """What a row that points at a record by ledger and id (a file, the end of a link) must satisfy."""
        hidden = ((one, self._hidden(one)) for one in self.schema.ledgers.values())
        return [
            sa.or_(ledger != one.name, record_id.not_in(sa.select(rows.c.id)))
            for one, rows in hidden
            if rows is not None
        ]

    def of_link(self, link: sa.FromClause) -> list[Test]:
        """What a link must satisfy: neither of its ends is hidden."""
        return self.of_pointer(link.c.from_ledger, link.c.from_id) + self.of_pointer(link.c.to_ledger, link.c.to_id)

    def of_events(self, audit: sa.FromClause) -> list[Test]:
        """What a row of the history must satisfy: its record, its link or its file is none of the restricted class."""
        if self.sees_restricted:
            return []
        links, files = self.schema.links, self.schema.attachments
        seen_files = sa.select(files.c.uuid).where(*self.of_pointer(files.c.ledger, files.c.record_id))
        seen_links = sa.select(links.c.uuid).where(*self.of_link(links))
        records = (self._hidden(ledger) for ledger in self.schema.ledgers.values())
        return [
            sa.or_(audit.c.ledger != files.name, audit.c.uuid.in_(seen_files)),
            sa.or_(audit.c.ledger != links.name, audit.c.uuid.in_(seen_links)),
            *(audit.c.uuid.not_in(sa.select(rows.c.uuid)) for rows in records if rows is not None),
        ]

    def _hidden(self, ledger: Ledger) -> sa.Subquery | None:
        """The records of a ledger that may not be seen; None when there are none to hide."""
        if self.sees_restricted or ledger.restricted_when is None:
            return None
        key, value = ledger.restricted_when
        table = self.schema.table(ledger.name)
        return sa.select(table.c.id, table.c.uuid).where(table.c[key] == value).subquery()
