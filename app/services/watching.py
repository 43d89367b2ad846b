"""Who looked at what, took what out, came in and left: rows of the history that change no record.

The words name the record by its number and the field by its label, never by what stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.rights import Right
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

TIMES_SHOWN = 5
"""So many moments of failed sign-ins are named; the rest are counted."""


@needs(Right.READ)
def note(desk: Desk, write: Callable[[UnitOfWork], Changes]) -> Changes | None:
    """Write a row about reading where the file can be written; None for a file that is only read."""
    return None if desk.read_only else desk.write(write)


@needs(Right.READ)
def opened(desk: Desk, *, ledger: Ledger, uuid: str) -> None:
    """Write that a record was opened, when it belongs to the restricted class; others are opened without a word."""
    record = desk.read(lambda unit: unit.reading.one(ledger, (), uuid=uuid))
    if record is not None and ledger.is_restricted(record.values):
        note(desk, lambda unit: record_opening(unit, actor=desk.actor, ledger=ledger.name, record=record))


@needs(Right.READ)
def record_opening(unit: UnitOfWork, *, actor: Actor, ledger: str, record: Record) -> Changes:
    """Write that a record of the restricted class was opened."""
    return record_reading(unit, actor=actor, ledger=ledger, record=record)


@needs(Right.REVEAL)
def record_reading(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    record: Record,
    keys: Sequence[str] = (),
    child: str = "",
    reason: str = "",
) -> Changes:
    """Write that masked fields of a record (or cells of its `child`) were shown in full, or with no keys that a
    restricted record was opened.
    """
    declared = registry.find(ledger)
    within = declared.child(child) if child else None
    labels = "、".join((within or declared).column(key).label for key in keys)
    labels = f"{within.label}{labels}" if within else labels
    kind = ChangeKind.REVEALED if keys else ChangeKind.OPENED
    words = f"查看 {record.number} 的{labels}" if keys else f"打开 {record.number}（限制查阅）"
    _write(unit, actor.name, kind, words, ledger=declared.name, uuid=record.uuid, reason=reason)
    return Changes(words, kind, declared.name, (record.id,), record.number, record.uuid, record.version)


@needs(Right.READ)
def record_file_reading(
    unit: UnitOfWork, *, actor: Actor, ledger: str, record: Record, name: str, saved: bool = False
) -> Changes:
    """Write in the history of a record that a file of it was opened, or saved outside the ledger."""
    words = f"{'另存' if saved else '打开'} {record.number} 的附件「{name}」"
    _write(unit, actor.name, ChangeKind.FILE_READ, words, ledger=ledger, uuid=record.uuid)
    return Changes(words, ChangeKind.FILE_READ, ledger, (record.id,), record.number, record.uuid)


@needs(Right.PRINT)
def record_printing(
    unit: UnitOfWork, *, actor: Actor, ledger: str, words: str, reason: str = "", uuid: str = ""
) -> Changes:
    """Write that something was printed; `words` say what, in which profile, how many pages or copies."""
    _write(unit, actor.name, ChangeKind.PRINTED, words, ledger=ledger, uuid=uuid, reason=reason)
    return Changes(words, ChangeKind.PRINTED, ledger, uuid=uuid)


@needs(Right.EXPORT)
def record_export(
    unit: UnitOfWork, *, actor: Actor, ledger: str, rows: int, profile: str, purpose: str = "", second: str = ""
) -> Changes:
    """Write that rows of a ledger left the file: how many, masked how, what for, and who consented."""
    declared = registry.find(ledger)
    consent = f"，{second}同意" if second else ""
    words = f"导出 {declared.label}（{profile}）{rows} 条{consent}"
    _write(unit, actor.name, ChangeKind.EXPORTED, words, ledger=declared.name, reason=purpose)
    return Changes(words, ChangeKind.EXPORTED, declared.name)


@needs(Right.READ)
def record_sign_in(unit: UnitOfWork, *, actor: Actor, failed: Sequence[datetime] = ()) -> Changes:
    """Write that an operator came in, and before it the wrong passphrases since the last time, with their moments.

    A file that is encrypted cannot be written before the right passphrase: the failures are kept beside it until then.
    """
    if failed:
        record_failed_sign_in(unit, name=actor.name, at=failed)
    return _session(unit, actor, ChangeKind.SIGNED_IN, "登录")


def record_failed_sign_in(unit: UnitOfWork, *, name: str, at: Sequence[datetime] = ()) -> Changes:
    """Write wrong passphrases, or a name that may not sign in; `at` when they were kept elsewhere till now."""
    moments = "、".join(f"{when:%m-%d %H:%M:%S}" for when in at[-TIMES_SHOWN:])
    words = f"登录口令不对 {len(at)} 次（{'最近 ' if len(at) > TIMES_SHOWN else ''}{moments}）" if at else "登录未成功"
    return _session(unit, name, ChangeKind.SIGN_IN_FAILED, words)


@needs(Right.READ)
def record_sign_out(unit: UnitOfWork, *, actor: Actor) -> Changes:
    """Write that an operator left."""
    return _session(unit, actor, ChangeKind.SIGNED_OUT, "退出")


@needs(Right.READ)
def record_lock(unit: UnitOfWork, *, actor: Actor, idle: bool) -> Changes:
    """Write that the window was locked, by the key or after standing idle."""
    return _session(unit, actor, ChangeKind.LOCKED, "无人操作，自动锁定" if idle else "锁定")


@needs(Right.READ)
def record_unlock(unit: UnitOfWork, *, actor: Actor) -> Changes:
    """Write that the window was unlocked."""
    return _session(unit, actor, ChangeKind.UNLOCKED, "解除锁定")


def _session(unit: UnitOfWork, who: Actor | str, kind: ChangeKind, words: str) -> Changes:
    _write(unit, who if isinstance(who, str) else who.name, kind, words)
    return Changes(words, kind)


def _write(
    unit: UnitOfWork, operator: str, kind: ChangeKind, words: str, *, ledger: str = "", uuid: str = "", reason: str = ""
) -> None:
    unit.audit(operator=operator, action=kind.value, description=words, ledger=ledger, uuid=uuid, reason=reason)
