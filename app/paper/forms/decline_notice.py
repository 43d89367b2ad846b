"""信访事项不予受理告知书: the lawful reason ticked among all of them, and where the petitioner may go instead."""

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

NAME = "信访事项不予受理告知书"
STUB_HEIGHT = 20 * MM


@dataclass(frozen=True, slots=True)
class DeclineNotice(FormContent):
    """What the notice says; `reasons` are all lawful ones, `reason` is that of this petition, with its `article`."""

    petitioner: str = ""
    received_on: str = ""
    matter: str = ""
    reasons: tuple[str, ...] = ()
    reason: str = ""
    article: str = ""
    way: str = ""
    day: str = ""


def draw(content: DeclineNotice, writer: PageWriter) -> None:
    """Draw the letter with the reasons in a box, and the line the petitioner signs."""
    letter = Letter(content, writer, NAME)
    letter.head(content.office, NAME, content.number)
    letter.flush(f"{by_hand(content.petitioner)}：")
    matter = content.matter.rstrip("。") or "＿" * 40
    letter.paragraph(f"你（单位）于{by_hand(content.received_on)}提出的信访事项收悉，反映的主要问题是：{matter}。")
    letter.paragraph(f"经审查，该事项有下列第（√）项情形，根据{by_hand(content.article, 12)}的规定，决定不予受理：")
    letter.need(len(content.reasons) * 9 * MM)
    ticks = ("√" if reason == content.reason else "　" for reason in content.reasons)
    rows = [
        Row(10.5, (Text(f"（{tick}）", 16, Align.CENTER), Text(f"{place}．{reason}")))
        for place, (tick, reason) in enumerate(zip(ticks, content.reasons, strict=True), start=1)
    ]
    draw_grid(letter.sheet, rows, fills=False)
    letter.sheet.top -= 3 * MM
    letter.paragraph(f"你（单位）可以通过以下途径提出：{content.way or '＿' * 24}。")
    letter.signature(content.office, content.day)
    letter.stand_on_foot(STUB_HEIGHT)
    letter.sheet.cut_line("送达签收（由送达单位存查）")
    receipt = f"今收到《{NAME}》{content.number} 一份。"
    signed = (Label("签收人", 16), Text("", 30), Text(DATE_BY_HAND, align=Align.RIGHT))
    draw_grid(letter.sheet, [Row(12, (Text(receipt, 70), *signed))])
    letter.sheet.finish()
