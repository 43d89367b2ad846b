"""会议记录: the head of the meeting, the agenda item by item, what was decided as a list, and who signs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet, baseline
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "会议记录"
TEXT_SIZE = 12.0
EMPTY_LINES = 12
LINE = 8.5 * MM
SIGNING = 16 * MM
COLUMNS = (
    TableColumn("序号", 10, Align.CENTER),
    TableColumn("议定事项", 72),
    TableColumn("责任人", 20, Align.CENTER),
    TableColumn("时限", 31, Align.CENTER),
    TableColumn("办结情况", 31),
)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item: what it was, who reported, and what was said."""

    topic: str
    reporter: str = ""
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class MeetingMinutes(FormContent):
    """The meeting; a resolution is (words, person, day, done on)."""

    kind: str = ""
    held_on: str = ""
    venue: str = ""
    host: str = ""
    recorder: str = ""
    audience: str = ""
    counts: str = ""
    topic: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    resolution_text: str = ""
    resolutions: tuple[tuple[str, str, str, str], ...] = ()


def draw(content: MeetingMinutes, writer: PageWriter) -> None:
    """Draw the minutes over as many pages as they need; the signatures stay with the last rows."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{content.kind}{TITLE}", after=3 * MM)
    sheet.info(right=f"编号：{content.number}")
    draw_grid(sheet, _head(content), fills=False)
    sheet.top -= 4 * MM
    _heading(sheet, "一、会议内容")
    _agenda(sheet, content)
    _heading(sheet, "二、议定事项")
    if content.resolution_text:
        _flow(sheet, f"　　{content.resolution_text}", Role.FANG)
    rows = [(str(place), *row) for place, row in enumerate(content.resolutions, start=1)]
    sheet.top -= 1 * MM
    if rows or not content.resolution_text:
        draw_list(sheet, COLUMNS, rows, keep=SIGNING, blanks=0 if rows else 3)
    _sign(sheet)
    sheet.finish()


def _head(content: MeetingMinutes) -> list[Row]:
    middle = Align.CENTER
    return [
        Row(
            10.5,
            (Label("会议时间"), Text(content.held_on, 62, middle), Label("地点"), Text(content.venue, align=middle)),
        ),
        Row(
            10.5,
            (Label("主持人"), Text(content.host, 62, middle), Label("记录人"), Text(content.recorder, align=middle)),
        ),
        Row(10.5, (Label("参加范围"), Text(content.audience, 62), Label("到会情况"), Text(content.counts))),
        Row(11, (Label("会议议题"), Text(content.topic))),
    ]


def _heading(sheet: Sheet, text: str) -> None:
    pen = sheet.pen(Role.HEI, TEXT_SIZE)
    if sheet.room < 3 * LINE:
        sheet.turn()
    sheet.top -= 2 * MM
    sheet.put(pen, [text], LINE)


def _agenda(sheet: Sheet, content: MeetingMinutes) -> None:
    for place, item in enumerate(content.agenda, start=1):
        reporter = f"（汇报人：{item.reporter}）" if item.reporter else ""
        _flow(sheet, f"　　（{place}）{item.topic}{reporter}", Role.KAI)
        if item.discussion:
            _flow(sheet, f"　　{item.discussion}", Role.FANG)
    if not any(item.discussion for item in content.agenda):
        _writing_lines(sheet)


def _flow(sheet: Sheet, text: str, role: Role) -> None:
    pen = sheet.pen(role, TEXT_SIZE)
    for line in pen.lines(pen.tidy(text), sheet.width):
        if sheet.room < LINE:
            sheet.turn()
        sheet.put(pen, [line], LINE)


def _writing_lines(sheet: Sheet) -> None:
    """Lines for the pen where the speeches were not typed in."""
    for _ in range(EMPTY_LINES):
        if sheet.room < LINE:
            sheet.turn()
        sheet.top -= LINE
        sheet.writer.rules(0.5, [(sheet.left, sheet.top, sheet.right, sheet.top)])


def _sign(sheet: Sheet) -> None:
    if sheet.room < SIGNING:
        sheet.turn()
    pen = sheet.pen(Role.SONG, 10.5)
    sheet.top -= 8 * MM
    y = baseline(pen, sheet.top)
    places = (("主持人签字：", 0), ("记录人签字：", 1), ("核对人签字：", 2))
    sheet.writer.write(pen, [(sheet.left + place * sheet.width / 3, y, words) for words, place in places])
    sheet.top -= pen.leading
