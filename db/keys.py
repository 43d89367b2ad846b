"""The key of an encrypted ledger: random, wrapped once for each operator's passphrase and once for a recovery code.

The ledger is encrypted by a random data key that never changes, so a new passphrase rewrites only the key file
`X.minqing.key`. A copy of it is kept in the user's data folder and serves when the first is lost or damaged. The key
handed around is 48 bytes: 32 secret ones, and the 16 of the file's identity, which are also its first 16 bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db import recovery_code, sqlite
from db.errors import Fault, StoreError
from db.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAGIC = "minqing-key"
FORMAT = 1
SUFFIX = ".key"
SECRET, IDENTITY, NONCE = 32, 16, 12
SIGN_IN_SECONDS = 0.4
"""What trying one passphrase shall cost on the computer that sets it."""
MEMORY = 64 * 1024
"""KiB a try takes: little for an office computer, much for a machine that tries millions at once."""
LEAST_TIME, MOST_TIME = 2, 64


@dataclass(frozen=True, slots=True)
class Cost:
    """The parameters of argon2id: passes, memory in KiB, lanes."""

    time: int
    memory: int = MEMORY
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key wrapped by one passphrase; `operator` is empty for the recovery code."""

    operator: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What `X.minqing.key` says; `serial` grows with every change, so that the newer of two copies is known."""

    uuid: bytes
    serial: int
    slots: tuple[Slot, ...]
    recovery: Slot
    mac: bytes = b""

    @property
    def operators(self) -> tuple[str, ...]:
        """Who has a passphrase of their own, the first operator first."""
        return tuple(slot.operator for slot in self.slots)


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What a new ledger gets: its key file, its key, and the recovery code that is shown once."""

    file: KeyFile
    key: bytes
    code: str


# ---- making and changing ---------------------------------------------------------------------------------------------


def choose_cost(seconds: float = SIGN_IN_SECONDS) -> Cost:
    """The cost at which one try takes about so many seconds on this computer."""
    probe = Cost(LEAST_TIME)
    taken = min(_timed(probe) for _ in range(2))
    return Cost(min(max(round(LEAST_TIME * seconds / taken), LEAST_TIME), MOST_TIME))


def _timed(cost: Cost) -> float:
    # The thread's own time: another program that keeps the computer busy must not make the key cheaper.
    began = time.thread_time()
    _stretched("probe", b"\0" * 16, cost)
    return max(time.thread_time() - began, 1e-4)


def new_keys(operator: str, passphrase: str, cost: Cost | None = None) -> NewKeys:
    """Keys for a new ledger with one operator."""
    uuid = secrets.token_bytes(IDENTITY)
    key = secrets.token_bytes(SECRET) + uuid
    chosen = cost or choose_cost()
    code = recovery_code.new_code()
    slots = (_wrap(key, operator, passphrase, chosen),)
    return NewKeys(_signed(KeyFile(uuid, 1, slots, _wrap(key, "", code, chosen)), key), key, code)


def add_slot(keys: KeyFile, key: bytes, operator: str, passphrase: str, cost: Cost | None = None) -> KeyFile:
    """The keys with a passphrase for an operator, in place of the one he had."""
    slot = _wrap(key, operator, passphrase, cost or choose_cost())
    known = operator in keys.operators
    slots = tuple(slot if old.operator == operator else old for old in keys.slots)
    return _signed(replace(keys, serial=keys.serial + 1, slots=slots if known else (*slots, slot)), key)


def remove_slot(keys: KeyFile, key: bytes, operator: str) -> KeyFile:
    """The keys without an operator's passphrase; raises ValueError for the last one."""
    slots = tuple(slot for slot in keys.slots if slot.operator != operator)
    if not slots:
        message = "the last passphrase cannot be removed"
        raise ValueError(message)
    return _signed(replace(keys, serial=keys.serial + 1, slots=slots), key)


def rename_slot(keys: KeyFile, key: bytes, operator: str, name: str, passphrase: str) -> KeyFile:
    """The keys with an operator's slot under a new name; the passphrase is needed, for the name is bound to it."""
    unlock(keys, passphrase, operator=operator)
    held = next(slot for slot in keys.slots if slot.operator == operator)
    slot = _wrap(key, name, passphrase, held.cost)
    slots = tuple(slot if old.operator == operator else old for old in keys.slots)
    return _signed(replace(keys, serial=keys.serial + 1, slots=slots), key)


