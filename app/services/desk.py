"""A ledger file opened by an operator: what the window and the command line hold."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import faults, office, operators
from db.errors import Fault, StoreError
from db.store import Store, create_store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from filelock import FileLock

    from app.services.changes import Actor
    from db.unit import UnitOfWork

Answer = TypeVar("Answer")


class Desk:
    """One operator at one open file; every read and write goes through it and answers with a value or a Refused."""

    def __init__(self, store: Store, actor: Actor) -> None:
        """Take an open store; use `open_desk` or `new_desk`."""
        self.store = store
        self.actor = actor
        self._held_lock: FileLock | None = None

    @property
    def path(self) -> Path:
        """Where the ledger file lies."""
        return self.store.path

    @property
    def _lock(self) -> FileLock:
        from filelock import FileLock  # late: it brings asyncio, which no first picture needs

        if self._held_lock is None:
            self._held_lock = FileLock(self._beside(".lock"), thread_local=False)
        return self._held_lock

    def _beside(self, suffix: str) -> Path:
        """A hidden file beside the ledger, so that the clerk's folder shows only the ledger itself."""
        return self.path.with_name(f".{self.path.name}{suffix}")

    @property
    def read_only(self) -> bool:
        """Whether the file or its folder cannot be written."""
        return self.store.read_only

    def read(self, work: Callable[[UnitOfWork], Answer]) -> Answer:
        """Run reading work in one transaction; raises Refused for a fault of the file."""
        try:
            with self.store.read() as unit:
                return work(unit)
        except StoreError as error:
            raise faults.refusal(error) from error

    def write(self, work: Callable[[UnitOfWork], Answer]) -> Answer:
        """Run writing work in one transaction, saved whole or not at all; raises Refused."""
        try:
            with self._writing(), self.store.write() as unit:
                return work(unit)
        except StoreError as error:
            raise faults.refusal(error) from error

    def hold(self) -> None:
        """Keep the file for this desk until `close`: the window's way; raises Refused naming who has it."""
        if not self.read_only:
            self._acquire()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Have the file for one write, unless this desk has it anyway."""
        if self.read_only or self._lock.is_locked:
            yield
            return
        self._acquire()
        try:
            yield
        finally:
            self._let_go()

    def _acquire(self) -> None:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise faults.refusal(StoreError(Fault.LOCKED, self._holder())) from error
        note = {"operator": self.actor.name, "host": socket.gethostname(), "process": os.getpid()}
        self._beside(".holder").write_text(json.dumps(note, ensure_ascii=False), "utf-8")

    def _holder(self) -> str:
        try:
            note = json.loads(self._beside(".holder").read_text("utf-8"))
        except (OSError, ValueError):
            return "另一个窗口"
        return f"{note['operator']}，电脑 {note['host']}"

    def close(self) -> None:
        """Let the file go."""
        self.store.close()
        if self._held_lock is not None and self._held_lock.is_locked:
            self._let_go()

    def _let_go(self) -> None:
        self._beside(".holder").unlink(missing_ok=True)
        self._lock.release(force=True)


def open_desk(path: Path, *, user: str = "") -> Desk:
    """Open a ledger file for an operator; raises Refused (exit 4 for a file not ours, 3 for an unknown name)."""
    try:
        store = open_store(path, registry.LEDGERS + registry.BASE)
    except StoreError as error:
        raise faults.refusal(error) from error
    try:
        with store.read() as unit:
            actor = operators.find(unit, name=user)
    except (Refused, StoreError):
        store.close()
        raise
    return Desk(store, actor)


def new_desk(path: Path, *, office_name: str, campaign: str = "", operator: str = operators.FIRST) -> Desk:
    """Make a ledger file with its first operator, holidays and campaign; raises Refused, and makes nothing then."""
    if not office_name.strip():
        sentence = "请写明单位名称（例如“清河镇人民政府”），没有新建台账。"
        raise Refused(sentence, field="office")
    try:
        store = create_store(path, registry.LEDGERS + registry.BASE)
    except StoreError as error:
        raise faults.refusal(error) from error
    try:
        with store.write() as unit:
            actor = office.set_up(unit, office_name=office_name.strip(), campaign=campaign, operator=operator)
    except BaseException:
        store.close()
        path.unlink(missing_ok=True)
        raise
    return Desk(store, actor)
