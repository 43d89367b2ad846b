"""列设置: how an office arranges the columns of a ledger; each change a history row that can be undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import own_columns
from app.rules.own_columns import NOT_DONE
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs, refuse_unless
from db import audit, search
from db import layout as layouts
from db.declare import Kind
from db.layout import KINDS, Layout, OwnColumn
from db.queries import BATCH
from db.tables import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from app.services.changes import Actor
    from db.audit import Event
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

PLACE = audit.SETTINGS
"""Where the history says that a layout stands."""
TOLD = 6
"""So many changes are told one by one."""
RECENT = 50


@dataclass(frozen=True, slots=True)
class Arranged:
    """A ledger with its layout: as it is declared, and as the office has it."""

    shipped: Ledger
    layout: Layout

    @property
    def ledger(self) -> Ledger:
        """The ledger as the office has it."""
        return layouts.arranged(self.shipped, self.layout)

    def retired(self) -> tuple[OwnColumn, ...]:
        """The own columns that were taken away."""
        return tuple(one for one in self.layout.own if one.removed)


@dataclass(frozen=True, slots=True)
class Line:
    """A change of a layout as the history tells it."""

    at: datetime
    operator: str
    description: str


def of(unit: UnitOfWork, *, ledger: str) -> Arranged:
    """The layout of a ledger; an empty one while the office left it as it is declared."""
    shipped = registry.shipped(ledger)
    found = unit.layouts().get(shipped.name, Layout())
    return Arranged(shipped, found)


def history(unit: UnitOfWork, *, ledger: str, limit: int = RECENT) -> tuple[Line, ...]:
    """The changes of a ledger's layout, the newest first."""
    chain, name = unit.schema.audit, registry.shipped(ledger).name
    where = (chain.c.action == ChangeKind.LAYOUT.value) & (chain.c.uuid == layouts.PREFIX + name)
    return tuple(Line(one.at, one.entry.operator, one.entry.description) for one in unit.events(where, limit))


@needs(Right.COLUMNS)
def change(
    unit: UnitOfWork, *, actor: Actor, ledger: str, wanted: Layout, seen: Layout | None = None, reason: str = ""
) -> Changes:
    """Arrange a ledger as wanted, with one history row; own columns that are not named any more are only taken away.

    `seen` is the layout the clerk started from. Raises Refused for what `own_columns` refuses, for another kind of a
    column that holds values, and when the layout changed since it was seen.
    """
    before = of(unit, ledger=ledger)
    name = before.shipped.name
    if seen is not None and layouts.to_json(seen) != layouts.to_json(before.layout):
        sentence = f"{before.shipped.label}的列设置刚才在别处改过，{NOT_DONE}。请关掉再打开，看过以后重新改。"
        raise Refused(sentence, exit_code=Exit.REFUSED)
    after = replace(before, layout=_tidy(before, wanted))
    _check(unit, before, after)
    told = list(_told(before, after))
    if not told:
        return Changes(f"{before.shipped.label}的列没有变化", ChangeKind.LAYOUT, name)
    more = f"；等 {len(told)} 处" if len(told) > TOLD else ""
    words = f"列设置 {before.shipped.label}：{'；'.join(told[:TOLD])}{more}"
    _write(unit, actor, before, after, words, reason=reason)
    _reindex(unit, before, after)
    return Changes(words, ChangeKind.LAYOUT, name)


