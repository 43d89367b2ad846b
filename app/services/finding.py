"""Everything at once: the records of all ledgers and registers that a few words find, those of the registers first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import checking, office, pinyin, table_page
from db.declare import Kind

if TYPE_CHECKING:
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

REGISTERED = 8
"""Entries of the registers (people, households, villages, units) that are offered at most."""
NAMED = ("places", "organisations", "people", "campaigns")
"""What is small and asked for by name stands before the households."""
LOOKED_AT = 100
"""So many of them are looked through for those that bear the words as their name."""
RECORDS = 40
PARTS = 3
"""Cells that tell one record from another."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: where it stands, its number, what it is about, and what tells it from others."""

    ledger: str
    record_id: int
    label: str
    number: str
    matter: str
    detail: str


def everywhere(unit: UnitOfWork, *, words: str, masked: bool = False) -> tuple[Hit, ...]:
    """What the words find in all ledgers the office keeps, the newest first; with `masked` everything personal is."""
    hidden = office.hidden_ledgers(unit)
    kept = [ledger.name for ledger in registry.LEDGERS if ledger.name not in hidden]
    registers = dict.fromkeys([*NAMED, *(ledger.name for ledger in registry.BASE)])
    entries = unit.reading.found(words, list(registers), LOOKED_AT, by_ledger=True)
    named = sorted(entries, key=lambda one: _distance(checking.matter(one), words))[:REGISTERED]
    records = unit.reading.found(words, kept, RECORDS)
    return tuple(_hit(registry.find(one.ledger), one, masked=masked) for one in (*named, *records))


def _distance(name: str, words: str) -> int:
    """How far a name is from what was typed: the name itself, a name that holds it, any other."""
    return 0 if pinyin.is_just(name, words) else 1 if pinyin.fits(name, words) else 2


def _hit(ledger: Ledger, record: Record, *, masked: bool) -> Hit:
    def shown(key: str) -> str:
        return table_page.text_of(ledger, key, record, masked=masked)

    matter = shown(ledger.matter) if ledger.matter else ""
    telling = (key for key in table_page.usual_columns(ledger) if key not in (*table_page.STANDING, ledger.matter))
    cells = (shown(key) for key in telling if ledger.column(key).kind is not Kind.LONG)
    detail = "　".join(list(filter(None, cells))[:PARTS])
    return Hit(ledger.name, record.id, ledger.label, record.number, matter, detail)
