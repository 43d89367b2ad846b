"""The chain of the history as lines of JSON, for whoever verifies it without this program; see docs/history.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import printing, watching
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import audit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from app.services.desk import Desk
    from db.unit import UnitOfWork

COLUMNS = (*audit.CHAINED, "prev", "hash")


@needs(Right.HISTORY)
def export(desk: Desk, *, out: Path) -> int:
    """Write the chain, whole or not at all, and say so in the history; how many rows. Values stay in the ledger:
    a line holds who, when, what and why with the digest of the values; a restatement its hashes. Raises Refused.
    """
    if not desk.actor.sees_restricted:
        sentence = "历史链要连同限制查阅件的一起导出才能核对，没有导出。请由能查看检举控告件的人导出。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)

    def write(stream: BinaryIO) -> int:
        Path(stream.name).chmod(0o600)
        return desk.read(lambda unit: sum(stream.write(line.encode()) > 0 for line in _lines(unit)))

    rows = printing.write_whole(out, write)
    watching.note(desk, lambda unit: _record(unit, desk, rows))
    return rows


def _lines(unit: UnitOfWork) -> Iterator[str]:
    query = sa.select(*(unit.schema.audit.c[key] for key in COLUMNS)).order_by(unit.schema.audit.c.seq)
    said = _restatements(unit)
    for row in unit.connection.execute(query, execution_options={"yield_per": audit.TOLD_EVERY}):
        line = dict(zip(COLUMNS, row, strict=True)) | said.get(row.seq, {})
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _restatements(unit: UnitOfWork) -> dict[int, dict[str, str]]:
    """What the chain says of rows out of which words were taken: hashes only, and without them those would not hold."""
    rows, values = unit.schema.audit, unit.schema.audit_values
    kept = (values.c.salt, values.c.description, values.c.old, values.c.new)
    query = sa.select(values.c.seq, *kept).join(rows, rows.c.seq == values.c.seq)
    query = query.where(rows.c.action == audit.REDACTED, rows.c.uuid == "")
    found = unit.connection.execute(query).mappings().all()
    return {row["seq"]: {key: row[key] for key in row if key != "seq"} for row in found}


def _record(unit: UnitOfWork, desk: Desk, rows: int) -> Changes:
    words = f"导出历史链 {rows} 条"
    unit.audit(operator=desk.actor.name, action=ChangeKind.EXPORTED.value, description=words)
    return Changes(words, ChangeKind.EXPORTED)
