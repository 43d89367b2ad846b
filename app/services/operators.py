"""Who works at the desk; the first operator is made with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules.refusal import Exit, Refused
from app.services.changes import Actor, ChangeKind
from db import audit
from db.unit import kept_cells

if TYPE_CHECKING:
    from db.unit import UnitOfWork

FIRST = "管理员"
ALL_RIGHTS = "管理"
ONLY_LOOKS = "查看"


def find(unit: UnitOfWork, *, name: str = "") -> Actor:
    """The operator of that name, the first one when none is named; raises Refused (exit 3) for an unknown name."""
    operators = unit.schema.operators
    query = sa.select(operators.c.name, operators.c.role).where(operators.c.retired_at.is_(None))
    query = query.where(operators.c.name == name) if name else query.order_by(operators.c.id).limit(1)
    row = unit.connection.execute(query).first()
    if row is None:
        sentence = f"这份台账里没有名为「{name}」的操作人，没有做任何改动。请核对姓名，或请管理员先登记。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    return Actor(row.name, row.role)


def add(unit: UnitOfWork, *, actor: Actor, name: str, role: str = ALL_RIGHTS) -> Actor:
    """Register an operator; raises Refused when the name is taken."""
    operators = unit.schema.operators
    if unit.connection.execute(sa.select(operators.c.id).where(operators.c.name == name)).first():
        sentence = f"操作人「{name}」已经登记过，没有重复登记。"
        raise Refused(sentence, field="name")
    unit.connection.execute(operators.insert().values(name=name, role=role, created_at=unit.clock.now()))
    record_change(unit, actor=actor, name=name, words=f"登记操作人 {name}")
    return Actor(name, role)


def record_change(
    unit: UnitOfWork, *, actor: Actor, name: str, words: str, reason: str = "", old: dict[str, Any] | None = None
) -> None:
    """Write in the history how an operator stands now; every change of one is written here, so that one made behind
    the program's back is found. `old` is what `kept` gave before the change.
    """
    new = kept(unit, name=name)
    unit.audit(
        operator=actor.name, action=ChangeKind.OPERATOR.value, description=words, ledger=audit.OPERATORS,
        uuid=f"{audit.OPERATORS}:{name}", reason=reason, old=old, new=new,
    )  # fmt: skip


def kept(unit: UnitOfWork, *, name: str) -> dict[str, Any]:
    """All that stands beside an operator, as the history keeps it."""
    operators = unit.schema.operators
    return kept_cells(unit.connection.execute(sa.select(operators).where(operators.c.name == name)).mappings().one())


def names(unit: UnitOfWork) -> tuple[str, ...]:
    """All operators who may sign in, in the order they were registered."""
    operators = unit.schema.operators
    query = sa.select(operators.c.name).where(operators.c.retired_at.is_(None)).order_by(operators.c.id)
    return tuple(unit.connection.execute(query).scalars())


def who_may_check(unit: UnitOfWork) -> tuple[str, ...]:
    """The operators who may sign in and do more than look: with two of them one checks what the other did."""
    operators = unit.schema.operators
    query = sa.select(operators.c.name).where(operators.c.retired_at.is_(None), operators.c.role != ONLY_LOOKS)
    return tuple(unit.connection.execute(query.order_by(operators.c.id)).scalars())