def new_recovery(keys: KeyFile, key: bytes, cost: Cost | None = None) -> tuple[KeyFile, str]:
    """The keys with a fresh recovery code, and the code; the old code opens nothing any more."""
    code = recovery_code.new_code()
    slot = _wrap(key, "", code, cost or choose_cost())
    return _signed(replace(keys, serial=keys.serial + 1, recovery=slot), key), code


# ---- unlocking -------------------------------------------------------------------------------------------------------


def unlock(keys: KeyFile, passphrase: str, *, operator: str = "") -> bytes:
    """The key by an operator's passphrase (the first operator's when none is named).

    Raises StoreError WRONG_PASSPHRASE, or KEY_DAMAGED when the file was changed by someone without the key.
    """
    slot = next((slot for slot in keys.slots if operator in ("", slot.operator)), None)
    if slot is None:
        raise StoreError(Fault.WRONG_PASSPHRASE)
    return _checked(keys, _unwrap(keys.uuid, slot, passphrase))


def unlock_by_code(keys: KeyFile, code: str) -> bytes:
    """The key by the recovery code in its printed form; raises StoreError WRONG_PASSPHRASE or KEY_DAMAGED."""
    return _checked(keys, _unwrap(keys.uuid, keys.recovery, code))


def is_sealed_by(keys: KeyFile, key: bytes) -> bool:
    """Whether a key file was last written by someone who had this key."""
    return hmac.compare_digest(keys.mac, _mac(keys, key))


def _checked(keys: KeyFile, key: bytes) -> bytes:
    if not is_sealed_by(keys, key):
        raise StoreError(Fault.KEY_DAMAGED)
    return key


def _wrap(key: bytes, operator: str, passphrase: str, cost: Cost) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: a plain ledger never needs it

    slot = Slot(operator, cost, secrets.token_bytes(16), secrets.token_bytes(NONCE), b"")
    wrapping = AESGCM(_stretched(passphrase, slot.salt, cost))
    return replace(slot, wrapped=wrapping.encrypt(slot.nonce, key[:SECRET], _bound(key[SECRET:], slot)))


