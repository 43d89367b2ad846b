"""联系卡: ten cards of 90 by 54 mm an A4 page with cut marks, the cadre's side for the household's wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.sheet import FormContent, Sheet, baseline

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter, Pen

NAME = "干部联户联系卡"
WIDE, HIGH = 90 * MM, 54 * MM
ACROSS, DOWN = 2, 5
MARK, MARK_GAP = 5 * MM, 1 * MM
TITLE_SIZES = (14.0, 12.0, 10.5, 9.0)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the household it goes to."""

    village: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class ContactCards(FormContent):
    """The cadre of the cards, and the households; places left over become cards without a household."""

    cadre: str = ""
    organisation: str = ""
    post: str = ""
    phone: str = ""
    office_phone: str = ""
    cards: tuple[Card, ...] = ()


def draw(content: ContactCards, writer: PageWriter) -> None:
    """Draw pages of ten cards and their cut marks."""
    sheet = Sheet(writer, content, NAME)
    writer.is_cut_up = True
    left = (writer.width - ACROSS * WIDE) / 2
    top = (writer.height + DOWN * HIGH) / 2
    each = ACROSS * DOWN
    pages = max(1, -(-len(content.cards) // each))
    cards = (*content.cards, *(Card(),) * (pages * each - len(content.cards)))
    for page in range(pages):
        _draw_marks(sheet, left, top)
        for index, card in enumerate(cards[page * each : (page + 1) * each]):
            row, column = divmod(index, ACROSS)
            _draw_card(sheet, content, card, (left + column * WIDE, top - row * HIGH))
        sheet.turn()


def _draw_marks(sheet: Sheet, left: float, top: float) -> None:
    """Short marks outside the cards, and broken lines between them."""
    right, bottom = left + ACROSS * WIDE, top - DOWN * HIGH
    marks: list[tuple[float, float, float, float]] = []
    for column in range(ACROSS + 1):
        x = left + column * WIDE
        marks += [(x, top + MARK_GAP, x, top + MARK_GAP + MARK), (x, bottom - MARK_GAP, x, bottom - MARK_GAP - MARK)]
    for row in range(DOWN + 1):
        y = top - row * HIGH
        marks += [(left - MARK_GAP, y, left - MARK_GAP - MARK, y), (right + MARK_GAP, y, right + MARK_GAP + MARK, y)]
    sheet.writer.rules(0.5, marks)


def _draw_card(sheet: Sheet, content: ContactCards, card: Card, corner: tuple[float, float]) -> None:
    x, top = corner
    inset = 4 * MM
    sheet.writer.box(0.8, x + 2 * MM, top - HIGH + 2 * MM, WIDE - 4 * MM, HIGH - 4 * MM)
    body, strong = sheet.pen(Role.SONG, 9.0), sheet.pen(Role.KAI, 12.0)
    y = top - 4 * MM
    title, lines = sheet.fitted(f"{content.office}干部联户联系卡", WIDE - 2 * inset, TITLE_SIZES)
    for line in lines:
        sheet.writer.centred(title, x + WIDE / 2, baseline(title, y), line)
        y -= title.leading
    y -= 1.5 * MM
    sheet.writer.rules(0.8, [(x + inset, y, x + WIDE - inset, y)])
    y -= 1.5 * MM
    for label, text in _lines(content, card):
        sheet.writer.write(body, [(x + inset + 1 * MM, baseline(body, y - 1), body.tidy(label))])
        start = x + inset + 1 * MM + body.width(label)
        _write(sheet, strong, text, (start, baseline(strong, y), x + WIDE - inset - 1 * MM - start))
        sheet.writer.rules(0.5, [(start, y - strong.leading, x + WIDE - inset - 1 * MM, y - strong.leading)])
        y -= strong.leading + 0.6 * MM
    small = sheet.pen(Role.SONG, 7.5)
    sheet.writer.centred(
        small, x + WIDE / 2, top - HIGH + 3.6 * MM, "有困难、有建议，请随时打电话，联系干部上门听、当面答。"
    )


def _write(sheet: Sheet, pen: Pen, text: str, place: tuple[float, float, float]) -> None:
    """Text on its line (left, baseline, width), narrowed when it is longer than the card."""
    x, y, room = place
    tidy = " ".join(pen.tidy(text).split("\n"))
    if pen.width(tidy) > room:
        sheet.writer.squeezed(pen, x, y, tidy, room)
    else:
        sheet.writer.write(pen, [(x, y, tidy)])


def _lines(content: ContactCards, card: Card) -> tuple[tuple[str, str], ...]:
    unit = f"{content.organisation}　{content.post}".strip("　")
    home = f"{card.village}　{card.household}".strip("　")
    return (
        ("联系干部：", content.cadre),
        ("单位职务：", unit),
        ("联系电话：", content.phone),
        ("镇值班电话：", content.office_phone),
        ("联系户：", home),
    )
