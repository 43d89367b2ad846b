from __future__ import annotations

from io import BytesIO
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.paper.ledger import draw_ledger
from app.paper.tree import Cancelled, RowKind, TableColumn, TableRow
from tests.paper.pages import THREE, TITLE, all_text, characters, ledger, page_texts, poppler, printed, row, words

LONG_OPINION = "村里到镇上的路坑坑洼洼，下雨天孩子上学都是一身泥，希望镇里尽快硬化。"


def test_title_office_and_date_stand_above_the_table() -> None:
    text = all_text(ledger([row(1, "路灯")]))
    assert TITLE in text
    assert "填报单位（盖章）：青山镇人民政府" in text
    assert "填报时间：2014年3月31日" in text


def test_a_date_not_given_is_left_for_the_pen() -> None:
    assert "年 月 日" in " ".join(all_text(ledger([], reported_on="")).split())


def test_period_unit_and_notes_are_printed() -> None:
    text = all_text(
        ledger(
            [],
            period="2014年2月至3月",
            unit_note="单位：万元",
            profile_note="公示版",
            foot_note="注：汇总",
            marks=("李明",),
        )
    )
    assert all(part in text for part in ("（2014年2月至3月）", "单位：万元", "公示版", "注：汇总", "李明"))


def test_the_note_of_a_version_leaves_the_left_of_the_head_to_a_pack() -> None:
    """The heading of a 迎检包 stands there: 公示版 was printed over it."""
    pdf, _result = printed(ledger([row(1, "路灯")], profile_note="公示版"))
    (note,) = [word for word in words(pdf) if word.text == "公示版"]
    assert note.left > 842 / 2
    assert note.right < 842 - 18 * 72 / 25.4 + 1


def test_an_empty_register_prints_its_head_and_nothing_found() -> None:
    pdf, result = printed(ledger([]))
    text = page_texts(pdf)[0]
    assert result.pages == 1
    assert "意见内容" in text
    assert text.split().count("无") == 1
    assert "填报人：" in text


def test_an_empty_ledger_with_blank_rows_still_says_so() -> None:
    assert "无" in all_text(ledger([], blank_rows=3)).split()


def test_rows_stream_through_and_are_numbered_over_the_pages() -> None:
    pdf, result = printed(ledger(row(number, LONG_OPINION) for number in range(1, 121)))
    pages = page_texts(pdf)
    assert result.pages == len(pages) > 5
    numbers = [word for page in pages for line in page.splitlines() for word in line.split()[:1] if word.isdigit()]
    assert numbers == [str(number) for number in range(1, 121)]


def test_the_head_repeats_and_pages_are_counted() -> None:
    pdf, result = printed(ledger([row(number, LONG_OPINION) for number in range(60)]))
    for page, text in enumerate(page_texts(pdf), 1):
        assert text.split().count("意见内容") == 1
        assert (TITLE in text) == (page == 1)
        assert f"第 {page} 页 共 {result.pages} 页" in text


def test_the_cells_of_a_row_begin_on_one_line() -> None:
    pdf, _ = printed(ledger([row(7, f"开头{LONG_OPINION * 5}", "12.50")]))
    tops = {word.top for word in words(pdf) if word.text in ("7", "12.50") or word.text.startswith("开头")}
    assert len(tops) == 1


def test_numbers_flush_right_end_at_one_edge() -> None:
    pdf, _ = printed(ledger([row(1, "路", "9.50"), row(2, "灯", "12345.00")]))
    rights = {round(word.right) for word in words(pdf) if word.text in ("9.50", "12345.00")}
    assert len(rights) == 1


def test_a_sum_wider_than_its_column_is_narrowed_not_broken() -> None:
    columns = (*(TableColumn(f"列{index}", 10) for index in range(12)), THREE[2])
    pdf, _ = printed(ledger([TableRow(("",) * 12 + ("1234567890.00",))], columns=columns))
    assert "1234567890.00" in page_texts(pdf)[0]


def test_a_row_that_fits_a_page_is_kept_whole() -> None:
    tall = "\n".join(f"第{line}行" for line in range(18))
    pages = page_texts(printed(ledger([row(1, tall), row(2, tall), row(3, tall)]))[0])
    assert [page.count("第17行") for page in pages] == [page.count("第0行") for page in pages]


def test_a_row_too_high_for_the_first_page_leaves_no_head_alone() -> None:
    pages = page_texts(printed(ledger([row(1, "\n".join(f"第{line}行" for line in range(29)))]))[0])
    assert "第0行" in pages[0]
    assert "第28行" in "".join(pages)


def test_a_cell_of_fifty_thousand_characters_is_printed_in_full() -> None:
    text = "".join(chr(0x4E00 + index % 3000) for index in range(50_000))
    pdf, result = printed(ledger([row(1, text, "3.40")]))
    read = "".join(page_texts(pdf))
    assert result.pages > 10
    assert not characters(text) - characters(read)
    assert text[:20] in read
    assert text[-5:] in read


def test_two_hundred_line_breaks_are_printed_in_order() -> None:
    pdf, _ = printed(ledger([row(1, "\n".join(f"第{line}行" for line in range(201)))]))
    found = [word.text for word in words(pdf) if word.text.startswith("第") and word.text.endswith("行")]
    assert found == [f"第{line}行" for line in range(201)]


def test_nothing_is_drawn_outside_the_margins() -> None:
    pdf, _ = printed(
        ledger([row(n, LONG_OPINION * 9, "1234567.89") for n in range(9)], foot_note="注：" + LONG_OPINION)
    )
    assert all(word.left > 50 and word.right < 792 and word.top > 30 and word.bottom < 580 for word in words(pdf))


