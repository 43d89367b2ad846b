from __future__ import annotations

import pytest

from app.services import import_paste
from app.sheets import html_table
from app.sheets.book import Merged, SheetError

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><style><!--td {mso-ignore:padding;}--></style></head>
<body><table border=0 width=216><!--StartFragment-->
 <col width=72 span=3>
 <tr height=18>
  <td class=xl65 x:num="110105194912310021">1.10E+17</td><td>张&nbsp;三</td><td>路灯<br>
    不亮</td>
 </tr>
 <tr height=0 style='display:none'><td>hidden</td><td></td><td></td></tr>
 <tr><td>2014/3/5</td><td x:num="12">12</td><td></td></tr>
<!--EndFragment--></table></body></html>"""
LIBREOFFICE = (
    '<html><body><table cellspacing="0"><tr><td height="17" sdval="41640" sdnum="1033;0;YYYY-MM-DD">2014-01-01</td>'
    '<td rowspan=2><font face="SimSun">清一村</font></td></tr><tr><td>3.4万元</td></tr></table></body></html>'
)


def test_excel_gives_line_breaks_long_numbers_and_no_hidden_rows() -> None:
    sheet = html_table.read(EXCEL, "x")
    assert sheet is not None
    assert sheet.rows == [[110105194912310021, "张 三", "路灯\n不亮"], ["2014/3/5", "12", None]]


def test_libreoffice_and_wps_cells_are_read_as_shown_and_merged_ones_are_known() -> None:
    sheet = html_table.read(LIBREOFFICE, "x")
    assert sheet is not None
    assert sheet.rows == [["2014-01-01", "清一村"], ["3.4万元", None]]
    assert sheet.merged == (Merged(0, 1, 1, 1),)


@pytest.mark.parametrize("html", ["", "<p>两段话</p>", "<table></table>", "<table><tr><td>断"])
def test_what_is_no_table_gives_none_or_what_there_is(html: str) -> None:
    sheet = html_table.read(html, "x")
    assert sheet is None or sheet.rows == [["断"]]


def test_a_table_that_swells_is_refused() -> None:
    with pytest.raises(SheetError):
        html_table.read("<table>" + "<tr>" + "<td colspan=200>" * 3 + "</table>", "x")


def test_the_plain_text_says_how_many_rows_were_copied() -> None:
    html = "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>"
    assert import_paste.block("甲\r\n", html).sheets[0].rows == [["甲"]]
    assert import_paste.block('说"好\r\n', '<table><tr><td>说"好</td></tr></table>').sheets[0].rows == [['说"好']]


def test_a_quoted_cell_keeps_its_tab_and_line_break() -> None:
    assert import_paste.block('a\t"两\n行\t格"\r\nb\tc\r\n').sheets[0].rows == [["a", "两\n行\t格"], ["b", "c"]]
