from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from app.sheets import preflight, reader
from app.sheets.book import FileFault, SheetError
from app.sheets.preflight import FileKind

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"


def good(path: Path) -> Path:
    """A small real workbook."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("台账")
        for row, cells in enumerate((("日期", "事项"), ("2014-03-05", "路灯不亮"))):
            page.write_row(row, 0, cells)
    return path


def changed(path: Path, part: str, old: bytes, new: bytes, *, encrypt: bool = False) -> Path:
    """The workbook with a text in one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename == part:
                assert old in data
                data = data.replace(old, new)
            after.writestr(info, data)
    raw = out.getvalue()
    if encrypt:
        raw = raw.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    path.write_bytes(raw)
    return path


def fault(path: Path) -> FileFault:
    """What is wrong with a file, found in the process that reads."""
    with pytest.raises(SheetError) as found:
        reader.read(path)
    return found.value.fault


def test_a_good_workbook_passes(tmp_path: Path) -> None:
    assert preflight.inspect(good(tmp_path / "好.xlsx")) == (FileKind.WORKBOOK, ())


def test_hidden_rows_and_cells_with_errors_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, ("日期", "人数"))
        page.write_formula(1, 1, "=1/0", value="#DIV/0!")
        page.write_formula(3, 0, "=NA()", value="#N/A")
        page.write_row(2, 0, ("2014-03-05", 3))
        page.set_row(2, options={"hidden": True})
    assert preflight.inspect(path)[1] == ("hidden_rows", "error:B2", "error:A4")


def test_a_cell_at_the_far_corner_is_refused_and_the_desk_lives(tmp_path: Path) -> None:
    path = changed(good(tmp_path / "远.xlsx"), SHEET, b' r="B2"', b' r="XFD1048576"')
    assert fault(path) is FileFault.TOO_MANY_CELLS


def test_the_far_corner_really_ends_the_process_that_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the preflight the reader aborts; the parent hears it as a damaged file."""
    path = changed(good(tmp_path / "远.xlsx"), SHEET, b' r="B2"', b' r="XFD1048576"')
    with pytest.raises(SheetError) as found:
        reader.read_apart(_unchecked, path)
    assert found.value.fault is FileFault.DAMAGED


def _unchecked(path: Path) -> object:
    return reader.read_workbook(path)


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b'<!doctype x [<!entity a SYSTEM "http://example.invalid/">]>',
    ],
)
def test_declarations_that_expand_or_fetch_are_refused(tmp_path: Path, declaration: bytes) -> None:
    path = changed(good(tmp_path / "炸.xlsx"), SHEET, b"<worksheet", declaration + b"<worksheet")
    assert fault(path) is FileFault.UNSAFE


def test_a_bomb_is_refused_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "弹.xlsx"
    with zipfile.ZipFile(good(path), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (64 << 20))
    with pytest.raises(SheetError) as found:
        preflight.inspect(path)
    assert (found.value.fault, found.value.detail) == (FileFault.EXPANDS, "展开后 64 MB")


def test_a_bomb_that_lies_about_its_size_is_found_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "谎.xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(good(path)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            after.writestr(info, before.read(info))
        after.writestr("xl/big.xml", b"<a>" + b" " * (30 << 20) + b"</a>")
    raw = bytearray(out.getvalue())
    size = (30 << 20) + 7
    raw[raw.rindex(size.to_bytes(4, "little")) :][:4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(raw).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert fault(path) is FileFault.DAMAGED


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", FileFault.EMPTY),
        (b"PK\x03\x04 broken", FileFault.DAMAGED),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", FileFault.WEB_PAGE),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", FileFault.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, FileFault.DAMAGED),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            FileFault.ENCRYPTED,
        ),
    ],
)
def test_what_is_no_workbook_is_told_by_what_it_is(tmp_path: Path, data: bytes, expected: FileFault) -> None:
    path = tmp_path / "文件.xlsx"
    path.write_bytes(data)
    assert fault(path) is expected


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = good(tmp_path / "断.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    assert fault(path) is FileFault.DAMAGED


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert fault(tmp_path / "没有.xlsx") is FileFault.MISSING
    assert fault(tmp_path / f"{'长' * 100}.xlsx") is FileFault.MISSING  # no disk takes such a name


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "包.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert fault(path) is FileFault.UNKNOWN


def test_few_cells_far_apart_are_not_spread_out_in_memory(tmp_path: Path) -> None:
    path = changed(good(tmp_path / "散.xlsx"), SHEET, b' r="B2"', b' r="GR199999"')
    assert fault(path) in (FileFault.TOO_MANY_CELLS, FileFault.DAMAGED)


@pytest.mark.parametrize("text", ["," * 5_000_000, "a\n" * 200_001, "a,b\n" + "x," * 201])
def test_text_of_too_many_cells_is_refused_before_they_are_made(tmp_path: Path, text: str) -> None:
    path = tmp_path / "逗号.csv"
    path.write_text(text, "utf-8")
    assert fault(path) is FileFault.TOO_MANY_CELLS


def test_macros_are_noted_and_not_run(tmp_path: Path) -> None:
    path = good(tmp_path / "宏.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert preflight.inspect(path) == (FileKind.WORKBOOK, ("macros",))
    assert reader.read(path).notes == ("macros",)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as found:
        reader.read(good(tmp_path / "好.xlsx"), go_on=lambda: False)
    assert found.value.fault is FileFault.STOPPED
