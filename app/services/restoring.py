"""恢复: a backup put in the place of a ledger, or on a computer that has none; the present state is saved first.

Everything is made ready beside the ledger and checked there. What takes the ledger's place is one rename, so that
whenever the program or the computer stops, the old ledger or the restored one stands there, whole.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import backups, faults, kept_backups, office, operators
from app.services.backups import Occasion
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import copies, engine, keys, migrate, seen, sqlite, tables
from db.clock import Clock
from db.copies import LedgerFile
from db.errors import Fault, StoreError
from db.holding import Hold
from db.store import put_aside
from db.unit import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.backups import Inside, Progress
    from app.services.changes import Actor
    from db.copies import Facts
    from db.keys import KeyFile

LONGEST_REASON = 500
_WHOLE = 100
_UNPACKED, _CHECKED, _READY, _SAVED = 25, 45, 60, 95
"""How far a restore is, in percent; what follows the last is the rename."""
SHOWN_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Loss:
    """What a ledger would lose, by number: records entered, and records changed, after the backup was made."""

    ledger: str
    label: str
    added: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def words(self) -> str:
        """整改台账：新登记2条（整改〔2014〕3号、整改〔2014〕4号），改动过1条（整改〔2014〕1号）."""
        pairs = (("新登记", self.added), ("改动过", self.changed))
        told = [f"{word}{len(numbers)}条（{_numbers(numbers)}）" for word, numbers in pairs if numbers]
        return f"{self.label}：{'，'.join(told)}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What is inside a backup and what would be lost by restoring it; `damaged`: the present file cannot be read."""

    inside: Inside
    losses: tuple[Loss, ...] = ()
    rows: int = 0
    is_there: bool = False
    damaged: bool = False

    @property
    def loses(self) -> bool:
        """Whether something of the present file is not in the backup, or may not be."""
        return self.rows > 0 or self.damaged


@dataclass(frozen=True, slots=True)
class Restored:
    """A ledger that was restored, the number of its records, and where its former state was saved (None: none)."""

    path: Path
    total: int
    saved: Path | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A restore as it is asked for: the backup with its key, the ledger's place, who asks and why.

    `present` is the ledger that stands there, with its key; None where there is none or it cannot be read.
    """

    backup: Path
    target: Path
    reason: str
    operator: str = ""
    key: bytes | None = None
    present: LedgerFile | None = None

    @property
    def keeps_keys(self) -> bool:
        """Whether the keys beside the ledger stay: it is open under the very key of the backup."""
        return self.present is not None and self.present.key == self.key


@needs(Right.RESTORE)
def may(actor: Actor) -> None:
    """Whether an operator may put another state in the ledger's place; raises Refused (exit 3)."""


def spare_whole(target: Path, key: bytes | None) -> None:
    """Refuse to restore, without the ledger being open, over one that can be read; a damaged one may be replaced."""
    if not target.exists():
        return
    try:
        copies.check(LedgerFile(target, key))
    except StoreError:
        return
    sentence = f"「{target.name}」已经存在而且完好，没有覆盖它。请换一个文件名；要恢复那一份，请先打开它再恢复。"
    raise Refused(sentence, field="target")


def would_lose(shown: Preview) -> str:
    """What would be lost, in sentences; empty when nothing is."""
    if shown.damaged:
        return "现在的台账文件读不出来，恢复前会把它原样留在旁边。"
    if not shown.rows:
        return ""
    ledgers = "；".join(loss.words for loss in shown.losses)
    after = f"备份是{shown.inside.made_at:%Y-%m-%d %H:%M}做的，之后的{shown.rows}次操作会退回去"
    return f"{after}{'：' + ledgers if ledgers else ''}。恢复前会先把现在的台账另存一份备份。"


# ---- before anything is touched --------------------------------------------------------------------------------------


def preview(wanted: Wanted, *, progress: Progress | None = None) -> Preview:
    """What is inside, and what would be lost; the ledger is not touched.

    Raises Refused for a file that is no backup, damaged, of a newer program, or of another ledger than the present one.
    """
    found = backups.inside(wanted.backup, progress=progress)
    present = wanted.present
    if present is None:
        is_there = wanted.target.exists()
        return Preview(found, is_there=is_there, damaged=is_there)
    try:
        _same_ledger(found.first, found, present)
        since = found.seq if copies.has_row(present, found.seq, found.head) else _parted(wanted, present)
        return Preview(found, _losses(present, since), copies.head(present)[0] - since, is_there=True)
    except StoreError as error:
        raise faults.refusal(error) from error


