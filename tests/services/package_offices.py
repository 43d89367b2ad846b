"""Two offices for the tests of packages: a village and the town it reports to, each with its own file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import county, entry, package_file, package_merge, packages, records
from app.services.desk import Desk, new_desk, open_desk
from app.services.packages import Wanted
from db.values import Reference

if TYPE_CHECKING:
    from app.services.package_merge import Merged
    from db.ask import ChildRow, Record
    from tests.server.offices import County

TOWN, VILLAGE, OTHER = "清河镇", "清一村", "清二村"


@dataclass
class Offices:
    """The desks by the office's name, and where packages lie."""

    folder: Path
    desks: dict[str, Desk]

    @property
    def town(self) -> Desk:
        return self.desks[TOWN]

    @property
    def village(self) -> Desk:
        return self.desks[VILLAGE]

    def pack(self, name: str = VILLAGE, **wanted: object) -> Path:
        out = self.folder / f"{name}{len(list(self.folder.glob('*.mqpkg')))}.mqpkg"
        packages.pack(self.desks[name], out=out, wanted=Wanted(TOWN, **wanted))  # type: ignore[arg-type]
        return out

    def merge(self, path: Path, choices: dict[tuple[str, str], str] | None = None, passphrase: str = "") -> Merged:
        package = package_file.open_package(path, passphrase=passphrase)
        return self.town.write(
            lambda unit: package_merge.merge(unit, actor=self.town.actor, package=package, choices=choices)
        )

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()


def make(folder: Path) -> None:
    """Make the files of three offices in a folder."""
    for name in (TOWN, VILLAGE, OTHER):
        new_desk(folder / f"{name}.minqing", office_name=name, campaign="mass_line_2013").close()


def opened(template: Path, folder: Path) -> Offices:
    """Copies of the files, open."""
    desks = {}
    for name in (TOWN, VILLAGE, OTHER):
        desks[name] = open_desk(Path(shutil.copy(template / f"{name}.minqing", folder)))
    return Offices(folder, desks)


def opened_at(county_server: County, folder: Path) -> Offices:
    """Three offices of a county's server that are set up alike, open."""
    return Offices(folder, {name: county.open_desk(county_server.new_office(name)) for name in (TOWN, VILLAGE, OTHER)})


def edit(desk: Desk, ledger: str, uuid: str, *texts: str, children: dict[str, list[ChildRow]] | None = None) -> None:
    """Change a record found by its uuid."""

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        declared = registry.find(ledger)
        record = unit.reading.one(declared, uuid=uuid)
        values = entry.read_values(unit, ledger=declared, texts=entry.pairs(texts))
        return records.edit(
            unit, actor=desk.actor, ledger=ledger, record_id=record.id, version=record.version, values=values,
            children=children,
        )  # fmt: skip

    desk.write(work)


def find(desk: Desk, ledger: str, uuid: str) -> Record | None:
    """The record of that uuid."""
    return desk.read(lambda unit: unit.reading.one(registry.find(ledger), uuid=uuid))


def state(desk: Desk, *ledgers: str) -> dict[str, object]:
    """What a file holds of ledgers, by uuid, in words that do not depend on the order in which things came."""
    found: dict[str, object] = {}
    for name in ledgers:
        declared = registry.find(name)
        table = desk.store.schema.table(name)
        with desk.store.read() as unit:
            uuids = list(unit.connection.execute(table.select().with_only_columns(table.c.uuid)).scalars())
            for uuid, one in unit.reading.by_uuid(declared, uuids).items():
                values = {k: _plain(v) for k, v in one.values.items() if v is not None}
                rows = {
                    k: [{c: _plain(v) for c, v in row.values.items() if v is not None} for row in rows]
                    for k, rows in one.children.items()
                }
                found[uuid] = (one.number, values, rows, one.voided_at is not None)
    return found


def _plain(value: object) -> object:
    return replace(value, id=None) if isinstance(value, Reference) else value
