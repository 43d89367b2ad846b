"""What is known of an office whose packages are merged: its label, what it said last of each record, how far its row of
packages has come. A merge that was taken back is as if it had never been.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.services import import_batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.services.package_content import Said
    from app.services.package_file import Package
    from db.unit import UnitOfWork

BETWEEN = "·"
"""Stands between the label of an office and the number its record has there: 清一村·信访〔2014〕3号."""
_ASKED = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """One merge of one package; `counts` as the receipt tells them."""

    uuid: str
    office_uuid: str
    office: str
    label: str
    serial: int
    package_uuid: str
    file_name: str
    operator: str
    merged_at: datetime
    step: str
    counts: dict[str, Any]
    receipt: dict[str, Any]
    seq: int
    hash: str
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class Base:
    """What an office said last of a record: its version there, its digests, and the entry here that stands for it."""

    version: int
    said: Said
    stands_for: int | None
    is_standing: bool
    """Whether the merge that brought it stands."""


@dataclass
class Known:
    """One office as this ledger knows it."""

    uuid: str
    label: str
    is_new: bool
    batches: list[Batch]
    package: Package
    _bases: dict[str, Base] = field(default_factory=dict)

    @property
    def standing(self) -> list[Batch]:
        """The merges that stand, the oldest first."""
        return [one for one in self.batches if not one.is_taken_back]

    @property
    def again(self) -> Batch | None:
        """The merge of this very package, None when it was not merged or was taken back."""
        return next((one for one in self.standing if one.package_uuid == self.package.uuid), None)

    @property
    def is_forked(self) -> bool:
        """Whether the office's history does not go on from what it was at the last merge: an old backup was restored
        there, or it was written anew.
        """
        before = [one for one in self.standing if one.serial <= self.package.serial]
        newest = max(before, key=lambda one: (one.serial, one.seq), default=None)
        if newest is None or newest.package_uuid == self.package.uuid:
            return False
        if newest.serial == self.package.serial:
            return True
        anchor = self.package.manifest["anchors"].get(str(newest.serial))
        return bool(anchor != [newest.receipt["sent_anchor"]["seq"], newest.receipt["sent_anchor"]["hash"]])

    def is_older(self, ledger: str) -> bool:
        """Whether a later package with this ledger was merged: this one has nothing new to say of records known."""
        serials = (one.serial for one in self.standing if ledger in one.counts["ledgers"])
        return self.package.serial < max(serials, default=0)

    def bases(self, unit: UnitOfWork, uuids: Sequence[str]) -> dict[str, Base]:
        """What the office said last of records, by their uuids; what only taken-back merges knew is marked so."""
        order = {one.uuid: place for place, one in enumerate(sorted(self.batches, key=_age))}
        rows = unit.schema.packages.rows
        found: dict[str, tuple[tuple[bool, int], Base]] = {}
        for start in range(0, len(uuids), _ASKED):
            query = sa.select(rows).where(rows.c.record_uuid.in_(uuids[start : start + _ASKED]))
            for row in unit.connection.execute(query):
                if row.batch_uuid not in order:
                    continue  # another office's words
                place = order[row.batch_uuid]
                rank = (row.batch_uuid in self._standing, place)
                said = {} if row.said is None else json.loads(row.said)
                base = Base(row.version, said, row.stands_for, rank[0])
                if row.record_uuid not in found or found[row.record_uuid][0] < rank:
                    found[row.record_uuid] = (rank, base)
        return {uuid: base for uuid, (_rank, base) in found.items()}

    @property
    def _standing(self) -> set[str]:
        return {one.uuid for one in self.standing}


def _age(one: Batch) -> int:
    return one.seq


def of(unit: UnitOfWork, package: Package) -> Known:
    """What is known of the office that sent a package."""
    offices = unit.schema.packages.offices
    row = unit.connection.execute(sa.select(offices).where(offices.c.uuid == package.office_uuid)).first()
    batches = list(listed(unit, office=package.office_uuid))
    label = _free_label(unit, package.office) if row is None else row.label
    return Known(package.office_uuid, label, row is None, batches, package)


def _free_label(unit: UnitOfWork, name: str) -> str:
    """The office's name, with a number behind it when another office of that name was merged before."""
    offices = unit.schema.packages.offices
    taken = set(unit.connection.execute(sa.select(offices.c.label)).scalars())
    place, label = 1, name
    while label in taken:
        place += 1
        label = f"{name}（{place}）"
    return label


def listed(unit: UnitOfWork, *, office: str = "") -> tuple[Batch, ...]:
    """The merges into this file (or those of one office), the oldest first."""
    batches, offices = unit.schema.packages.batches, unit.schema.packages.offices
    query = sa.select(batches, offices.c.name, offices.c.label).join(offices, offices.c.uuid == batches.c.office_uuid)
    if office:
        query = query.where(batches.c.office_uuid == office)
    rows = unit.connection.execute(query.order_by(batches.c.seq)).mappings().all()
    return tuple(
        Batch(
            row["uuid"], row["office_uuid"], row["name"], row["label"], row["serial"], row["package_uuid"],
            row["file_name"], row["operator"], row["merged_at"], row["step"], json.loads(row["counts"]),
            json.loads(row["receipt"]), row["seq"], row["hash"],
            import_batches.is_taken_back(unit, step=row["step"]),
        )
        for row in rows
    )  # fmt: skip


def forget(unit: UnitOfWork, *, uuid: str) -> None:
    """Destroy what packages left here of a record that is erased: the digests of its values, and values in dispute."""
    tables = unit.schema.packages
    unit.connection.execute(tables.rows.update().where(tables.rows.c.record_uuid == uuid).values(said=None))
    unit.connection.execute(tables.conflicts.delete().where(tables.conflicts.c.record_uuid == uuid))
    unit.connection.execute(tables.held.delete().where(tables.held.c.record_uuid == uuid))