def _same_ledger(first: str, found: Inside, present: LedgerFile) -> None:
    if present.key is not None and not found.encrypted:
        sentence = (
            f"「{found.path.name}」没有加密，现在的台账是加密的；没有恢复，没有改动任何文件。"
            "请换一份加密的备份；确实要用这一份，请在开始页用“从备份恢复”，另放一个位置。"
        )
        raise Refused(sentence, field="path")
    if first in ("", copies.identity(present)):
        return
    here = copies.setting(present, office.OFFICE) or "没有单位名称"
    sentence = (
        f"这份备份是「{found.office}」的，与现在的台账（「{here}」）不是同一份台账；没有恢复，没有改动任何文件。"
        "请换一份备份；要打开那一份台账，请在开始页用“从备份恢复”，另放一个位置。"
    )
    raise Refused(sentence, field="path")


def _parted(wanted: Wanted, present: LedgerFile) -> int:
    """The last row both have, when the present file does not go on from the backup: it was restored in between."""
    with _made_ready_place(wanted.target) as ready:
        backups.unpack(wanted.backup, ledger=ready, tell=lambda: None)
        return copies.common_seq(present, LedgerFile(ready, wanted.key))


def _losses(present: LedgerFile, since: int) -> tuple[Loss, ...]:
    found = []
    for ledger, uuids in copies.written_after(present, since).items():
        declared = next((one for one in registry.LEDGERS + registry.BASE if one.name == ledger), None)
        if declared is None:
            continue
        numbers = copies.numbers(present, ledger)
        added = sorted(numbers.get(uuid, "") for uuid, is_new in uuids.items() if is_new)
        changed = sorted(numbers.get(uuid, "") for uuid, is_new in uuids.items() if not is_new)
        found.append(Loss(ledger, declared.label, tuple(added), tuple(changed)))
    return tuple(sorted(found, key=lambda loss: -len(loss.added) - len(loss.changed)))


def _numbers(numbers: tuple[str, ...]) -> str:
    shown = "、".join(numbers[:SHOWN_NUMBERS])
    return f"{shown}等" if len(numbers) > SHOWN_NUMBERS else shown


# ---- the restore -----------------------------------------------------------------------------------------------------


def restore(wanted: Wanted, *, progress: Progress | None = None) -> Restored:
    """Put a backup in the ledger's place; nobody may have the ledger open. Its history says so, with the reason.

    Raises Refused, and what `progress` raises; then the ledger is as it was.
    """
    tell = progress or (lambda _done, _whole: None)
    if not 0 < len(wanted.reason.strip()) <= LONGEST_REASON:
        sentence = f"请写明为什么恢复（最多{LONGEST_REASON}个字）；没有恢复，没有改动任何文件。"
        raise Refused(sentence, field="reason")
    try:
        with _held(wanted.target, wanted.operator), _made_ready_place(wanted.target) as ready:
            found = backups.inside(wanted.backup)
            file, slots = _unpacked(wanted, found, ready, tell)
            facts = _checked(file, found, wanted)
            tell(_CHECKED, _WHOLE)
            _bring_up_to_date(file, facts.schema)
            _record(file, found, wanted)
            tell(_READY, _WHOLE)
            saved = _save_present(wanted, tell)
            tell(_SAVED, _WHOLE)
            _swap(file, wanted.target, None if wanted.keeps_keys else slots)
    except StoreError as error:
        raise _refusal(error, wanted.target) from error
    except OSError as error:
        raise _no_room(wanted.target, is_full=error.errno in faults.NO_ROOM) from error
    tell(_WHOLE, _WHOLE)
    return Restored(wanted.target, sum(facts.counts.values()), saved)


def _refusal(error: StoreError, target: Path) -> Refused:
    if error.fault is Fault.FULL:
        return _no_room(target, is_full=True)
    if error.fault is Fault.LOCKED:
        sentence = f"台账正被占用（{error.detail}），没有恢复，没有改动任何文件。请先关闭别处打开的台账再试。"
        return Refused(sentence)
    return faults.refusal(error)


def _no_room(target: Path, *, is_full: bool) -> Refused:
    why = "磁盘空间不够" if is_full else f"「{target.parent.name}」写不进去"
    return Refused(f"{why}，没有恢复，原来的台账没有改动。请清理磁盘，或换个位置再试。", field="path")


@contextmanager
def _held(target: Path, operator: str) -> Iterator[None]:
    """Have the ledger for the whole restore, as a window would."""
    with Hold(target).held(operator or "从备份恢复"):
        yield


@contextmanager
def _made_ready_place(target: Path) -> Iterator[Path]:
    """Where a restored ledger is made ready, beside its target so that a rename can bring it there; gone afterwards."""
    ready = target.with_name(f".{target.name}.restoring")
    copies.discard(ready)
    try:
        yield ready
    finally:
        with suppress(OSError):
            copies.discard(ready)


