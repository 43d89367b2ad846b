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
    SETTINGS = "settings"


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
