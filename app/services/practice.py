"""试用示例 and 恢复原样: a sample file put in its place whole, copied from one that was built once and is kept."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from app import VERSION
from app.rules.refusal import Refused
from app.services import faults, office, sample
from app.services.sample_data import FOLDER
from db import copies, seen, sqlite
from db.copies import LedgerFile
from db.errors import StoreError
from db.holding import Hold
from db.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Progress = Callable[[int, int], None]

NO_ROOM = "示例没有建成，它的文件夹写不进去（可能是磁盘已满或没有权限）。没有留下半个文件，原来的文件没有改动。"
RESETTING = "恢复示例"


def make(path: Path, *, progress: Progress | None = None) -> Path:
    """Put the sample as it was made at `path`, in place of an older one; killed at any moment it leaves the old file
    or the new one. The first time it is built, which takes half a minute.

    Raises Refused, touching nothing, for a real ledger, a file in use and a folder that cannot be written; and what
    `progress` raises.
    """
    part = path.with_name(f".{path.name}.fresh")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Hold(path).held(RESETTING) if path.exists() else nullcontext():
            _refuse_real(path)
            kept = _kept(progress)
            shutil.copyfile(kept, part)
            sqlite.sync_file(part)
            _swap(part, path)
    except StoreError as error:
        raise faults.refusal(error) from error
    except OSError as error:
        raise Refused(NO_ROOM) from error
    finally:
        with suppress(OSError):
            copies.discard(part)
    return path


def _refuse_real(path: Path) -> None:
    """Raise Refused for a file that does not say of itself that it is a sample; StoreError for one that is none."""
    if path.exists() and copies.setting(LedgerFile(path), office.OWN_TODAY) is None:
        sentence = f"「{path.name}」是一份正式台账，不是示例，没有动它。"
        raise Refused(sentence)


def _swap(part: Path, path: Path) -> None:
    """From the rename on the fresh sample stands there; the log of the old one is played in first."""
    if path.exists():
        copies.settle(LedgerFile(path))
    seen.forget(path)  # before: a kill in between only forgets how far the old one went
    part.replace(path)
    sqlite.sync_folder(path.parent)


def _kept(progress: Progress | None) -> Path:
    """The sample as this program makes it, built unless it is kept from before and whole."""
    folder = data_folder() / "sample"
    kept = folder / f"{_edition()}.minqing"
    if kept.exists():
        with suppress(StoreError):
            copies.check(LedgerFile(kept))
            return kept
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{kept.name}.{os.getpid()}"
    copies.discard(part)
    try:
        desk = sample.create(part)
        try:
            sample.build(desk, progress=progress)
        finally:
            desk.close()
        copies.settle(LedgerFile(part))
        sqlite.sync_file(part)
        part.replace(kept)
    finally:
        copies.discard(part)
        seen.forget(part)
    for older in folder.glob("*.minqing"):
        if older != kept:
            older.unlink(missing_ok=True)
    return kept


def _edition() -> str:
    """What the sample is made from, in short: another program or other rows make another sample."""
    digest = hashlib.sha256(f"{VERSION} {sqlite.SCHEMA}".encode())
    for file in sorted(FOLDER.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]