@needs(Right.COLUMNS)
def turn_back(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    """Undo or redo a change of a layout; a column that did not exist before it is taken away, its values stay."""
    refuse_unless(actor, Right.COLUMNS)
    (event,) = unit.events(unit.schema.audit.c.seq == event.seq)  # with its values
    name = event.entry.uuid.removeprefix(layouts.PREFIX)
    before = of(unit, ledger=name)
    if layouts.to_json(_without_later(before.layout, event)) != _kept(event.entry.new, name):
        sentence = f"「{event.entry.description}」以后，这本台账的列又改过，没有撤销。请打开列设置，核对后直接修改。"
        raise Refused(sentence)
    after = replace(before, layout=_tidy(before, layouts.from_json(_kept(event.entry.old, name))))
    words = f"列设置 {before.shipped.label}：{'；'.join(list(_told(before, after))[:TOLD])}"
    _write(unit, actor, before, after, words, undoes=event.entry.step)
    _reindex(unit, before, after)
    return Changes(words, ChangeKind.LAYOUT, name)


def _without_later(layout: Layout, event: Event) -> Layout:
    """A layout without what undoing a later change has left of it: own columns that were taken away and that the
    event did not know.
    """
    name = event.entry.uuid.removeprefix(layouts.PREFIX)
    known = {one["key"] for one in _kept(event.entry.new, name).get("own", ())}
    return replace(layout, own=tuple(one for one in layout.own if one.key in known or not one.removed))


def _kept(values: dict[str, Any] | None, name: str) -> dict[str, Any]:
    kept: dict[str, Any] = (values or {}).get(layouts.PREFIX + name, {})
    return kept


def _write(
    unit: UnitOfWork, actor: Actor, before: Arranged, after: Arranged, words: str, *, reason: str = "", undoes: str = ""
) -> None:
    key = layouts.PREFIX + before.shipped.name
    old, new = layouts.to_json(before.layout), layouts.to_json(after.layout)
    unit.put_setting(key, audit.canonical(new))
    unit.audit(
        operator=actor.name, action=ChangeKind.LAYOUT.value, description=words, ledger=PLACE, uuid=key,
        reason=reason.strip(), undoes=undoes, old={key: old}, new={key: new},
    )  # fmt: skip


def _tidy(before: Arranged, wanted: Layout) -> Layout:
    """The layout without what says nothing: names and widths as declared, an order that is the usual one."""
    shipped = before.shipped
    named = {one.key for one in wanted.own}
    lost = tuple(replace(one, removed=True) for one in before.layout.own if one.key not in named)
    own = tuple(sorted((*wanted.own, *lost), key=lambda one: int(one.key.removeprefix("own_"))))
    known = {column.key for column in shipped.columns} | {one.key for one in own}
    usual = {column.key: column.width for column in shipped.columns} | {one.key: layouts.WIDTH for one in own}
    tidied = Layout(
        labels={k: v for k, v in wanted.labels.items() if k in known and v != _declared_label(shipped, k)},
        hidden=frozenset(wanted.hidden) & known,
        widths={k: float(v) for k, v in wanted.widths.items() if k in known and float(v) != usual[k]},
        own=own,
    )
    order = layouts.in_order(wanted.order, layouts.usual_order(shipped, tidied))
    return replace(tidied, order=() if order == layouts.usual_order(shipped, tidied) else order)


def _declared_label(shipped: Ledger, key: str) -> str:
    found = next((column for column in shipped.columns if column.key == key), None)
    return "" if found is None else found.label


# ---- what is refused -------------------------------------------------------------------------------------------------


def _check(unit: UnitOfWork, before: Arranged, after: Arranged) -> None:
    shipped, wanted = before.shipped, after.layout
    for name in (*wanted.labels.values(), *(one.label for one in wanted.own)):
        if own_columns.clean_name(name) != name:
            sentence = f"列名「{name}」里有空格，{NOT_DONE}。请去掉空格。"
            raise Refused(sentence, field="label")
    own_columns.refuse_layout(shipped, wanted)
    for one in wanted.own:
        known = before.layout.one(one.key)
        if known is not None:
            _refuse_other_kind(unit, shipped, known, one)
            _refuse_lost_choices(unit, before, known, one)


def _refuse_other_kind(unit: UnitOfWork, shipped: Ledger, known: OwnColumn, one: OwnColumn) -> None:
    if one.kind is known.kind or not _was_used(unit, shipped, known.key):
        return
    sentence = (
        f"「{known.label}」已经填过内容（现有的、作废的或历史里的），类型不能由{KINDS[known.kind]}"
        f"改成{KINDS[one.kind]}，{NOT_DONE}。请另加一列；这一列可以停用，内容会保留。"
    )
    raise Refused(sentence, field=one.key)


def _was_used(unit: UnitOfWork, shipped: Ledger, key: str) -> bool:
    """Whether a record, or the history of one, ever held a value of an own column."""
    chain, values = unit.schema.audit, unit.schema.audit_values
    query = sa.select(chain.c.seq).join(values, values.c.seq == chain.c.seq)
    query = query.where(chain.c.ledger == shipped.name, values.c.new.contains(f'"{key}":'))
    return unit.connection.execute(query.limit(1)).first() is not None


def _refuse_lost_choices(unit: UnitOfWork, before: Arranged, known: OwnColumn, one: OwnColumn) -> None:
    lost = set(known.choices) - set(one.choices)
    if one.kind is not Kind.CHOICE or known.kind is not Kind.CHOICE or not lost:
        return
    ledger, table = before.ledger, unit.schema.table(before.shipped.name)
    column = cell(ledger, table, one.key)
    query = sa.select(column, sa.func.count()).where(column.in_(sorted(lost))).group_by(column).order_by(column)
    for choice, count in unit.connection.execute(query.limit(1)):
        sentence = f"「{one.label}」的选项「{choice}」还有 {count} 条记录在用，不能去掉，{NOT_DONE}。请先改好那些记录。"
        raise Refused(sentence, field=one.key)


# ---- what is told ----------------------------------------------------------------------------------------------------


def _labels(arranged: Arranged) -> dict[str, str]:
    return {column.key: column.label for column in arranged.ledger.stored}


def _told(before: Arranged, after: Arranged) -> Iterator[str]:
    """Every difference of two layouts of a ledger in words, old → new."""
    old, new = before.ledger, after.ledger
    labels = _labels(after)
    for one in after.layout.own:
        yield from _told_own(before.layout.one(one.key), one)
    for column in new.stored:
        known = _find(old.stored, column.key)
        if known is not None and known.label != column.label:
            yield f"「{known.label}」改名为「{column.label}」"
    for key, label in labels.items():
        was, now = _find(old.columns, key), _find(new.columns, key)
        if was is not None and now is not None:
            yield from _told_place(label, was, now)
        elif now is not None and now.hidden:
            yield f"「{label}」不在屏幕上"
    both = {column.key for column in old.columns} & {column.key for column in new.columns}
    if [c.key for c in old.columns if c.key in both] != [c.key for c in new.columns if c.key in both]:
        yield f"顺序改为 {'、'.join(column.label for column in new.columns[:TOLD])}……"


def _told_own(known: OwnColumn | None, one: OwnColumn) -> Iterator[str]:
    kind = KINDS[one.kind] + (f"：{'、'.join(one.choices)}" if one.choices else "")
    if known is None:
        if not one.removed:
            yield f"增加「{one.label}」（{kind}{'，涉个人信息' if one.personal else ''}）"
        return
    if known.removed != one.removed:
        yield f"停用「{one.label}」，内容保留" if one.removed else f"恢复「{one.label}」"
    if known.kind is not one.kind:
        yield f"「{one.label}」的类型 {KINDS[known.kind]} → {KINDS[one.kind]}"
    if known.choices != one.choices:
        yield f"「{one.label}」的选项 {'、'.join(known.choices) or '（空）'} → {'、'.join(one.choices) or '（空）'}"
    if known.personal != one.personal:
        yield f"「{one.label}」{'标为' if one.personal else '不再标为'}涉个人信息"


def _told_place(label: str, was: Column, now: Column) -> Iterator[str]:
    if was.hidden != now.hidden:
        yield f"「{label}」{'不在屏幕上显示' if now.hidden else '在屏幕上显示'}"
    if was.width != now.width:
        if not now.width:
            yield f"「{label}」不印在纸上"
        elif not was.width:
            yield f"「{label}」印在纸上，宽 {now.width:g} 毫米"
        else:
            yield f"「{label}」纸面宽 {was.width:g} → {now.width:g} 毫米"


def _find(columns: Iterable[Column], key: str) -> Column | None:
    return next((column for column in columns if column.key == key), None)


# ---- search ----------------------------------------------------------------------------------------------------------


def _reindex(unit: UnitOfWork, before: Arranged, after: Arranged) -> None:
    """Find records by what own columns hold, or not any more, where that has changed with 涉个人信息."""
    was, now = before.ledger, after.ledger
    changed = [
        column.key
        for column in now.own
        if (known := _find(was.own, column.key)) is not None and known.searchable != column.searchable
    ]
    table = unit.schema.table(now.name)
    if not changed:
        return
    filled = sa.or_(*(cell(now, table, key).is_not(None) for key in changed))
    ids = list(unit.connection.execute(sa.select(table.c.id).where(filled)).scalars())
    with unit.seeing(restricted=True):
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            children = unit.reading.children(now, batch)
            for one, record in unit.reading.records(now, batch).items():
                whole = replace(record, children=children.get(one, {}))
                search.index(unit.connection, unit.schema, now, whole)


# ---- steps of the command line ---------------------------------------------------------------------------------------


def added(arranged: Arranged, text: str) -> Layout:
    """The layout with an own column from 名称:类型[:选项,…]; 类型 may end in ! for 涉个人信息. Raises Refused."""
    name, _sign, rest = text.replace("：", ":").partition(":")
    kind, _sign, choices = rest.partition(":")
    personal = kind.strip().endswith("!")
    word = kind.strip().rstrip("!") or KINDS[Kind.TEXT]
    key, label = arranged.layout.next_key(), own_columns.clean_name(name)
    one = OwnColumn(key, label, own_columns.kind_of(word), own_columns.read_choices(choices), personal)
    return arranged.layout.with_own(one)


def renamed(arranged: Arranged, old: str, new: str) -> Layout:
    """The layout with a column named otherwise; an empty name brings the declared one back."""
    column, layout = column_of(arranged, old), arranged.layout
    own = layout.one(column.key)
    if own is not None:
        return layout.with_own(replace(own, label=own_columns.clean_name(new)))
    labels = {key: label for key, label in layout.labels.items() if key != column.key}
    return replace(layout, labels=labels | ({column.key: own_columns.clean_name(new)} if new.strip() else {}))


def shown(arranged: Arranged, name: str, *, on_screen: bool) -> Layout:
    """The layout with a column on form and table, or off them."""
    key = column_of(arranged, name).key
    hidden = arranged.layout.hidden
    return replace(arranged.layout, hidden=hidden - {key} if on_screen else hidden | {key})


def printed(arranged: Arranged, name: str, *, width: float | None) -> Layout:
    """The layout with a column so many millimetres wide on paper; 0 keeps it off, None is its usual width."""
    column = column_of(arranged, name)
    usual = next((one.width for one in arranged.shipped.columns if one.key == column.key), 0) or layouts.WIDTH
    return replace(arranged.layout, widths={**arranged.layout.widths, column.key: usual if width is None else width})


def ordered(arranged: Arranged, names: Iterable[str]) -> Layout:
    """The layout with these columns first, in this order; the others follow as they did."""
    first = [column_of(arranged, name).key for name in names]
    rest = [column.key for column in arranged.ledger.columns if column.key not in first]
    return replace(arranged.layout, order=(*first, *rest))


def removed(arranged: Arranged, name: str, *, removed: bool = True) -> Layout:
    """The layout without an own column, or with one that was taken away; its values stay. Raises Refused."""
    found = [one for one in arranged.layout.own if name in (one.key, one.label) and one.removed is not removed]
    if not found:
        kind = "停用的列" if not removed else "自设的列"
        sentence = f"{arranged.shipped.label}没有叫「{name}」的{kind}，{NOT_DONE}。程序自带的列可以隐藏，不能停用。"
        raise Refused(sentence, field=name, exit_code=Exit.USAGE)
    return arranged.layout.with_own(replace(found[0], removed=removed))


def column_of(arranged: Arranged, name: str) -> Column:
    """The column of that name as the office has it; raises Refused (exit 2)."""
    from app.services import listing

    return listing.column_of(arranged.ledger, name.strip())


def as_json(arranged: Arranged) -> dict[str, Any]:
    """The columns of a ledger as the command line prints them, in their order."""
    shipped = {column.key: column for column in arranged.shipped.columns}
    rows = [
        {
            "key": column.key,
            "label": column.label,
            "declared": shipped[column.key].label if column.key in shipped else None,
            "kind": column.kind.value,
            "own": column.own,
            "choices": list(column.choices),
            "on_screen": not column.hidden,
            "width": column.width,
            "personal": column.sensitive,
        }
        for column in arranged.ledger.columns
    ]
    retired = [{"key": one.key, "label": one.label, "kind": one.kind.value} for one in arranged.retired()]
    return {"name": arranged.shipped.name, "label": arranged.shipped.label, "columns": rows, "retired": retired}
