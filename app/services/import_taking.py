"""One way to look at and take in any sheet: the rows of a ledger, or a roll whose rows become several registers'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import import_families, import_preview, importing
from app.services.importing import Duplicates
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Actor
    from app.services.import_plan import Plan
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from db.unit import UnitOfWork


def look(
    unit: UnitOfWork, *, plan: Plan, backfill: str | None = None, progress: Callable[[int], bool] | None = None
) -> Seen:
    """What the import would do, `backfill` being the reason of 历史补录; raises Refused when `progress` says stop."""
    if import_families.is_roll(plan):
        return import_families.look(unit, plan=plan, progress=progress)
    return import_preview.look(unit, plan=plan, backfill=backfill, progress=progress)


@needs(importing.of_run)
def run(
    unit: UnitOfWork,
    *,
    actor: Actor,
    plan: Plan,
    file_name: str = "",
    duplicates: Duplicates = Duplicates.SKIP,
    backfill: str | None = None,
    progress: Callable[[int], bool] | None = None,
) -> Imported:
    """Take the sheet in as one batch, with `backfill` as 历史补录 for that reason; raises Refused, and then nothing is
    written. A roll has nothing to backfill.
    """
    if import_families.is_roll(plan):
        return import_families.run(
            unit, actor=actor, plan=plan, file_name=file_name, duplicates=duplicates, progress=progress
        )
    return importing.run(
        unit, actor=actor, plan=plan, file_name=file_name, duplicates=duplicates, backfill=backfill, progress=progress
    )
