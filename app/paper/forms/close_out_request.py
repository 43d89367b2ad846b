"""销号申请(审核)表: one problem on one page, its pictures before and after, and four opinions left for the pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Opinion, Pictures, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter
    from app.paper.forms.pictures import Picture

TITLE = "整改事项销号申请（审核）表"
NARROW = 22


@dataclass(frozen=True, slots=True)
class CloseOutRequest(FormContent):
    """What is written on the sheet; counts are text, empty where nobody was asked."""

    source: str = ""
    due_on: str = ""
    responsible_org: str = ""
    responsible_person: str = ""
    lead_leader: str = ""
    description: str = ""
    target: str = ""
    measures: str = ""
    completion: str = ""
    completed_on: str = ""
    evidence: str = ""
    before: tuple[Picture, ...] = ()
    after: tuple[Picture, ...] = ()
    notice: str = ""
    rated: str = ""
    satisfied: str = ""
    basically: str = ""
    dissatisfied: str = ""
    closed_on: str = ""
    close_out_no: str = ""
    applied_on: str = ""
    applicant: str = ""
    old_note: str = ""
    """Said under the sheet of an item that was struck off on paper before."""


def draw(content: CloseOutRequest, writer: PageWriter) -> None:
    """Draw the sheet; what does not fit its box goes on on a 续页."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}")
    sheet.info(
        f"申请单位（盖章）：{content.responsible_org}", f"申请日期：{content.applied_on or '　　　年　　月　　日'}"
    )
    rows = [*_problem(content), *_pictures(content), *_opinions(), *_closing(content)]
    draw_grid(sheet, rows, keep=8 * MM)
    sheet.top -= 1.5 * MM
    sheet.note(
        f"经办人：{content.applicant or '　　　　　　'}　　　本表一式两份，责任单位、活动办各存一份；意见由本人手签。"
    )
    if content.old_note:
        sheet.note(content.old_note)
    sheet.finish()


def _problem(content: CloseOutRequest) -> list[Row]:
    done = f"（{content.completed_on}完成）" if content.completed_on else ""
    return [
        Row(
            10.5,
            (
                Label("问题编号", NARROW), Text(content.number, 38, Align.CENTER),
                Label("问题来源", NARROW), Text(content.source, 22, Align.CENTER),
                Label("整改时限", NARROW), Text(content.due_on, align=Align.CENTER),
            ),
        ),
        Row(
            10.5,
            (
                Label("责任单位", NARROW), Text(content.responsible_org, 38, Align.CENTER),
                Label("责任人", NARROW), Text(content.responsible_person, 22, Align.CENTER),
                Label("责任领导", NARROW), Text(content.lead_leader, align=Align.CENTER),
            ),
        ),
        Row(15, (Label("问题内容", NARROW), Text(content.description)), grows=True),
        Row(10.5, (Label("整改目标", NARROW), Text(content.target)), grows=True),
        Row(15, (Label("整改措施", NARROW), Text(content.measures)), grows=True),
        Row(15, (Label("完成情况", NARROW), Text(content.completion + done)), grows=True),
        Row(11, (Label("佐证材料\n目录", NARROW), Text(content.evidence)), grows=True),
    ]  # fmt: skip


def _pictures(content: CloseOutRequest) -> list[Row]:
    """The picture boxes, on a sheet filled without pictures none; a blank one has them to paste in."""
    if content.description and not (content.before or content.after):
        return []
    boxes = (Label("整改前后\n对比", NARROW), Pictures("整改前", content.before), Pictures("整改后", content.after))
    return [Row(42, boxes)]


def _opinions() -> list[Row]:
    seal, own = Opinion("负责人签字：", "（盖章）", 60.5), Opinion("签字：", width=60.5)
    return [
        Row(27, (Label("责任单位\n意见", NARROW), seal, Label("牵头单位\n（督导组）\n审核意见", NARROW), seal)),
        Row(25, (Label("分管领导\n意见", NARROW), own, Label("主要领导\n意见", NARROW), own)),
    ]


def _closing(content: CloseOutRequest) -> list[Row]:
    counts = (content.rated, content.satisfied, content.basically, content.dissatisfied)
    asked = zip(("参评", "满意", "基本满意", "不满意"), counts, strict=True)
    rating = "　".join(f"{label} {count or '____'} 人" for label, count in asked)
    notice = content.notice or "时间：________至________　地点：____________　有无异议：______"
    return [
        Row(10.5, (Label("公示情况", NARROW), Text(notice))),
        Row(10.5, (Label("群众满意度", NARROW), Text(rating))),
        Row(
            10.5,
            (
                Label("销号日期", NARROW), Text(content.closed_on, 60.5, Align.CENTER),
                Label("销号编号", NARROW), Text(content.close_out_no, align=Align.CENTER),
            ),
        ),
    ]  # fmt: skip