@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("村镇路灯办公室，。（）“”《》……2014年3月9日.%-&<>\\()𠮷\n Abc"), max_size=300),
            st.text(st.sampled_from("0123456789.万元\n"), max_size=40),
        ),
        max_size=30,
    )
)
@settings(max_examples=25, deadline=None)
def test_no_text_is_lost(cells: list[tuple[str, str]]) -> None:
    pdf, result = printed(ledger([row(number, *pair) for number, pair in enumerate(cells)]))
    read = page_texts(pdf)
    assert len(read) == result.pages
    assert not characters("".join(map("".join, cells))) - characters("".join(read))


@given(st.lists(st.integers(1, 60), max_size=25), st.integers(0, 3), st.booleans())
@settings(max_examples=25, deadline=None)
def test_no_page_has_a_head_or_signatures_alone(heights: list[int], blanks: int, has_total: bool) -> None:
    rows = [row(1, "\n".join(["路灯"] * height), "9") for height in heights]
    total = TableRow(("合计", "", "9"), RowKind.TOTAL) if has_total else None
    pages = page_texts(printed(ledger(rows, total=total, blank_rows=blanks))[0])
    if heights and not blanks:
        assert all("路灯" in page for page in pages)
    assert sum(page.count("填报人：") for page in pages) == 1
    assert sum(page.count("路灯") for page in pages) == sum(heights)


def test_total_and_subtotals_are_printed_heavy() -> None:
    rows = [row(1, "路灯", "3.00"), TableRow(("", "小计", "3.00"), RowKind.SUBTOTAL)]
    pdf, _ = printed(ledger(rows, total=TableRow(("", "合计", "3.00"))))
    text = page_texts(pdf)[0]
    assert text.index("小计") < text.index("合计") < text.index("填报人：")


def test_a_rare_character_is_drawn_and_extracts_right() -> None:
    pdf, result = printed(ledger([row(1, "李𠮷祥反映")]))
    assert "李𠮷祥反映" in page_texts(pdf)[0]
    assert "楷体（LXGWWenKai-Regular）" in result.faces
    assert result.missing == ()


def test_a_character_of_no_face_is_printed_as_its_code_and_named() -> None:
    pdf, result = printed(ledger([row(1, "李\U0002a6a5华")]))
    text = page_texts(pdf)[0]
    assert "李〔U+2A6A5〕华" in text
    assert "请手写补正：U+2A6A5" in text
    assert result.missing == ("\U0002a6a5",)


def test_a_lone_half_of_a_pair_is_printed_as_its_code() -> None:
    assert "〔U+D842〕" in all_text(ledger([row(1, "坏\ud842字")], title="台账\ud842"))


def test_markup_and_paths_stay_text() -> None:
    text = "<b>路</b> &lt; <img src='file:///x'/> {0} %s \\n"
    assert text in all_text(ledger([row(1, text)]))


def test_every_face_is_embedded_and_none_is_a_standard_one() -> None:
    pdf, _ = printed(ledger([row(1, "李𠮷祥")], total=row(0, "合计")))
    table = poppler("pdffonts", pdf).splitlines()[2:]
    assert {line.split()[0].partition("+")[2] for line in table} >= {"NotoSerifSC-Black", "NotoSansSC-Bold"}
    assert all(line.split()[4:7] == ["yes", "yes", "yes"] for line in table)


def test_properties_name_title_office_and_language() -> None:
    pdf, _ = printed(ledger([]))
    info = poppler("pdfinfo", pdf)
    assert f"Title:           {TITLE}" in info
    assert "Author:          青山镇人民政府" in info
    assert "841.89 x 595.276 pts (A4)" in info
    assert b"/Lang (zh-CN)" in pdf


def test_equal_papers_give_equal_bytes() -> None:
    rows = [row(number, LONG_OPINION) for number in range(40)]
    assert printed(ledger(rows))[0] == printed(ledger(rows))[0]


def test_bookmarks_stand_in_the_outline() -> None:
    rows = [TableRow((str(n), "路灯", ""), bookmark=f"桃花村{n}组") for n in (1, 2)]
    pdf, _ = printed(ledger(rows))
    reader = PdfReader(BytesIO(pdf))
    assert [entry["/Title"] for entry in reader.outline] == ["桃花村1组", "桃花村2组"]


def test_progress_hears_every_page_in_order() -> None:
    heard: list[int] = []

    def hear(page: int) -> bool:
        heard.append(page)
        return True

    result = draw_ledger(ledger([row(n, LONG_OPINION) for n in range(60)]), BytesIO(), progress=hear)
    assert heard == list(range(1, result.pages + 1))


def test_stopping_writes_nothing() -> None:
    out = BytesIO()
    endless = (row(number, "路灯") for number in count())
    with pytest.raises(Cancelled):
        draw_ledger(ledger(endless), out, progress=lambda page: page < 3)
    assert out.getvalue() == b""


def test_absurd_heads_and_titles_still_come_to_an_end() -> None:
    columns = (TableColumn("很长的栏目名称" * 90, 1), TableColumn("内容", 200))
    rows = [TableRow(("1", "路灯\n坏了")), TableRow(("2", "路"))]
    result = draw_ledger(ledger(rows, columns=columns, title="台账" * 900), BytesIO())
    assert result.pages < 10


def test_fourteen_columns_keep_inside_the_frame() -> None:
    columns = tuple(TableColumn(f"第{index}栏目", 18) for index in range(14))
    pdf, _ = printed(ledger([TableRow(tuple(f"内容之{index}" for index in range(14)))], columns=columns))
    assert all(word.left > 68 and word.right < 793 for word in words(pdf))


def test_a_signature_given_with_its_name_is_not_given_another_colon() -> None:
    assert "填报人：李明" in all_text(ledger([], signatures=("填报人：李明",)))