def _unpacked(wanted: Wanted, found: Inside, ready: Path, tell: Progress) -> tuple[LedgerFile, bytes]:
    if not wanted.target.parent.is_dir():
        raise StoreError(Fault.NO_FOLDER, str(wanted.target.parent))
    if found.encrypted and wanted.key is None:
        raise StoreError(Fault.PASSPHRASE_NEEDED, str(wanted.backup))
    size, done = max(found.size, 1), 0

    def told() -> None:
        nonlocal done
        done += 1 << 20
        tell(min(_UNPACKED, done * _UNPACKED // size), _WHOLE)

    slots = backups.unpack(wanted.backup, ledger=ready, tell=told)
    return LedgerFile(ready, wanted.key), slots


def _checked(file: LedgerFile, found: Inside, wanted: Wanted) -> Facts:
    """Hold the unpacked ledger against what the backup says of itself: pages, counts, anchor, whose ledger it is."""
    copies.check(file)
    facts = copies.facts(file, dated=backups.dated())
    if (facts.seq, facts.head) != (found.seq, found.head) or facts.counts != found.counts:
        sentence = f"「{found.path.name}」里的记录与它的清单对不上，没有恢复，没有改动任何文件。请换一份备份。"
        raise Refused(sentence, field="path", exit_code=Exit.DAMAGED)
    if wanted.present is not None:
        _same_ledger(facts.first, found, wanted.present)
    return facts


def _bring_up_to_date(file: LedgerFile, schema: int) -> None:
    """Migrate an older ledger where it was made ready; what the migration keeps beside it is not needed."""
    if schema == sqlite.SCHEMA:
        return
    try:
        migrate.upgrade(file.path, file.key)
    finally:
        for left in file.path.parent.glob(f"{file.path.stem}.升级前*"):
            left.unlink()


def _record(file: LedgerFile, found: Inside, wanted: Wanted) -> None:
    """Write into the restored ledger's history that it was restored; then it is as it will be opened."""
    schema = tables.of(registry.LEDGERS + registry.BASE)
    writer = engine.writer(file.path, key=file.key)
    try:
        with writer.begin() as connection:
            unit = UnitOfWork(connection, schema, Clock())
            # Who works at the present ledger may be newer than the backup: the desk has vouched for him.
            name = wanted.operator if wanted.present else operators.find(unit, name=wanted.operator).name
            words = f"从备份恢复（{found.made_at:%Y-%m-%d %H:%M} 的备份）"
            unit.audit(
                operator=name, action=ChangeKind.RESTORED_FILE.value, description=words, reason=wanted.reason.strip()
            )
    finally:
        writer.dispose()
    copies.make_usable(file)
    sqlite.sync_file(file.path)


def _save_present(wanted: Wanted, tell: Progress) -> Path | None:
    """Save what stands there: as a checked backup, or, when it cannot be read, as it is, beside it."""
    target, present = wanted.target, wanted.present
    if present is None:
        return _set_aside(target) if target.exists() else None
    made = kept_backups.keep(
        present,
        occasion=Occasion.BEFORE_RESTORE,
        progress=lambda done, whole: tell(_READY + done * (_SAVED - _READY) // whole, _WHOLE),
    )
    copies.settle(present)
    return made.path


def _set_aside(target: Path) -> Path:
    """Keep a file that cannot be read, with its log and key; its log must not be played into the restored one."""
    aside = target.with_name(f"{target.stem}.恢复前-{Clock().now():%Y%m%d-%H%M%S}{target.suffix}")
    for suffix in ("", ".key", *copies.BESIDE):
        old = target.with_name(target.name + suffix)
        if old.exists():
            shutil.copyfile(old, aside.with_name(aside.name + suffix))
            aside.with_name(aside.name + suffix).chmod(0o600)
            sqlite.sync_file(aside.with_name(aside.name + suffix))
    sqlite.sync_folder(target.parent)
    for suffix in copies.BESIDE:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return aside


def _swap(file: LedgerFile, target: Path, slots: bytes | None) -> None:
    """The one step that counts: from the rename on the restored ledger stands in the place.

    `slots` are the backup's keys, None when those beside the ledger serve. The copy in the data folder comes first, so
    that the restored ledger can be opened from the rename on; the keys beside it come last.
    """
    own = keys.loads(slots) if slots else None
    if own is not None:
        keys.keep_spare(own)
    if slots is not None and not target.exists():
        _put_keys(target, own)
    file.path.replace(target)
    sqlite.sync_folder(target.parent)
    seen.forget(target)
    if slots is not None:
        _put_keys(target, own)


def _put_keys(target: Path, own: KeyFile | None) -> None:
    """Put the keys beside a ledger; a key file of another ledger is moved aside, never overwritten."""
    place = keys.key_path(target)
    if place.exists() and (own is None or not _is_of(place, own)):
        put_aside(place)
    if own is not None:
        keys.write_whole(place, keys.dumps(own))


def _is_of(place: Path, own: KeyFile) -> bool:
    try:
        return keys.loads(place.read_bytes()).uuid == own.uuid
    except (OSError, ValueError):
        return False
