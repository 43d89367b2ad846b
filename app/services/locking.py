"""The lock page: after how many idle minutes it comes, and who may take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import faults, signing_in
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.unit import UnitOfWork

MINUTES = "idle_minutes"
USUAL, LEAST, MOST = 5, 1, 15


def minutes(unit: UnitOfWork) -> int:
    """Idle minutes after which the window is locked."""
    return int(unit.setting(MINUTES) or USUAL)


@needs(Right.OFFICE)
def set_minutes(unit: UnitOfWork, *, actor: Actor, minutes: int) -> Changes:
    """Lock after so many idle minutes, 1 to 15; raises Refused."""
    if not LEAST <= minutes <= MOST:
        sentence = f"自动锁定的时间要在 {LEAST} 到 {MOST} 分钟之间，没有改动。"
        raise Refused(sentence, field="minutes")
    unit.put_setting(MINUTES, str(minutes))
    words = f"设定 {minutes} 分钟没有人操作就锁定"
    unit.audit(operator=actor.name, action=ChangeKind.SETTINGS.value, description=words)
    return Changes(words, ChangeKind.SETTINGS)


def needs_passphrase(desk: Desk) -> bool:
    """Whether the lock page asks for a passphrase: a plain file has none; at a server it is the one signed in by."""
    return desk.store.key is not None or desk.store.is_password("") is not None


@needs(Right.READ)
def unlock(desk: Desk, *, passphrase: str) -> None:
    """Let the operator at the desk go on; raises Refused for a wrong passphrase, which is counted and told."""
    if desk.store.is_password(passphrase) is False:
        raise faults.refusal(StoreError(Fault.WRONG_PASSPHRASE))
    if desk.store.key is not None:
        signing_in.prove(desk, passphrase=passphrase)
        signing_in.tell_failures(desk)
