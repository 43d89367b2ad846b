"""Cells of a record table on the clipboard as a spreadsheet takes them, rows not in sight read from the file."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from app.services import table_page
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.services.table_page import TablePage
    from app.ui.record_view import RecordView
    from db.declare import Column

NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.QUANTITY, Kind.DATE, Kind.FUZZY_DATE, Kind.TIME)
"""What a spreadsheet may take for a number or a day."""
SAME_CELL = "<style>br{mso-data-placement:same-cell}</style>"
"""Without it Excel begins a new row at each line of a cell."""
MOST = 20_000
"""Rows that one copy takes at most."""


def copy(view: RecordView, *, with_heads: bool) -> None:
    """Put the selected cells on the clipboard, under the heads of their columns where those are wanted."""
    model = view.records
    chosen, columns = view.selected_rows(), view.chosen_columns()
    rows = chosen[:MOST]
    if not rows or not columns:
        return
    if len(rows) < len(chosen):
        view.refused.emit(f"选中了{len(chosen)}行，一次最多复制{MOST}行，只复制了前{MOST}行。要全部带走，请用“导出”。")
    heads = [table_page.label_of(model.ledger, model.columns[place]) for place in columns]
    held = {row: found for row in rows if (found := model.row_here(row)) is not None}

    are_texts = [is_text(model.column_at(place)) for place in columns]

    def take(cells: Iterable[Sequence[str]]) -> None:
        put(heads if with_heads else [], [[row[place] for place in columns] for row in cells], are_texts)

    if len(held) == len(rows):
        take([held[row].cells for row in rows])
        return
    ask, keys, is_masked = model.ask.page(rows[0], rows[-1] - rows[0] + 1), model.columns, model.is_masked
    wanted = [row - rows[0] for row in rows]

    def arrived(page: TablePage) -> None:
        take([page.rows[place].cells for place in wanted if place < len(page.rows)])

    model.operation.read(
        lambda unit: table_page.page(unit, ask=ask, columns=keys, with_whole=False, masked=is_masked),
        arrived,
        owner=view,
    )


def put(heads: Sequence[str], lines: Sequence[Sequence[str]], are_texts: Sequence[bool]) -> None:
    """Put lines of cells on the clipboard, as text and as a table, under their heads where there are any."""
    data = QMimeData()
    data.setText(as_text([heads, *lines] if heads else lines))
    data.setHtml(as_html(heads, lines, are_texts))
    QGuiApplication.clipboard().setMimeData(data)


def as_text(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as tab-separated text; a cell that would break its line or begin a quotation stands quoted."""
    return "\n".join("\t".join(map(_quoted, line)) for line in lines)


def is_text(column: Column | None) -> bool:
    """Whether a spreadsheet must take the cells of a column as they are written."""
    return column is None or column.kind not in NUMBERS


def as_html(heads: Sequence[str], lines: Iterable[Sequence[str]], are_texts: Sequence[bool]) -> str:
    """Lines of cells as a table in which texts are marked as such: a spreadsheet neither shortens a long number of a
    document nor takes a text that begins with = for a formula, and keeps the lines of a cell in that cell.
    """
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    rows = "".join(f"<tr>{''.join(map(_cell, line, are_texts))}</tr>" for line in lines)
    return f'<meta charset="utf-8">{SAME_CELL}<table>{f"<tr>{top}</tr>" if top else ""}{rows}</table>'


def _cell(text: str, is_text: bool) -> str:
    style = " style='mso-number-format:\"\\@\"'" if is_text else ""
    return f"<td{style}>{escape(text).replace(chr(10), '<br>')}</td>"


def _quoted(cell: str) -> str:
    if not any(mark in cell for mark in "\t\r\n") and not cell.startswith('"'):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
