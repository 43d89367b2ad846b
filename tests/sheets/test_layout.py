from __future__ import annotations

import pytest

from app.sheets import layout
from app.sheets.book import Cell, Merged, Sheet
from app.sheets.layout import RowKind

KNOWN = frozenset(("序号", "村", "问题描述", "责任人", "整改时限", "完成情况/日期", "完成情况/结果"))


def sheet(*rows: list[Cell], merged: tuple[Merged, ...] = ()) -> Sheet:
    return Sheet("台账", [list(row) for row in rows], merged)


def head(found: Sheet) -> layout.Head:
    made = layout.find_head(found, KNOWN.__contains__)
    assert made is not None
    return made


def test_the_head_is_found_under_its_titles() -> None:
    found = head(
        sheet(
            ["清河镇2014年整改台账", None, None, None],
            ["填报单位：清河镇", None, "2014年3月31日", None],
            [None, None, None, None],
            ["序号", "问 题\n描述", "责任人★", "整改时限"],
            [1, "路灯不亮", "沈明", "2014-04-01"],
        )
    )
    assert (found.top, found.bottom) == (3, 3)
    assert found.labels == ("序号", "问题描述", "责任人", "整改时限")


def test_a_head_of_two_rows_with_merged_cells_is_joined() -> None:
    found = head(
        sheet(
            ["清河镇台账", None, None, None],
            ["序号", "问题描述", "完成情况", None],
            [None, None, "日期", "结果"],
            [1, "路灯不亮", "2014-03-09", "已换"],
            merged=(Merged(0, 0, 0, 3), Merged(1, 0, 2, 0), Merged(1, 1, 2, 1), Merged(1, 2, 1, 3)),
        )
    )
    assert (found.top, found.bottom) == (1, 2)
    assert found.labels == ("序号", "问题描述", "完成情况/日期", "完成情况/结果")


def test_rows_are_told_apart() -> None:
    made = sheet(
        ["序号", "村", "问题描述", "责任人"],
        [1, "郑庄", "路灯不亮", "沈明"],
        [None, None, None, None],
        ["小计", None, 1, None],
        ["二、贾庄村", None, None, None],
        [2, "贾庄", "沟堵", "贺军"],
        ["序号", "村", "问题描述", "责任人"],
        [3, "贾庄", "路窄", "贺军"],
        ["合 计", None, 3, None],
        ["填报人：", None, "审核人：", None],
    )
    rows = list(layout.rows_under(made, head(made)))
    assert [(row.number, row.kind) for row in rows] == [
        (2, RowKind.DATA), (3, RowKind.BLANK), (4, RowKind.SUM), (5, RowKind.NOTE), (6, RowKind.DATA),
        (7, RowKind.HEAD), (8, RowKind.DATA), (9, RowKind.SUM), (10, RowKind.NOTE),
    ]  # fmt: skip


def test_tall_cells_and_ditto_marks_are_filled() -> None:
    made = sheet(
        ["村", "问题描述", "责任人", "整改时限"],
        ["郑庄", "路灯不亮", "沈明", "2014-04-01"],
        [None, "沟堵", "同上", "〃"],
        ["贾庄", "路窄", "贺军", None],
        merged=(Merged(1, 0, 2, 0),),
    )
    rows = [row.cells for row in layout.rows_under(made, head(made))]
    assert rows == [
        ("郑庄", "路灯不亮", "沈明", "2014-04-01"),
        ("郑庄", "沟堵", "沈明", "2014-04-01"),
        ("贾庄", "路窄", "贺军", None),
    ]


def test_a_sheet_without_a_head_has_none() -> None:
    assert layout.find_head(sheet([None, None], [1, 2]), KNOWN.__contains__) is None
    assert layout.find_head(sheet(), KNOWN.__contains__) is None


def test_an_unknown_head_is_still_a_head() -> None:
    found = layout.find_head(sheet(["甲", "乙", "丙"], [1, 2, 3], [4, 5, 6]), lambda _label: False)
    assert found is not None
    assert found.labels == ("甲", "乙", "丙")


def test_a_list_of_names_alone_is_a_list_of_records() -> None:
    page = Sheet("村", [["名称", "种类", "上级", "户数"], ["郑庄", None, None, None], ["贾庄", None, None, None]])
    head = layout.find_head(page, lambda label: label in {"名称", "种类", "上级", "户数"})
    assert head is not None
    assert [row.kind for row in layout.rows_under(page, head)] == [RowKind.DATA, RowKind.DATA]


def test_a_heading_of_a_part_among_records_is_none() -> None:
    rows: list[list[Cell]] = [
        ["名称", "种类", "上级", "户数"],
        ["一、东片"],
        ["郑庄", "村", "镇", 66],
        ["贾庄", "村", "镇", 3],
    ]
    page = Sheet("村", rows)
    head = layout.find_head(page, lambda label: label in {"名称", "种类", "上级", "户数"})
    assert head is not None
    assert [row.kind for row in layout.rows_under(page, head)] == [RowKind.NOTE, RowKind.DATA, RowKind.DATA]


