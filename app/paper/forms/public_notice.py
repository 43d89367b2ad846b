"""公示: what is published, for how long, and where, how and to whom anybody may object; room for the seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.letter import Letter
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, by_hand
from app.paper.tree import TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "公示"
RESULT = 42 * MM
BLANK_ROWS = 3


@dataclass(frozen=True, slots=True)
class PublicNotice(FormContent):
    """The notice: of what, the reasons, a table when there is one, the period and the objections."""

    subject: str = ""
    reason: str = ""
    columns: tuple[TableColumn, ...] = (TableColumn("公示对象", 40), TableColumn("公示内容", 116))
    rows: tuple[tuple[str, ...], ...] = ()
    start: str = ""
    end: str = ""
    place: str = ""
    accepts: str = ""
    phone: str = ""
    objections: str = ""
    day: str = ""


def draw(content: PublicNotice, writer: PageWriter) -> None:
    """Draw the letter to the public; below the cut line what came of it, for the file."""
    letter = Letter(content, writer, NAME)
    letter.head(content.office, f"{content.subject}公示", content.number)
    if content.reason or not content.rows:
        letter.paragraph(f"{content.reason or '＿' * 44}现予公示，接受群众监督。".replace("。。", "。"))
    else:
        letter.paragraph("现将下列事项予以公示，接受群众监督。")
    letter.need(30 * MM)
    draw_list(letter.sheet, content.columns, content.rows, blanks=0 if content.rows else BLANK_ROWS)
    letter.sheet.top -= 3 * MM
    letter.paragraph(f"公示时间：{by_hand(content.start)}至{by_hand(content.end)}。")
    letter.paragraph(f"公示地点：{by_hand(content.place, 10)}。")
    letter.paragraph(
        f"公示期间，对公示内容有异议的，可以来人、来信、来电向{by_hand(content.accepts or content.office, 8)}提出"
        f"（联系电话：{by_hand(content.phone, 8)}）。单位提出的请加盖公章，个人提出的请写明真实姓名和联系方式，"
        "并提供可查的事实；对提出异议的人予以保密。"
    )
    letter.signature(content.office, content.day)
    letter.stand_on_foot(RESULT)
    letter.sheet.cut_line("公示结果（张贴时剪下，公示期满填写存档）")
    cells = (Label("有无异议及\n处理情况", 26), Text(content.objections, 62), Label("公示人", 16), Opinion("签字："))
    draw_grid(letter.sheet, [Row(28, cells)], fills=False)
    letter.sheet.finish()
