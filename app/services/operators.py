"""Who works at the desk; the first operator is made with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Exit, Refused
from app.services.changes import Actor

if TYPE_CHECKING:
    from db.unit import UnitOfWork

FIRST = "管理员"
ALL_RIGHTS = "管理"


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
    unit.audit(
        operator=actor.name, action="operator", description=f"登记操作人 {name}", new={"name": name, "role": role}
    )
    return Actor(name, role)


def names(unit: UnitOfWork) -> tuple[str, ...]:
    """All operators who may sign in, in the order they were registered."""
    operators = unit.schema.operators
    query = sa.select(operators.c.name).where(operators.c.retired_at.is_(None)).order_by(operators.c.id)
    return tuple(unit.connection.execute(query).scalars())
