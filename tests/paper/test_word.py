"""Word documents: what is in them, how it looks, and that the same values give the same bytes."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from app.paper import word
from app.paper.tree import Align
from app.paper.word import Cell, Face, Foot, Heading, Paragraph, Row, Run, Section, Table, WordDocument

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.text.run import Run as DocxRun

COLUMNS = (("序号", 10, Align.CENTER), ("问题", 60, Align.LEFT), ("件数", 20, Align.RIGHT))


def written(*blocks: word.Block, **told: object) -> bytes:
    out = io.BytesIO()
    word.write(WordDocument(blocks, **told), out)  # type: ignore[arg-type]
    return out.getvalue()


def opened(*blocks: word.Block, **told: object) -> DocxDocument:
    return docx.Document(io.BytesIO(written(*blocks, **told)))


def face_of(run: DocxRun) -> str:
    return run._r.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))


def test_a_title_stands_in_the_middle_in_its_own_face() -> None:
    (paragraph,) = opened(word.title("清河镇自查报告")).paragraphs
    assert (paragraph.text, face_of(paragraph.runs[0])) == ("清河镇自查报告", "方正小标宋简体")
    assert (paragraph.runs[0].font.size.pt, paragraph.alignment) == (22, 1)


@pytest.mark.parametrize(
    ("level", "face", "bold"), [(1, "黑体", None), (2, "楷体_GB2312", None), (3, "仿宋_GB2312", True)]
)
def test_headings_are_in_the_outline_and_in_the_faces_of_documents(level: int, face: str, bold: bool | None) -> None:
    (paragraph,) = opened(Heading("一、基本情况", level)).paragraphs
    assert (paragraph.style.name, face_of(paragraph.runs[0])) == (f"Heading {level}", face)
    assert paragraph.runs[0].bold is bold


def test_running_text_is_indented_two_characters_and_keeps_its_lines() -> None:
    (paragraph,) = opened(Paragraph("第一行\n第二行")).paragraphs
    indent = paragraph._p.pPr.find(qn("w:ind"))
    assert (paragraph.text, indent.get(qn("w:firstLineChars"))) == ("第一行\n第二行", "200")
    assert paragraph.paragraph_format.line_spacing.pt == 28


def test_words_within_a_paragraph_may_differ() -> None:
    (paragraph,) = opened(
        Paragraph((Run("共"), Run("12", bold=True), Run("件", marked=True, face=Face.HEI)))
    ).paragraphs
    assert [run.text for run in paragraph.runs] == ["共", "12", "件"]
    assert [run.bold for run in paragraph.runs] == [None, True, None]
    assert (face_of(paragraph.runs[2]), paragraph.runs[2].font.highlight_color) == ("黑体", 7)


def test_a_list_repeats_its_head_and_tears_no_row() -> None:
    made = opened(word.table(COLUMNS, [("1", "路灯不亮", "3")], total=("", "合计", "3")))
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "问题", "件数"], ["1", "路灯不亮", "3"], ["", "合计", "3"],
    ]  # fmt: skip
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[2].cells[1].paragraphs[0].runs[0].bold is True


def test_a_table_fills_the_frame_in_proportion() -> None:
    (table,) = opened(word.table(COLUMNS, []), margins=word.Margins(20, 20, 30, 20)).tables
    widths = [round(cell.width.mm) for cell in table.rows[0].cells]
    assert widths == [18, 107, 36]


def test_cells_are_merged_across_and_down() -> None:
    rows = (Row((Cell("类别", down=2), Cell("问题", across=2))), Row((Cell("甲"), Cell("乙"))), Row((Cell("丙"),)))
    (table,) = opened(Table((20, 30, 30), rows)).tables
    grid = [[cell.text for cell in row.cells] for row in table.rows]
    assert grid == [["类别", "问题", "问题"], ["类别", "甲", "乙"], ["丙", "", ""]]


def test_two_tables_do_not_grow_together() -> None:
    assert len(opened(word.table(COLUMNS, []), word.table(COLUMNS, [])).tables) == 2


def test_paper_is_a4_and_turns_for_a_wide_annex() -> None:
    first, second = opened(Paragraph("正文"), Section(across=True), Paragraph("附件")).sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert (second.orientation, round(second.page_width.mm)) == (WD_ORIENT.LANDSCAPE, 297)
    assert [round(x.mm) for x in (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)] == [
        37, 35, 28, 26,
    ]  # fmt: skip


def test_pages_are_numbered_as_lists_or_as_letters() -> None:
    made = opened(Paragraph("正文"))
    assert made.sections[0].footer.paragraphs[0].text == "第 1 页　共 1 页"
    assert "NUMPAGES" in made.sections[0].footer._element.xml
    letter = opened(Paragraph("正文"), foot=Foot.LETTER)
    assert letter.sections[0].footer.paragraphs[0].text == "— 1 —"
    assert letter.sections[0].footer.paragraphs[0].alignment == 2
    assert letter.sections[0].even_page_footer.paragraphs[0].alignment == 0
    assert letter.settings.odd_and_even_pages_header_footer
    assert opened(Paragraph("正文"), foot=Foot.NONE).sections[0].footer.is_linked_to_previous


def test_the_same_values_give_the_same_bytes_and_say_the_day_of_the_file() -> None:
    told = {"title": "自查报告", "author": "清河镇", "made_on": date(2014, 3, 31)}
    assert written(Paragraph("正文"), **told) == written(Paragraph("正文"), **told)
    kept = opened(Paragraph("正文"), **told).core_properties
    assert (kept.title, kept.author, kept.created.date()) == ("自查报告", "清河镇", date(2014, 3, 31))


def test_what_no_document_may_hold_is_left_out_and_markup_is_only_words() -> None:
    assert opened(Paragraph("甲\x00\x0b乙<w:p/>&\ud800")).paragraphs[0].text == "甲乙<w:p/>&"


def test_what_the_clerk_types_in_looks_like_the_rest() -> None:
    made = opened(Paragraph("正文"))
    fonts = made.styles["Normal"].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert (fonts.get(qn("w:eastAsia")), made.styles["Normal"].font.size.pt) == ("仿宋_GB2312", 16)


def test_what_follows_a_tab_stands_flush_right() -> None:
    (paragraph,) = opened(Paragraph("编号：1\t日期：3月", has_right=True), margins=word.TABLE_MARGINS).paragraphs
    (stop,) = paragraph.paragraph_format.tab_stops
    assert (paragraph.text, round(stop.position.mm), stop.alignment) == ("编号：1\t日期：3月", 165, 2)


def test_room_for_the_pen_lies_below_the_words() -> None:
    (table,) = opened(Table((1,), (Row((Cell("意见：", is_top=True),), 40),))).tables
    assert (table.rows[0].cells[0].vertical_alignment, round(table.rows[0].height.mm)) == (0, 40)
