"""民情日记: a visit written down as it was, on lines, with the head of the visit above and the plan below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet, baseline
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "民情日记"
LINE = 9 * MM
WRITING_SIZE = 12.0
EMPTY_LINES = 3
FOOT = 12 * MM


@dataclass(frozen=True, slots=True)
class VisitDiary(FormContent):
    """What is written in the diary of a day."""

    visited_on: str = ""
    place: str = ""
    household: str = ""
    age: str = ""
    cadre: str = ""
    companions: str = ""
    family: str = ""
    words: str = ""
    difficulty: str = ""
    handling: str = ""
    result: str = ""
    thoughts: str = ""
    next_step: str = ""


def draw(content: VisitDiary, writer: PageWriter) -> None:
    """Draw the head, then each part as handwriting on lines over as many pages as it takes."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(TITLE, after=2 * MM)
    sheet.info(f"{content.office}　{content.number}", f"日期：{content.visited_on or '　　　年　　月　　日'}")
    middle = Align.CENTER
    head = [
        Row(
            10.5,
            (
                Label("地点", 20), Text(content.place, 45, middle), Label("走访对象", 20),
                Text(content.household, 38, middle), Label("年龄", 16), Text(content.age, align=middle),
            ),
        ),
        Row(
            10.5,
            (
                Label("走访人员", 20), Text(content.cadre, 45, middle),
                Label("同行", 20), Text(content.companions),
            ),
        ),
        Row(10.5, (Label("家庭情况", 20), Text(content.family)), grows=True),
    ]  # fmt: skip
    draw_grid(sheet, head, keep=sheet.room / 2, fills=False)
    sheet.top -= 3 * MM
    handling = "：".join(filter(None, (content.handling, content.result)))
    parts = (
        ("走访所见所闻、诉求与建议", content.words),
        ("实际困难", content.difficulty),
        ("处理情况", handling),
        ("体会", content.thoughts),
        ("后续计划", content.next_step),
    )
    for heading, text in parts:
        _write(sheet, heading, text)
    _sign(sheet)
    sheet.finish()


def _write(sheet: Sheet, heading: str, text: str) -> None:
    head, pen = sheet.pen(Role.HEI, WRITING_SIZE), sheet.pen(Role.KAI, WRITING_SIZE)
    _line(sheet, 2 * LINE)
    sheet.writer.write(head, [(sheet.left, baseline(head, sheet.top - LINE + head.leading), f"【{heading}】")])
    sheet.top -= LINE
    for line in pen.lines(pen.tidy(text), sheet.width) if text else [""] * EMPTY_LINES:
        _line(sheet, LINE)
        if line:
            sheet.writer.write(pen, [(sheet.left, baseline(pen, sheet.top - LINE + pen.leading), line)])
        sheet.top -= LINE
        sheet.writer.rules(0.5, [(sheet.left, sheet.top, sheet.right, sheet.top)])


def _line(sheet: Sheet, need: float) -> None:
    if sheet.room < need:
        sheet.turn()


def _sign(sheet: Sheet) -> None:
    _line(sheet, FOOT)
    pen = sheet.pen(Role.SONG, 10.5)
    sheet.top -= 5 * MM
    y = baseline(pen, sheet.top)
    sheet.writer.write(pen, [(sheet.left, y, "走访人签名："), (sheet.left + sheet.width / 2, y, "记录人签名：")])
    sheet.top -= pen.leading
