"""A sealed file: a head that anyone may read, frames that are squeezed and, with a passphrase, encrypted, and a digest.

Every byte stands under the digest at the end; with a passphrase each frame is AES-256-GCM under a key of this one file,
numbered by its nonce and bound to the head, so that none can be changed, left out, put elsewhere or cut off.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from db import keys
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from db.keys import KeyFile

MAGIC = b"MINQING-SEALED\n"
FORMAT = 1
HOLDER = "package"
"""The operator of the one slot of a sealed file's keys."""
_DIGEST = hashlib.sha256().digest_size
_LENGTH, _KIND, _NONCE = 4, 1, 12
MOST = 16 * 1024 * 1024
"""Bytes that one frame may be written as, or hold."""
END = b"E"
PIECE = 1 << 20


class Writer:
    """Writes one sealed file into a stream, frame by frame; `close` ends it."""

    def __init__(self, stream: IO[bytes], head: dict[str, Any], passphrase: str = "") -> None:
        """Write the head; with a passphrase what follows is encrypted."""
        self._stream, self._whole, self._count = stream, hashlib.sha256(), 0
        made = keys.new_keys(HOLDER, passphrase) if passphrase else None
        sealed = None if made is None else keys.dumps(made.file).decode()
        told = json.dumps({**head, "format": FORMAT, "keys": sealed}, ensure_ascii=False).encode()
        self._cipher = None if made is None else _Cipher(made.key, told)
        self._put(MAGIC)
        self._put(len(told).to_bytes(_LENGTH, "big"))
        self._put(told)

    def frame(self, kind: bytes, data: bytes) -> None:
        """Write one frame; `kind` is one letter, `data` at most `MOST` bytes."""
        body = kind + zlib.compress(data, 1)
        if self._cipher is not None:
            body = self._cipher.seal(self._count, body)
        self._count += 1
        self._put(len(body).to_bytes(_LENGTH, "big"))
        self._put(body)

    def close(self) -> str:
        """End the file; its digest."""
        self.frame(END, str(self._count).encode())
        self._stream.write(self._whole.digest())
        return self._whole.hexdigest()

    def _put(self, data: bytes) -> None:
        self._whole.update(data)
        self._stream.write(data)


class _Cipher:
    """Seals and opens frames, each by its place."""

    def __init__(self, key: bytes, head: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: what is not encrypted never needs it

        self._cipher = AESGCM(keys.derive(key, "sealed file"))
        self._head = hashlib.sha256(head).digest()

    def seal(self, place: int, body: bytes) -> bytes:
        return self._cipher.encrypt(place.to_bytes(_NONCE, "big"), body, self._head)

    def open(self, place: int, body: bytes) -> bytes:
        return self._cipher.decrypt(place.to_bytes(_NONCE, "big"), body, self._head)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file that is whole: what its head says, its key slots (None when it is not encrypted), its digest."""

    path: Path
    head: dict[str, Any]
    slots: KeyFile | None
    digest: str
    told: bytes

    def frames(self, key: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        """The frames as (kind, data), without the end; the key opens an encrypted one.

        Raises StoreError DAMAGED for what is not as it was written, also when the file changed since it was opened.
        """
        try:
            with self.path.open("rb") as stream:
                yield from self._frames(stream, key)
        except (OSError, ValueError, zlib.error) as error:
            raise StoreError(Fault.DAMAGED, str(self.path)) from error

    def _frames(self, stream: IO[bytes], key: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        whole, place = _Digesting(stream), 0
        whole.exactly(len(MAGIC) + _LENGTH)
        if whole.exactly(len(self.told)) != self.told:
            raise ValueError
        cipher = None if self.slots is None or key is None else _Cipher(key, self.told)
        while True:
            kind, data = _opened(whole, cipher, place)
            if kind == END:
                break
            yield kind, data
            place += 1
        if data != str(place).encode() or whole.digest.hexdigest() != self.digest:
            raise ValueError


class _Digesting:
    """Reads a stream and digests what it read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def exactly(self, count: int) -> bytes:
        data = self._stream.read(count)
        if len(data) != count:
            raise ValueError
        self.digest.update(data)
        return data


def _opened(whole: _Digesting, cipher: _Cipher | None, place: int) -> tuple[bytes, bytes]:
    length = int.from_bytes(whole.exactly(_LENGTH), "big")
    if not _KIND < length <= MOST:
        raise ValueError
    body = whole.exactly(length)
    if cipher is not None:
        body = _unsealed(cipher, place, body)
    squeezed = zlib.decompressobj()
    data = squeezed.decompress(body[_KIND:], MOST)
    if not squeezed.eof:
        raise ValueError
    return body[:_KIND], data


def _unsealed(cipher: _Cipher, place: int, body: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.open(place, body)
    except InvalidTag as error:
        raise ValueError from error


def look(path: Path) -> Sealed:
    """A sealed file read to its end and held against its digest.

    Raises StoreError MISSING, FOREIGN (no sealed file), NEWER (of a newer program) or DAMAGED.
    """
    try:
        with path.open("rb") as stream:
            told = _head(stream, path)
            digest = _whole_digest(stream, told)
        head = json.loads(told)
        slots = None if head["keys"] is None else keys.loads(head["keys"].encode())
    except FileNotFoundError as error:
        raise StoreError(Fault.MISSING, str(path)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(Fault.DAMAGED, str(path)) from error
    return Sealed(path, head, slots, digest, told)


def _head(stream: IO[bytes], path: Path) -> bytes:
    if stream.read(len(MAGIC)) != MAGIC:
        raise StoreError(Fault.FOREIGN, str(path))
    length = int.from_bytes(stream.read(_LENGTH), "big")
    if length > PIECE:
        raise ValueError
    told = stream.read(length)
    if json.loads(told)["format"] > FORMAT:
        raise StoreError(Fault.NEWER, str(path))
    return told


def _whole_digest(stream: IO[bytes], told: bytes) -> str:
    """The digest of everything before the last bytes, which must say the same."""
    whole = hashlib.sha256(MAGIC + len(told).to_bytes(_LENGTH, "big") + told)
    held = b""
    while piece := stream.read(PIECE):
        held += piece
        whole.update(held[:-_DIGEST])
        held = held[-_DIGEST:]
    if held != whole.digest():
        raise ValueError
    return whole.hexdigest()
