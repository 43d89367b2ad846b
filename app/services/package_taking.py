"""A package at the desk: looked at before it is merged, merged after a backup, its receipt written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.rules.rights import Right
from app.services import import_files, package_merge
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.package_conflicts import Choices, Conflict
    from app.services.package_file import Package
    from app.services.package_merge import Progress
    from app.services.package_outcome import Merged
    from db.unit import UnitOfWork


@needs(Right.MERGE)
def preview(
    desk: Desk, *, package: Package, choices: Choices | None = None, progress: Progress | None = None
) -> Merged:
    """What merging would come to; nothing of it stands. Sensitive values shown as conflicts are told to the history."""
    work = partial(package_merge.merge, actor=desk.actor, package=package, choices=choices, progress=progress)
    found = import_files.rehearse(desk, work)
    _tell(desk, found.conflicts)
    return found


@needs(Right.MERGE)
def take_changes(
    unit: UnitOfWork, *, actor: Actor, package: Package, choices: Choices, progress: Progress | None = None
) -> tuple[Merged, Changes]:
    """Merge a package in the caller's transaction, with what the window hears of it."""
    made = package_merge.merge(unit, actor=actor, package=package, choices=choices, progress=progress)
    words = f"并入{made.office}第{made.serial}号上报包"
    return made, Changes(words, ChangeKind.IMPORTED, uuid=made.batch)


@needs(Right.MERGE)
def take(desk: Desk, *, package: Package, choices: Choices | None = None, progress: Progress | None = None) -> Merged:
    """Merge a package after a backup of what is here, whole or not at all; raises Refused."""
    import_files.back_up_first(desk)
    work = partial(package_merge.merge, actor=desk.actor, package=package, choices=choices, progress=progress)
    return desk.write(work)


def _tell(desk: Desk, conflicts: tuple[Conflict, ...]) -> None:
    shown = [one for one in conflicts if one.is_sensitive]
    if not shown:
        return

    def write(unit: UnitOfWork) -> None:
        for one in shown:
            unit.audit(
                operator=desk.actor.name, action=ChangeKind.REVEALED.value, ledger=one.ledger, uuid=one.uuid,
                description=f"查看 {one.number} 的{one.field}（并入冲突）",
            )  # fmt: skip

    desk.write(write)
