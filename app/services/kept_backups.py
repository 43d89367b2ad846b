"""自动备份: the backups the program makes by itself, kept in the user's data folder, and their copies elsewhere.

A file stands in the folder under its name only after it was read back and checked; so what is listed is what holds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.rules import rotation
from app.rules.elapsed import ago, size_text
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import backups, faults, office
from app.services.backups import Occasion
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import copies, sqlite
from db.clock import Clock
from db.copies import LedgerFile
from db.errors import StoreError
from db.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.backups import Backup, Inside, Progress
    from app.services.desk import Desk

USUAL = "台账备份"
SPECIAL = (Occasion.BEFORE_RESTORE, Occasion.BEFORE_IMPORT, Occasion.BEFORE_UPGRADE)
_NAME = re.compile(rf"({'|'.join((USUAL, *(one.value for one in SPECIAL)))})(\d{{8}}-\d{{6}})-(\d+)\.mqbak")
QUIET = tuple(
    kind.value
    for kind in (
        ChangeKind.BACKED_UP,
        ChangeKind.SIGNED_IN,
        ChangeKind.SIGNED_OUT,
        ChangeKind.LOCKED,
        ChangeKind.UNLOCKED,
    )
)
"""Actions of the history for which alone no new backup is made."""
REMIND_AFTER = timedelta(days=7)
"""So long the office may be without a fresh copy outside this computer before it is reminded."""
_STATE = "state.json"
_NAMED = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in a folder of kept ones, as its name says it."""

    path: Path
    serial: int
    made_at: datetime
    size: int
    special: bool

    @property
    def slot(self) -> rotation.Slot:
        """The backup as the rule of rotation sees it."""
        return rotation.Slot(self.serial, self.made_at, self.size, self.special)


@dataclass(frozen=True, slots=True)
class State:
    """What this computer knows of a ledger's backups: its second place, and when the last ones came to be (ISO)."""

    second: str = ""
    outside_at: str = ""
    by_hand_at: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was kept; `outside` says whether a copy went to the second place, `trouble` why it did not."""

    path: Path
    total: int
    outside: bool
    trouble: str = ""


# ---- the folder ------------------------------------------------------------------------------------------------------


def folder(file: LedgerFile) -> Path:
    """Where the backups of a ledger are kept, by its identity and not by its name; raises Refused."""
    return data_folder() / "backups" / _identity(file)


def folder_of(first: str) -> Path:
    """The same by the hash of the ledger's first history row."""
    return data_folder() / "backups" / first[:_NAMED]


def _identity(file: LedgerFile) -> str:
    try:
        return copies.identity(file)[:_NAMED]
    except StoreError as error:
        raise faults.refusal(error) from error


def listed(place: Path) -> tuple[Kept, ...]:
    """The backups in a folder, the last made first."""
    if not place.is_dir():
        return ()
    found = (_kept(path) for path in place.iterdir())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.serial))


def _kept(path: Path) -> Kept | None:
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    try:
        made_at, size = datetime.strptime(named[2], "%Y%m%d-%H%M%S"), path.stat().st_size
    except (ValueError, OSError):
        return None
    return Kept(path, int(named[3]), made_at, size, named[1] != USUAL)


def state(file: LedgerFile) -> State:
    """What this computer knows of a ledger's backups."""
    return _state(folder(file))


def _state(place: Path) -> State:
    try:
        told = json.loads((place / _STATE).read_text("utf-8"))
        return State(**{name: str(told.get(name, "")) for name in State.__slots__})
    except (OSError, ValueError, AttributeError):
        return State()


def _remember(place: Path, known: State) -> None:
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place / f".{_STATE}.part"
    part.write_text(json.dumps(asdict(known), ensure_ascii=False), "utf-8")
    part.replace(place / _STATE)


# ---- making one ------------------------------------------------------------------------------------------------------


def is_due(file: LedgerFile) -> bool:
    """Whether the ledger was changed since its newest kept backup; never for a sample. Raises Refused."""
    try:
        if copies.setting(file, office.OWN_TODAY) is not None:
            return False
        newest = next(iter(listed(folder(file))), None)
        if newest is None:
            return True
        said = backups.says(newest.path)
        return copies.goes_on_from(file, said.seq, said.head, quiet=QUIET)
    except StoreError as error:
        raise faults.refusal(error) from error


