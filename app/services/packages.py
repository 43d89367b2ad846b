"""上报: an office's ledgers leave as one sealed file for the office above; each has the next serial of its office."""

from __future__ import annotations

import json
import uuid as uuids
from collections import Counter
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any

import sqlalchemy as sa

from app import VERSION
from app.ledgers import registry
from app.rules import reading
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import leaving, office, package_content, package_file, printing, settings, signing_in
from app.services.changes import ChangeKind
from app.services.package_content import REGISTERS, STAYING
from app.services.permitted import needs
from db import audit, sealed, sqlite
from db.opened import FILE_UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.package_content import Content
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

    Progress = Callable[[int, int], bool]
    """Hears records done and in all; False stops."""

BATCH = 200
"""So many records stand in one frame."""
WORD_FOR_ALL = "上报上级"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to leave: to whom, which ledgers (all when none are named), whether restricted records go, and why."""

    sent_to: str
    ledgers: tuple[str, ...] = ()
    passphrase: str = ""
    restricted_reason: str = ""
    """Why records of the restricted class go with the others; empty keeps them here."""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that left: its serial in this office's row, where it lies, and how many records of each ledger."""

    path: Path
    serial: int
    digest: str
    counts: dict[str, int]
    attachments: int


@needs(Right.EXPORT)
def pack(desk: Desk, *, out: Path, wanted: Wanted, progress: Progress | None = None) -> Sent:
    """Write a package whole or not at all; its serial, what it holds and for whom are rows of the history.

    Raises Refused, also without the grant, a reason or a passphrase where restricted records shall go.
    """
    desk.read(lambda unit: _refuse(unit, desk.actor, wanted))
    head = desk.write(lambda unit: _announce(unit, desk.actor, wanted))
    try:
        return printing.write_whole(out, lambda stream: _write(desk, stream, head, out, wanted, progress))
    except Refused:
        words = f"上报包 第{head['serial']}号 没有写成"
        desk.write(
            lambda unit: unit.audit(operator=desk.actor.name, action=ChangeKind.SETTINGS.value, description=words)
        )
        raise


def refuse_unreasoned() -> None:
    """Raise Refused for restricted records that shall go without a reason."""
    sentence = "报出检举控告件要写明原因，没有做成上报包。"
    raise Refused(sentence, field="reason", exit_code=Exit.USAGE)


def default_name(unit: UnitOfWork, sent_to: str) -> str:
    """The name a package gets: 清一村报清河镇第3号20140331.mqpkg."""
    serial = _last_serial(unit) + 1
    return f"{office.name(unit)}报{sent_to}第{serial}号{unit.clock.today():%Y%m%d}{package_file.SUFFIX}"


def _refuse(unit: UnitOfWork, actor: Actor, wanted: Wanted) -> None:
    if not reading.clean_text(wanted.sent_to):
        sentence = "请写明报给哪个单位（写它在台账里的单位名称），没有做成上报包。"
        raise Refused(sentence, field="sent_to")
    if wanted.passphrase:
        signing_in.check_new(wanted.passphrase)
    _ledgers(unit, wanted)
    leaving.refuse_unless_consented(unit, actor=actor, second=wanted.second)
    if not wanted.restricted_reason:
        return
    if not actor.sees_restricted:
        sentence = "检举控告件限制查阅，只能由指定的人报出；没有做成上报包。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    if not wanted.passphrase:
        sentence = "上报包里有检举控告件，必须设口令；没有做成上报包。"
        raise Refused(sentence, field="passphrase")


def _ledgers(unit: UnitOfWork, wanted: Wanted) -> tuple[Ledger, ...]:
    """The ledgers that go, registers first; raises Refused for a name there is not."""
    named = {registry.find(name).name for name in wanted.ledgers}
    order = (*REGISTERS, *(one.name for one in registry.BASE), *(one.name for one in registry.LEDGERS))
    names = [name for name in dict.fromkeys(order) if name not in STAYING]
    chosen = [name for name in names if not named or name in named or name in REGISTERS]
    return tuple(unit.schema.ledgers[name] for name in chosen)


def _last_serial(unit: UnitOfWork) -> int:
    sent = unit.schema.packages.sent
    return int(unit.connection.execute(sa.select(sa.func.max(sent.c.serial))).scalar() or 0)


