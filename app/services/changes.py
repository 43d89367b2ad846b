"""What a user's action returns: the one thing the window hears, and the label undo and history show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """The kinds of change; a page decides from them whether it must read again."""

    ADDED = "add"
    EDITED = "edit"
    VOIDED = "void"
    RESTORED = "restore"
    CORRECTED = "correct"
    LINKED = "link"
    UNLINKED = "unlink"
    ATTACHED = "attach"
    DETACHED = "detach"
    MOVED = "move"
    PRINTED = "print"
    EXPORTED = "export"
    IMPORTED = "import"
    REVEALED = "reveal"
    """A masked field was shown in full."""
    OPENED = "open"
    """A record of the restricted class was opened."""
    FILE_READ = "read_file"
    """An attachment was opened or saved outside the ledger."""
    SIGNED_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "sign_out"
    LOCKED = "lock"
    UNLOCKED = "unlock"
    ERASED = "erase"
    """Kept values were destroyed by an approved order; the chain still holds."""
    REDACTED = "redact"
    """Named words were taken out of records and of all the history kept of them; the chain still holds."""
    ARCHIVED = "archive"
    """A record was filed in the archive, taken out of it again, or appraised."""
    CARRIED = "carry"
    """An open record was carried into the next year (结转)."""
    YEAR = "year"
    """A year was closed, or opened again."""
    OPERATOR = "operator"
    SETTINGS = "settings"
    LAYOUT = "layout"
    """The columns of a ledger were arranged otherwise (列设置)."""
    TABLE = "table"
    """A superior's table was kept, matched otherwise or given up (套表)."""
    KEYS = "keys"
    FROZEN = "freeze"
    """Figures were fixed as they were reported."""
    BACKED_UP = "backup"
    RESTORED_FILE = "restore_file"
    MOVED_HOUSE = "move_house"
    """The ledgers were carried from their file to a county's server, or back."""


READING = (
    ChangeKind.PRINTED,
    ChangeKind.EXPORTED,
    ChangeKind.REVEALED,
    ChangeKind.OPENED,
    ChangeKind.FILE_READ,
    ChangeKind.SIGNED_IN,
    ChangeKind.SIGN_IN_FAILED,
    ChangeKind.SIGNED_OUT,
    ChangeKind.LOCKED,
    ChangeKind.UNLOCKED,
)
"""What leaves every record as it was: rows of the history about who looked, printed, took out and came in."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What was done, in words, and to which records of which ledger."""

    description: str
    kind: ChangeKind
    ledger: str = ""
    ids: tuple[int, ...] = ()
    number: str = ""
    uuid: str = ""
    version: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The operator who acts; every service function takes one."""

    name: str
    role: str = "管理"
    marks: tuple[str, ...] = ()
    sees_restricted: bool = False
    """Whether records of the restricted class (检举控告) exist for the operator."""
