"""How an office arranges a ledger: other names, another order, what is hidden, and columns of its own. Pure, no SQL.

The ledger of an open file is its declaration with this applied; all else follows from that one thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from db.declare import Column, Kind, Ledger, Mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PREFIX = "columns:"
"""A layout is the setting of this prefix and the ledger's machine name."""
MOST_OWN = 20
"""So many own columns a ledger may have in use."""
SECTION = "本单位的列"
WIDTH = 20.0
"""Millimetres that a column takes on paper when neither declaration nor office says."""
KINDS: dict[Kind, str] = {
    Kind.TEXT: "文字",
    Kind.NUMBER: "数字",
    Kind.DATE: "日期",
    Kind.CHOICE: "选项",
    Kind.PERSON: "人员",
}
"""What an own column may hold, in the clerk's words."""
_BEFORE = "remark"


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column the office added. `key` is never given to another one, also when the column was taken away."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    personal: bool = False
    """Holds something personal (涉个人信息): masked like it."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What an office changed in a ledger; empty where it changed nothing.

    `labels` are new names by key; `order` the keys as they follow; `hidden` those kept off form and table; `widths`
    millimetres on paper by key, 0 keeps a column off it.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    widths: Mapping[str, float] = field(default_factory=dict)
    own: tuple[OwnColumn, ...] = ()

    def in_use(self) -> tuple[OwnColumn, ...]:
        """The own columns that were not taken away."""
        return tuple(one for one in self.own if not one.removed)

    def next_key(self) -> str:
        """The key of the next own column."""
        taken = [int(one.key.removeprefix("own_")) for one in self.own]
        return f"own_{max(taken, default=0) + 1}"

    def one(self, key: str) -> OwnColumn | None:
        """The own column of that key."""
        return next((one for one in self.own if one.key == key), None)

    def with_own(self, one: OwnColumn) -> Layout:
        """The layout with an own column added or changed."""
        if self.one(one.key) is None:
            return replace(self, own=(*self.own, one))
        return replace(self, own=tuple(one if other.key == one.key else other for other in self.own))


def to_json(layout: Layout) -> dict[str, Any]:
    """A layout as it is kept in settings and history."""
    own = [
        {"key": one.key, "label": one.label, "kind": one.kind.value}
        | ({"choices": list(one.choices)} if one.choices else {})
        | ({"personal": True} if one.personal else {})
        | ({"removed": True} if one.removed else {})
        for one in layout.own
    ]
    parts: dict[str, Any] = {
        "labels": dict(sorted(layout.labels.items())),
        "order": list(layout.order),
        "hidden": sorted(layout.hidden),
        "widths": dict(sorted(layout.widths.items())),
        "own": own,
    }
    return {name: part for name, part in parts.items() if part}


def from_json(kept: Mapping[str, Any]) -> Layout:
    """The layout that `to_json` wrote."""
    own = tuple(
        OwnColumn(
            one["key"],
            one["label"],
            Kind(one["kind"]),
            tuple(one.get("choices", ())),
            bool(one.get("personal")),
            bool(one.get("removed")),
        )
        for one in kept.get("own", ())
    )
    return Layout(
        kept.get("labels", {}), tuple(kept.get("order", ())), frozenset(kept.get("hidden", ())),
        kept.get("widths", {}), own,
    )  # fmt: skip


def applied(shipped: Mapping[str, Ledger], layouts: Mapping[str, Layout]) -> Mapping[str, Ledger]:
    """The ledgers as the office arranged them; those it left alone are the very declarations."""
    if not layouts:
        return shipped
    return {name: arranged(one, layouts[name]) if name in layouts else one for name, one in shipped.items()}


def arranged(ledger: Ledger, layout: Layout) -> Ledger:
    """A declared ledger with a layout applied."""
    columns = {column.key: _shipped(column, layout) for column in ledger.columns}
    columns |= {one.key: _own(one, layout) for one in layout.in_use()}
    ordered = in_order(layout.order, usual_order(ledger, layout))
    retired = tuple(_own(one, layout) for one in layout.own if one.removed)
    return replace(ledger, columns=tuple(columns[key] for key in ordered), retired=retired)


def usual_order(ledger: Ledger, layout: Layout) -> tuple[str, ...]:
    """The order while the office set none: as declared, its own columns before 备注."""
    shipped = [column.key for column in ledger.columns]
    place = shipped.index(_BEFORE) if _BEFORE in shipped else len(shipped)
    return (*shipped[:place], *(one.key for one in layout.in_use()), *shipped[place:])


def in_order(wanted: Iterable[str], usual: tuple[str, ...]) -> tuple[str, ...]:
    """All usual keys in the wanted order; what is not named there follows its usual predecessor."""
    known = set(usual)
    ordered = list(dict.fromkeys(key for key in wanted if key in known))
    placed = set(ordered)
    for place, key in enumerate(usual):
        if key not in placed:
            ordered.insert(ordered.index(usual[place - 1]) + 1 if place else 0, key)
            placed.add(key)
    return tuple(ordered)


def _shipped(column: Column, layout: Layout) -> Column:
    """A declared column as the office has it; what it was called before still names it."""
    label, width = layout.labels.get(column.key, column.label), layout.widths.get(column.key, column.width)
    hidden = column.key in layout.hidden
    if (label, width, hidden) == (column.label, column.width, column.hidden):
        return column
    synonyms = column.synonyms if label == column.label else (*column.synonyms, column.label)
    return replace(column, label=label, width=width, hidden=hidden, synonyms=synonyms)


def _own(one: OwnColumn, layout: Layout) -> Column:
    is_shown = one.key not in layout.hidden and not one.removed
    # As in the declarations: a villager's name is masked and found by; what is sensitive is not found by its words.
    is_sensitive = one.personal and one.kind is not Kind.PERSON
    return Column(
        one.key,
        one.label,
        one.kind,
        choices=one.choices,
        width=layout.widths.get(one.key, WIDTH),
        searchable=not is_sensitive,
        sensitive=is_sensitive,
        primary=is_shown,
        in_table=is_shown,
        section=SECTION,
        mask=Mask.NAME if one.kind is Kind.PERSON else Mask.NONE,
        own=True,
        hidden=not is_shown,
        retired=one.removed,
    )
