"""谈心谈话记录: two people, what one raised and the other answered on ruled fields, what they agreed, both sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Lines, Opinion, Row, Text, draw_grid
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "谈心谈话记录"
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class TalkRecord(FormContent):
    """The talk: who with whom, about what, what each said and what came of it."""

    held_on: str = ""
    venue: str = ""
    person: str = ""
    person_post: str = ""
    counterpart: str = ""
    counterpart_post: str = ""
    organisation: str = ""
    matter: str = ""
    criticisms: tuple[tuple[str, str], ...] = ()
    result: str = ""
    rectification_no: str = ""


def draw(content: TalkRecord, writer: PageWriter) -> None:
    """Draw the two sides of the table, the talk between them, and the two signatures under the outcome."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"谈话日期：{content.held_on or '　　　年　　月　　日'}")
    said = "\n".join(f"{who}：{words}" for who, words in content.criticisms)
    became = f"转入整改：{content.rectification_no}" if content.rectification_no else "□ 已改　□ 转入整改：________"
    bands: list[Band | Row] = [
        _sides(content),
        Row(
            10.5, (Label("谈话地点", 20), Text(content.venue, 62.5), Label("所在单位", 20), Text(content.organisation))
        ),
        Row(48, (Label("谈话内容", 26), Lines(content.matter)), grows=True),
        Row(38, (Label("互相指出\n的问题", 26), Lines(said)), grows=True),
        Row(28, (Label("达成共识\n和改进打算", 26), Lines(content.result)), grows=True),
        Row(10.5, (Label("后续处理", 20), Text(became))),
        Row(28, (Label("谈话人", 12), Opinion("签字：", width=70.5), Label("谈话对象", 12), Opinion("签字："))),
    ]
    draw_grid(sheet, bands, keep=7 * MM)
    sheet.top -= 1.5 * MM
    sheet.note("谈话内容只用于查摆和改进，未经双方同意不得公开。")
    sheet.finish()


def _sides(content: TalkRecord) -> Band:
    """The two sit side by side on the sheet as they sat at the table."""
    rows = (
        Row(9, (Label("谈话人", 77.5), Label("谈话对象", 77.5))),
        Row(
            10.5,
            (
                Label("姓名", 14), Text(content.person, 24, MIDDLE), Label("职务", 12), Text(content.person_post, 27.5),
                Label("姓名", 14), Text(content.counterpart, 24, MIDDLE), Label("职务", 12),
                Text(content.counterpart_post),
            ),
        ),
    )  # fmt: skip
    return Band(rows, "双方", 10)
