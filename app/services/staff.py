"""Operators with what opens the file for them: in an encrypted ledger each has a passphrase of his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import operators, signing_in
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.changes import Actor, Changes
    from app.services.desk import Desk


@needs(Right.OPERATORS)
def register(
    desk: Desk,
    *,
    name: str,
    role: str,
    marks: Iterable[str] = (),
    sees_restricted: bool = False,
    passphrase: str = "",
) -> Actor:
    """Register an operator, and in an encrypted ledger give him his first passphrase; raises Refused."""
    is_encrypted = desk.store.key is not None
    if is_encrypted:
        if not passphrase:
            sentence = f"台账已加密，请给「{name}」设一个口令，没有登记。"
            raise Refused(sentence, field="passphrase")
        signing_in.check_new(passphrase)
    made = desk.write(
        lambda unit: operators.add(
            unit, actor=desk.actor, name=name, role=role, marks=marks, sees_restricted=sees_restricted
        )
    )
    if is_encrypted:
        signing_in.set_passphrase(desk, operator=made.name, passphrase=passphrase)
    return made


@needs(Right.OPERATORS)
def change(
    desk: Desk,
    *,
    name: str,
    role: str | None = None,
    marks: Iterable[str] | None = None,
    sees_restricted: bool | None = None,
) -> Changes:
    """Change role, marks or grant of an operator; who changes himself has it so from now on. Raises Refused."""
    done = desk.write(
        lambda unit: operators.change(
            unit, actor=desk.actor, name=name, role=role, marks=marks, sees_restricted=sees_restricted
        )
    )
    if name == desk.actor.name:
        desk.actor = desk.read(lambda unit: operators.find(unit, name=name))
    return done


@needs(Right.OPERATORS)
def retire(desk: Desk, *, name: str) -> Changes:
    """Let an operator sign in no more, and take his passphrase away; raises Refused for oneself and the last 管理."""
    if name == desk.actor.name:
        sentence = "不能停用自己，没有改动。请由另一位「管理」来办。"
        raise Refused(sentence, field="name")
    done = desk.write(lambda unit: operators.retire(unit, actor=desk.actor, name=name))
    if desk.store.key is not None and name in signing_in.operators_of(desk.path):
        signing_in.withdraw_passphrase(desk, operator=name)
    return done
