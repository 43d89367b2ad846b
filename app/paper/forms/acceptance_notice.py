"""信访事项受理告知书: what was received, by which article it is accepted, until when, and the receipt to sign."""

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

NAME = "信访事项受理告知书"
STUB_HEIGHT = 36 * MM


@dataclass(frozen=True, slots=True)
class AcceptanceNotice(FormContent):
    """What the notice says; `article` and `finish_article` are of the rules the petition stands under. `has_limit` is
    False where they set no day for the finish (since 2022 for all but claims).
    """

    petitioner: str = ""
    channel: str = ""
    received_on: str = ""
    matter: str = ""
    article: str = ""
    accepted_on: str = ""
    responsible_org: str = ""
    finish_article: str = ""
    has_limit: bool = True
    due_on: str = ""
    day: str = ""


def draw(content: AcceptanceNotice, writer: PageWriter) -> None:
    """Draw the letter and, at the foot, the receipt that stays with the office."""
    letter = Letter(content, writer, NAME)
    letter.head(content.office, NAME, content.number)
    letter.flush(f"{by_hand(content.petitioner)}：")
    matter = content.matter.rstrip("。") or "＿" * 40
    letter.paragraph(
        f"你（单位）于{by_hand(content.received_on)}以{by_hand(content.channel, 3)}方式提出的信访事项收悉。"
        f"你（单位）反映的主要问题是：{matter}。"
    )
    letter.paragraph(
        f"经审查，该事项属于本机关职权范围。根据{by_hand(content.article, 12)}的规定，"
        f"决定自{by_hand(content.accepted_on)}起予以受理，由{by_hand(content.responsible_org)}承办。"
    )
    if content.has_limit:
        letter.paragraph(_limit(content))
    letter.paragraph("办理期间，请保持联系方式畅通，配合调查核实；同一信访事项请不要多头、重复提出。")
    letter.paragraph("特此告知。")
    letter.signature(content.office, content.day)
    letter.stand_on_foot(STUB_HEIGHT)
    _draw_receipt(letter, content)
    letter.sheet.finish()


def _limit(content: AcceptanceNotice) -> str:
    until = f"，即{content.due_on}前" if content.due_on else ""
    return (
        f"根据{by_hand(content.finish_article, 12)}的规定，本事项自受理之日起60日内办结{until}；情况复杂的，"
        f"经本机关负责人批准可以适当延长，延长期限不超过30日，并告知你（单位）延期理由。"
    )


def _draw_receipt(letter: Letter, content: AcceptanceNotice) -> None:
    letter.sheet.cut_line("送达回执（由送达单位存查）")
    rows = [
        Row(10.5, (Label("送达文书", 22), Text(f"《{NAME}》{content.number}"))),
        Row(
            14,
            (
                Label("受送达人\n签名", 22), Text("", 42), Label("送达人\n签名", 22), Text("", 26),
                Text(DATE_BY_HAND, align=Align.RIGHT),
            ),
        ),
    ]  # fmt: skip
    draw_grid(letter.sheet, rows)
