"""Saved views: how a list is arranged and filtered, under a name, kept in the file; one's own or the office's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules import reading
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services.changes import ChangeKind, Changes
from app.services.office import TableLayout
from app.services.permitted import needs, refuse_unless
from db.ask import Filter, Op
from db.values import Reference

if TYPE_CHECKING:
    from datetime import date

    from app.services.changes import Actor
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LONGEST_NAME = 30
MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class View:
    """A list under a name: columns with widths, filters, search words and sort."""

    name: str
    layout: TableLayout
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    is_shared: bool = False


def all_of(unit: UnitOfWork, *, ledger: str, operator: str) -> tuple[View, ...]:
    """The views of a ledger that an operator may choose: his own, then the office's."""
    declared = registry.find(ledger)
    today = unit.clock.today()
    own = [_view(declared, stored, today, is_shared=False) for stored in _stored(unit, ledger, operator)]
    return (*own, *(_view(declared, stored, today, is_shared=True) for stored in _stored(unit, ledger, "")))


@needs(Right.READ)
def keep(unit: UnitOfWork, *, actor: Actor, ledger: str, view: View) -> Changes:
    """Keep a view under its name, over an older one of that name; one for the whole office needs 管理.

    Raises Refused for a name that is empty or too long, and when there are too many.
    """
    name = " ".join(view.name.split())
    if not name or len(name) > LONGEST_NAME:
        sentence = f"视图名称要填，最多{LONGEST_NAME}个字；没有保存。"
        raise Refused(sentence, field="name")
    owner = _owner(actor, is_shared=view.is_shared)
    kept = [stored for stored in _stored(unit, ledger, owner) if stored["name"] != name]
    if len(kept) >= MOST_VIEWS:
        sentence = f"这本台账已经存了{MOST_VIEWS}个视图，没有再存。请先删掉不用的。"
        raise Refused(sentence, field="name")
    _put(unit, ledger, owner, [*kept, _as_json(registry.find(ledger), view, name)])
    return _told(unit, actor, f"保存视图「{name}」", ledger, is_shared=view.is_shared)


@needs(Right.READ)
def drop(unit: UnitOfWork, *, actor: Actor, ledger: str, name: str, is_shared: bool) -> Changes:
    """Take a view away; the records it showed are untouched."""
    owner = _owner(actor, is_shared=is_shared)
    _put(unit, ledger, owner, [stored for stored in _stored(unit, ledger, owner) if stored["name"] != name])
    return _told(unit, actor, f"删除视图「{name}」", ledger, is_shared=is_shared)


def _owner(actor: Actor, *, is_shared: bool) -> str:
    if not is_shared:
        return actor.name
    refuse_unless(actor, Right.OFFICE, doing="改全单位共用的视图")
    return ""


def _told(unit: UnitOfWork, actor: Actor, words: str, ledger: str, *, is_shared: bool) -> Changes:
    """What the office shares is a line of the history; one's own arrangement is none."""
    if is_shared:
        unit.audit(operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, ledger=ledger)
    return Changes(words, ChangeKind.SETTINGS, ledger)


def _key(ledger: str, owner: str) -> str:
    return f"views:{owner}:{ledger}"


def _stored(unit: UnitOfWork, ledger: str, owner: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(unit.setting(_key(ledger, owner)) or "[]")
    return found


def _put(unit: UnitOfWork, ledger: str, owner: str, views: list[dict[str, Any]]) -> None:
    views.sort(key=lambda stored: str(stored["name"]))
    unit.put_setting(_key(ledger, owner), json.dumps(views, ensure_ascii=False))


def _as_json(ledger: Ledger, view: View, name: str) -> dict[str, Any]:
    layout = view.layout
    return {
        "name": name, "columns": layout.columns, "widths": layout.widths, "lines": layout.lines,
        "frozen": layout.frozen, "search": view.search, "sort": view.sort,
        "filters": [[one.key, one.op.value, *_value_as_json(ledger, one)] for one in view.filters],
    }  # fmt: skip


def _value_as_json(ledger: Ledger, one: Filter) -> tuple[str, Any]:
    """How a filter's value is read again, and the value as JSON."""
    match one.value:
        case None | bool() | str():
            return "plain", one.value
        case Reference():
            return "reference", [one.value.name, one.value.id]
    return "typed", reading.show_value(ledger.column(one.key), one.value)


def _view(ledger: Ledger, stored: dict[str, Any], today: date, *, is_shared: bool) -> View:
    """A view as it was kept; columns that the office has hidden or taken away since are not shown. What narrows the
    list stays as long as its column is there, for the name of the view promises it.
    """
    known = {column.key for column in ledger.columns} | {"number", "@marks"}
    seen = known - {column.key for column in ledger.columns if column.hidden}
    still = sum(key in seen for key in stored["columns"][: stored["frozen"]])
    layout = TableLayout(
        tuple(key for key in stored["columns"] if key in seen), stored["widths"], stored["lines"], still
    )
    filters = (_filter(ledger, kept, today) for kept in stored["filters"] if kept[0] in known | {""})
    sort = tuple((key, bool(falls)) for key, falls in stored["sort"] if key in known)
    return View(stored["name"], layout, tuple(filters), stored["search"], sort, is_shared)


def _filter(ledger: Ledger, kept: list[Any], today: date) -> Filter:
    key, op, how, raw = kept
    value: Value = raw
    if how == "reference":
        value = Reference(raw[0], raw[1])
    elif how == "typed":
        value = reading.read_value(ledger.column(key), raw, today=today)
    return Filter(key, Op(op), value)
