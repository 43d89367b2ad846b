"""信访事项处理意见书: request, findings, opinion, legal basis, and the way to a review, as a letter of the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.letter import INDENT, LINE, Letter
from app.paper.forms.sheet import FormContent, by_hand

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

NAME = "信访事项处理意见书"
CLAIM_LINES, WRITING_LINES = 4, 8


@dataclass(frozen=True, slots=True)
class HandlingOpinion(FormContent):
    """What the opinion says; `review_article` is the one that opens the review."""

    petitioner: str = ""
    address: str = ""
    received_on: str = ""
    accepted_on: str = ""
    claim: str = ""
    findings: str = ""
    opinion: str = ""
    decision: str = ""
    article: str = ""
    review_article: str = ""
    review_org: str = ""
    responsible_org: str = ""
    day: str = ""


def draw(content: HandlingOpinion, writer: PageWriter) -> None:
    """Draw the opinion in numbered sections; an empty section has lines to write on."""
    letter = Letter(content, writer, NAME)
    letter.head(content.office, NAME, content.number)
    letter.paragraph(f"信访人：{by_hand(content.petitioner)}")
    letter.paragraph(f"住　址：{by_hand(content.address, 12)}")
    letter.paragraph(
        f"你（单位）于{by_hand(content.received_on)}提出的信访事项，本机关于{by_hand(content.accepted_on)}受理，"
        f"由{by_hand(content.responsible_org)}调查办理，现答复如下："
    )
    _section(letter, "一、信访请求", content.claim, CLAIM_LINES)
    _section(letter, "二、调查核实情况", content.findings)
    _section(letter, "三、处理意见", _opinion(content))
    _section(letter, "四、救济途径", _review(content))
    letter.signature(content.office, content.day)
    letter.sheet.finish()


def _opinion(content: HandlingOpinion) -> str:
    if not content.opinion:
        return ""
    decision = f"对你（单位）的信访请求：{content.decision}。" if content.decision else ""
    return f"根据{by_hand(content.article, 12)}的规定，处理意见如下：{decision}\n{content.opinion}"


def _review(content: HandlingOpinion) -> str:
    return (
        f"如不服本处理意见，可自收到本意见书之日起30日内，根据{by_hand(content.review_article, 12)}的规定，"
        f"书面向{by_hand(content.review_org)}请求复查。"
    )


def _section(letter: Letter, heading: str, text: str, lines: int = WRITING_LINES) -> None:
    letter.heading(heading)
    if text:
        letter.paragraph(text)
        return
    sheet = letter.sheet
    for _ in range(lines):
        letter.need(LINE)
        sheet.top -= LINE
        start = sheet.left + letter.body.width(INDENT)
        sheet.writer.rules(0.5, [(start, sheet.top + 1 * MM, sheet.right, sheet.top + 1 * MM)])
