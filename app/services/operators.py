"""Who works at the desk: the first operator is made with the file; roles, marks and grants, each change in the history.

The history is believed: where the table of operators was changed past the program, the operator has what the history
gave him, and the difference is told at every opening until it is settled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules import rights
from app.rules.refusal import Exit, Refused
from app.rules.rights import Mark, Right, Role
from app.services.changes import Actor, ChangeKind, Changes
from app.services.permitted import needs
from db import audit
from db.unit import kept_cells

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from db.unit import UnitOfWork

FIRST = "管理员"
LONGEST_NAME = 20
ALL_ROWS = 100_000
SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class Operator:
    """One who may sign in, or once could."""

    name: str
    role: str
    marks: tuple[str, ...] = ()
    sees_restricted: bool = False
    retired_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """The operator as the services take him."""
        return Actor(self.name, self.role, self.marks, self.sees_restricted)

    @property
    def words(self) -> str:
        """Role, marks and grant in words."""
        grant = ("可查检举控告",) if self.sees_restricted else ()
        return SEPARATOR.join((self.role, *self.marks, *grant))


def find(unit: UnitOfWork, *, name: str = "") -> Actor:
    """The operator of that name, the first one when none is named; raises Refused (exit 3) for an unknown name."""
    active = everyone(unit)
    found = next((one for one in active if name in ("", one.name)), None)
    if found is None:
        sentence = f"这份台账里没有名为「{name}」的操作人，没有做任何改动。请核对姓名，或请管理员先登记。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    trusted = _told(unit).get(found.name, Operator(found.name, Role.VIEWING))
    return replace(trusted, sees_restricted=trusted.sees_restricted or len(active) == 1).actor


def everyone(unit: UnitOfWork, *, retired: bool = False) -> tuple[Operator, ...]:
    """All operators who may sign in, in the order they were registered; or with `retired` those who no longer may."""
    table = unit.schema.operators
    gone = table.c.retired_at.is_not(None) if retired else table.c.retired_at.is_(None)
    rows = unit.connection.execute(sa.select(table).where(gone).order_by(table.c.id))
    return tuple(
        Operator(row.name, row.role, _marks(row.marks), bool(row.sees_restricted), row.retired_at) for row in rows
    )


def names(unit: UnitOfWork) -> tuple[str, ...]:
    """The names of all who may sign in."""
    return tuple(one.name for one in everyone(unit))


def who_may_check(unit: UnitOfWork) -> tuple[str, ...]:
    """The operators who may sign in and do more than look: with two of them one checks what the other did."""
    return tuple(one.name for one in everyone(unit) if one.role != Role.VIEWING or Mark.HANDLER in one.marks)


def is_alone(unit: UnitOfWork) -> bool:
    """Whether one operator has the office to himself: then nothing is said of accounts."""
    return len(names(unit)) == 1


def granted(unit: UnitOfWork) -> tuple[str, ...]:
    """The names of those who may see the restricted class."""
    return tuple(one.name for one in everyone(unit) if one.sees_restricted)


def _marks(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(SEPARATOR)))


# ---- changes ---------------------------------------------------------------------------------------------------------


@needs(Right.OPERATORS)
def add(
    unit: UnitOfWork,
    *,
    actor: Actor,
    name: str,
    role: str = Role.MANAGING,
    marks: Iterable[str] = (),
    sees_restricted: bool = False,
) -> Actor:
    """Register an operator, or let one who was retired come back; raises Refused when the name is taken or no name."""
    one = Operator(clean_name(name), rights.role_of(role), _checked(marks), sees_restricted)
    active = everyone(unit)
    if any(one.name == known.name for known in active):
        sentence = f"操作人「{one.name}」已经登记过，没有重复登记。"
        raise Refused(sentence, field="name")
    if len(active) == 1 and not active[0].sees_restricted:
        # Who was alone saw everything; that goes on, and is written down, when he is alone no more.
        _write(unit, actor, replace(active[0], sees_restricted=True), "明确")
    returning = any(one.name == gone.name for gone in everyone(unit, retired=True))
    _write(unit, actor, one, "恢复" if returning else "登记")
    return one.actor


@needs(Right.OPERATORS)
def change(
    unit: UnitOfWork,
    *,
    actor: Actor,
    name: str,
    role: str | None = None,
    marks: Iterable[str] | None = None,
    sees_restricted: bool | None = None,
) -> Changes:
    """Change role, marks or grant of an operator, what is not given left alone; raises Refused for the last 管理."""
    old = _active(unit, name)
    new = replace(
        old,
        role=old.role if role is None else rights.role_of(role),
        marks=old.marks if marks is None else _checked(marks),
        sees_restricted=old.sees_restricted if sees_restricted is None else sees_restricted,
    )
    if old.role == Role.MANAGING and new.role != Role.MANAGING:
        _refuse_last(unit, name, "改为别的角色")
    return _write(unit, actor, new, "调整")


@needs(Right.OPERATORS)
def retire(unit: UnitOfWork, *, actor: Actor, name: str) -> Changes:
    """Let an operator sign in no more; what he did stays his. Raises Refused for the last 管理."""
    if _active(unit, name).role == Role.MANAGING:
        _refuse_last(unit, name, "停用")
    table, old = unit.schema.operators, kept(unit, name=name)
    unit.connection.execute(table.update().where(table.c.name == name).values(retired_at=unit.clock.now()))
    words = f"停用操作人 {name}"
    record_change(unit, actor=actor, name=name, words=words, old=old)
    return Changes(words, ChangeKind.OPERATOR)


def clean_name(name: str) -> str:
    """The name of an operator as it is kept; raises Refused for one that cannot be."""
    name = "".join(name.split())
    if not name.isprintable():
        sentence = "操作人的姓名里有看不见的字符，没有登记。请删掉，重新输入姓名。"
        raise Refused(sentence, field="name")
    if not name or len(name) > LONGEST_NAME:
        sentence = f"请写明操作人的姓名，不超过{LONGEST_NAME}个字；没有登记。"
        raise Refused(sentence, field="name")
    return name


def _checked(marks: Iterable[str]) -> tuple[str, ...]:
    chosen = {rights.mark_of(mark) for mark in marks}
    return tuple(str(mark) for mark in Mark if mark in chosen)


def _active(unit: UnitOfWork, name: str) -> Operator:
    found = next((one for one in everyone(unit) if one.name == name), None)
    if found is None:
        sentence = f"没有名为「{name}」、可以登录的操作人，没有改动。请核对姓名。"
        raise Refused(sentence, field="name")
    return found


def _refuse_last(unit: UnitOfWork, name: str, what: str) -> None:
    if not any(one.role == Role.MANAGING and one.name != name for one in everyone(unit)):
        sentence = (
            f"「{name}」是唯一的「管理」，{what}后就没有人能管操作人和设置了；没有改动。请先让另一人担任「管理」。"
        )
        raise Refused(sentence, field="role")


def _write(unit: UnitOfWork, actor: Actor, new: Operator, verb: str) -> Changes:
    table = unit.schema.operators
    old = kept(unit, name=new.name)
    row = {
        "role": str(new.role),
        "marks": SEPARATOR.join(new.marks),
        "sees_restricted": new.sees_restricted,
        "retired_at": None,
    }
    if old:
        unit.connection.execute(table.update().where(table.c.name == new.name).values(row))
    else:
        unit.connection.execute(table.insert().values(name=new.name, created_at=unit.clock.now(), **row))
    words = f"{verb}操作人 {new.name}（{new.words}）"
    record_change(unit, actor=actor, name=new.name, words=words, old=old or None)
    return Changes(words, ChangeKind.OPERATOR)


@needs(Right.OPERATORS)
def record_change(
    unit: UnitOfWork, *, actor: Actor, name: str, words: str, reason: str = "", old: dict[str, Any] | None = None
) -> None:
    """Write in the history how an operator stands now; every change of one is written here, so that one made behind
    the program's back is found. `old` is what `kept` gave before the change.
    """
    unit.audit(
        operator=actor.name, action=ChangeKind.OPERATOR.value, description=words, ledger=audit.OPERATORS,
        uuid=f"{audit.OPERATORS}:{name}", reason=reason, old=old, new=kept(unit, name=name),
    )  # fmt: skip


def kept(unit: UnitOfWork, *, name: str) -> dict[str, Any]:
    """All that stands beside an operator, as the history keeps it; empty for a name that was never registered."""
    operators = unit.schema.operators
    row = unit.connection.execute(sa.select(operators).where(operators.c.name == name)).mappings().first()
    return {} if row is None else kept_cells(row)


# ---- the table held against the history ------------------------------------------------------------------------------


def doubts(unit: UnitOfWork) -> tuple[str, ...]:
    """Where the table of operators is not what the history says: one sentence each, empty when all is well."""
    there, told = {one.name: one for one in everyone(unit)}, _told(unit)
    found = [
        f"登记表里的操作人「{name}」在操作历史里没有登记过，现按「查看」对待。" for name in there if name not in told
    ]
    for name, one in told.items():
        if name not in there:
            found.append(f"操作人「{name}」从登记表里消失了，操作历史里没有停用他。")
        elif there[name] != one:
            now, said = there[name].words, one.words
            found.append(f"操作人「{name}」在登记表里是「{now}」，操作历史里是「{said}」，现按操作历史对待。")
    if found:
        found.append("操作人登记表被绕过程序改动过。请管理人员打开“工具→操作人”核对，逐人重新确认后不再提示。")
    return tuple(found)


def _told(unit: UnitOfWork) -> dict[str, Operator]:
    """The operators who may sign in as the history leaves them."""
    table = unit.schema.audit
    # Rows of the first program name no operator but in their values; both kinds are found by the index on the uuid.
    named = table.c.uuid.between(f"{audit.OPERATORS}:", f"{audit.OPERATORS};")
    where = (named | (table.c.uuid == "")) & (table.c.action == audit.OPERATORS)
    newest = {
        str(event.entry.new["name"]): event.entry.new
        for event in reversed(unit.events(where, limit=ALL_ROWS))
        if event.entry.new
    }
    return {name: _kept_operator(cells) for name, cells in newest.items() if not cells.get("retired_at")}


def _kept_operator(cells: dict[str, Any]) -> Operator:
    marks = _marks(str(cells.get("marks", "")))
    return Operator(str(cells["name"]), str(cells.get("role", "")), marks, bool(cells.get("sees_restricted")))