def keep(file: LedgerFile, *, occasion: Occasion, progress: Progress | None = None) -> Made:
    """Make a backup, check it, copy it to the second place when that is there, and let the surplus go.

    Serves before a change of the whole file as well: a migration, an import, a restore. Raises Refused.
    """
    place = folder(file)
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        sentence = "自动备份的文件夹建不起来（可能是磁盘已满或没有权限），没有做成备份；台账里的记录都完好。"
        raise Refused(sentence) from error
    with _alone(place):
        _sweep(place)
        _thin(place)
        made = backups.write(file, out=place / _next_name(place, occasion), occasion=occasion, progress=progress)
        _thin(place)
        outside, trouble = _copy_outside(place, made.path)
    return Made(made.path, sum(made.counts.values()), outside, trouble)


def keep_if_due(file: LedgerFile, *, occasion: Occasion, progress: Progress | None = None) -> Made | None:
    """Make one when the ledger was changed since the last; None when it was not. Raises Refused."""
    return keep(file, occasion=occasion, progress=progress) if is_due(file) else None


def before_import(file: LedgerFile) -> Made | None:
    """A backup of a ledger into which a workbook is about to be taken; None when the last one still is its state."""
    return keep_if_due(file, occasion=Occasion.BEFORE_IMPORT)


def before_upgrade(path: Path, key: bytes | None) -> Made | None:
    """A backup of a ledger that is about to be brought up to date; None for one that needs it not. Raises Refused."""
    file = LedgerFile(path, key)
    try:
        is_older = copies.schema(file) < sqlite.SCHEMA
    except StoreError:
        return None  # what is wrong with it is told by opening it
    return keep(file, occasion=Occasion.BEFORE_UPGRADE) if is_older else None


@needs(Right.BACK_UP)
def by_hand(desk: Desk, *, out: Path, progress: Progress | None = None) -> Backup:
    """The backup a clerk asks for, where he wants it; the status line and the reminder know of it. Raises Refused."""
    made = backups.backup(desk, out=out, progress=progress)
    with suppress(Refused):  # the backup stands, whatever becomes of the note
        noted_by_hand(backups.source(desk), out=made.path)
    return made


def _next_name(place: Path, occasion: Occasion) -> str:
    serial = max((one.serial for one in listed(place)), default=0) + 1
    word = occasion.value if occasion in SPECIAL else USUAL
    return f"{word}{Clock().now():%Y%m%d-%H%M%S}-{serial}{backups.SUFFIX}"


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One backup of a ledger at a time, whichever program makes it; the system frees the lock of one that died."""
    from filelock import FileLock, Timeout

    lock = FileLock(place / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        sentence = "另一个备份正在进行，这一次没有再做；台账里的记录都完好。请等它结束后再试。"
        raise Refused(sentence) from error
    try:
        yield
    finally:
        lock.release()


def _sweep(place: Path) -> None:
    """Remove what a backup that was killed left behind; only while no other is being made."""
    for left in place.glob(".*.mqbak.*"):
        left.unlink(missing_ok=True)


def _thin(place: Path) -> None:
    kept = listed(place)
    gone = rotation.surplus([one.slot for one in kept], free=shutil.disk_usage(place).free)
    for one in kept:
        if one.serial in gone:
            with suppress(OSError):
                one.path.unlink()


# ---- the second place ------------------------------------------------------------------------------------------------


def second_place(file: LedgerFile) -> Path | None:
    """The folder on another disk where copies go, None when the office has named none."""
    named = state(file).second
    return Path(named) if named else None


def set_second_place(file: LedgerFile, *, place: Path | None) -> None:
    """Name the folder on another disk where copies go from now on; raises Refused when it cannot be written."""
    if place is not None and not (os.path.isdir(place) and os.access(place, os.W_OK)):
        sentence = f"「{place.name or place}」找不到或写不进去，备份设置没有改。请插好U盘，或换一个文件夹。"
        raise Refused(sentence, field="second")
    own = folder(file)
    _remember(own, replace(_state(own), second=str(place) if place else ""))


def copy_outside(file: LedgerFile) -> Made | None:
    """Bring the newest kept backup to the second place now; None when there is none to bring. Raises Refused."""
    place = folder(file)
    newest = next(iter(listed(place)), None)
    if newest is None:
        return None
    with _alone(place):
        outside, trouble = _copy_outside(place, newest.path)
    return Made(newest.path, backups.says(newest.path).total, outside, trouble)


def _copy_outside(own: Path, path: Path) -> tuple[bool, str]:
    second = _state(own).second
    if not second:
        return False, ""
    if not Path(second).is_dir():
        return False, "第二备份位置现在找不到（U盘没有插上？），这一份只留在本机。"
    there = Path(second) / f"台账备份-{own.name[:8]}"
    try:
        there.mkdir(exist_ok=True)
        _sweep(there)
        _copied(path, there / path.name)
        _thin(there)
    except Refused:
        return False, "拷到第二备份位置的那一份读回来与原件不一致，已经删去，这一份只留在本机。U盘可能坏了，请换一个。"
    except OSError as error:
        why = f"装不下（这一份 {size_text(path.stat().st_size)}）" if error.errno in faults.NO_ROOM else "写不进去"
        return False, f"第二备份位置{why}，这一份只留在本机。请换一个U盘。"
    _remember(own, replace(_state(own), outside_at=Clock().now().isoformat()))
    return True, ""


def _copied(path: Path, target: Path) -> None:
    """Copy a backup and read the copy back before it gets its name; raises OSError or Refused."""
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(path, part)
        sqlite.sync_file(part)
        backups.read_back(part)
        part.replace(target)
        sqlite.sync_folder(target.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


# ---- what is told of them --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ledger stands with its backups: the last checked one, the last outside copy, what to remind of."""

    verified_at: datetime | None
    outside_at: datetime | None
    words: str
    reminder: str


