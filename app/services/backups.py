"""备份: a ledger file copied by SQLite's own backup into one `.mqbak`, which is read back before it gets its name.

A `.mqbak` is a zip whose members are stored as they are: the ledger (under its key when it is encrypted), its key
slots, and the manifest. Nothing in it or on the way to it is in clear text when the ledger is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any

from app import VERSION
from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import faults, office
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import audit, copies, keys, sqlite
from db.clock import Clock
from db.copies import LedgerFile
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk
    from db.copies import Facts
    from db.unit import UnitOfWork

    Progress = Callable[[int, int], None]

SUFFIX = ".mqbak"
LEDGER = "ledger.minqing"
KEYS = "ledger.minqing.key"
MANIFEST = "manifest.json"
FORMAT = 2
_PIECE = 1 << 20
_WHOLE = 100
_COPIED, _CHECKED, _PACKED = 45, 60, 80
"""How far a backup is, in percent, when the copy is made, checked, and packed."""


class Occasion(StrEnum):
    """Why a backup was made, as the list of backups says it."""

    BY_HAND = "手动"
    CLOSING = "关闭时"
    HOURS = "定时"
    BEFORE_RESTORE = "恢复前"
    BEFORE_IMPORT = "导入前"
    BEFORE_UPGRADE = "升级前"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and checked: where it lies, its digest, and how many records it holds by ledger."""

    path: Path
    sha256: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a backup says of itself; days are ISO text, `first` knows the ledger, `seq` and `head` are its anchor."""

    path: Path
    office: str
    made_at: datetime
    schema: int
    program: str
    occasion: str
    first: str
    seq: int
    head: str
    counts: dict[str, int]
    attachments: int
    first_day: str
    last_day: str
    sha256: str
    size: int
    encrypted: bool

    @property
    def total(self) -> int:
        """The number of its records."""
        return sum(self.counts.values())


def default_name(desk: Desk) -> str:
    """The name offices give a backup: 台账备份20140331.mqbak."""
    return f"台账备份{desk.store.clock.today():%Y%m%d}{SUFFIX}"


def source(desk: Desk) -> LedgerFile:
    """The open file of a desk with its key."""
    return LedgerFile(desk.path, desk.store.key)


@needs(Right.BACK_UP)
def backup(desk: Desk, *, out: Path, progress: Progress | None = None) -> Backup:
    """Write and check a backup, whole or not at all; raises Refused and leaves no half file of the right name."""
    made = write(source(desk), out=out, occasion=Occasion.BY_HAND, progress=progress)
    if not desk.read_only:
        with suppress(Refused):  # it stands and was checked, though another window has the ledger and its history
            desk.write(lambda unit: _record(unit, desk, out.name))
    return made


def write(file: LedgerFile, *, out: Path, occasion: Occasion, progress: Progress | None = None) -> Backup:
    """The backup of a file whether or not it is open at a desk; raises Refused, and what `progress` raises."""
    if not out.name:
        sentence = "没有写备份的文件名，没有做成备份，台账没有改动。请写上文件名再试。"
        raise Refused(sentence, field="out")
    faults.spare_ledgers(out)
    copy, part = out.with_name(f".{out.name}.db"), out.with_name(f".{out.name}.part")
    tell = progress or (lambda _done, _whole: None)
    try:
        made = copies.copy(file, copy, progress=lambda done, whole: tell(done * _COPIED // max(whole, 1), _WHOLE))
        copies.check(made)
        found = copies.facts(made, dated=dated(), settings=(office.OFFICE,))
        tell(_CHECKED, _WHOLE)
        manifest = _manifest(file, found, occasion)
        sha256 = _pack(made.path, part, _key_slots(file), manifest, lambda: tell(_CHECKED, _WHOLE))
        tell(_PACKED, _WHOLE)
        _prove(part, manifest, sha256, lambda: tell(_PACKED, _WHOLE))
        part.replace(out)
        sqlite.sync_folder(out.parent)
        tell(_WHOLE, _WHOLE)
    except OSError as error:
        raise _not_written(out, is_full=error.errno in faults.NO_ROOM) from error
    except StoreError as error:
        raise _not_written(out, is_full=True) if error.fault is Fault.FULL else faults.refusal(error) from error
    finally:
        with suppress(OSError):  # the disk may be gone: the first error is what counts
            copies.discard(copy)
            part.unlink(missing_ok=True)
    return Backup(out, sha256, found.counts)


def _not_written(out: Path, *, is_full: bool) -> Refused:
    if is_full:
        sentence = (
            f"磁盘空间不够，备份「{out.name}」没有做成，没有留下半个文件；台账里的记录都完好。"
            "请清理磁盘，或换一个盘、换一个U盘再备份一次。"
        )
    else:
        sentence = f"「{out.name}」写不进所选的地方，没有做成备份，台账没有改动。请换一个文件夹或U盘再试。"
    return Refused(sentence, field="out")


def dated() -> dict[str, str]:
    """All ledgers with the column of their day; base registers have none that says from when a file is."""
    ledgers = {ledger.name: "" if ledger.base else ledger.main_date for ledger in registry.LEDGERS}
    return ledgers | {ledger.name: "" for ledger in registry.BASE}


def _key_slots(file: LedgerFile) -> bytes:
    """The key file of an encrypted ledger, the copy that its key sealed; nothing for a plain one."""
    if file.key is None:
        return b""
    whole = [found for found in keys.load(file.path) if keys.is_sealed_by(found, file.key)]
    if not whole:
        raise StoreError(Fault.KEY_DAMAGED, str(keys.key_path(file.path)))
    return keys.dumps(whole[0])


def _manifest(file: LedgerFile, found: Facts, occasion: Occasion) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": VERSION,
        "schema": found.schema,
        "office": found.settings.get(office.OFFICE, ""),
        "made_at": Clock().now().isoformat(),
        "occasion": occasion.value,
        "encrypted": file.key is not None,
        "ledger": found.first,
        "anchor": {"seq": found.seq, "hash": found.head, "code": audit.code_of(found.head)},
        "counts": found.counts,
        "attachments": found.attachments,
        "first_day": found.first_day,
        "last_day": found.last_day,
    }


def _pack(copy: Path, part: Path, slots: bytes, manifest: dict[str, Any], tell: Callable[[], None]) -> str:
    """Write the zip and make it durable; the digest of the ledger in it.

    Stored, not squeezed: an encrypted file does not get smaller, and squeezing a plain one costs more than its copy.
    """
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        part.chmod(0o600)
        with copy.open("rb") as stream, archive.open(LEDGER, "w", force_zip64=True) as member:
            sha256 = _digest(stream, tell, member)
        if slots:
            archive.writestr(KEYS, slots)
        whole = {**manifest, "sha256": sha256, "size": copy.stat().st_size}
        archive.writestr(MANIFEST, json.dumps(whole, ensure_ascii=False))
    sqlite.sync_file(part)
    return sha256


def _digest(stream: IO[bytes], tell: Callable[[], None], into: IO[bytes] | None = None) -> str:
    """The SHA-256 of what is read, and written into another on the way: each piece is digested beside its writing."""
    digest = hashlib.sha256()
    with ThreadPoolExecutor(1) as beside:
        while piece := stream.read(_PIECE):
            digested = beside.submit(digest.update, piece)
            if into is not None:
                into.write(piece)
            digested.result()
            tell()
    return digest.hexdigest()


def _prove(part: Path, manifest: dict[str, Any], sha256: str, tell: Callable[[], None]) -> None:
    """Read the written file back from the disk: it holds the very bytes of the copy that passed its check."""
    _forget_cached(part)
    found = _read(part, tell)
    if found.sha256 != sha256 or (found.seq, found.head) != (manifest["anchor"]["seq"], manifest["anchor"]["hash"]):
        raise StoreError(Fault.DAMAGED, str(part))


def read_back(path: Path) -> Inside:
    """A backup read from the disk itself and its digest compared: for a copy just written. Raises Refused."""
    _forget_cached(path)
    return inside(path)


def _forget_cached(path: Path) -> None:
    """Let the next read come from the disk, where the system can be asked for that."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def inside(path: Path, *, progress: Progress | None = None) -> Inside:
    """What a backup says of itself, after its digest was checked.

    Raises Refused (exit 4) for a file that is none or damaged, and for one of a newer program.
    """
    tell = progress or (lambda _done, _whole: None)
    return _read(path, lambda: tell(0, 1))


