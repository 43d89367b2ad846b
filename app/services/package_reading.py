"""A package's records in the words of this ledger: references point to the entries here, own columns bear the keys
here, and the registers of two offices are matched by uuid, else by what is unique in them (a village by its name).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.services import package_content, package_file, registers
from app.services.package_content import OWN, ROWS, VOIDED
from db.unit import Stamps
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.services.package_content import Content
    from app.services.package_file import Package
    from app.services.package_known import Base
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

    Row = dict[str, Any]
    """A record as the package has it."""


class Reader:
    """Reads the records of one package; knows which entry here stands for which there."""

    def __init__(self, unit: UnitOfWork, package: Package) -> None:
        """Begin with no entry known."""
        self._unit, self._package = unit, package
        self._names = registers.Remembered()
        self._entries: dict[tuple[str, str], int] = {}
        self._own: dict[str, dict[str, str]] = {}
        self.lost: dict[tuple[str, str], set[str]] = {}
        """Columns of the office's own that this ledger does not have, by ledger and words, with whose values."""

    def stands(self, register: str, uuid: str, record_id: int) -> None:
        """Know the entry here for one there."""
        self._entries[register, uuid] = record_id

    def content(self, ledger: Ledger, row: Row) -> Content:
        """What a record says, in the words of this ledger; raises Refused for what no program of ours wrote."""
        try:
            found = package_content.pointing(ledger, row["content"], self._here)
            found = self._resolved(ledger, self._with_own(ledger, row["uuid"], found))
            self._refuse_unknown(ledger, found)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise package_file.damaged(self._package.name) from error
        return found

    def stamps(self, row: Row) -> Stamps:
        """Who entered and last changed a record at its office, and when."""
        try:
            (created, by), (updated, last) = row["created"], row["updated"]
            return Stamps(datetime.fromisoformat(created), str(by), datetime.fromisoformat(updated), str(last))
        except (KeyError, TypeError, ValueError) as error:
            raise package_file.damaged(self._package.name) from error

    def _here(self, register: str, uuid: str) -> int | None:
        return self._entries.get((register, uuid))

    def _with_own(self, ledger: Ledger, uuid: str, content: Content) -> Content:
        """Own columns under the keys they have here; those there are none for are counted and left out."""
        if ledger.name not in self._own:
            self._own[ledger.name] = {package_content.own_name(c): c.key for c in ledger.own if not c.retired}
        here: dict[str, str] = self._own[ledger.name]
        found: Content = {}
        for key, value in content.items():
            if not key.startswith(OWN):
                found[key] = value
            elif key in here:
                found[here[key]] = value
            else:
                words = key.split(":", 2)[2]
                self.lost.setdefault((ledger.name, words), set()).add(uuid)
        return found

    def _resolved(self, ledger: Ledger, content: Content) -> Content:
        """References by name alone, looked up in the registers here as every save looks them up."""
        lies_in = content.get(registers.PLACE)
        for column in ledger.references:
            if column.key in content:
                content[column.key] = self._looked_up(column, content[column.key], lies_in)
        for child in ledger.children:
            columns = [column for column in child.columns if column.is_reference]
            for row in content.get(ROWS + child.name, ()) if columns else ():
                for column in columns:
                    if column.key in row:
                        row[column.key] = self._looked_up(column, row[column.key], row.get(registers.PLACE) or lies_in)
        return content

    def _looked_up(self, column: Column, kept: list[Any], lies_in: list[Any] | None) -> list[Any]:
        if kept[1] is not None:
            return kept
        near = Reference(*lies_in) if lies_in and column.key != registers.PLACE else None
        found = self._names.resolve_all(self._unit, (column,), {column.key: Reference(kept[0])}, near=near)[column.key]
        return [found.name, found.id] if isinstance(found, Reference) else kept

    def _refuse_unknown(self, ledger: Ledger, content: Content) -> None:
        """Raise KeyError for what this ledger has no place for."""
        for key in content:
            if key.startswith(ROWS):
                child = ledger.child(key.removeprefix(ROWS))
                known = {"uuid", *(column.key for column in child.columns)}
                if any(not set(row) <= known for row in content[key]):
                    raise KeyError(key)
            elif not key.startswith("@"):
                ledger.column(key)
            elif key != VOIDED and not key.startswith((package_content.FILE, package_content.LINK)):
                raise KeyError(key)


# ---- registers -------------------------------------------------------------------------------------------------------


def match(
    unit: UnitOfWork, reader: Reader, *, ledger: Ledger, rows: Sequence[Row], bases: Mapping[str, Base]
) -> tuple[set[str], dict[str, int]]:
    """Find the entries of a register here: the uuids of those that are here themselves, and by uuid the entries that
    stand for others; the reader knows both. Those above come before those below them.
    """
    here = package_content.ids_of(unit, ledger.name, [row["uuid"] for row in rows])
    alike: dict[str, int] = {}
    for row in rows:
        base = bases.get(row["uuid"])
        if row["uuid"] in here:
            reader.stands(ledger.name, row["uuid"], here[row["uuid"]])
        elif base is not None and base.is_standing and base.stands_for is not None:
            alike[row["uuid"]] = base.stands_for
            reader.stands(ledger.name, row["uuid"], base.stands_for)
    if ledger.unique:
        left = [row for row in rows if row["uuid"] not in here and row["uuid"] not in alike and row["voided"] is None]
        _match_alike(unit, reader, ledger, left, alike)
    return set(here), alike


def _match_alike(unit: UnitOfWork, reader: Reader, ledger: Ledger, rows: list[Row], alike: dict[str, int]) -> None:
    """Match what bears the same name under the same entry above, from the top down."""
    named = _by_name(unit, ledger)
    above = "parent" if "parent" in ledger.unique else ""
    while rows:
        left = []
        for row in rows:
            content = reader.content(ledger, row)
            name = _text(content.get(ledger.unique[0]))
            over = content.get(above) if above else None
            same = named.get(name, ())
            found = [one for one, parent in same if parent == (over and over[1])]
            if over is None:
                found = found or [one for one, _parent in same]
            if len(found) == 1 and (over is None or over[1] is not None) and name:
                alike[row["uuid"]] = found[0]
                reader.stands(ledger.name, row["uuid"], found[0])
            else:
                left.append(row)
        if len(left) == len(rows):
            return
        rows = left


def _by_name(unit: UnitOfWork, ledger: Ledger) -> dict[str, list[tuple[int, int | None]]]:
    """The standing entries of a register by what is unique in them, each with the entry above it."""
    table = unit.schema.table(ledger.name)
    above = table.c.parent_id if "parent" in ledger.unique else sa.null()
    column = ledger.column(ledger.unique[0])
    query = sa.select(table.c.id, table.c[column.key], above).where(table.c.voided_at.is_(None))
    found: dict[str, list[tuple[int, int | None]]] = {}
    for record_id, name, parent in unit.connection.execute(query):
        found.setdefault(_text(name), []).append((record_id, parent))
    return found


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value[0]) if isinstance(value, list) else str(value or "")


def unmatched(rows: Iterable[Row], here: set[str], alike: Mapping[str, int]) -> list[Row]:
    """The rows of a register that nothing here stands for."""
    return [row for row in rows if row["uuid"] not in here and row["uuid"] not in alike]
