"""Tables as superiors make them: merged heads, formulas, formats, a chart, a picture, notes, totals and signatures."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("序号", "问题描述", "责任单位", "整改时限", "本金（万元）", "占比", "备注")
FIRST, LAST, TOTAL, SIGN = 5, 9, 10, 12


def png() -> bytes:
    """A red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, rows = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def by_xlsxwriter(path: Path) -> Path:
    """A monthly list with a total that a second sheet and a chart rest on; body rows 5–9, total 10, signatures 12."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("报表")
    face = {"font_name": "仿宋", "border": 1}
    title = book.add_format({"font_size": 20, "align": "center", "bold": True})
    head = book.add_format({**face, "bg_color": "#D9E1F2", "bold": True})
    cell = book.add_format({**face, "text_wrap": True})
    day = book.add_format({**face, "num_format": 'yyyy"年"m"月"d"日"'})
    money, share = book.add_format({**face, "num_format": "#,##0.00"}), book.add_format({**face, "num_format": "0.0%"})
    page.merge_range("A1:G1", "整改情况月报表", title)
    page.write("A2", "填报单位：")
    page.write("E2", "填报日期：　　　年　　月　　日")
    for column, label in enumerate(HEADS):
        if label in ("整改时限", "本金（万元）"):
            continue
        page.merge_range(2, column, 3, column, label, head)
    page.merge_range("D3:E3", "整改", head)
    page.write("D4", "整改时限", head)
    page.write("E4", "本金（万元）", head)
    for row in range(FIRST, LAST + 1):
        page.set_row(row - 1, 31)
        for column, look in enumerate((cell, cell, cell, day, money)):
            page.write_blank(row - 1, column, None, look)
        page.write_formula(row - 1, 5, f'=IF(E{row}="","",E{row}/E${TOTAL})', share, "")
        page.write_blank(row - 1, 6, None, cell)
    page.write(f"A{TOTAL}", "合计", head)
    page.write_formula(f"B{TOTAL}", f"=COUNTA(B{FIRST}:B{LAST})", head, 0)
    page.write_formula(f"E{TOTAL}", f"=SUM(E{FIRST}:E{LAST})", money, 0)
    page.merge_range(f"A{SIGN}:C{SIGN}", "填报人：")
    page.write(f"E{SIGN}", "负责人：")
    page.set_row(SIGN - 1, 40)
    page.conditional_format(f"E{FIRST}:E{LAST}", {"type": "cell", "criteria": ">", "value": 100, "format": head})
    page.data_validation(f"C{FIRST}:C{LAST}", {"validate": "list", "source": ["村建办", "财政所"]})
    page.set_column("B:B", 44.5)
    page.set_column("D:E", 16)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(2, 3)
    page.print_area(f"A1:G{SIGN}")
    page.set_header("&C县委办")
    page.freeze_panes(4, 0)
    page.write_comment(f"E{TOTAL}", "自动合计")
    page.insert_image(f"B{SIGN + 2}", "dot.png", {"image_data": io.BytesIO(png())})
    other = book.add_worksheet("汇总")
    other.write("A1", "件数")
    other.write_formula("B1", f"=报表!B{TOTAL}", None, 0)
    other.write("A2", "金额")
    other.write_formula("B2", f"=SUM(报表!E{FIRST}:E{LAST})", None, 0)
    other.write("A3", "已销号件数")
    other.write_blank("B3", None)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"=报表!$E${FIRST}:$E${LAST}", "categories": f"=报表!$B${FIRST}:$B${LAST}"})
    other.insert_chart("D2", chart)
    still = book.add_worksheet("说明")
    still.write("A1", "本表每月5日前报送。")
    book.define_name("总金额", f"=报表!$E${TOTAL}")
    book.close()
    return path


def by_openpyxl(path: Path) -> Path:
    """A list with shared texts, a note and vertical marks: head row 3, body rows 4–6, total 7."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "表一"
    edge = Border(*[Side("thin")] * 4)
    page["A1"] = "信访事项统计表"
    page.merge_cells("A1:E1")
    for column, label in enumerate(("序号", "信访人姓名", "电话", "来访日期", "件数"), start=1):
        page.cell(3, column, label).font = Font(name="黑体")
    for row in range(4, 8):
        for column in range(1, 6):
            page.cell(row, column).border = edge
            page.cell(row, column).alignment = Alignment(wrap_text=True)
        page.cell(row, 1).value = row - 3 if row < 7 else "合计"
    page["E7"] = "=SUM(E4:E6)"
    page["A8"] = "注：电话须填全。"
    page["E4"].comment = Comment("示例", "县")
    page.conditional_formatting.add("E4:E6", CellIsRule("greaterThan", ["3"], fill=PatternFill("solid", "FFFF0000")))
    choice = DataValidation("list", '"来信,来访"')
    choice.add("C4:C6")
    page.add_data_validation(choice)
    page.row_dimensions[8].height = 33
    page.auto_filter.ref = "A3:E6"
    book.save(path)
    return path
