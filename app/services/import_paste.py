"""粘贴: the block of cells on the clipboard as an import, by its own head or by the columns the table shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.services import import_plan
from app.services.import_plan import NUMBER, Plan, Target
from app.sheets import html_table, text_table
from app.sheets.book import MAX_COLUMNS, MAX_ROWS, Book, Sheet, SheetError
from app.sheets.layout import Head, find_head, head_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.declare import Ledger
    from db.unit import UnitOfWork

NAME = "剪贴板"
"""What the batch says it came from."""


def block(text: str, html: str = "") -> Book:
    """The cells on the clipboard as a workbook of one sheet; raises Refused when there are none, or too many.

    The table in the clipboard's HTML has line breaks and long numbers whole; the plain text says how many rows were
    copied.
    """
    try:
        rows = text_table.paste(text)
        sheet = html_table.read(html, NAME) if html else None
    except (SheetError, ValueError) as error:
        raise _refusal("剪贴板里的内容不是表格，或者太大") from error
    if sheet is not None and (len(sheet.rows) == len(rows) or not text or text.count('"') % 2):
        return Book((sheet,))
    if not any(cell is not None for row in rows for cell in row):
        raise _refusal("剪贴板里没有表格内容")
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise _refusal("剪贴板里的表格超过二十万行或二百列")
    return Book((Sheet(NAME, rows),))


def _refusal(why: str) -> Refused:
    return Refused(f"{why}，没有粘贴，台账没有改动。请在表格软件里选中要粘贴的单元格，复制后再来。", field="paste")


def plan(unit: UnitOfWork, *, ledger: Ledger, book: Book, columns: Sequence[str], current: str) -> Plan:
    """How a pasted block is taken in: by its head where it has one, else by the table's columns in their
    order from the `current` one on. What is pasted beyond the last column goes nowhere.
    """
    (sheet,) = book.sheets
    if (head := _head_of(ledger, sheet)) is not None:
        return import_plan.of_head(unit, ledger=ledger, sheet=sheet, head=head)
    width = max(map(len, sheet.rows))
    keys = list(columns[_start(sheet, columns, current) :])[:width]
    keys += [""] * (width - len(keys))
    choices = dict(import_plan.choices_of(unit, ledger=ledger))
    targets = tuple(Target(key if key in choices else "") for key in keys)
    labels = tuple(choices.get(key, "") or f"第{place}列" for place, key in enumerate(keys, start=1))
    return Plan(ledger.name, sheet, Head(-1, -1, labels), targets)


def has_head(ledger: Ledger, book: Book) -> bool:
    """Whether a block names its columns, so that it is a table of its own and lies over no cells."""
    return _head_of(ledger, book.sheets[0]) is not None


def _head_of(ledger: Ledger, sheet: Sheet) -> Head | None:
    tried = (head_at(sheet, 0, 0), find_head(sheet, lambda label: import_plan.is_label(ledger, label)))
    found = (head for head in tried if head is not None and head.bottom + 1 < len(sheet.rows))
    return next((head for head in found if _is_head(ledger, head)), None)


def _is_head(ledger: Ledger, head: Head) -> bool:
    """Whether rows name columns: at least half of their words do."""
    words = [label for label in head.labels if label]
    known = sum(import_plan.is_label(ledger, label) for label in words)
    return bool(words) and known * 2 >= len(words)


def _start(sheet: Sheet, columns: Sequence[str], current: str) -> int:
    """The column of the table where the block begins: never the number's or the marks', unless it has numbers."""
    place = columns.index(current) if current in columns else 0
    first = next((row[0] for row in sheet.rows if row and row[0] is not None), None)
    if columns[place] == NUMBER and not ("〔" in str(first) and str(first).endswith("号")):
        place += 1
    while place < len(columns) - 1 and columns[place].startswith("@"):
        place += 1
    return place
