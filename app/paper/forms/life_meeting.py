"""民主生活会记录: for each member his own criticism and that of the others, then the answer and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Lines, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "民主生活会记录"
MEMBER = 70 * MM
EMPTY_MEMBERS = 2
SIGNING = 52 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Examined:
    """One member: what he says of himself, and what others say of him as (who, words, how he took it)."""

    person: str = ""
    own: str = ""
    others: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LifeMeeting(FormContent):
    """The meeting and its members."""

    kind: str = ""
    held_on: str = ""
    venue: str = ""
    organisation: str = ""
    host: str = ""
    course: str = ""
    result: str = ""
    members: tuple[Examined, ...] = ()


def draw(content: LifeMeeting, writer: PageWriter) -> None:
    """Draw the head, a box for each member, the host's word and the signatures."""
    sheet = Sheet(writer, content, TITLE)
    title = f"{content.kind}记录" if content.kind else TITLE
    sheet.title(f"{content.organisation or content.office}{title}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"时间：{content.held_on or '　　　年　　月　　日　　时'}")
    head = [
        Row(
            10.5,
            (Label("地点", 16), Text(content.venue, 66.5), Label("主持人", 16), Text(content.host, align=MIDDLE)),
        ),
        Row(10.5, (Label("出席", 16), Text("", 66.5), Label("列席", 16), Text(""))),
        Row(19, (Label("会议情况", 16), Text(content.course)), grows=True),
    ]
    draw_grid(sheet, head, keep=sheet.room / 2, fills=False)
    for one in content.members or (Examined(),) * EMPTY_MEMBERS:
        _draw_member(sheet, one)
    _sign(sheet, content)
    sheet.finish()


def _draw_member(sheet: Sheet, one: Examined) -> None:
    others = one.others or (("", "", ""),) * 3
    rows = [Row(27, (Label("自我批评", 16), Lines(one.own, name=f"{one.person}的自我批评")), grows=True)]
    rows += [
        Row(
            13,
            (
                Label("批评人", 16), Text(who, 22, MIDDLE), Text(words, 84, name=f"{who}对{one.person}的批评"),
                Label("态度", 12), Text(attitude or "□接受\n□说明", align=MIDDLE),
            ),
            grows=True,
        )
        for who, words, attitude in others
    ]  # fmt: skip
    if sheet.room < MEMBER:
        sheet.turn()
    sheet.top -= 4 * MM
    for start in range(0, len(rows), 4):
        if start and sheet.room < 60 * MM:
            sheet.turn()
        draw_grid(sheet, [Band(tuple(rows[start : start + 4]), one.person or "姓名", 11)], fills=False)


def _sign(sheet: Sheet, content: LifeMeeting) -> None:
    if sheet.room < SIGNING:
        sheet.turn()
    sheet.top -= 4 * MM
    cells = (Label("主持人", 16), Opinion("签字：", width=66.5), Label("记录人", 16), Opinion("签字："))
    rows = [Row(19, (Label("会议结果", 16), Lines(content.result)), grows=True), Row(27, cells)]
    draw_grid(sheet, rows, fills=False)
