"""附表: sheets of a workbook whose rows belong to records of its main sheet, one sheet for each child of a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.sheets import layout
from db.declare import ChangedBy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from app.sheets.book import Book, Sheet
    from app.sheets.layout import Head, SheetRow
    from db.declare import Child, Column, Ledger

PARENT, LINE = "@parent", "@line"
"""Where the two columns go that tie a row: to its record, and to its place among the record's rows."""
PARENT_LABEL, MATTER_LABEL, LINE_LABEL = "所属编号", "所属事项", "行号"
FIRST_PART = 50
"""Rows of 附表 are counted apart from those of main sheets, of which there are fewer."""


@dataclass(frozen=True, slots=True)
class Part:
    """One 附表: the child whose rows it holds, and where each of its columns goes (empty: nowhere)."""

    child: str
    label: str
    sheet: Sheet
    head: Head
    keys: tuple[str, ...]
    units: tuple[str, ...]
    place: int

    def rows(self) -> Iterator[SheetRow]:
        """The rows under the head, each told what it is."""
        return layout.rows_under(self.sheet, self.head)


def fillable(child: Child) -> tuple[Column, ...]:
    """The columns of a child that a clerk fills; none where only steps write its rows."""
    return tuple(column for column in child.columns if column.changed_by in (ChangedBy.FORM, ChangedBy.ONCE))


def find(ledger: Ledger, book: Book, taken: Collection[str]) -> tuple[Part, ...]:
    """The sheets named like a child that say which record each row belongs to; `taken` are main sheets."""
    children = {child.label: child for child in ledger.children if fillable(child)}
    pages = [page for page in book.sheets if page.name not in taken and not page.is_hidden]
    found = [(children[page.name.strip()], page) for page in pages if page.name.strip() in children]
    parts = (_part(child, page, FIRST_PART + place) for place, (child, page) in enumerate(found))
    return tuple(part for part in parts if part is not None)


def _part(child: Child, sheet: Sheet, place: int) -> Part | None:
    names = _names(child)
    head = layout.find_head(sheet, lambda label: _key(names, label) != "")
    if head is None:
        return None
    keys = tuple(_key(names, label) for label in head.labels)
    if PARENT not in keys:
        return None
    once = tuple("" if key in keys[:at] else key for at, key in enumerate(keys))
    units = tuple(layout.unit_of(label) or layout.unit_above(sheet, head) for label in head.labels)
    return Part(child.name, child.label, sheet, head, once, units, place)


def _names(child: Child) -> dict[str, str]:
    names = {layout.label_of(PARENT_LABEL): PARENT, LINE_LABEL: LINE}
    for column in fillable(child):
        names.setdefault(layout.label_of(column.label), column.key)
    for column in fillable(child):
        for synonym in column.synonyms:
            names.setdefault(layout.label_of(synonym), column.key)
    for word in ("主表编号", "编号"):
        names.setdefault(word, PARENT)
    return names


def _key(names: dict[str, str], label: str) -> str:
    return names.get(label) or names.get(layout.bare_label(label), "")
