"""补学记录: for whoever missed a sitting a box of his own, where he writes what he made up and both sides sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Lines, Row, Text, draw_grid
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "补学记录"
BOX = 72 * MM
EMPTY_BOXES = 2
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Absentee:
    """Who was away and why, and how and when he made it up."""

    person: str = ""
    organisation: str = ""
    reason: str = ""
    makeup_on: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class MakeupRecord(FormContent):
    """The sitting that was missed, and those who missed it."""

    topic: str = ""
    held_on: str = ""
    kind: str = ""
    class_hours: str = ""
    materials: str = ""
    absentees: tuple[Absentee, ...] = ()


def draw(content: MakeupRecord, writer: PageWriter) -> None:
    """Draw the sitting once and then a box for each absentee, never torn between pages."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"学习编号：{content.number}", f"应补{len(content.absentees) or '____'}人")
    head = [
        Row(12, (Label("学习内容", 20), Text(content.topic)), grows=True),
        Row(
            10.5,
            (
                Label("学习时间", 20), Text(content.held_on, 56, MIDDLE), Label("形式", 14),
                Text(content.kind, 34, MIDDLE),
                Label("课时", 14), Text(content.class_hours, align=MIDDLE),
            ),
        ),
        Row(12, (Label("补学材料", 20), Text(content.materials)), grows=True),
    ]  # fmt: skip
    draw_grid(sheet, head, keep=sheet.room / 2, fills=False)
    for place, one in enumerate(content.absentees or (Absentee(),) * EMPTY_BOXES, start=1):
        if sheet.room < BOX + 4 * MM:
            sheet.turn()
        sheet.top -= 4 * MM
        draw_grid(sheet, [_box(place, one)], fills=False)
    sheet.finish()


def _box(place: int, one: Absentee) -> Band:
    rows = (
        Row(
            10.5,
            (
                Label("姓名", 16), Text(one.person, 32, MIDDLE), Label("单位", 14), Text(one.organisation, 40, MIDDLE),
                Label("缺课原因", 20), Text(one.reason),
            ),
        ),
        Row(
            10.5,
            (
                Label("补学时间", 20), Text(one.makeup_on or DATE_BY_HAND, 56, MIDDLE),
                Label("补学方式", 20), Text(one.method or "□自学 □补课 □送学"),
            ),
        ),
        Row(37, (Label("补学内容和体会", 16), Lines())),
        Row(14, (Label("补学人签名", 24), Text("", 42), Label("核查人签名", 24), Text(""))),
    )  # fmt: skip
    return Band(rows, f"第{place}人", 9)
