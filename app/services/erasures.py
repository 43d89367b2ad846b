"""Whether every erasure that was carried out has what it needs: two operators or the signed sheet, and its word in the
history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from db import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from db.unit import UnitOfWork

DONE = "done"


def has_any(unit: UnitOfWork) -> bool:
    """Whether anything was erased by an order, or restated without one."""
    rows, table = unit.schema.audit, unit.schema.archive.erasures
    restated = sa.select(rows.c.seq).where(rows.c.action == audit.REDACTED, rows.c.uuid == "")
    return any(unit.connection.execute(query.limit(1)).first() for query in (sa.select(table.c.id), restated))


def faults(unit: UnitOfWork) -> tuple[int, list[str]]:
    """How many erasures were carried out, and what is wrong with them."""
    table = unit.schema.archive.erasures
    done = unit.connection.execute(sa.select(table).where(table.c.state == DONE)).mappings().all()
    return len(done), [*_of_orders(unit, done), *_without_order(unit, done)]


def _of_orders(unit: UnitOfWork, done: Iterable[Mapping[Any, Any]]) -> Iterator[str]:
    files = unit.schema.attachments
    for row in done:
        has_sheet = bool(row["signed_by"]) and row["sheet"] in set(
            unit.connection.execute(sa.select(files.c.uuid).where(files.c.uuid == row["sheet"])).scalars()
        )
        if not has_sheet and (not row["settled_by"] or row["settled_by"] == row["asked_by"]):
            yield f"{row['number']} 只有一个人经手，又没有签字的审批单"


def _without_order(unit: UnitOfWork, done: Iterable[Mapping[Any, Any]]) -> Iterator[str]:
    """Restatements that belong to no order, and orders without their restatement: each step has both."""
    rows = unit.schema.audit
    own = sa.select(rows.c.step, rows.c.uuid, rows.c.seq).where(
        rows.c.action == audit.REDACTED, rows.c.ledger == audit.ERASURES
    )
    steps: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for step, uuid, seq in unit.connection.execute(own.order_by(rows.c.seq)):
        steps.setdefault(step, set()).add(uuid)
        first.setdefault(step, seq)
    carried = {uuid for uuids in steps.values() if "" in uuids for uuid in uuids if uuid}
    known: Mapping[str, str] = {row["uuid"]: row["number"] for row in done}
    yield from (f"{number} 在历史里没有说明" for uuid, number in known.items() if uuid not in carried)
    for step, uuids in steps.items():
        if "" in uuids and not uuids & known.keys():
            yield f"历史第 {first[step]} 条起有删改，找不到对应的审批"
