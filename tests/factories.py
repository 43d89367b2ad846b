"""Records with valid values, so that a new column touches one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import entry, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.ask import ChildRow, Record

MATTERS = {
    "rectifications": "问题描述=村西路灯不亮，夜间出行不便",
    "opinions": "原始意见=村东头的垃圾池满了十来天没人拉",
    "petitions": "反映的主要问题=反映宅基地边界与邻居争执",
    "learning_sessions": "主题=学习党章",
    "projects": "项目名称=村内道路硬化",
}


def add(desk: Desk, ledger: str, *texts: str, children: dict[str, Sequence[dict[str, str]]] | None = None) -> Changes:
    """Enter a record from 列=值 texts on top of a valid matter; children as rows of 列 → text."""
    declared = registry.find(ledger)
    typed = entry.pairs([MATTERS[ledger]] if ledger in MATTERS else []) | entry.pairs(texts)

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        rows: dict[str, list[ChildRow]] = {}
        for name, given in (children or {}).items():
            child = declared.child(name)
            rows[child.name] = [entry.read_child(unit, ledger=declared, child=child, texts=row) for row in given]
        values = entry.read_values(unit, ledger=declared, texts=typed)
        return records.add(unit, actor=desk.actor, ledger=declared.name, values=values, children=rows)

    made: Changes = desk.write(work)
    return made


def read(desk: Desk, ledger: str, record_id: int) -> Record:
    """The record as it stands."""
    return desk.read(lambda unit: records.get(unit, ledger=ledger, record_id=record_id))
