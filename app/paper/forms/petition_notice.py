"""信访事项告知书: what became of the petition at the window, ticked among the three ways, and how it was served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Band, Label, Row, Text, draw_grid
from app.paper.forms.letter import Letter
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, by_hand
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "信访事项告知书"
STUB_HEIGHT = 37 * MM
OWN, FORWARDED, ELSEWHERE = range(3)
"""The ways: handled here, forwarded to another body, to be brought to another body."""
SERVICE = ("当面送达", "邮寄送达", "留置送达", "公告送达", "短信告知")


@dataclass(frozen=True, slots=True)
class PetitionNotice(FormContent):
    """What the notice says; `way` is the number of the way taken, None on a blank one."""

    petitioner: str = ""
    channel: str = ""
    received_on: str = ""
    matter: str = ""
    article: str = ""
    way: int | None = None
    destination: str = ""
    forwarded_on: str = ""
    responsible_org: str = ""
    service: str = ""
    day: str = ""


def draw(content: PetitionNotice, writer: PageWriter) -> None:
    """Draw the letter with the ways in a box, and at its foot the receipt of service."""
    letter = Letter(content, writer, NAME)
    letter.head(content.office, NAME, content.number)
    letter.flush(f"{by_hand(content.petitioner)}：")
    matter = content.matter.rstrip("。") or "＿" * 40
    letter.paragraph(
        f"你（单位）于{by_hand(content.received_on)}以{by_hand(content.channel, 3)}方式提出的信访事项（{matter}）"
        f"已经登记。根据{by_hand(content.article, 12)}的规定，现将接收情况、处理途径和程序告知如下（√为所选）："
    )
    letter.need(46 * MM)
    _draw_ways(letter, content)
    letter.paragraph("本告知书不是处理意见。需要查询办理情况的，请凭本告知书编号向本机关或者承办单位查询。")
    letter.signature(content.office, content.day)
    letter.stand_on_foot(STUB_HEIGHT)
    _draw_receipt(letter, content)
    letter.sheet.finish()


def _draw_ways(letter: Letter, content: PetitionNotice) -> None:
    own = by_hand(content.responsible_org if content.way == OWN else "")
    to = content.destination if content.way == FORWARDED else ""
    where = content.destination if content.way == ELSEWHERE else ""
    on = content.forwarded_on if content.way == FORWARDED else ""
    ways = (
        f"属于本机关职权范围，由{own}审查，在规定期限内另行书面告知是否受理。",
        f"属于{by_hand(to)}职权范围，本机关已于{on or '　　　年　　月　　日'}转送，由该机关依照规定程序办理并答复。",
        f"不属于本机关职权范围，请向{by_hand(where)}提出。",
    )
    rows = tuple(
        Row(14, (Text("√" if place == content.way else "□", 12, Align.CENTER), Text(words)), grows=True)
        for place, words in enumerate(ways)
    )
    draw_grid(letter.sheet, [Band(rows, "处理途径", 12)], fills=False)
    letter.sheet.top -= 3 * MM


def _draw_receipt(letter: Letter, content: PetitionNotice) -> None:
    letter.sheet.cut_line("送达回证（由送达单位存查）")
    ticks = "　".join(f"{'√' if content.service and way.startswith(content.service) else '□'}{way}" for way in SERVICE)
    rows = [
        Row(10.5, (Label("送达方式", 22), Text(ticks))),
        Row(
            15,
            (
                Label("收件人\n签名", 22), Text("", 40), Label("送达人\n签名", 22), Text("", 28),
                Text(DATE_BY_HAND, align=Align.RIGHT),
            ),
        ),
    ]  # fmt: skip
    draw_grid(letter.sheet, rows)
