"""Questionnaires and opinion forms as Word documents: what they say, whom they hide, and what the history tells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pytest

from app.rules.refusal import Refused
from app.services import links, word_papers
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

    from app.services.changes import Changes
    from app.services.desk import Desk


def read(path: Path) -> Document:
    return docx.Document(io.BytesIO(path.read_bytes()))


def words(made: Document) -> str:
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in made.paragraphs), *cells))


@pytest.fixture
def survey(desk: Desk) -> Changes:
    return factories.add(
        desk, "questionnaires", "问卷名称=干部作风问卷", "发放日期=2014-03-10", "发放数=500", "回收数=486",
        "有效数=400", "组织单位=镇活动办", "主要结果=群众最盼修路",
        children={
            "题目选项": [
                {"题号": "1", "题目": "您对窗口服务满意吗", "题型": "单选", "选项": "满意", "票数": "300"},
                {"题号": "1", "题目": "您对窗口服务满意吗", "题型": "单选", "选项": "不满意", "票数": "100"},
                {"题号": "2", "题目": "哪些方面要改", "题型": "多选", "选项": "修路", "票数": "250"},
                {"题号": "2", "题目": "哪些方面要改", "题型": "多选", "选项": "办事难", "票数": "250"},
                {"题号": "3", "题目": "还有什么话", "题型": "开放"},
            ],
            "开放意见": [{"意见内容": "把村口那段路修修"}],
            "对象构成": [{"对象类别": "党员", "人数": "100"}, {"对象类别": "群众", "人数": "300"}],
        },
    )  # fmt: skip


def test_a_questionnaire_to_hand_out_asks_and_tells_no_result(desk: Desk, survey: Changes, tmp_path: Path) -> None:
    out = tmp_path / "问卷.docx"
    word_papers.write(desk, paper="调查问卷", number=survey.number, out=out)
    made = read(out)
    rows = [row.cells[0].text for row in made.tables[0].rows]
    assert rows[0] == "1．您对窗口服务满意吗\n　□ A．满意\n　□ B．不满意"
    assert rows[1].startswith("2．哪些方面要改（可多选）\n　□ A．修路")
    assert rows[2].startswith("3．您还有什么意见和建议？")
    assert "不署名" in words(made)
    assert "镇活动办收回汇总" in words(made)
    assert "300" not in words(made)
    assert "把村口" not in words(made)


def test_the_result_of_a_survey_counts_ranks_and_quotes(desk: Desk, survey: Changes, tmp_path: Path) -> None:
    out = tmp_path / "结果.docx"
    word_papers.write(desk, paper="调查问卷统计结果", number=survey.number, out=out)
    counts, questions, answers = read(out).tables
    assert [cell.text for cell in counts.rows[1].cells][:3] == ["500", "486", "400"]
    assert [[cell.text for cell in row.cells] for row in questions.rows[1:]] == [
        ["1", "您对窗口服务满意吗", "满意", "300", "75.00%", "1"],
        ["1", "您对窗口服务满意吗", "不满意", "100", "25.00%", "2"],
        ["2", "哪些方面要改", "修路", "250", "62.50%", "1"],
        ["2", "哪些方面要改", "办事难", "250", "62.50%", "1"],
    ]
    assert [cell.text for cell in answers.rows[1].cells] == ["1", "把村口那段路修修"]
    assert "群众最盼修路" in words(read(out))


def test_a_blank_paper_needs_no_record_and_a_result_has_no_blank(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "空白.docx"
    word_papers.write(desk, paper="征求意见表", number="", out=out, blank=True)
    assert all(label in words(read(out)) for label in ("清河镇征求意见表", "形式主义", "□党员", "不署名"))
    with pytest.raises(Refused, match="没有空白的"):
        word_papers.write(desk, paper="意见汇总表", number="", out=tmp_path / "无.docx", blank=True)
    assert not (tmp_path / "无.docx").exists()


def test_an_opinion_stands_on_its_sheet_without_a_name(desk: Desk, tmp_path: Path) -> None:
    opinion = factories.add(
        desk, "opinions", "日期=2014-03-06", "姓名=杨守田", "对象类别=群众", "类别=官僚主义", "原始意见=干部下来少"
    )
    out = tmp_path / "意见.docx"
    word_papers.write(desk, paper="征求意见表", number=opinion.number, out=out)
    table = read(out).tables[0]
    fields = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert fields["官僚主义"] == "干部下来少"
    assert "√群众" in fields["您的身份"]
    assert fields["形式主义"] == ""
    assert "杨守田" not in words(read(out))


def test_the_summary_of_a_round_holds_what_names_it_and_what_is_linked(desk: Desk, tmp_path: Path) -> None:
    meeting = factories.add(desk, "consultations", "主题=老党员座谈会", "日期=2014-03-06")
    factories.add(desk, "opinions", "日期=2014-03-06", f"场次={meeting.number}", "原始意见=路难走")
    factories.add(desk, "opinions", "日期=2014-03-06", "场次=老党员座谈会", "原始意见=水不够")
    linked = factories.add(desk, "opinions", "日期=2014-03-07", "原始意见=灯不亮", "采纳情况=采纳")
    factories.add(desk, "opinions", "日期=2014-03-08", "原始意见=别处说的")
    desk.write(
        lambda unit: links.add(
            unit,
            actor=desk.actor,
            kind="related",
            start=("opinions", linked.ids[0]),
            end=("consultations", meeting.ids[0]),
        )
    )
    out = tmp_path / "汇总.docx"
    word_papers.write(desk, paper="意见汇总表", number=meeting.number, out=out)
    table = read(out).tables[0]
    assert [row.cells[5].text for row in table.rows] == ["原始意见", "路难走", "水不够", "灯不亮"]
    assert "共 3 条" in words(read(out))


def test_a_list_of_opinions_leaves_by_its_profile_and_for_a_purpose(desk: Desk, tmp_path: Path) -> None:
    for text in ("他电话13812345678", "路难走"):
        factories.add(desk, "opinions", "日期=2014-03-06", f"原始意见={text}")
    out = tmp_path / "汇总.docx"
    word_papers.write_opinions(desk, ask=Ask("opinions"), out=out, profile="report", purpose="上报上级")
    assert "138****5678" in words(read(out))
    assert "13812345678" not in words(read(out))
    (event,) = desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "print"))
    assert (event.entry.description, event.entry.reason) == ("存为 Word：意见汇总表 2 条", "上报上级")


def test_a_paper_that_has_no_word_document_names_those_that_do(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="可以存为 Word 的有：调查问卷、调查问卷统计结果、征求意见表、意见汇总表"):
        word_papers.write(desk, paper="督办单", number="1", out=tmp_path / "单.docx")
