"""The gate of closed years: asked by every writing of a record, its files and links, by whichever door it comes."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import years
from app.rules.refusal import Refused
from app.rules.years import Closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

KEY = "closed_years"
"""The setting that holds the years that are closed now; when each was closed and opened again stands in the history."""


def closed(unit: UnitOfWork) -> Mapping[int, Closed]:
    """The years that are closed, by year; read once in a transaction."""
    return unit.once(KEY, lambda: _read(unit))


def _read(unit: UnitOfWork) -> dict[int, Closed]:
    kept = json.loads(unit.setting(KEY) or "{}")
    return {
        int(year): Closed(int(year), date.fromisoformat(one["on"]), one["by"], one["carried"])
        for year, one in sorted(kept.items())
    }


def keep(unit: UnitOfWork, known: Iterable[Closed]) -> None:
    """Let just these years be closed; the caller tells the history."""
    kept = {str(one.year): {"on": one.on.isoformat(), "by": one.by, "carried": one.carried} for one in known}
    unit.put_setting(KEY, json.dumps(kept, ensure_ascii=False) if kept else None)
    unit.forget(KEY)


@contextmanager
def lawfully_open(unit: UnitOfWork) -> Iterator[None]:
    """For what the law asks of records whatever year is closed (filing them, taking words out of them): in the block no
    year is shut.
    """
    unit.forget(KEY)
    unit.once(KEY, dict[int, Closed])
    try:
        yield
    finally:
        unit.forget(KEY)


def refuse_entry(unit: UnitOfWork, ledger: Ledger, year: int, values: Mapping[str, Value]) -> None:
    """Raise Refused for a new record whose number is of a closed year, or whose main date was moved into one.

    One that its office carried out of that year is refused too: the closed year's ledger and figures would have it.
    """
    known = {} if ledger.base else closed(unit)
    found = known.get(year) or known.get(years.year_of_day(values.get(ledger.main_date)) or 0)
    if found is not None:
        label = ledger.column(ledger.main_date).label if ledger.main_date else "编号"
        raise Refused(years.entry_sentence(found, ledger.label, label), field=ledger.main_date)


def of_record(unit: UnitOfWork, ledger: Ledger, record: Record) -> Closed | None:
    """The closed year a record belongs to; None where it may be changed."""
    year = None if ledger.base else years.of(ledger, record.year, record.values)
    return None if year is None else closed(unit).get(year)


def refuse_change(unit: UnitOfWork, ledger: Ledger, record: Record) -> None:
    """Raise Refused for a record that belongs to a closed year."""
    found = of_record(unit, ledger, record)
    if found is not None:
        raise Refused(years.record_sentence(found, ledger.label, record.number))


def refuse_withdrawal(unit: UnitOfWork, ledger: Ledger, record: Record) -> None:
    """Raise Refused for voiding, or letting stand again, a record that the ledger of a closed year has; what was
    carried out of that year is in it too.
    """
    refuse_change(unit, ledger, record)
    found = None if ledger.base else closed(unit).get(record.year)
    if found is not None:
        raise Refused(years.withdrawal_sentence(found, ledger.label, record.number))


def refuse_dates(unit: UnitOfWork, ledger: Ledger, old: Record, after: Mapping[str, Value]) -> None:
    """Raise Refused where a date that figures count by is moved into a closed year, or out of it."""
    known = closed(unit)
    if not known or ledger.base:
        return
    for key in years.counted_by(ledger):
        before, now = old.values.get(key), after.get(key)
        if before == now:
            continue
        for value, away in ((before, True), (now, False)):
            found = known.get(years.year_of_day(value) or 0)
            if found is not None:
                sentence = years.date_sentence(found, old.number, ledger.column(key).label, away=away)
                raise Refused(sentence, field=key)


def refuse_beside(unit: UnitOfWork, owners: Iterable[tuple[str, int]]) -> None:
    """Raise Refused for a file or a link all of whose records, given as (ledger, id), belong to closed years.

    A link from this year's record to one of a closed year changes nothing of that year.
    """
    if not closed(unit):
        return
    found = [(ledger, record) for ledger, record in _records(unit, owners) if record is not None]
    for ledger, record in found:
        if of_record(unit, ledger, record) is None:
            return
    for ledger, record in found:
        refuse_change(unit, ledger, record)


def _records(unit: UnitOfWork, owners: Iterable[tuple[str, int]]) -> Iterable[tuple[Ledger, Record | None]]:
    with unit.seeing(restricted=True):
        return [
            (declared := registry.find(name), unit.reading.one(declared, (), id=record_id))
            for name, record_id in owners
        ]
