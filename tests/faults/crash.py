"""A disk that loses what was not synced: from a log of file operations, the states a power cut may leave.

Writes that were not synced are kept, dropped or torn at 512-byte sectors, each on its own; created, renamed and deleted
names come back to what they were unless the folder was synced. A deletion is final after four later syncs. What was
synced is trusted: this is no disk that lies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

SECTOR = 512
FINAL_AFTER = 4
"""Syncs after which an unsynced change of the folder has reached the disk anyway."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written to a file at a position."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file cut or grown to a size."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """A file's content made durable."""

    name: str


@dataclass(frozen=True, slots=True)
class Create:
    """A name made in the folder."""

    name: str


@dataclass(frozen=True, slots=True)
class Delete:
    """A name taken from the folder."""

    name: str


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that takes another's place."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """The names of the folder made durable."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The program said that it saved."""

    token: str


Op = Write | Truncate | Sync | Create | Delete | Rename | SyncFolder | Ack


@dataclass(slots=True)
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Write | Truncate] = field(default_factory=list)

    def settle(self) -> None:
        for op in self.pending:
            _apply(self.durable, op)
        self.pending.clear()

    def after_cut(self, rng: random.Random, keep: float) -> bytes:
        left = bytearray(self.durable)
        for op in self.pending:
            if rng.random() < keep:
                _apply(left, op)
            elif isinstance(op, Write) and rng.random() < 0.5:
                _tear(left, op, rng)
        return bytes(left)


def _apply(content: bytearray, op: Write | Truncate) -> None:
    size = op.size if isinstance(op, Truncate) else op.offset + len(op.data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(op, Write):
        content[op.offset : size] = op.data
    else:
        del content[size:]


def _tear(content: bytearray, op: Write, rng: random.Random) -> None:
    """Keep some sectors of a write and not others."""
    for start in range(0, len(op.data), SECTOR):
        if rng.random() < 0.5:
            _apply(content, Write(op.name, op.offset + start, op.data[start : start + SECTOR]))


@dataclass(frozen=True, slots=True)
class State:
    """What a power cut left: the files by name, and what had been acknowledged before it."""

    files: dict[str, bytes]
    acknowledged: tuple[str, ...]
    at: int


class Disk:
    """The folder while a log runs over it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        """Start from files that are durable."""
        self._files = {name: _File(bytearray(content)) for name, content in files.items()}
        self._durable = dict(self._files)
        self._pending: list[tuple[Create | Delete | Rename, _File | None, int]] = []
        self._syncs = 0

    def apply(self, op: Op) -> None:
        """Let one operation happen."""
        match op:
            case Write(name) | Truncate(name):
                self._files[name].pending.append(op)
            case Sync(name):
                self._files[name].settle()
                self._syncs += 1
                self._age()
            case Create(name):
                self._files[name] = _File()
                self._pending.append((op, self._files[name], self._syncs))
            case Delete(name):
                self._files.pop(name, None)
                self._pending.append((op, None, self._syncs))
            case Rename(name, target):
                self._files[target] = self._files.pop(name)
                self._pending.append((op, self._files[target], self._syncs))
            case SyncFolder():
                self._settle_names(len(self._pending))

    def _age(self) -> None:
        old = [since for _, _, since in self._pending if self._syncs - since >= FINAL_AFTER]
        self._settle_names(len(old))

    def _settle_names(self, count: int) -> None:
        for op, file, _ in self._pending[:count]:
            _rename(self._durable, op, file)
        del self._pending[:count]

    def after_cut(self, rng: random.Random) -> dict[str, bytes]:
        """One of the states that a power cut may leave now: names in their order, contents each on its own."""
        names = dict(self._durable)
        for op, file, _ in self._pending[: rng.randint(0, len(self._pending))]:
            _rename(names, op, file)
        keep = rng.choice((0.0, 0.0, 0.3, 0.7, 0.95, 1.0))
        return {name: file.after_cut(rng, keep) for name, file in names.items()}


def _rename(names: dict[str, _File], op: Create | Delete | Rename, file: _File | None) -> None:
    names.pop(op.name, None)
    if isinstance(op, Create) and file is not None:
        names[op.name] = file
    if isinstance(op, Rename) and file is not None:
        names[op.target] = file


def states(files: dict[str, bytes], log: list[Op], wanted: int, rng: random.Random) -> Iterator[State]:
    """As many states as wanted, cut at random places of the log."""
    places = sorted(rng.randrange(len(log) + 1) for _ in range(wanted))
    disk, acknowledged, done = Disk(files), [], 0
    for place in places:
        for op in log[done:place]:
            disk.apply(op)
            if isinstance(op, Ack):
                acknowledged.append(op.token)
        done = place
        yield State(disk.after_cut(rng), tuple(acknowledged), place)
