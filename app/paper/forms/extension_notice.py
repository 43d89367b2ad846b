"""信访事项延期办理告知书: the day it was due, for how long and why it is extended, and the new day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.letter import Letter
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, by_hand
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "信访事项延期办理告知书"


@dataclass(frozen=True, slots=True)
class ExtensionNotice(FormContent):
    """What the notice says; `days` is the number of days allowed, at most 30."""

    petitioner: str = ""
    accepted_on: str = ""
    matter: str = ""
    article: str = ""
    reason: str = ""
    approver: str = ""
    approved_on: str = ""
    days: str = ""
    due_on: str = ""
    extended_due_on: str = ""
    day: str = ""


def draw(content: ExtensionNotice, writer: PageWriter) -> None:
    """Draw the letter with a table of the three dates between its paragraphs and the receipt beside the seal."""
    letter = Letter(content, writer, NAME)
    letter.head(content.office, NAME, content.number)
    letter.flush(f"{by_hand(content.petitioner)}：")
    matter = content.matter.rstrip("。") or "＿" * 40
    letter.paragraph(f"你（单位）反映的“{matter}”的信访事项，本机关已于{by_hand(content.accepted_on)}受理。")
    reason = content.reason.rstrip("。") or "＿" * 40
    letter.paragraph(
        f"因{reason}，不能在规定期限内办结。根据{by_hand(content.article, 12)}的规定，"
        f"经本机关负责人批准，该事项延长办理期限，具体如下："
    )
    letter.need(26 * MM)
    _draw_days(letter, content)
    letter.paragraph("延长期内本机关将抓紧办理，并于办结后书面答复你（单位）。")
    letter.paragraph("特此告知。")
    letter.signature(content.office, content.day)
    letter.need(22 * MM)
    letter.sheet.top -= 8 * MM
    cells = (Label("受送达人签名", 28), Text("", 48), Label("送达日期", 24), Text(DATE_BY_HAND, align=Align.RIGHT))
    draw_grid(letter.sheet, [Row(12, cells)], fills=False)
    letter.sheet.finish()


def _draw_days(letter: Letter, content: ExtensionNotice) -> None:
    heads = tuple(Label(name, 39) for name in ("原办结时限", "延长天数", "延长后办结时限", "批准人及批准日期"))
    approval = f"{content.approver}　{content.approved_on}".strip("　")
    days = f"{content.days}日" if content.days else "　　日"
    filled = (content.due_on, days, content.extended_due_on, approval)
    cells = tuple(Text(text, 39, Align.CENTER) for text in filled)
    draw_grid(letter.sheet, [Row(10.5, heads), Row(14, cells)], fills=False)
    letter.sheet.top -= 3 * MM
