"""个人学习档案: one person's year of study, attendance and make-ups, notes and essays, summed up and signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "个人学习档案"
SITTINGS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("日期", 30, Align.CENTER),
    TableColumn("形式", 20, Align.CENTER),
    TableColumn("学习内容", 58),
    TableColumn("课时", 11, Align.CENTER),
    TableColumn("到会", 13, Align.CENTER),
    TableColumn("补学", 32, Align.CENTER),
)
OUTPUTS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("种类", 18, Align.CENTER),
    TableColumn("题目", 74),
    TableColumn("交稿日期", 30, Align.CENTER),
    TableColumn("字数", 16, Align.CENTER),
    TableColumn("评价", 18, Align.CENTER),
)
SAT_IN, WRITTEN = "一、参学情况", "二、笔记、心得和文章"
EMPTY_SITTINGS, EMPTY_OUTPUTS = 9, 3
SIGNING = 36 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class StudyFile(FormContent):
    """The person, his sittings and his papers in the order of SITTINGS and OUTPUTS without the row number."""

    person: str = ""
    sex: str = ""
    organisation: str = ""
    post: str = ""
    branch: str = ""
    joined_on: str = ""
    period: str = ""
    summary: tuple[str, str, str, str, str] = ("", "", "", "", "")
    """应学次数, 实到次数, 学时, 补学次数, 心得篇数."""
    sittings: tuple[tuple[str, ...], ...] = ()
    outputs: tuple[tuple[str, ...], ...] = ()


def draw(content: StudyFile, writer: PageWriter) -> None:
    """Draw who he is, the sums of the year, both lists, and who checked the file."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"学习时段：{content.period or '　　　　　　　　　　　　'}")
    _draw_person(sheet, content)
    _heading(sheet, SAT_IN)
    rows = [(str(place), *row) for place, row in enumerate(content.sittings, start=1)]
    draw_list(sheet, SITTINGS, rows, blanks=0 if rows else EMPTY_SITTINGS, goes_on=SAT_IN)
    _heading(sheet, WRITTEN)
    rows = [(str(place), *row) for place, row in enumerate(content.outputs, start=1)]
    draw_list(sheet, OUTPUTS, rows, keep=SIGNING, blanks=0 if rows else EMPTY_OUTPUTS, goes_on=WRITTEN)
    if sheet.room < SIGNING:
        sheet.turn()
    sheet.top -= 4 * MM
    cells = (
        Label("本人", 12), Opinion("签字：", width=43), Label("党支部", 12), Opinion("负责人：", "（盖章）", width=43),
        Label("检查人", 12), Opinion("签字："),
    )  # fmt: skip
    draw_grid(sheet, [Row(28, cells)], fills=False)
    sheet.finish()


def _draw_person(sheet: Sheet, content: StudyFile) -> None:
    sums = ("应学次数", "实到次数", "课时", "补学次数", "心得篇数")
    rows = [
        Row(
            10.5,
            (
                Label("姓名", 16), Text(content.person, 30, MIDDLE), Label("性别", 14), Text(content.sex, 16, MIDDLE),
                Label("单位职务", 20), Text("　".join(filter(None, (content.organisation, content.post)))),
            ),
        ),
        Row(
            10.5,
            (
                Label("党支部", 16), Text(content.branch, 60), Label("入党时间", 20),
                Text(content.joined_on, align=MIDDLE),
            ),
        ),
        Row(9, tuple(Label(name, 33) for name in sums)),
        Row(10.5, tuple(Text(text, 33, MIDDLE) for text in content.summary)),
    ]  # fmt: skip
    draw_grid(sheet, rows, fills=False)


def _heading(sheet: Sheet, text: str) -> None:
    if sheet.room < 40 * MM:
        sheet.turn()
    pen = sheet.pen(Role.HEI, 12.0)
    sheet.top -= 3 * MM
    sheet.put(pen, [text], 8 * MM)
