from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from app.sheets import reader, text_table
from app.sheets.book import FileFault, Merged, SheetError

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["村", "户数"], ["郑庄", "52"], ["贾庄，东头", "48"]]


def test_cells_come_as_they_are_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "值.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("台账")
        page.write_string(0, 0, "00123")
        page.write_number(0, 1, 12)
        page.write_number(0, 2, 3.5)
        page.write_datetime(0, 3, datetime(2014, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_boolean(0, 4, True)
        page.write_string(0, 5, "  ")
        page.write_string(1, 0, "=1+1")
        hidden = book.add_worksheet("藏")
        hidden.hide()
    first, second = reader.read(path).sheets
    assert first.rows[0] == ["00123", 12, 3.5, date(2014, 3, 5), True]
    assert first.rows[1][0] == "=1+1"
    assert (first.name, first.is_hidden, second.is_hidden) == ("台账", False, True)


def test_merged_blocks_are_told(tmp_path: Path) -> None:
    path = tmp_path / "并.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page["A1"], page["A2"], page["B2"], page["A3"] = "清河镇台账", "村", "事项", "郑庄"
    page.merge_cells("A1:B1")
    page.merge_cells("A3:A4")
    book.save(path)
    (sheet,) = reader.read(path).sheets
    assert set(sheet.merged) == {Merged(0, 0, 0, 1), Merged(2, 0, 3, 0)}


def test_rows_above_the_first_filled_one_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    book = openpyxl.Workbook()
    book.active["B4"] = "郑庄"
    book.save(path)
    (sheet,) = reader.read(path).sheets
    assert sheet.rows[3] == [None, "郑庄"]
    assert not any(any(row) for row in sheet.rows[:3])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_is_read_in_the_encoding_it_was_written_in(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "村.csv"
    path.write_bytes('村,户数\r\n郑庄,52\r\n"贾庄，东头",48\r\n'.encode(encoding))
    book = reader.read(path)
    assert book.sheets[0].rows == ROWS
    assert book.encoding == {"utf-8": "utf-8-sig", "gbk": "gb18030"}.get(encoding, encoding)


def test_a_rare_character_of_the_national_encoding_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "名.csv"
    path.write_bytes("姓名\r\n赵𠮷\r\n".encode("gb18030"))
    assert reader.read(path).sheets[0].rows[1] == ["赵𠮷"]


def test_another_encoding_can_be_chosen_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "繁.csv"
    path.write_bytes("村名,戶數\r\n".encode("big5"))
    assert reader.read(path, encoding="big5").sheets[0].rows == [["村名", "戶數"]]
    with pytest.raises(SheetError) as found:
        reader.read(path, encoding="utf-8-sig")
    assert found.value.fault is FileFault.ENCODING


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_the_separator_is_found(mark: str) -> None:
    text = f'村{mark}事项\n郑庄{mark}"路灯{mark}不亮\n换两盏"\n'
    assert text_table.rows(text) == [["村", "事项"], ["郑庄", f"路灯{mark}不亮\n换两盏"]]


def test_a_mark_in_every_line_of_a_quoted_cell_separates_nothing() -> None:
    rows = text_table.rows('村,事项,备注,电话\n郑庄,一;二,"三\n四;五\n六;七",\n')
    assert rows == [["村", "事项", "备注", "电话"], ["郑庄", "一;二", "三\n四;五\n六;七", None]]


@pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
def test_rows_above_the_head_hide_no_separator(mark: str) -> None:
    rows = text_table.rows(f"某镇欠账台账\n单位：元\n村{mark}户{mark}款\n郑庄{mark}赵一{mark}3\n")
    assert rows[2:] == [["村", "户", "款"], ["郑庄", "赵一", "3"]]


def test_one_column_of_prose_is_not_cut_at_its_commas() -> None:
    assert text_table.rows("意见\n路窄，灯暗\n沟堵，水漫，难走\n") == [["意见"], ["路窄，灯暗"], ["沟堵，水漫，难走"]]


def test_a_pasted_block_has_no_row_too_many() -> None:
    assert text_table.paste('郑庄\t52\r\n贾庄\t"东头\n西头"\r\n') == [["郑庄", "52"], ["贾庄", "东头\n西头"]]
    assert text_table.paste("007\t") == [["007", None]]
    assert text_table.paste("甲\t\t\r\n\r\n乙") == [["甲", None, None], [None], ["乙"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"五个一"活动\t12', [['"五个一"活动', "12"]]),
        ('"五个一"\t12', [['"五个一"', "12"]]),
        ('"雷锋\t1\r\n郑庄\t2', [['"雷锋', "1"], ["郑庄", "2"]]),
        ('5" 管\t1\n二\t2', [['5" 管', "1"], ["二", "2"]]),
        ('"""好"""\t1', [['"好"', "1"]]),
        ('""\t1', [[None, "1"]]),
        ('"东头\n""西头"""\t1', [['东头\n"西头"', "1"]]),
        ('"a\tb"\tc', [["a\tb", "c"]]),
    ],
)
def test_marks_of_the_words_themselves_are_kept(text: str, rows: list[list[str | None]]) -> None:
    assert text_table.paste(text) == rows


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5度", "@x", "'=1", "''=1", "'平常", "平常"])
def test_what_looks_like_a_formula_comes_back_as_it_was(text: str) -> None:
    held = text_table.inert(text)
    assert text_table.plain(held) == text
    assert held[0] not in "=+-@"


def test_a_workbook_that_counts_from_1904_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    page = book.add_worksheet()
    page.write_datetime(0, 0, datetime(2014, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
    page.write_number(0, 1, 40241)
    book.close()
    (sheet,) = reader.read_here(path).sheets
    assert sheet.is_1904
    ((day, number),) = sheet.rows
    assert isinstance(day, date)
    assert (day.year, day.month, day.day, number) == (2014, 3, 5, 40241)
