"""What an open ledger is to the services, wherever its tables stand: a file of its own, or an office's share of a
county's server.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from db import layout
from db.clock import Clock
from db.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from db.declare import Ledger
    from db.tables import Schema
    from db.unit import UnitOfWork

FILE_UUID = "file_uuid"
SCRUB = "scrub_due"
"""A setting while words were taken out and the file has not been written anew since."""
"""The setting by which others know these ledgers, wherever they stand."""
MOVED_TO = "moved_to"
"""The setting of a ledger that was carried elsewhere: where to. It is read from then on, and not written."""


class Opened(ABC):
    """An open ledger: its declarations as the office arranged them, its clock, and the transactions that run on it.

    `closed_to_writing` says why nothing can be saved, None when it can.
    """

    is_server = False
    """Whether many offices share the tables, and what belongs to a file alone (口令, 备份) is not to be had."""
    key: bytes | None = None
    behind = False
    """Whether the history ends before, or differs from, what this computer last saw of it."""
    unmerged = False
    """Whether saves of others stand in a log that cannot be read here."""

    def __init__(self, schema: Schema, closed_to_writing: Fault | None) -> None:
        """Take the declarations as they were shipped."""
        self.schema = schema
        self.closed_to_writing = closed_to_writing
        self.clock = Clock()
        self.uuid = ""
        self._shipped: Mapping[str, Ledger] = schema.ledgers
        self._shared: dict[str, tuple[object, Any]] = {}

    def _take_in(self, unit: UnitOfWork) -> None:
        """Read what holds for the whole time: identity, layout, a sample's day, whether it was carried elsewhere."""
        fixed, self.uuid = unit.setting("own_today"), unit.setting(FILE_UUID) or ""
        if fixed:
            self.clock.fixed = date.fromisoformat(fixed)
        if self.closed_to_writing is None and unit.setting(MOVED_TO) is not None:
            self.closed_to_writing = Fault.MOVED
        self._lay_out(unit.layouts())

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self.closed_to_writing is not None

    @property
    def reads_for_county(self) -> bool:
        """Whether who signed in is none of the office's own: he reads all offices of a server and writes none."""
        return self.closed_to_writing is Fault.FOR_THE_COUNTY

    @property
    @abstractmethod
    def place(self) -> str:
        """Where it stands, as the program opens it again: the file, or the address at a server without its password."""

    @property
    @abstractmethod
    def place_name(self) -> str:
        """The same in short: the name of the file, or the server and what lies on it."""

    def is_password(self, typed: str) -> bool | None:
        """Whether it is the password that was signed in by at a server; None where none was asked for."""
        return None

    @abstractmethod
    def read(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that only reads; raises StoreError."""

    @abstractmethod
    def write(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that is saved whole when the block ends well, and not at all otherwise; raises StoreError."""

    @abstractmethod
    def scrub(self) -> bool:
        """Leave nothing on the disk of what was deleted; False where that cannot be done now. Raises StoreError."""

    @abstractmethod
    def forget_connections(self) -> None:
        """Let idle reading connections go, with what they hold in memory."""

    @abstractmethod
    def close(self) -> None:
        """Close all connections."""

    def arrange_anew(self, unit: UnitOfWork) -> tuple[str, ...]:
        """Let the ledgers be as the office arranged them by now; which of them are others than before."""
        before = self.schema.ledgers
        self._lay_out(unit.layouts())
        return tuple(name for name, ledger in self.schema.ledgers.items() if ledger != before[name])

    def was_moved(self) -> None:
        """Write no more: another carried the ledgers elsewhere."""
        self.closed_to_writing = self.closed_to_writing or Fault.MOVED

    def _lay_out(self, layouts: Mapping[str, layout.Layout]) -> None:
        """Let the ledgers be as the office arranged them, for every transaction that begins from now on."""
        self.schema = replace(self.schema, ledgers=layout.applied(self._shipped, layouts))
