"""The file's own holiday table as a calendar of working days."""

from __future__ import annotations

import uuid as uuids
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.calendar import HolidayRow, WorkCalendar
from app.rules.holiday_seed import seed_rows
from app.rules.rights import Right
from app.services.permitted import needs
from db import audit
from db.ask import Ask
from db.unit import STAMPS, NewRow, NumberTaken, kept_stamps, kept_values

if TYPE_CHECKING:
    from app.services.changes import Actor
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LEDGER = "holidays"
SOURCE = "国务院办公厅通知"


@needs(Right.OFFICE)
def seed(unit: UnitOfWork, *, actor: Actor) -> None:
    """Fill a new file's holiday table with the published years; one history row for all."""
    ledger = registry.find(LEDGER)
    rows: list[NewRow] = []
    for row in seed_rows():
        serial = unit.take_serial(ledger.name, 0) if not rows else rows[-1].number.serial + 1
        number = NumberTaken(f"{ledger.prefix}{serial:04d}", 0, serial)
        values: dict[str, Value] = {"on_date": row.day, "name": row.name, "is_off": row.is_off, "source": SOURCE}
        rows.append(NewRow(uuids.uuid4().hex, number, values))
    unit.insert_many(ledger, rows, operator=actor.name)
    unit.skip_serials(ledger.name, 0, rows[-1].number.serial + 1)
    new = {"rows": len(rows), audit.SEED_ROWS: _seeded(unit, ledger)}
    unit.audit(operator=actor.name, action=audit.SEEDED, description="载入节假日", ledger=LEDGER, new=new)


def _seeded(unit: UnitOfWork, ledger: Ledger) -> dict[str, object]:
    """Every row as the history keeps a record, by its uuid."""
    found = unit.reading.records(ledger, unit.reading.ids(Ask(ledger.name)))
    return {row.uuid: {**kept_values(ledger, row), STAMPS: kept_stamps(row)} for row in found.values()}


def work_calendar(unit: UnitOfWork) -> WorkCalendar:
    """The calendar by the file's own table as it stands now."""
    return unit.once("work_calendar", lambda: unit.while_same("work_calendar", _stamp(unit), lambda: _read(unit)))


def _stamp(unit: UnitOfWork) -> tuple[object, ...]:
    """What changes when any holiday is entered, edited or voided: every such write raises a version."""
    return tuple(unit.standing(unit.schema.statement(("stamp", LEDGER), lambda: _stamps(unit))) or ())


def _stamps(unit: UnitOfWork) -> sa.Select[int, Any, Any]:
    table = unit.schema.table(LEDGER)
    return sa.select(sa.func.count(), sa.func.sum(table.c.version), sa.func.max(table.c.updated_at))


def _read(unit: UnitOfWork) -> WorkCalendar:
    table = unit.schema.table(LEDGER)
    query = sa.select(table.c.on_date, table.c.is_off, table.c.name).where(table.c.voided_at.is_(None))
    rows = unit.connection.execute(query.order_by(table.c.id))
    return WorkCalendar(
        HolidayRow(day, bool(is_off), name or "") for day, is_off, name in rows if isinstance(day, date)
    )
