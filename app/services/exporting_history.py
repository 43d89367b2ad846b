"""The chain of the history as lines of JSON, for whoever verifies it without this program; see docs/history.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import watching
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import audit, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.desk import Desk
    from db.unit import UnitOfWork

COLUMNS = (*audit.CHAINED, "prev", "hash")


@needs(Right.HISTORY)
def export(desk: Desk, *, out: Path) -> int:
    """Write the chain, whole or not at all, and say so in the history; how many rows. Values stay in the ledger:
    a line holds who, when, what and why with the digest of the values. Raises Refused.
    """
    if not desk.actor.sees_restricted:
        sentence = "历史链要连同限制查阅件的一起导出才能核对，没有导出。请由能查看检举控告件的人导出。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            rows = desk.read(lambda unit: sum(stream.write(line) > 0 for line in _lines(unit)))
        part.chmod(0o600)
        sqlite.sync_file(part)
        part.replace(out)
        sqlite.sync_folder(out.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        sentence = f"「{out.name}」写不进所选的文件夹，没有导出，台账没有改动。请换一个文件夹再试。"
        raise Refused(sentence, field="out") from error
    watching.note(desk, lambda unit: _record(unit, desk, rows))
    return rows


def _lines(unit: UnitOfWork) -> Iterator[str]:
    query = sa.select(*(unit.schema.audit.c[key] for key in COLUMNS)).order_by(unit.schema.audit.c.seq)
    for row in unit.connection.execute(query, execution_options={"yield_per": audit.TOLD_EVERY}):
        yield json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n"


def _record(unit: UnitOfWork, desk: Desk, rows: int) -> Changes:
    words = f"导出历史链 {rows} 条"
    unit.audit(operator=desk.actor.name, action=ChangeKind.EXPORTED.value, description=words)
    return Changes(words, ChangeKind.EXPORTED)
