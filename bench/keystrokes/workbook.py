"""The workbook side: sheets a careful clerk would have kept since last year, worked on in LibreOffice Calc."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

from bench import data
from bench.keystrokes import facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from bench.keystrokes.hands import Hands

SOFFICE = os.environ.get("MINQING_SOFFICE", "soffice")
"""LibreOffice Calc with windows (Debian: libreoffice-calc, not -nogui)."""
READY = 200
"""Rows for which a sheet has its formulas, formats and lists in advance."""


def sheet(title: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet to work on and the name lists behind it."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = title
    names = book.create_sheet("名单")
    for row, name in enumerate(facts.VILLAGES, 1):
        names.cell(row, 1, name)
    return book, first


def choices(page: Worksheet, cells: str, source: str | Sequence[str]) -> None:
    """A list to choose from in some cells: entries, or where on 名单 they stand."""
    formula = source if isinstance(source, str) else f'"{",".join(source)}"'
    validity = DataValidation(type="list", formula1=formula, allow_blank=True)
    validity.add(cells)
    page.add_data_validation(validity)


def heads(words: str) -> list[str]:
    """The heads of a sheet, from words with spaces between."""
    return words.split()


def keep(book: Workbook, path: Path) -> None:
    """Save the workbook as Calc keeps it."""
    raw = path.with_suffix(".xlsx")
    book.save(raw)
    _calc(path.parent, "--headless", "--convert-to", "ods", "--outdir", str(path.parent), str(raw)).wait()
    raw.unlink()


def _calc(folder: Path, *words: str, display: str = "") -> subprocess.Popen[bytes]:
    there = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen" if display else "svp", "LC_ALL": "C.UTF-8",
             "FONTCONFIG_FILE": str(data.font_configuration()), "HOME": str(folder)}  # fmt: skip
    command = [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--norestore", "--nologo", *words]
    return subprocess.Popen(command, env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def calc(clerk: Hands, path: Path) -> Iterator[None]:
    """The workbook open in Calc, with the focus; the program is ended after the block, which is not counted."""
    with _calc(path.parent, "--calc", str(path), display=clerk.display) as process:
        try:
            clerk.window(path.name)
            clerk.see(5)
            yield
            clerk.see(2)
        finally:
            process.terminate()


def rows(path: Path, sheet: int = 0) -> list[list[object]]:
    """The rows of a sheet as they were saved, the first sheet unless told."""
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()
    return [[plain(cell) for cell in row] for row in found]


def plain(cell: object) -> object:
    """A cell as the ledger tells it: days in full, whole numbers without a point."""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def ready(
    page: Worksheet, column: str, formula: str = "", *, form: str = "", choices_of: str | Sequence[str] = ()
) -> None:
    """Prepare a column down to row 200: its formula (`{}` is the row), its number format, its list."""
    for row in range(2, READY):
        cell = page[f"{column}{row}"]
        if formula:
            cell.value = formula.format(row)
        if form:
            cell.number_format = form
    if choices_of:
        choices(page, f"{column}2:{column}{READY}", choices_of)
