from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheets import carrying, preflight, reader
from app.sheets.carrying import PackedBook, PackedSheet
from tests.sheets.test_preflight import good

if TYPE_CHECKING:
    from pathlib import Path

    from app.sheets.book import Cell

CELLS = st.one_of(
    st.none(), st.booleans(), st.sampled_from((0, 1, 1.0, 2.5, -0.0, 1e300, "", " ", "　", "\0", "村", "村\0庄")),
    st.text(max_size=3), st.sampled_from((date(2014, 3, 5), datetime(2014, 3, 5), time(9, 30))),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=12)


def carried(rows: list[list[Cell]], indent: int = 0) -> list[list[Cell]]:
    """The rows after their way."""
    book = PackedBook((PackedSheet("台账", carrying.pack_rows(rows), indent),))
    return carrying.unpack(book).sheets[0].rows


def plain(row: list[Cell]) -> list[Cell]:
    """A row by the plainest rule: a blank text is no cell, a whole number has no fraction, nothing is at its end."""
    kept: list[Cell] = []
    for cell in row:
        if isinstance(cell, str) and not cell.strip():
            kept.append(None)
        else:
            kept.append(int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else cell)
    while kept and kept[-1] is None:
        kept.pop()
    return kept


def exact(rows: list[list[Cell]]) -> list[list[tuple[type, Cell]]]:
    """The cells with their types: 1 is not 是."""
    return [[(type(cell), cell) for cell in row] for row in rows]


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, times=st.integers(1, 30), indent=st.integers(0, 2))
def test_rows_arrive_as_they_set_out(rows: list[list[Cell]], times: int, indent: int) -> None:
    """Also when each is there many times, so that its cells are sent once."""
    wanted = [row and [None] * indent + row for row in map(plain, rows * times)]
    assert exact(carried(rows * times, indent)) == exact(wanted)


def test_yes_and_one_stay_apart_in_a_long_column() -> None:
    rows: list[list[Cell]] = [[True], [1.0], [False], [0], ["是"]] * 40
    assert exact(carried(rows)) == exact([[True], [1], [False], [0], ["是"]] * 40)


def test_more_rows_than_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "PIECE", 7)
    rows: list[list[Cell]] = [[f"第{row}行", "郑庄", row] for row in range(50)]
    assert carried(rows) == rows


@pytest.mark.parametrize("is_merged", [False, True])
@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_the_quick_copy_reads_as_the_file_does(tmp_path: Path, packing: int, *, is_merged: bool) -> None:
    plain_file, path = tmp_path / "先.xlsx", tmp_path / "意见.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    for row in range(1, 90):
        page.append([f"第{row}行", date(2014, 3, 5), row, row / 7, row % 2 == 0, "郑庄"])
    if is_merged:
        page.merge_cells("A3:A4")
    book.create_sheet("续")["C5"] = "贾庄"
    book.save(plain_file)
    with zipfile.ZipFile(plain_file) as before, zipfile.ZipFile(path, "w", packing) as after:
        for info in before.infolist():
            after.writestr(info.filename, before.read(info))
    checked = preflight.check(path)
    assert checked.copy is not None
    with zipfile.ZipFile(checked.copy) as copy:
        assert copy.testzip() is None
        assert b"<mergeCells/>" in copy.read("xl/worksheets/sheet2.xml")
        assert (b"<mergeCells/>" in copy.read("xl/worksheets/sheet1.xml")) is not is_merged
    checked.copy.seek(0)
    assert reader.read_workbook(path, checked.copy) == reader.read_workbook(path)


def test_a_file_whose_parts_end_too_early_is_damaged(tmp_path: Path) -> None:
    path = good(tmp_path / "断.xlsx")
    cut = path.read_bytes()
    path.write_bytes(cut[:400] + cut[700:])
    with pytest.raises(preflight.SheetError):
        preflight.check(path)