def noted_by_hand(file: LedgerFile, *, out: Path) -> None:
    """Remember a backup the clerk made himself, and whether it went to another disk."""
    own, now = folder(file), Clock().now().isoformat()
    known = replace(_state(own), by_hand_at=now)
    with suppress(OSError):
        _remember(own, replace(known, outside_at=now) if is_elsewhere(file.path, out) else known)


def is_elsewhere(ledger: Path, out: Path) -> bool:
    """Whether a file or folder lies on another disk than the ledger."""
    with suppress(OSError):
        return ledger.stat().st_dev != out.stat().st_dev
    return False


def last_verified(file: LedgerFile) -> datetime | None:
    """When the last backup that passed its check was made; None when there is none. Raises Refused."""
    return _last_verified(folder(file))


def _last_verified(place: Path) -> datetime | None:
    moments = [one.made_at for one in listed(place)[:1]] + _moments(_state(place).by_hand_at)
    return max(moments, default=None)


def _moments(text: str) -> list[datetime]:
    with suppress(ValueError):
        return [datetime.fromisoformat(text)]
    return []


def standing(file: LedgerFile) -> Standing:
    """How a ledger stands with its backups; of a sample nobody is reminded. Raises Refused."""
    try:
        first, begun, own_today = copies.glance(file, key=office.OWN_TODAY)
    except StoreError as error:
        raise faults.refusal(error) from error
    place, now, is_sample = folder_of(first), Clock().now(), own_today is not None
    verified, outside = _last_verified(place), next(iter(_moments(_state(place).outside_at)), None)
    words = f"最近一次核对过的备份：{ago(verified, now)}" if verified else "还没有核对过的备份"
    last = outside or next(iter(_moments(begun)), None)
    is_late = not is_sample and last is not None and now - last > REMIND_AFTER
    words = "" if is_sample and verified is None else words
    return Standing(verified, outside, words, _reminder(outside, now) if is_late else "")


def _reminder(outside: datetime | None, now: datetime) -> str:
    told = (
        f"上一份拷到U盘或另一块磁盘上的备份是{ago(outside, now)}做的" if outside else "还没有备份拷到U盘或另一块磁盘上"
    )
    return f"{told}。这台电脑坏了，之后登记的就找不回来了。请插上U盘，现在备份一份。"


def inside_all(place: Path) -> tuple[tuple[Kept, Inside | None], ...]:
    """The kept backups with what each says of itself, None for one that can no longer be read."""
    return tuple((one, _said(one.path)) for one in listed(place))


def of_all_ledgers() -> tuple[tuple[Kept, Inside | None], ...]:
    """The kept backups of every ledger of this computer, the last made first: for one that cannot be opened."""
    place = data_folder() / "backups"
    folders = [folder for folder in place.iterdir() if folder.is_dir()] if place.is_dir() else []
    found = [pair for folder in folders for pair in inside_all(folder)]
    return tuple(sorted(found, key=lambda pair: pair[0].made_at, reverse=True))


def _said(path: Path) -> Inside | None:
    try:
        return backups.says(path)
    except Refused:
        return None
