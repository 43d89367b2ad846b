"""督办单: blue, yellow or red, told apart by words and by bars a mono printer keeps, with a stub that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet, baseline
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "督办单"
COLOURS = {"蓝": "临期提醒", "黄": "进展缓慢", "红": "逾期未办"}
"""The colours, the more bars the more pressing."""
BAR, BAR_STEP = 3.0, 6.0
MARK_HEIGHT = 13 * MM
STUB_HEIGHT = 62 * MM


@dataclass(frozen=True, slots=True)
class SupervisionSlip(FormContent):
    """What is written on the slip; without a `colour` the clerk ticks one."""

    colour: str = ""
    record_no: str = ""
    matter: str = ""
    responsible_org: str = ""
    responsible_person: str = ""
    leader: str = ""
    reason: str = ""
    issued_on: str = ""
    answer_by: str = ""


def draw(content: SupervisionSlip, writer: PageWriter) -> None:
    """Draw the slip above the cut line and its stub below."""
    sheet = Sheet(writer, content, NAME)
    sheet.title(f"{content.office}{NAME}", after=2 * MM)
    _draw_mark(sheet, content.colour)
    sheet.info(f"单号：{content.number}", f"发出日期：{content.issued_on or DATE_BY_HAND}")
    draw_grid(sheet, _rows(content), keep=STUB_HEIGHT)
    sheet.cut_line("（沿此线剪下，回执交回督办单位）")
    _draw_stub(sheet, content)
    sheet.finish()


def _draw_mark(sheet: Sheet, colour: str) -> None:
    """The colour in words between as many bars as it has weight; without one, three boxes to tick."""
    middle, top = (sheet.left + sheet.right) / 2, sheet.top
    pen = sheet.pen(Role.HEI_BOLD, 16.0 if colour in COLOURS else 12.0)
    words = f"{colour}色督办 · {COLOURS[colour]}" if colour in COLOURS else ""
    text = pen.tidy(words or "　".join(f"□ {name}色（{why}）" for name, why in COLOURS.items()))
    sheet.writer.box(1.0, sheet.left, top - MARK_HEIGHT, sheet.width, MARK_HEIGHT)
    sheet.writer.centred(pen, middle, baseline(pen, top - (MARK_HEIGHT - pen.leading) / 2), text)
    bars = list(COLOURS).index(colour) + 1 if words else 0
    reach = sheet.width / 2 - pen.width(text) / 2 - 6 * MM
    first = top - MARK_HEIGHT / 2 + (bars - 1) * BAR_STEP / 2
    for index in range(bars):
        y = first - index * BAR_STEP
        left, right = sheet.left + 3 * MM, sheet.right - 3 * MM
        sheet.writer.rules(BAR, [(left, y, left + reach, y), (right - reach, y, right, y)])
    sheet.top -= MARK_HEIGHT + 3 * MM


def _rows(content: SupervisionSlip) -> list[Row]:
    by = content.answer_by or "　　　年　　月　　日"
    request = f"请于{by}前书面回复办理情况；确有困难的，写明原因和办结的日期。逾期不回复的，逐级上报。"
    return [
        Row(
            11,
            (
                Label("主送单位"), Text(content.responsible_org, 62),
                Label("责任人"), Text(content.responsible_person, align=Align.CENTER),
            ),
        ),
        Row(
            11,
            (
                Label("事项编号"), Text(content.record_no, 62),
                Label("责任领导"), Text(content.leader, align=Align.CENTER),
            ),
        ),
        Row(24, (Label("督办事项"), Text(content.matter)), grows=True),
        Row(14, (Label("督办原因"), Text(content.reason)), grows=True),
        Row(14, (Label("办理要求"), Text(request))),
        Row(46, (Label("领导批示"), Opinion("签字："), Label("督办单位"), Opinion("签发人：", "（盖章）"))),
    ]  # fmt: skip


def _draw_stub(sheet: Sheet, content: SupervisionSlip) -> None:
    pen = sheet.pen(Role.TITLE, 16.0)
    sheet.writer.centred(pen, (sheet.left + sheet.right) / 2, baseline(pen, sheet.top), "督办单回执")
    sheet.top -= pen.leading + 1 * MM
    rows = [
        Row(
            10.5,
            (
                Label("督办单号", 20), Text(content.number, 45, Align.CENTER),
                Label("事项编号", 20), Text(content.record_no, align=Align.CENTER),
            ),
        ),
        Row(10.5, (Label("签收人", 20), Text("", 45), Label("签收时间", 20), Text(DATE_BY_HAND, align=Align.RIGHT))),
        Row(24, (Label("办理情况", 20), Opinion("负责人签字：", "（盖章）"))),
    ]  # fmt: skip
    draw_grid(sheet, rows)