def test_the_sample_row_of_a_template_is_no_record() -> None:
    page = Sheet("样", [["编号", "名称"], ["示例（这一行不导入，请从下一行填起）", "某某"], [None, "郑庄"]])
    rows = list(layout.rows_under(page, layout.head_at(page, 0, 0)))
    assert [row.kind for row in rows] == [RowKind.NOTE, RowKind.DATA]


def test_a_row_with_the_programs_number_is_a_record_whatever_it_says() -> None:
    page = Sheet("出", [["编号", "名称"], ["整改〔2014〕12号", "合计"], ["地名0001", "注：甲"], ["合计", "3"]])
    rows = list(layout.rows_under(page, layout.head_at(page, 0, 0)))
    assert [row.kind for row in rows] == [RowKind.DATA, RowKind.DATA, RowKind.SUM]


def test_what_an_export_holds_apart_is_no_ditto() -> None:
    page = Sheet("出", [["编号", "名称"], ["整改〔2014〕1号", "甲"], ["整改〔2014〕2号", layout.held_apart("同上")]])
    assert [row.cells[1] for row in layout.rows_under(page, layout.head_at(page, 0, 0))] == ["甲", "\u200b同上"]
    assert layout.held_apart("同上所述") == "同上所述"


def test_a_line_for_signatures_below_the_table_is_no_record() -> None:
    made = sheet(
        ["序号", "村", "问题描述", "责任人", "整改时限"],
        [1, "郑庄", "路灯不亮", "沈明", "2014-04-01"],
        ["单位负责人：张三", None, "填表人：李四", "填表日期：2014.3.31"],
        ["负责人（签字）：", "张三", "审核人：", "李四", "日期："],
        ["注西", "负责人", "负责人：沈明"],
    )
    kinds = [row.kind for row in layout.rows_under(made, head(made))]
    assert kinds == [RowKind.DATA, RowKind.NOTE, RowKind.NOTE, RowKind.DATA]


@pytest.mark.parametrize("words", ["全镇合计", "合计（万元）", "共计12条", "本月小计：", "郑庄村小计", "总计：3.9万元"])
def test_sums_are_no_records_however_they_are_worded(words: str) -> None:
    made = sheet(["村", "问题描述", "责任人"], ["郑庄", "路灯不亮", "沈明"], [words, "3", None])
    assert [row.kind for row in layout.rows_under(made, head(made))] == [RowKind.DATA, RowKind.SUM]


@pytest.mark.parametrize("words", ["村民反映工程款合计有误", "统计口径", "核对小计"])
def test_words_that_only_speak_of_sums_are_records(words: str) -> None:
    made = sheet(["序号", "问题描述", "责任人"], [1, words, "沈明"])
    assert [row.kind for row in layout.rows_under(made, head(made))] == [RowKind.DATA]
    made = sheet(["问题描述", "责任人", "整改时限"], [f"公示{words}"[:8], "沈明", "2014-04-01"])
    assert [row.kind for row in layout.rows_under(made, head(made))] == [RowKind.DATA]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("本金（万元）", "万元"), ("资金（万元）/到位", "万元"), ("资金（万元）/到位（元）", "元"),
        ("金额(单位:万元)", "万元"), ("补助金额万元", "万元"), ("金额/万元", "万元"),
        ("金额（人民币万元，含税）", "万元"), ("面积（亩）", "亩"),
        ("金额（元）", "元"), ("10万元以上项目投资", ""), ("本金", ""),
    ],
)  # fmt: skip
def test_the_unit_that_a_label_names(label: str, unit: str) -> None:
    assert layout.unit_of(label) == unit


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (["单位：万元"], "万元"), (["填报单位：清河镇", None, "单位：户、人、万元"], "万元"),
        (["单位：", "万元"], "万元"), (["（单位：人民币万元）"], "万元"), (["金额单位:千元"], "千元"),
        (["填报单位：万元店村"], ""), (["单位：人"], ""),
    ],
)  # fmt: skip
def test_the_unit_that_stands_above_the_table(line: list[Cell], unit: str) -> None:
    made = sheet(line, ["村", "问题描述", "责任人"])
    assert layout.unit_above(made, layout.head_at(made, 1, 1)) == unit


def test_cells_filled_from_above_are_told() -> None:
    made = sheet(["村", "问题描述"], ["郑庄", "路灯不亮"], [None, "沟堵"], merged=(Merged(1, 0, 2, 0),))
    assert [row.below for row in layout.rows_under(made, head(made))] == [frozenset(), frozenset((0,))]
