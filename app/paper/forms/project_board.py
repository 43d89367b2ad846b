"""项目公示牌: a board for the site, across A4 or A3, large type, who builds what for how much and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import A4_ACROSS, MM
from app.paper.fonts import Role
from app.paper.forms.sheet import CONTINUED, FormContent, Sheet, baseline

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter, Pen

NAME = "惠民实事项目公示牌"
LABEL = 0.155
"""The share of the board's width that a label takes."""
TITLE_SIZES = (30.0, 26.0, 22.0)
SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 10.5)
FOOT = 14 * MM
WEIGHTS = {"项目名称": 1.3, "建设内容": 1.9, "建设地点": 1.5}
"""Rows higher than the others."""


@dataclass(frozen=True, slots=True)
class ProjectBoard(FormContent):
    """What the board says."""

    name: str = ""
    scope: str = ""
    place: str = ""
    planned_amount: str = ""
    funding: str = ""
    owner: str = ""
    leader: str = ""
    person: str = ""
    builder: str = ""
    supervisor: str = ""
    started_on: str = ""
    due_on: str = ""
    benefit: str = ""
    phone: str = ""


def draw(content: ProjectBoard, writer: PageWriter) -> None:
    """Draw the board: a double frame, the name, and rows of large type that fill it."""
    sheet = Sheet.across(writer, content, NAME)
    scale = writer.height / A4_ACROSS[1]
    _draw_frame(sheet)
    sheet.top -= 6 * MM
    sizes = [round(size * scale, 1) for size in TITLE_SIZES]
    head, lines = sheet.fitted(f"{content.office}{NAME}", sheet.width - 10 * MM, sizes)
    for line in lines:
        sheet.writer.centred(head, (sheet.left + sheet.right) / 2, baseline(head, sheet.top), line)
        sheet.top -= head.leading
    sheet.top -= 3 * MM
    rows = _rows(content)
    weights = [WEIGHTS.get(row[0][0], 1.0) for row in rows]
    unit = (sheet.room - FOOT * scale) / sum(weights)
    for row, weight in zip(rows, weights, strict=True):
        _draw_row(sheet, row, unit * weight, scale)
    foot = sheet.pen(Role.HEI, round(13 * scale, 1))
    words = foot.tidy(f"监督电话：{content.phone or '＿' * 10}　　欢迎群众监督工程质量、进度和资金使用")
    y = baseline(foot, sheet.top - (FOOT * scale - foot.leading) / 2)
    sheet.writer.centred(foot, (sheet.left + sheet.right) / 2, y, words)
    sheet.finish()


def _draw_frame(sheet: Sheet) -> None:
    for inset, thickness in ((-3 * MM, 3.0), (-1 * MM, 0.8)):
        left, bottom = sheet.left + inset, sheet.bottom + inset
        sheet.writer.box(thickness, left, bottom, sheet.width - 2 * inset, sheet.top - sheet.bottom - 2 * inset)


def _rows(content: ProjectBoard) -> list[tuple[tuple[str, str], ...]]:
    return [
        (("项目名称", content.name),),
        (("建设内容", content.scope),),
        (("建设地点", content.place), ("受益范围", content.benefit)),
        (("计划投资", content.planned_amount), ("资金来源", content.funding)),
        (("责任单位", content.owner), ("责任领导", content.leader)),
        (("施工单位", content.builder), ("监理单位", content.supervisor)),
        (("开工日期", content.started_on), ("计划竣工", content.due_on)),
        (("项目负责人", content.person), ("项目编号", content.number)),
    ]


def _draw_row(sheet: Sheet, row: tuple[tuple[str, str], ...], high: float, scale: float) -> None:
    x, wide = sheet.left, sheet.width / len(row)
    label = sheet.width * LABEL
    head = sheet.pen(Role.HEI_BOLD, round(16 * scale, 1))
    for name, text in row:
        middle = sheet.top - (high - head.leading) / 2
        sheet.writer.centred(head, x + label / 2, baseline(head, middle), name)
        _draw_text(sheet, name, text, (x + label, sheet.top, wide - label, high), scale)
        sheet.writer.rules(0.8, [(x + label, sheet.top, x + label, sheet.top - high)])
        if x > sheet.left:
            sheet.writer.rules(0.8, [(x, sheet.top, x, sheet.top - high)])
        x += wide
    sheet.writer.rules(0.8, [(sheet.left, sheet.top, sheet.right, sheet.top)])
    sheet.top -= high
    sheet.writer.rules(0.8, [(sheet.left, sheet.top, sheet.right, sheet.top)])


def _draw_text(sheet: Sheet, name: str, text: str, box: tuple[float, float, float, float], scale: float) -> None:
    """The text in the largest type that fits; what does not fit the smallest goes on behind the board."""
    x, top, wide, high = box
    pen, lines = _fitted(sheet, text, wide - 5 * MM, high, scale)
    most = max(1, int(high / pen.leading))
    if len(lines) > most:
        sheet.rest.append((name, text))
        lines = [*lines[: most - 1], CONTINUED]
    y = top - (high - len(lines) * pen.leading) / 2
    placed = [(x + 2.5 * MM, baseline(pen, y - index * pen.leading), line) for index, line in enumerate(lines)]
    sheet.writer.write(pen, placed)


def _fitted(sheet: Sheet, text: str, wide: float, high: float, scale: float) -> tuple[Pen, list[str]]:
    for size in SIZES:
        pen = sheet.pen(Role.SONG, round(size * scale, 1))
        lines = pen.lines(pen.tidy(text), wide) if text else []
        if len(lines) * pen.leading <= high - 1 * MM:
            break
    return pen, lines
