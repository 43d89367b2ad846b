"""归档章: six equal cells, 45 by 16 mm, one for each filed item, to be cut out and put at the head of its page one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.sheet import FormContent, Sheet

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "归档章"
LABELS = ("全宗号", "年度", "机构（问题）", "保管期限", "件号", "页数")
"""The six cells, three above three (DA/T 22—2015)."""
WIDE, HIGH = 45 * MM, 16 * MM
CELL_WIDE, CELL_HIGH = WIDE / 3, HIGH / 2
GAP = 3 * MM
ACROSS, DOWN = 4, 13
LABEL_SIZE, VALUE_SIZE = 4.5, 9.0


@dataclass(frozen=True, slots=True)
class ArchiveStamps(FormContent):
    """The stamps, each as its six cells in the order of `LABELS`."""

    stamps: tuple[tuple[str, ...], ...] = ()


def draw(content: ArchiveStamps, writer: PageWriter) -> None:
    """Draw pages of fifty-two stamps; without any item one page of blank ones for the pen."""
    sheet = Sheet(writer, content, NAME)
    writer.is_cut_up = True
    left = (writer.width - ACROSS * WIDE - (ACROSS - 1) * GAP) / 2
    top = (writer.height + DOWN * HIGH + (DOWN - 1) * GAP) / 2
    each = ACROSS * DOWN
    stamps = content.stamps or (("",) * len(LABELS),) * each
    for start in range(0, len(stamps), each):
        for place, stamp in enumerate(stamps[start : start + each]):
            row, column = divmod(place, ACROSS)
            _draw_stamp(sheet, stamp, left + column * (WIDE + GAP), top - row * (HIGH + GAP))
        sheet.turn()


def _draw_stamp(sheet: Sheet, stamp: tuple[str, ...], x: float, top: float) -> None:
    sheet.writer.box(0.8, x, top - HIGH, WIDE, HIGH)
    inner = [(x, top - CELL_HIGH, x + WIDE, top - CELL_HIGH)]
    inner += [(x + at * CELL_WIDE, top, x + at * CELL_WIDE, top - HIGH) for at in (1, 2)]
    sheet.writer.rules(0.5, inner)
    label, value = sheet.pen(Role.SONG, LABEL_SIZE), sheet.pen(Role.SONG, VALUE_SIZE)
    for place, (name, text) in enumerate(zip(LABELS, stamp, strict=True)):
        row, column = divmod(place, 3)
        left, head = x + column * CELL_WIDE, top - row * CELL_HIGH
        sheet.writer.write(label, [(left + 0.8 * MM, head - 0.6 * MM - LABEL_SIZE, label.tidy(name))])
        y, room, tidy = head - CELL_HIGH + 1.3 * MM, CELL_WIDE - 1.6 * MM, value.tidy(text)
        if value.width(tidy) > room:
            sheet.writer.squeezed(value, left + 0.8 * MM, y, tidy, room)
        else:
            sheet.writer.centred(value, left + CELL_WIDE / 2, y, tidy)