def _unwrap(uuid: bytes, slot: Slot, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = AESGCM(_stretched(passphrase, slot.salt, slot.cost))
    try:
        return wrapping.decrypt(slot.nonce, slot.wrapped, _bound(uuid, slot)) + uuid
    except InvalidTag as error:
        raise StoreError(Fault.WRONG_PASSPHRASE) from error


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    # NFKC: a digit typed full-width by an input method is the same digit.
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return bytes(hash_secret_raw(secret, salt, cost.time, cost.memory, cost.lanes, 32, Type.ID))


def _bound(uuid: bytes, slot: Slot) -> bytes:
    """What a wrapped key is bound to: it opens in no other slot, file or cost."""
    cost = slot.cost
    return _canonical([MAGIC, FORMAT, uuid.hex(), slot.operator, cost.time, cost.memory, cost.lanes])


def derive(key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from which the data key cannot be had."""
    return hmac.digest(key[:SECRET], f"minqing {purpose}".encode(), "sha256")


# ---- the file --------------------------------------------------------------------------------------------------------


def key_path(path: Path) -> Path:
    """The key file beside a ledger."""
    return path.with_name(path.name + SUFFIX)


def spare_path(uuid: bytes) -> Path:
    """The second copy, in the user's data folder."""
    return data_folder() / "keys" / f"{uuid.hex()}{SUFFIX}"


def dumps(keys: KeyFile) -> bytes:
    """The key file as bytes."""
    content = {**_content(keys), "mac": keys.mac.hex()}
    summed = {**content, "sum": hashlib.sha256(_canonical(content)).hexdigest()}
    return json.dumps(summed, ensure_ascii=False, indent=1).encode()


def loads(data: bytes) -> KeyFile:
    """A key file read from bytes; raises ValueError when it is none of ours or was damaged."""
    try:
        content: dict[str, Any] = json.loads(data)
        summed = content.pop("sum")
        if content["magic"] != MAGIC or content["format"] != FORMAT:
            message = "not a key file of this format"
            raise ValueError(message)
        if summed != hashlib.sha256(_canonical(content)).hexdigest():
            message = "the key file is damaged"
            raise ValueError(message)
        slots = tuple(_slot(one) for one in content["slots"])
        uuid, mac = bytes.fromhex(content["uuid"]), bytes.fromhex(content["mac"])
        return KeyFile(uuid, int(content["serial"]), slots, _slot(content["recovery"]), mac)
    except (KeyError, TypeError, AttributeError) as error:
        message = "not a key file"
        raise ValueError(message) from error


def load(path: Path) -> tuple[KeyFile, ...]:
    """The whole key files of a ledger, the one beside it first; at least one.

    Raises StoreError KEY_LOST when there is none, KEY_DAMAGED when the one beside the ledger is damaged or another's
    and no copy is left.
    """
    uuid = identity(path)
    found = tuple(keys for keys in (_read(place, uuid) for place in _places(path, uuid)) if keys is not None)
    if not found:
        raise StoreError(Fault.KEY_DAMAGED if key_path(path).exists() else Fault.KEY_LOST, str(key_path(path)))
    return found


def has_keys(path: Path) -> bool:
    """Whether a whole key file for this ledger is to be found."""
    uuid = identity(path)
    return any(_read(place, uuid) is not None for place in _places(path, uuid))


def _places(path: Path, uuid: bytes) -> Iterator[Path]:
    """Where the keys of a ledger may be: beside it, in the user's data folder, beside it under another name."""
    own = key_path(path)
    yield own
    yield spare_path(uuid)
    yield from (other for other in sorted(path.parent.glob(f"*{SUFFIX}")) if other != own)


def identity(path: Path) -> bytes:
    """The identity of an encrypted ledger: its first 16 bytes."""
    with path.open("rb") as stream:
        return stream.read(IDENTITY)


def save(path: Path, keys: KeyFile) -> None:
    """Write both copies, each whole or not at all; only the first must succeed. Raises OSError."""
    write_whole(key_path(path), dumps(keys))
    keep_spare(keys)


def keep_both(path: Path, keys: KeyFile) -> None:
    """Put a lost copy back and bring the second one up to date, where the folders can be written."""
    with suppress(OSError):
        if not key_path(path).exists():
            write_whole(key_path(path), dumps(keys))
    keep_spare(keys)


def keep_spare(keys: KeyFile) -> None:
    """Bring the copy in the user's data folder up to date, where that folder can be written."""
    spare = spare_path(keys.uuid)
    try:
        if spare.exists() and spare.read_bytes() == dumps(keys):
            return
        spare.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(spare, dumps(keys))
    except OSError:
        return


def write_whole(path: Path, data: bytes) -> None:
    """Put bytes under a name at once: written aside, synced, renamed. Raises OSError."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    sqlite.sync_folder(path.parent)


def _read(place: Path, uuid: bytes) -> KeyFile | None:
    try:
        keys = loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    return keys if keys.uuid == uuid else None


def _content(keys: KeyFile) -> dict[str, Any]:
    return {
        "magic": MAGIC,
        "format": FORMAT,
        "uuid": keys.uuid.hex(),
        "serial": keys.serial,
        "slots": [_told(slot) for slot in keys.slots],
        "recovery": _told(keys.recovery),
    }


def _told(slot: Slot) -> dict[str, Any]:
    return {
        "operator": slot.operator,
        "kdf": "argon2id",
        "time": slot.cost.time,
        "memory": slot.cost.memory,
        "lanes": slot.cost.lanes,
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "wrapped": slot.wrapped.hex(),
    }


def _slot(told: dict[str, Any]) -> Slot:
    cost = Cost(int(told["time"]), int(told["memory"]), int(told["lanes"]))
    salt, nonce, wrapped = (bytes.fromhex(told[name]) for name in ("salt", "nonce", "wrapped"))
    return Slot(str(told["operator"]), cost, salt, nonce, wrapped)


def _signed(keys: KeyFile, key: bytes) -> KeyFile:
    return replace(keys, mac=_mac(keys, key))


def _mac(keys: KeyFile, key: bytes) -> bytes:
    return hmac.digest(derive(key, "key file"), _canonical(_content(keys)), "sha256")


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
