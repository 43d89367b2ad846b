"""A small ledger with something of everything, and the ways to change it behind the program's back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING

from app.services import attachments, links, operators, records
from db import sqlite
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk

FIELDS = ("seq", "at", "operator", "action", "ledger", "uuid", "digest", "reason", "step", "undoes")
RECTIFIED = "rectifications"
LETTER = b"letter" * 100_000
"""Three pieces of a stored file."""
GUARDS = ("audit_no_update", "audit_no_delete")


def fill(desk: Desk) -> None:
    """Three opinions (one edited, one voided), a petition with a file, a link, a second operator."""
    first = factories.add(desk, "opinions", "原始意见=路灯不亮")
    second = factories.add(desk, "opinions", "原始意见=排水沟堵了")
    third = factories.add(desk, "opinions", "原始意见=垃圾没人拉")
    petition = factories.add(desk, "petitions", "信访人姓名=王某", "联系电话=13800138000")
    item = factories.add(desk, RECTIFIED)
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="opinions", record_id=first.ids[0], version=1, values={"remark": "已问过"}
        )
    )
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="opinions", record_id=third.ids[0], reason="重复")
    )
    desk.write(
        lambda unit: attachments.attach(
            unit,
            actor=desk.actor,
            ledger="petitions",
            record_id=petition.ids[0],
            name="信.txt",
            data=b"letter" * 100000,
        )
    )
    desk.write(
        lambda unit: links.add(
            unit,
            actor=desk.actor,
            kind="related",
            start=("opinions", second.ids[0]),
            end=(RECTIFIED, item.ids[0]),
        )
    )
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="小李", role="录入"))


def tamper(path: Path, *statements: str, also: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """Change the file by plain SQL with the guards off, and put them back so that only the change itself shows."""
    connection = sqlite3.connect(path)
    for guard in GUARDS:
        connection.execute(f"DROP TRIGGER {guard}")
    for statement in statements:
        connection.execute(statement)
    if also is not None:
        also(connection)
    for guard in sqlite.AUDIT_GUARDS:
        connection.execute(guard)
    connection.commit()
    connection.close()


def rewrite(connection: sqlite3.Connection) -> None:
    """Renumber the history and forge every hash anew: what one who knows the format can do."""
    connection.row_factory = sqlite3.Row
    query = "SELECT * FROM audit a LEFT JOIN audit_value v USING (seq) ORDER BY seq"
    prev = "0" * 64
    for seq, row in enumerate(connection.execute(query).fetchall(), start=1):
        kept = [row["salt"], row["description"], row["old"], row["new"]]
        fresh = {**dict(row), "seq": seq, "digest": _sha(kept)}
        forged = _sha([2, *(fresh[key] for key in FIELDS), prev])
        connection.execute("UPDATE audit_value SET seq=? WHERE seq=?", (seq, row["seq"]))
        connection.execute(
            "UPDATE audit SET seq=?, digest=?, prev=?, hash=? WHERE seq=?",
            (seq, fresh["digest"], prev, forged, row["seq"]),
        )
        prev = forged


def _sha(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
