"""一案一策表: an old case with its story, its four owners, its plan, and the approvals from 包案 to 销案."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "信访积案化解“一案一策”表"


@dataclass(frozen=True, slots=True)
class CasePlan(FormContent):
    """What is written on the sheet; progress is dated lines."""

    name: str = ""
    petitioner: str = ""
    visitor_count: str = ""
    category: str = ""
    first_on: str = ""
    facts: str = ""
    dispute: str = ""
    past_handling: str = ""
    cause: str = ""
    leader: str = ""
    leader_title: str = ""
    responsible_org: str = ""
    responsible_person: str = ""
    plan: str = ""
    stabilisation: str = ""
    stabilisation_person: str = ""
    due_on: str = ""
    progress: str = ""
    outcome: str = ""


def draw(content: CasePlan, writer: PageWriter) -> None:
    """Draw the sheet: the case, those who answer for it, the plan, and three approvals."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(TITLE, after=2 * MM)
    sheet.info(f"填报单位（盖章）：{content.office}", f"案件编号：{content.number}")
    draw_grid(sheet, [_case(content), _owners(content), _plan(content), *_approvals(content)])
    sheet.finish()


def _case(content: CasePlan) -> Band:
    rows = (
        Row(10.5, (Label("案件名称", 22), Text(content.name))),
        Row(
            10.5,
            (
                Label("信访人", 22), Text(content.petitioner, 30, Align.CENTER),
                Label("人数", 14), Text(content.visitor_count, 18, Align.CENTER),
                Label("首次信访", 20), Text(content.first_on, align=Align.CENTER),
            ),
        ),
        Row(22, (Label("基本案情", 22), Text(content.facts)), grows=True),
        Row(
            10.5,
            (
                Label("问题类别", 22), Text(content.category, 30, Align.CENTER),
                Label("争议焦点", 22), Text(content.dispute),
            ),
        ),
        Row(14, (Label("历次处理", 22), Text(content.past_handling)), grows=True),
        Row(10.5, (Label("积案原因", 22), Text(content.cause)), grows=True),
    )  # fmt: skip
    return Band(rows, "案件情况")


def _owners(content: CasePlan) -> Band:
    leader = f"{content.leader}　{content.leader_title}".strip("　")
    rows = (
        Row(10.5, (Label("包案领导及职务", 32), Text(leader, 48), Label("化解时限", 22), Text(content.due_on))),
        Row(
            10.5,
            (
                Label("责任单位", 32), Text(content.responsible_org, 48),
                Label("责任人", 22), Text(content.responsible_person),
            ),
        ),
    )  # fmt: skip
    return Band(rows, "责任")


def _plan(content: CasePlan) -> Band:
    rows = (
        Row(24, (Label("化解措施", 22), Text(content.plan)), grows=True),
        Row(
            12,
            (
                Label("稳控措施", 22), Text(content.stabilisation, 78),
                Label("稳控责任人", 22), Text(content.stabilisation_person, align=Align.CENTER),
            ),
            grows=True,
        ),
        Row(16, (Label("化解进展", 22), Text(content.progress)), grows=True),
    )  # fmt: skip
    return Band(rows, "化解方案")


def _approvals(content: CasePlan) -> list[Row]:
    return [
        Row(
            26,
            (
                Label("包案领导意见", 14), Opinion("签字：", width=41),
                Label("主要领导审批", 14), Opinion("签字：", width=41), Label("销案审批", 14), Opinion("签字："),
            ),
        ),
        Row(10.5, (Label("化解结果", 32), Text(content.outcome))),
    ]  # fmt: skip
