"""All offices of a server for who reads for the county: each as its own program sees it, or all in one statement."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

from db import sqlite, tables
from db.clock import Clock
from db.errors import Fault, StoreError
from db.postgres import engine
from db.postgres.ddl import COUNTY, EVERY_OFFICE, OFFICE
from db.postgres.dialect import EACH
from db.unit import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from db.declare import Ledger
    from db.postgres.address import Address

_STANDING = sa.text("SELECT schema FROM minqing.server")
_OFFICES = sa.text("SELECT id, name FROM minqing.office ORDER BY id")
_TURN = sa.text("SELECT set_config('role', :role, true), set_config('minqing.office', :office, true)")
_EACH = sa.table("office", sa.column("id", sa.Integer), schema="minqing").alias(EACH)


def _grouped(query: sa.Select[Any], offices: Sequence[int]) -> sa.Select[Any] | None:
    """Sums of one table in one pass, however the rows of the offices lie; None for what asks elsewhere too."""
    froms = query.get_final_froms()
    selects = sum(isinstance(part, sa.SelectBase) for part in visitors.iterate(query))
    if len(froms) != 1 or not isinstance(froms[0], sa.Table) or selects != 1 or _is_of_rows(query):
        return None
    office: sa.ColumnElement[int] = sa.literal_column(f"{froms[0].name}.{OFFICE}", sa.Integer)
    return query.with_only_columns(office, *query.selected_columns).where(office.in_(offices)).group_by(office)


def _is_of_rows(query: sa.Select[Any]) -> bool:
    """Whether the answer is rows, not one row of sums."""
    aggregates = (visitors.iterate(cell) for cell in query.selected_columns)
    return not all(any(_is_aggregate(part) for part in parts) for parts in aggregates)


def _is_aggregate(part: object) -> bool:
    return isinstance(part, FunctionElement) and part.name in ("count", "sum", "max", "min")


@dataclass
class EveryOffice:
    """One look at all offices: whatever is asked, of one of them or of all, is answered by one state of the tables."""

    connection: sa.Connection
    schema: tables.Schema
    offices: tuple[tuple[int, str], ...]
    """The id and the name of each, in the order they were entered."""
    _turn: tuple[str, int] = field(default=("", 0))

    def at(self, office: int) -> UnitOfWork:
        """An office as its own program sees it; until the next call, what the connection is asked is asked of it."""
        self.turn_to(office)
        unit = UnitOfWork(self.connection, self.schema, Clock(), read_only=True)
        fixed = unit.setting("own_today")
        unit.clock.fixed = date.fromisoformat(fixed) if fixed else None
        return unit

    def turn_to(self, office: int) -> None:
        """Let the connection see one office, and no other."""
        self._as(COUNTY, office)

    def rows(self, query: sa.Select[Any], offices: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        """The rows that a query has in each of the offices alone, all asked in one statement; not of tables that the
        offices share.
        """
        self._as(EVERY_OFFICE, 0)
        found: dict[int, list[tuple[Any, ...]]] = {office: [] for office in offices}
        grouped = _grouped(query, offices)
        if grouped is not None:
            for office, *row in self.connection.execute(grouped):
                found[office].append(tuple(row))
        # An office without rows has a sum of none.
        left = [office for office, rows in found.items() if not rows]
        if left:
            own = query.lateral("own")
            asked = sa.select(_EACH.c.id, *own.c).select_from(_EACH.join(own, sa.true())).where(_EACH.c.id.in_(left))
            for office, *row in self.connection.execute(asked):
                found[office].append(tuple(row))
        return found

    def _as(self, role: str, office: int) -> None:
        if self._turn != (role, office):
            self.connection.execute(_TURN, {"role": role, "office": str(office or "")})
            self._turn = (role, office)


class CountyStore:
    """A server for one who reads for the county."""

    def __init__(self, address: Address, ledgers: Iterable[Ledger]) -> None:
        """Take a server that was opened by `open_county`."""
        self.address = address
        self.schema = tables.of(ledgers)
        self._reader = engine.reader(address, size=1)

    @contextmanager
    def read(self) -> Iterator[EveryOffice]:
        """A look at all offices; raises StoreError as `open_server` does, NO_RIGHTS for a role of one office."""
        with engine.faults(self.address), self._reader.begin() as connection:
            with engine.faults(self.address, opening=True):
                connection.execute(_TURN, {"role": EVERY_OFFICE, "office": ""})
                number = connection.execute(_STANDING).scalar_one()
            if number != sqlite.SCHEMA:
                raise StoreError(Fault.NEWER if number > sqlite.SCHEMA else Fault.SERVER_OLDER, self.address.words)
            offices = tuple((int(one.id), str(one.name)) for one in connection.execute(_OFFICES))
            yield EveryOffice(connection, self.schema, offices)

    def close(self) -> None:
        """Close the connection."""
        self._reader.dispose()
