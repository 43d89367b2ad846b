"""上报包: the sealed file in which an office's ledgers go to the office above, opened and held against all that can be
wrong with one before anything is read into a ledger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.rules.refusal import Exit, Refused
from app.rules.width import fold
from app.services import backup_keys, office
from db import keys, sealed, sqlite
from db.errors import Fault, StoreError
from db.opened import FILE_UUID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from db.sealed import Sealed
    from db.unit import UnitOfWork

SUFFIX, RECEIPT_SUFFIX = ".mqpkg", ".mqrec"
KIND = "package"
MANIFEST, RECORDS, BYTES = b"M", b"R", b"A"
"""The kinds of frames: what the package is, records of one ledger, a piece of a file."""
_SENTENCES: dict[Fault, tuple[str, Exit]] = {
    Fault.MISSING: ("没有找到文件「{name}」。请核对文件名和所在文件夹。", Exit.USAGE),
    Fault.FOREIGN: ("「{name}」不是台账的{what}。请选择扩展名为 {suffix} 的文件。", Exit.DAMAGED),
    Fault.NEWER: ("「{name}」由更新版本的程序做成，本程序读不全。请升级本程序后再试。", Exit.DAMAGED),
    Fault.DAMAGED: ("「{name}」不完整或被改动过，不能用。请向报来的单位另要一份。", Exit.DAMAGED),
}
NOTHING_DONE = "台账没有改动。"


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is whole and open: who sent it to whom, its number in the sender's row, and what is in it."""

    sealed: Sealed
    key: bytes | None
    uuid: str
    serial: int
    office_uuid: str
    office: str
    sent_to: str
    made_at: datetime
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """The digest of the whole file."""
        return self.sealed.digest

    @property
    def name(self) -> str:
        """The file's name."""
        return self.sealed.path.name

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        """The frames after the manifest; raises Refused when the file is no longer as it was opened."""
        try:
            for kind, data in self.sealed.frames(self.key):
                if kind != MANIFEST:
                    yield kind, data
        except StoreError as error:
            raise refusal(error, self.name) from error


def refusal(error: StoreError, name: str, *, what: str = "上报包", suffix: str = SUFFIX) -> Refused:
    """The sentence for a sealed file that cannot be used."""
    sentence, code = _SENTENCES[error.fault]
    return Refused(sentence.format(name=name, what=what, suffix=suffix) + NOTHING_DONE, field="path", exit_code=code)


def damaged(name: str) -> Refused:
    """The refusal of a file whose digest holds and whose content is not what this program writes."""
    return refusal(StoreError(Fault.DAMAGED), name)


def look(path: Path, *, kind: str = KIND, what: str = "上报包", suffix: str = SUFFIX) -> Sealed:
    """A sealed file of that kind, read whole; raises Refused for one that is none, damaged, or of a newer program."""
    try:
        found = sealed.look(path)
        if found.head.get("kind") != kind:
            raise StoreError(Fault.FOREIGN)
        if not isinstance(schema := found.head.get("schema"), int):
            raise StoreError(Fault.DAMAGED)
        if schema > sqlite.SCHEMA:
            raise StoreError(Fault.NEWER)
    except StoreError as error:
        raise refusal(error, path.name, what=what, suffix=suffix) from error
    return found


def needs_passphrase(path: Path) -> bool:
    """Whether a package opens only with its passphrase; raises Refused as `look` does."""
    return look(path).slots is not None


def open_package(path: Path, *, passphrase: str = "") -> Package:
    """A package open to be read; raises Refused for all that is wrong with it, a wrong passphrase included (exit 3)."""
    found = look(path)
    key = None if found.slots is None else _key(found, passphrase)
    try:
        kind, data = next(found.frames(key))
        if kind != MANIFEST:
            raise StoreError(Fault.DAMAGED)
        head = found.head
        return Package(
            found, key, str(head["package"]), int(head["serial"]), str(head["from"]["uuid"]), str(head["from"]["name"]),
            str(head["to"]), datetime.fromisoformat(head["made_at"]), json.loads(data),
        )  # fmt: skip
    except StoreError as error:
        raise refusal(error, path.name) from error
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise damaged(path.name) from error


def _key(found: Sealed, passphrase: str) -> bytes:
    if not passphrase:
        sentence = f"「{found.path.name}」设了口令。请输入报来的单位告诉您的口令。{NOTHING_DONE}"
        raise Refused(sentence, field="passphrase", exit_code=Exit.NOT_ALLOWED)
    assert found.slots is not None  # noqa: S101 - asked by the caller
    try:
        return backup_keys.counted(found.slots, sealed.HOLDER, lambda slots: keys.unlock(slots, passphrase))
    except StoreError as error:
        if error.fault is Fault.TOO_SOON:
            sentence = f"口令错了几次，请等{error.detail}再试。{NOTHING_DONE}"
        elif error.fault is Fault.WRONG_PASSPHRASE:
            sentence = f"口令不对，没有打开「{found.path.name}」。请核对大小写和输入法。{NOTHING_DONE}"
        else:
            raise damaged(found.path.name) from error
        raise Refused(sentence, field="passphrase", exit_code=Exit.NOT_ALLOWED) from error


def refuse_misdirected(unit: UnitOfWork, package: Package) -> None:
    """Raise Refused for a package of this very ledger, and for one that is meant for another office."""
    if package.office_uuid == unit.setting(FILE_UUID):
        sentence = f"「{package.name}」就是从这份台账里报出的，不用并入。{NOTHING_DONE}"
        raise Refused(sentence, field="path")
    own = office.name(unit)
    if _plain(package.sent_to) != _plain(own):
        sentence = (
            f"「{package.name}」是{package.office}报给「{package.sent_to}」的，本单位是「{own}」，没有并入。"
            f"请核对是不是拿错了；确实报给本单位的，请{package.office}写对单位名称重报。{NOTHING_DONE}"
        )
        raise Refused(sentence, field="path")


def _plain(name: str) -> str:
    return "".join(fold(name).split())
