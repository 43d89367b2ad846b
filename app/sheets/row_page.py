"""A worksheet of XlsxWriter that takes whole rows of plain cells and writes them straight into its XML.

The library keeps every cell as an object and asks about each what it is; for a ledger that costs more than reading it.
Only this file knows how its worksheet writes rows.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.sheets.book import Cell

LONGEST_KNOWN, MOST_KNOWN = 40, 50_000
TOGETHER = 1_000
"""So many rows are put together before they are kept."""
_FIRST_DAY = date(1900, 3, 1)
_TO_DAY_ZERO = date(1899, 12, 30).toordinal()


class RowPage(Worksheet):  # type: ignore[misc]
    """A worksheet with one more way to write: `write_cells`, row after row, between what is written cell by cell."""

    dim_rowmin: int
    dim_rowmax: int
    """The sheet's bounds, as the library keeps them."""

    def begin_rows(self, looks: Sequence[Any], day_look: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
        """Take the formats of the columns, and that of a day in any of them."""
        letters = [xl_col_to_name(place) for place in range(len(looks))]
        styles = [_index(look) for look in looks]
        self._heads = [f'<c r="{letter}' for letter in letters]
        self._blanks = [f'" s="{style}"/>' for style in styles]
        self._texts = [f'" s="{style}" t="inlineStr"><is><t' for style in styles]
        self._numbers = [f'" s="{style}"><v>' for style in styles]
        self._day = f'" s="{_index(day_look)}"><v>'
        if not hasattr(self, "_known"):
            self._known: dict[str, str] = {}
            self._pieces: list[bytes] = []
            self._rows: list[str] = []
            self._first = self._last = -1

    def write_cells(self, row: int, cells: Sequence[Cell], height: float = 0) -> None:
        """Write one row (counted from 0), with its height in points where it has one."""
        self._check_dimensions(row, 0)
        self._check_dimensions(row, len(cells) - 1)
        self._first, self._last = (row if self._first < 0 else self._first), row
        number = row + 1
        tall = f' ht="{height:g}" customHeight="1"' if height else ""
        written = [f"{self._heads[place]}{number}{self._cell(place, cell)}" for place, cell in enumerate(cells)]
        self._rows.append(f'<row r="{number}"{tall}>{"".join(written)}</row>')
        if len(self._rows) == TOGETHER:
            self._keep()

    def _keep(self) -> None:
        """Let what was written take less room until the file is put together."""
        self._pieces.append("".join(self._rows).encode())
        self._rows.clear()

    @override
    def _write_rows(self) -> None:
        """The rows above ours, ours, and those below: the library's own loop goes by the sheet's bounds."""
        first, last = getattr(self, "_first", -1), getattr(self, "_last", -1)
        if first < 0:
            super()._write_rows()
            return
        self._keep()
        bounds = self.dim_rowmin, self.dim_rowmax
        self._write_between(bounds[0], first - 1)
        self._pieces.reverse()
        while self._pieces:
            self.fh.write(self._pieces.pop().decode())
        self._write_between(last + 1, bounds[1])
        self.dim_rowmin, self.dim_rowmax = bounds

    def _write_between(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _cell(self, place: int, cell: Cell) -> str:
        if cell is None:
            return self._blanks[place]
        if type(cell) is str:
            return f"{self._texts[place]}{self._text(cell)}</t></is></c>"
        if type(cell) is date and cell >= _FIRST_DAY:
            return f"{self._day}{cell.toordinal() - _TO_DAY_ZERO}</v></c>"
        if isinstance(cell, bool):
            return f"{self._texts[place]}>{'是' if cell else '否'}</t></is></c>"
        if isinstance(cell, int | float) and abs(cell) < 1e15:
            return f"{self._numbers[place]}{cell:.16G}</v></c>"
        if isinstance(cell, date):  # a moment, or a day before the one that workbooks count and no calendar has
            return f"{self._day}{self._convert_date_time(cell):.16G}</v></c>"
        return f"{self._texts[place]}{self._text(str(cell))}</t></is></c>"

    def _text(self, text: str) -> str:
        """The rest of the opening tag, and the text as it may stand in XML; never a formula, never markup."""
        known = self._known.get(text)
        if known is None:
            known = _escaped(text)
            if len(text) <= LONGEST_KNOWN and len(self._known) < MOST_KNOWN:
                self._known[text] = known
        return known


def _index(look: Any) -> int:  # noqa: ANN401
    return int(look._get_xf_index())  # noqa: SLF001 - the only way to a format's number


def _escaped(text: str) -> str:
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    if "_x" in text or not text.isprintable():
        text = Worksheet._escape_control_characters(text)  # noqa: SLF001 - as the library itself does
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{keep}>{text}"