def says(path: Path) -> Inside:
    """What a backup says of itself, not checked against its content: for a list. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _inside(path, _manifest_in(archive))
    except BROKEN as error:
        raise no_backup(path) from error


BROKEN = (
    OSError, KeyError, ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a zip that is none, cut off, or made by another can end in."""


def _read(path: Path, tell: Callable[[], None]) -> Inside:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest_in(archive)
            with archive.open(LEDGER) as stream:
                sha256 = _digest(stream, tell)
            found = _inside(path, manifest)
    except BROKEN as error:
        raise no_backup(path) from error
    if sha256 != found.sha256:
        sentence = f"「{path.name}」的内容与备份时不一致，不能用它恢复；没有改动任何文件。请换一份备份。"
        raise Refused(sentence, field="path", exit_code=Exit.DAMAGED)
    return found


def _manifest_in(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > _PIECE:
        message = "manifest too large"
        raise ValueError(message)
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return manifest


def no_backup(path: Path) -> Refused:
    """The refusal of a file that is not there, is no backup, or no whole one."""
    if not os.path.exists(path):  # answers for a name no disk can hold too
        sentence = f"没有找到备份文件「{path}」；没有改动任何文件。请核对文件名和文件夹，U盘上的先插好U盘。"
        return Refused(sentence, field="path", exit_code=Exit.DAMAGED)
    sentence = f"「{path.name}」不是台账备份，或已经损坏；没有改动任何文件。请换一份备份。"
    return Refused(sentence, field="path", exit_code=Exit.DAMAGED)


def _inside(path: Path, manifest: dict[str, Any]) -> Inside:
    if manifest["format"] > FORMAT or manifest["schema"] > sqlite.SCHEMA:
        sentence = (
            f"「{path.name}」由更新版本的程序备份（格式 {manifest['schema']}），没有改动任何文件。"
            "请升级本程序后再恢复，或换一份较早的备份。"
        )
        raise Refused(sentence, field="path", exit_code=Exit.DAMAGED)
    return Inside(
        path=path,
        office=str(manifest["office"]),
        made_at=datetime.fromisoformat(manifest["made_at"]),
        schema=int(manifest["schema"]),
        program=str(manifest.get("program", "")),
        occasion=str(manifest.get("occasion", Occasion.BY_HAND)),
        first=str(manifest.get("ledger", "")),
        seq=int(manifest["anchor"]["seq"]),
        head=str(manifest["anchor"]["hash"]),
        counts={str(name): int(count) for name, count in manifest["counts"].items()},
        attachments=int(manifest.get("attachments", 0)),
        first_day=str(manifest.get("first_day", "")),
        last_day=str(manifest.get("last_day", "")),
        sha256=str(manifest["sha256"]),
        size=int(manifest.get("size", 0)),
        encrypted=bool(manifest.get("encrypted", False)),
    )


def unpack(path: Path, *, ledger: Path, tell: Callable[[], None]) -> bytes:
    """Write the ledger of a backup to a place of its own, for its owner alone; its key slots. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            ledger.unlink(missing_ok=True)
            ledger.touch(mode=0o600)
            with archive.open(LEDGER) as stream, ledger.open("wb") as target:
                _digest(stream, tell, target)
            sqlite.sync_file(ledger)
            return archive.read(KEYS) if KEYS in archive.namelist() else b""
    except OSError as error:
        sentence = f"「{ledger.parent.name}」写不进去或空间不够，没有恢复，台账没有改动。请清理磁盘，或换个位置再试。"
        raise Refused(sentence, field="path") from error
    except BROKEN as error:
        raise no_backup(path) from error


def _record(unit: UnitOfWork, desk: Desk, name: str) -> None:
    unit.audit(operator=desk.actor.name, action=ChangeKind.BACKED_UP.value, description=f"备份到 {name}")
