"""The key of an encrypted backup, had by a passphrase or the recovery code of the day it was made.

Wrong tries are counted with those at the ledger itself: a backup is no way around the wait.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from app.services import backups, faults, signing_in
from db import attempts, keys
from db.clock import Clock
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from db.keys import KeyFile


def slots(backup: Path) -> KeyFile | None:
    """The key slots of a backup, None for a plain one; raises Refused when they are damaged or another ledger's."""
    try:
        with zipfile.ZipFile(backup) as archive:
            if backups.KEYS not in archive.namelist():
                return None
            file = keys.loads(archive.read(backups.KEYS))
            with archive.open(backups.LEDGER) as stream:
                is_own = stream.read(keys.IDENTITY) == file.uuid
    except backups.BROKEN as error:
        raise backups.no_backup(backup) from error
    if not is_own:
        raise backups.no_backup(backup)
    return file


def operators_of(backup: Path) -> tuple[str, ...]:
    """Who had a passphrase when a backup was made; empty for a plain one. Raises Refused."""
    file = slots(backup)
    return () if file is None else file.operators


def opened_by(backup: Path, key: bytes | None) -> bool:
    """Whether no secret has to be asked for: the backup is plain, or under the key of the open ledger."""
    file = slots(backup)
    return file is None or (key is not None and keys.is_sealed_by(file, key))


def unlock(backup: Path, *, passphrase: str, operator: str = "") -> bytes | None:
    """The key of a backup by an operator's passphrase; None for a plain one. Raises Refused (exit 3)."""
    return _try(
        backup, operator, lambda file: keys.unlock(file, passphrase, operator=operator), is_given=bool(passphrase)
    )


def unlock_by_code(backup: Path, *, code: str) -> bytes | None:
    """The key of a backup by the recovery code printed before it was made; raises Refused (exit 3)."""
    typed = signing_in.read_code(code)
    return _try(backup, "", lambda file: keys.unlock_by_code(file, typed), is_given=True)


def _try(backup: Path, operator: str, work: Callable[[KeyFile], bytes], *, is_given: bool) -> bytes | None:
    file = slots(backup)
    if file is None:
        return None
    try:
        if not is_given:
            raise StoreError(Fault.PASSPHRASE_NEEDED, str(backup))
        return counted(file, operator, work)
    except StoreError as error:
        raise faults.refusal(error) from error


def counted(file: KeyFile, operator: str, work: Callable[[KeyFile], bytes]) -> bytes:
    """The key that the work finds in the slots; wrong tries make wait. Raises StoreError, TOO_SOON while one waits."""
    left = attempts.wait_left(file.uuid)
    if left:
        raise StoreError(Fault.TOO_SOON, signing_in.wait_words(left))
    try:
        key = work(file)
    except StoreError as error:
        if error.fault is Fault.WRONG_PASSPHRASE:
            attempts.count_failure(file.uuid, at=Clock().now().isoformat(), operator=operator or file.operators[0])
        raise
    attempts.succeed(file.uuid)
    return key
