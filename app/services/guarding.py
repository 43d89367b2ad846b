"""What keeps a save out before any gate is asked: locked columns and states, the restricted class, repetitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import backfill, flows
from app.rules.refusal import Exit, Refused
from app.services import operators
from db.ask import Ask, Filter, Op
from db.declare import ChangedBy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.ask import ChildRow, Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


def refuse_locked(
    ledger: Ledger, values: Mapping[str, Value], guarded: tuple[ChangedBy, ...], old: Record | None = None
) -> None:
    """Raise Refused for a column that may not be written so: by steps only, by the program, or kept as spoken."""
    for key, value in values.items():
        column = ledger.column(key)
        if column.changed_by not in guarded or (old is None and value is None):
            continue
        if column.changed_by is ChangedBy.ONCE and old is not None and old.values.get(key) in (None, ""):
            continue
        raise Refused(locked_sentence(column), field=key)


def locked_sentence(column: Column) -> str:
    """Why a column cannot be changed by hand."""
    match column.changed_by:
        case ChangedBy.ONCE:
            return f"「{column.label}」是登记时的原话，不能直接改。请用“更正”并写明原因。"
        case ChangedBy.ACTION:
            return f"「{column.label}」只能通过办理步骤改变，没有存上。请在记录旁的“办理”里操作。"
    return f"「{column.label}」由程序计算，不用填写；没有存上。"


def refuse_kept_rows(
    ledger: Ledger, given: Mapping[str, Sequence[ChildRow]], old: Mapping[str, Sequence[ChildRow]]
) -> None:
    """Raise Refused for rows of a child that only steps write."""
    for name, rows in given.items():
        child = ledger.child(name)
        if child.is_kept and [dict(row.values) for row in rows] != [dict(row.values) for row in old.get(name, ())]:
            sentence = f"「{child.label}」由办理步骤记下，不能直接增改；没有存上。请在记录旁的“办理”里操作。"
            raise Refused(sentence, field=name)


def refuse_locked_state(ledger: Ledger, record: Record) -> None:
    """Raise Refused for a record in a state in which nothing is changed."""
    flow = flows.FLOWS.get(ledger.name)
    if flow is None or backfill.is_historical(record.values):
        return
    sentence = flow.locked_sentence(record.number, str(record.values.get(ledger.flow.column if ledger.flow else "")))
    if sentence:
        raise Refused(sentence)


def refuse_restricted(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value]) -> None:
    """The restricted class is entered only by those who may see it: nobody writes what he cannot look after."""
    if unit.sees_restricted or not ledger.is_restricted(values):
        return
    may = "、".join(operators.granted(unit)) or "（还没有指定）"
    kind = ledger.restricted_when[1] if ledger.restricted_when else ""
    sentence = f"{kind}件限制查阅，要由指定的人登记，没有存上，填的内容都还在。请交给：{may}。"
    raise Refused(
        sentence, field=ledger.restricted_when[0] if ledger.restricted_when else "", exit_code=Exit.NOT_ALLOWED
    )


def refuse_repeated(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value], old: Record | None = None) -> None:
    """Raise Refused where another record that stands has what may not repeat; what is empty in both is the same.

    One that stood beside another before this was asked (two villages of one name) can still be mended otherwise.
    """
    if not ledger.unique or values.get(ledger.unique[0]) is None:
        return
    if old is not None and not old.voided_at and all(values.get(key) == old.values.get(key) for key in ledger.unique):
        return
    empty = [key for key in ledger.unique if values.get(key) is None]
    filters = tuple(Filter(key, Op.EMPTY) if key in empty else Filter(key, value=values[key]) for key in ledger.unique)
    for row in unit.reading.rows(Ask(ledger.name, filters=filters, limit=2), 2):
        if old is None or row.id != old.id:
            label = ledger.column(ledger.unique[0]).label
            sentence = f"{ledger.label}里已有相同的「{label}」（{row.number}），没有重复登记。请打开那一条核对"
            others = "」「".join(ledger.column(key).label for key in empty)
            apart = f"；确实不是同一个的，请把「{others}」填上" if empty else ""
            raise Refused(f"{sentence}{apart}。", field=ledger.unique[0])
