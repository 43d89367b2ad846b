"""What is kept of an import: the batch, the rows that came in with what stood in them, a line in the history."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.rules.rights import Right
from app.services import import_parts, import_rows
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import bulk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.changes import Actor
    from app.services.import_plan import Plan
    from app.sheets.layout import SheetRow
    from db.unit import UnitOfWork

PIECE = 2_000
"""So many rows are written together."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that came in: what became of it, its record and the version that got, and its rows of 附表."""

    row: SheetRow
    outcome: str
    record_uuid: str
    version: int
    lines: dict[str, Any] = field(default_factory=dict)


def row_of(plan: Plan, batch: str, kept: Kept) -> dict[str, Any]:
    """A row as it is stored; a row of a further sheet is numbered apart from those of the first."""
    told = {f"{import_rows.PARTS}{name}": rows for name, rows in kept.lines.items()}
    is_part = kept.row.part >= import_parts.FIRST_PART
    own: dict[str, Any] = {} if is_part else import_rows.cells_of(plan, kept.row)
    return {
        "batch_uuid": batch,
        "row": kept.row.part * import_rows.ROWS_A_SHEET + kept.row.number,
        "outcome": kept.outcome,
        "record_uuid": kept.record_uuid,
        "version": kept.version,
        "raw": import_rows.encode(own | told),
    }


@needs(Right.ENTER)
def keep(
    unit: UnitOfWork, *, actor: Actor, plan: Plan, batch: str, ledger: str, file_name: str, counts: dict[str, int],
    rows: Sequence[Kept], words: str, backfill_reason: str = "",
) -> None:  # fmt: skip
    """Write a batch, its rows and its line in the history."""
    unit.connection.execute(
        unit.schema.import_batches.insert().values(
            uuid=batch, ledger=ledger, file_name=file_name, sheet=plan.sheet.name, operator=actor.name,
            imported_at=unit.clock.now(), counts=json.dumps(counts), step=unit.step,
            backfill_reason=backfill_reason,
        )
    )  # fmt: skip
    for start in range(0, len(rows), PIECE):
        cells = [row_of(plan, batch, kept) for kept in rows[start : start + PIECE]]
        bulk.insert(unit.connection, unit.schema.import_rows, {key: [one[key] for one in cells] for key in cells[0]})
    unit.audit(
        operator=actor.name, action=ChangeKind.IMPORTED.value, description=words, ledger=ledger, uuid=batch,
        reason=backfill_reason, new={"counts": counts},
    )  # fmt: skip
