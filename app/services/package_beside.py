"""The files and links of merged records: brought with their bytes and both ends, or not at all."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules import file_kinds
from app.services import attachments, package_content, package_file
from app.services.changes import ChangeKind
from app.services.package_content import FILE, LINK
from db.unit import Told, kept_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.services.changes import Actor
    from app.services.package_content import Content
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

_DIGEST, _PLACE = 32, 4
_DAYS = ("happened_on", "taken_on")
_TOLD = frozenset(
    ("name", "kind", "sha256", "size", "caption", "mark", *_DAYS, "volume", "page", "rotation", "filed_at", "filed_by")
)


def has_files(content: Content) -> bool:
    """Whether a record comes with files."""
    return any(key.startswith(FILE) for key in content)


class Beside:
    """The files and links of one package on their way in."""

    def __init__(self, unit: UnitOfWork, actor: Actor, name: str) -> None:
        """Begin with none; `name` is the package's file, for refusals."""
        self._unit, self._actor, self._name = unit, actor, name
        self._wanted: dict[str, tuple[str, int]] = {}
        self._links: list[tuple[str, str, str, dict[str, Any]]] = []
        self._digest = hashlib.sha256()
        self._running, self._size, self._place = "", 0, 0
        self._is_kept = False

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """For the block, what is noted is forgotten again when it fails."""
        wanted, links = dict(self._wanted), len(self._links)
        try:
            yield
        except BaseException:
            self._wanted = wanted
            del self._links[links:]
            raise

    def bring(self, ledger: Ledger, many: Sequence[tuple[Record, Content]]) -> None:
        """Take in all files of new records, and note their links."""
        files = [(record, key, told) for record, content in many for key, told in content.items() if key[:6] == FILE]
        if files:
            self._file(ledger, files)
        for record, content in many:
            self._links += [
                (ledger.name, record.uuid, key.removeprefix(LINK), told)
                for key, told in content.items()
                if key.startswith(LINK)
            ]

    def change(self, ledger: Ledger, record: Record, changed: Content) -> None:
        """Add, describe or take off files and links of a record that is here."""
        files = {key.removeprefix(FILE): told for key, told in changed.items() if key.startswith(FILE)}
        here = self._own_files(files)
        added = [(record, FILE + uuid, told) for uuid, told in files.items() if told is not None and uuid not in here]
        if added:
            self._file(ledger, added)
        for uuid, row in here.items():
            self._describe(record, row, files[uuid])
        for key, told in changed.items():
            if key.startswith(LINK) and told is None:
                self._unlink(key.removeprefix(LINK))
            elif key.startswith(LINK):
                self._links.append((ledger.name, record.uuid, key.removeprefix(LINK), told))

    # ---- files -------------------------------------------------------------------------------------------------------

    def _own_files(self, uuids: Mapping[str, Any]) -> dict[str, sa.RowMapping]:
        files = self._unit.schema.attachments
        rows = self._unit.connection.execute(sa.select(files).where(files.c.uuid.in_(uuids))).mappings()
        return {row["uuid"]: row for row in rows}

    def _file(self, ledger: Ledger, files: Sequence[tuple[Record, str, dict[str, Any]]]) -> None:
        """Write the rows of files that are not here; one that was taken off with its record's undo comes back."""
        here = self._own_files({key.removeprefix(FILE): None for _record, key, _told in files})
        cells = []
        for record, key, told in files:
            uuid = key.removeprefix(FILE)
            if uuid in here:
                self._describe(record, here[uuid], told)
            else:
                cells.append({"uuid": uuid, "ledger": ledger.name, "record_id": record.id, **self._read(told)})
        if cells:
            table = self._unit.schema.attachments
            self._unit.connection.execute(table.insert(), cells)
            changes = [Told(one["uuid"], "随上报包并入附件", kept_cells(one)) for one in cells]
            self._unit.audit_many(
                operator=self._actor.name, action=ChangeKind.ATTACHED.value, ledger="attachment", changes=changes
            )

    def _read(self, told: dict[str, Any]) -> dict[str, Any]:
        """The cells of a file's row; raises Refused for what no program of ours wrote, or would have taken."""
        try:
            if not set(told) <= _TOLD or attachments.clean_name(told["name"]) != told["name"]:
                raise ValueError
            days = {key: date.fromisoformat(told[key]) if told.get(key) else None for key in _DAYS}
            empty = dict.fromkeys(_TOLD)
            read = {**empty, **told, **days, "filed_at": datetime.fromisoformat(told["filed_at"])}
            read["rotation"] = int(told.get("rotation") or 0)
            self._wanted[str(told["sha256"])] = (str(told["name"]), int(told["size"]))
        except (KeyError, TypeError, ValueError) as error:
            raise package_file.damaged(self._name) from error
        return read

    def _describe(self, record: Record, row: sa.RowMapping, told: dict[str, Any] | None) -> None:
        """Give a file that is here the words it has there, or take it off."""
        table = self._unit.schema.attachments
        if told is None:
            new: dict[str, Any] = {"voided_at": self._unit.clock.now()}
        else:
            new = {key: value for key, value in self._read(told).items() if key not in ("sha256", "size")}
            new["voided_at"] = None
        self._unit.connection.execute(table.update().where(table.c.uuid == row["uuid"]).values(new))
        now = self._own_files({row["uuid"]: None})[row["uuid"]]
        kind = ChangeKind.DETACHED if told is None else ChangeKind.SETTINGS
        if told is not None and row["voided_at"] is not None:
            kind = ChangeKind.ATTACHED
        if kept_cells(now) != kept_cells(row):
            self._unit.audit(
                operator=self._actor.name, action=kind.value, description=f"随上报包改附件 {record.number}",
                ledger="attachment", uuid=row["uuid"], old=kept_cells(row), new=kept_cells(now),
            )  # fmt: skip

    def take(self, data: bytes) -> None:
        """Keep a piece of a file; raises Refused for bytes that are not what the record's file says."""
        sha256, place = data[:_DIGEST].hex(), int.from_bytes(data[_DIGEST : _DIGEST + _PLACE], "big")
        piece = data[_DIGEST + _PLACE :]
        if sha256 != self._running:
            self._end_file()
            self._running, self._digest, self._size, self._place = sha256, hashlib.sha256(), 0, 0
            self._is_kept = sha256 in self._wanted and not self._has(sha256)
        name = self._wanted.get(sha256, ("", 0))[0]
        self._digest.update(piece)
        self._size += len(piece)
        is_program = place == 0 and name and file_kinds.is_program(name, piece[:16])
        if place != self._place or len(piece) > attachments.CHUNK or self._size > attachments.LARGEST or is_program:
            raise package_file.damaged(self._name)
        self._place += 1
        if self._is_kept:
            row = {"sha256": sha256, "position": place, "data": piece}
            self._unit.connection.execute(self._unit.schema.chunks.insert(), row)

    def _has(self, sha256: str) -> bool:
        chunks = self._unit.schema.chunks
        query = sa.select(chunks.c.position).where(chunks.c.sha256 == sha256).limit(1)
        return self._unit.connection.execute(query).first() is not None

    def _end_file(self) -> None:
        if not self._running:
            return
        size = self._wanted.get(self._running, ("", self._size))[1]
        if self._digest.hexdigest() != self._running or size != self._size:
            raise package_file.damaged(self._name)

    def refuse_unless_whole(self) -> None:
        """Raise Refused when a file of a record came without its bytes."""
        self._end_file()
        if any(not self._has(sha256) for sha256 in self._wanted):
            raise package_file.damaged(self._name)

    # ---- links -------------------------------------------------------------------------------------------------------

    def _unlink(self, uuid: str) -> None:
        links = self._unit.schema.links
        row = self._unit.connection.execute(sa.select(links).where(links.c.uuid == uuid)).mappings().first()
        if row is not None and row["voided_at"] is None:
            now = self._unit.clock.now()
            self._unit.connection.execute(links.update().where(links.c.uuid == uuid).values(voided_at=now))
            self._tell(ChangeKind.UNLINKED, [{**row, "voided_at": now}])

    def link_up(self) -> dict[str, set[str]]:
        """Write the links noted, now that all records are here; by record the keys of those whose other end is not."""
        ends: dict[str, set[str]] = {}
        for ledger, uuid, _link, told in self._links:
            ends.setdefault(ledger, set()).add(uuid)
            ends.setdefault(str(told["to"][0]), set()).add(str(told["to"][1]))
        ids = {name: self._ids(name, uuids) for name, uuids in ends.items()}
        pending: dict[str, set[str]] = {}
        cells = []
        for ledger, uuid, link, told in self._links:
            target = ids[str(told["to"][0])].get(str(told["to"][1]))
            if target is None:
                pending.setdefault(uuid, set()).add(LINK + link)
            else:
                cells.append(
                    {
                        "uuid": link, "kind": told["kind"], "from_ledger": ledger, "from_id": ids[ledger][uuid],
                        "to_ledger": told["to"][0], "to_id": target, "created_by": told["created_by"],
                        "created_at": datetime.fromisoformat(told["created_at"]),
                    }
                )  # fmt: skip
        self._link(cells)
        return pending

    def _ids(self, name: str, uuids: set[str]) -> dict[str, int]:
        if name not in self._unit.schema.ledgers:
            return {}
        many, found = sorted(uuids), dict[str, int]()
        for start in range(0, len(many), 500):
            found |= package_content.ids_of(self._unit, name, many[start : start + 500])
        return found

    def _link(self, cells: list[dict[str, Any]]) -> None:
        links = self._unit.schema.links
        for start in range(0, len(cells), 500):
            some = {one["uuid"]: one for one in cells[start : start + 500]}
            known = self._unit.connection.execute(
                sa.select(links.c.uuid, links.c.voided_at).where(links.c.uuid.in_(some))
            ).all()
            for row in known:
                if row.voided_at is not None:
                    self._unit.connection.execute(links.update().where(links.c.uuid == row.uuid).values(voided_at=None))
                    self._tell(ChangeKind.LINKED, [some[row.uuid]])
                del some[row.uuid]
            if some:
                self._unit.connection.execute(links.insert(), list(some.values()))
                self._tell(ChangeKind.LINKED, list(some.values()))

    def _tell(self, kind: ChangeKind, rows: Sequence[Mapping[Any, Any]]) -> None:
        word = "随上报包并入关联" if kind is ChangeKind.LINKED else "随上报包解除关联"
        self._unit.audit_many(
            operator=self._actor.name, action=kind.value, ledger="link",
            changes=[Told(row["uuid"], word, kept_cells(row)) for row in rows],
        )  # fmt: skip