def _announce(unit: UnitOfWork, actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """Take the next serial and tell the history what leaves; the head of the package."""
    serial, uuid, sent_to = _last_serial(unit) + 1, uuids.uuid4().hex, reading.clean_text(wanted.sent_to)
    with unit.seeing(restricted=bool(wanted.restricted_reason)):
        counts = {ledger.name: len(_ids(unit, ledger)) for ledger in _ledgers(unit, wanted)}
        counts = {name: count for name, count in counts.items() if count}
        restricted = list(_restricted(unit, counts)) if wanted.restricted_reason else []
    words, consent = f"报{sent_to}第{serial}号", f"，{wanted.second}同意" if wanted.second else ""
    for name, count in counts.items():
        told = f"上报 {registry.find(name).label} {count} 条（{words}）{consent}"
        unit.audit(
            operator=actor.name, action=ChangeKind.EXPORTED.value, description=told, ledger=name, reason=WORD_FOR_ALL
        )
    for ledger, uuid_of, number in restricted:
        unit.audit(
            operator=actor.name, action=ChangeKind.EXPORTED.value, description=f"上报 {number}（{words}，限制查阅）",
            ledger=ledger, uuid=uuid_of, reason=wanted.restricted_reason,
        )  # fmt: skip
    seq, hash_text = audit.head(unit.connection, unit.schema)
    now = unit.clock.now()
    unit.connection.execute(
        unit.schema.packages.sent.insert().values(
            serial=serial, uuid=uuid, sent_to=sent_to, operator=actor.name, sent_at=now, counts=json.dumps(counts),
            seq=seq, hash=hash_text,
        )
    )  # fmt: skip
    sender = {"uuid": unit.setting(FILE_UUID) or "", "name": office.name(unit)}
    return {
        "kind": package_file.KIND, "schema": sqlite.SCHEMA, "program": VERSION, "package": uuid, "from": sender,
        "to": sent_to, "serial": serial, "made_at": now.isoformat(),
    }  # fmt: skip


def _restricted(unit: UnitOfWork, counts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The restricted records that go: ledger, uuid and number."""
    for ledger in map(registry.find, counts):
        if ledger.restricted_when is not None:
            key, value = ledger.restricted_when
            table = unit.schema.table(ledger.name)
            rows = unit.connection.execute(sa.select(table.c.uuid, table.c.number).where(table.c[key] == value))
            yield from ((ledger.name, row.uuid, row.number) for row in rows)


def _ids(unit: UnitOfWork, ledger: Ledger) -> list[int]:
    """The ids of all records of a ledger that may be seen and were not erased, voided ones too."""
    table, erased = unit.schema.table(ledger.name), unit.once("erased", lambda: _erased(unit))
    query = sa.select(table.c.id, table.c.uuid).where(*unit.reading.sight.of(ledger, table)).order_by(table.c.id)
    return [row.id for row in unit.connection.execute(query) if row.uuid not in erased]


def _erased(unit: UnitOfWork) -> set[str]:
    chain = unit.schema.audit
    return set(unit.connection.execute(sa.select(chain.c.uuid).where(chain.c.action == audit.ERASED)).scalars())


def _write(
    desk: Desk, stream: IO[bytes], head: dict[str, Any], out: Path, wanted: Wanted, progress: Progress | None
) -> Sent:
    writer = sealed.Writer(stream, head, wanted.passphrase)

    def work(unit: UnitOfWork) -> tuple[Counter[str], int]:
        with unit.seeing(restricted=bool(wanted.restricted_reason)):
            return _Writing(unit, writer, head, wanted, progress).all()

    counts, files = desk.read(work)
    return Sent(out, head["serial"], writer.close(), dict(counts), files)


class _Writing:
    """One package on its way into its file."""

    def __init__(
        self, unit: UnitOfWork, writer: sealed.Writer, head: dict[str, Any], wanted: Wanted, progress: Progress | None
    ) -> None:
        self._unit, self._writer, self._head, self._progress = unit, writer, head, progress
        self._ledgers = _ledgers(unit, wanted)
        self._restricted = bool(wanted.restricted_reason)
        self._uuids: dict[str, dict[int, str]] = {}
        self._counts: Counter[str] = Counter()
        self._files: dict[str, None] = {}

    def all(self) -> tuple[Counter[str], int]:
        """Write everything; how many records of each ledger, and how many files."""
        ids = {ledger: _ids(self._unit, ledger) for ledger in self._ledgers}
        self._frame(package_file.MANIFEST, self._manifest({one.name: len(found) for one, found in ids.items()}))
        done, total = 0, sum(map(len, ids.values()))
        for ledger, found in ids.items():
            for start in range(0, len(found), BATCH):
                some = found[start : start + BATCH]
                self._put(ledger, self._rows(ledger, some))
                self._counts[ledger.name] += len(some)
                done += len(some)
                if self._progress is not None and not self._progress(done, total):
                    sentence = "已按您的要求停止，没有做成上报包。"
                    raise Refused(sentence, field="stopped")
        for sha256 in self._files:
            self._bytes(sha256)
        return self._counts, len(self._files)

    def _put(self, ledger: Ledger, rows: list[dict[str, Any]]) -> None:
        """Write records as one frame, or as several when they are long."""
        data = _encoded({"ledger": ledger.name, "rows": rows})
        if len(data) > sealed.MOST // 2 and len(rows) > 1:
            half = len(rows) // 2
            self._put(ledger, rows[:half])
            self._put(ledger, rows[half:])
        else:
            self._writer.frame(package_file.RECORDS, data)

    def _frame(self, kind: bytes, told: dict[str, Any]) -> None:
        self._writer.frame(kind, _encoded(told))

    def _manifest(self, counts: dict[str, int]) -> dict[str, Any]:
        unit, sent = self._unit, self._unit.schema.packages.sent
        anchors = {
            str(row.serial): [row.seq, audit.hash_at(unit.connection, unit.schema, row.seq) or ""]
            for row in unit.connection.execute(sa.select(sent.c.serial, sent.c.seq).order_by(sent.c.serial))
        }
        return {
            "counts": counts,
            "anchors": anchors,
            "restricted": sum(1 for _one in _restricted(unit, counts)) if self._restricted else 0,
            "allow_self_review": settings.may_review_himself(unit),
        }

    def _rows(self, ledger: Ledger, ids: list[int]) -> list[dict[str, Any]]:
        read = self._unit.reading.records(ledger, ids)
        children = self._unit.reading.children(ledger, ids) if ledger.children else {}
        whole = [replace(read[one], children=children.get(one, {})) for one in ids]
        contents = package_content.contents(self._unit, ledger, whole)
        return [self._row(ledger, record, contents[record.uuid]) for record in whole]

    def _row(self, ledger: Ledger, record: Record, content: Content) -> dict[str, Any]:
        for key, told in content.items():
            if key.startswith(package_content.FILE):
                self._files[told["sha256"]] = None
        content = package_content.pointing(ledger, content, self._uuid_of)
        for column in ledger.own:
            if column.key in content:
                content[package_content.own_name(column)] = content.pop(column.key)
        return {
            "uuid": record.uuid,
            "number": record.number,
            "year": record.year,
            "serial": record.serial,
            "version": record.version,
            "created": [_iso(record.created_at), record.created_by],
            "updated": [_iso(record.updated_at), record.updated_by],
            "voided": None if record.voided_at is None else record.void_reason,
            "content": content,
        }

    def _uuid_of(self, register: str, target: int) -> str | None:
        """The uuid of what a reference points to."""
        if register not in self._uuids:
            table = self._unit.schema.table(register)
            rows = self._unit.connection.execute(sa.select(table.c.id, table.c.uuid))
            self._uuids[register] = {row.id: row.uuid for row in rows}
        return self._uuids[register].get(target)

    def _bytes(self, sha256: str) -> None:
        """The pieces of a file, each after its digest and its place."""
        chunks = self._unit.schema.chunks
        query = sa.select(chunks.c.position, chunks.c.data).where(chunks.c.sha256 == sha256)
        for row in self._unit.connection.execute(query.order_by(chunks.c.position)):
            place = int(row.position).to_bytes(4, "big")
            self._writer.frame(package_file.BYTES, bytes.fromhex(sha256) + place + row.data)


def _encoded(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _iso(when: datetime) -> str:
    return when.isoformat()
