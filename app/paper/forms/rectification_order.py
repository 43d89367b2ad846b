"""整改通知单: what an inspection found at a unit, what must be done by when, and the stub the unit signs for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.rows import draw_rows
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet, by_hand
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "整改通知单"
STUB, SEAL_BOX = 54 * MM, 48
BLANK_FINDINGS = 3
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: in what words, what is demanded, by when, and under which number it is kept."""

    text: str = ""
    demand: str = ""
    due_on: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """The sheet of one unit."""

    organisation: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RectificationOrder(FormContent):
    """The inspection, or the item, the orders follow from; a page for each unit."""

    found_on: str = ""
    team: str = ""
    method: str = ""
    orders: tuple[Order, ...] = ()


def draw(content: RectificationOrder, writer: PageWriter) -> None:
    """Draw a sheet for every unit: findings, demand and seal above the cut line, the receipt below."""
    sheet = Sheet(writer, content, TITLE)
    orders = content.orders or (Order(),)
    for place, order in enumerate(orders, start=1):
        _draw_order(sheet, content, order)
        if place < len(orders):
            sheet.turn()
    sheet.finish()


def _draw_order(sheet: Sheet, content: RectificationOrder, order: Order) -> None:
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"发出日期：{DATE_BY_HAND}")
    sheet.note(f"{by_hand(order.organisation)}：", role=Role.KAI, size=14.0)
    sheet.note(f"　　{_opening(content)}", role=Role.KAI, size=14.0)
    sheet.top -= 2 * MM
    head = Row(10.5, (Label("序号", 10), Label("存在问题", 62), Label("整改要求", 45), Label("整改时限")))
    draw_rows(sheet, head, _findings(order), keep=STUB + (SEAL_BOX + 28) * MM)
    sheet.top -= 3 * MM
    request = "请在时限内整改到位，报送整改情况和佐证材料（照片、票据、记录）。逾期不改或者整改不实的，予以督办、通报。"
    draw_grid(
        sheet,
        [
            Row(14, (Label("办理要求"), Text(request))),
            Row(
                SEAL_BOX,
                (
                    Label("签发人\n意见"), Opinion("签字：", width=58.5), Label("发出单位"),
                    Opinion("经办人：", "（盖章）"),
                ),
            ),
        ],
        keep=STUB,
        fills=False,
    )  # fmt: skip
    _draw_stub(sheet, content, order)


def _opening(content: RectificationOrder) -> str:
    """Who found it when; a problem that nobody inspected for was put on the list."""
    if content.found_on and not content.team:
        return f"下列问题于{content.found_on}列入整改台账，由你单位负责，请逐项整改："
    how = f"采取{content.method}方式" if content.method else ""
    return f"{by_hand(content.found_on)}，{by_hand(content.team)}{how}检查发现你单位存在下列问题，请逐项整改："


def _findings(order: Order) -> list[Row]:
    findings = order.findings or (Finding(),) * BLANK_FINDINGS
    return [
        Row(
            18,
            (
                Text(str(place), 10, MIDDLE),
                Text("\n".join(filter(None, (one.text, one.number))), 62, name="存在问题"),
                Text(one.demand, 45, name="整改要求"), Text(one.due_on or "　　年　　月　　日", align=MIDDLE),
            ),
            grows=True,
        )
        for place, one in enumerate(findings, start=1)
    ]  # fmt: skip


def _draw_stub(sheet: Sheet, content: RectificationOrder, order: Order) -> None:
    sheet.top = min(sheet.top, sheet.bottom + STUB)
    sheet.cut_line("整改通知单回执（沿此线剪下，签收后当日交回）")
    count = str(len(order.findings)) if order.findings else "____"
    sheet.note(
        f"{by_hand(order.organisation)} 已收到 {content.number} 整改通知单，所列{count}项问题 □ 无异议　□ 有异议。",
        role=Role.HEI,
        size=10.5,
    )
    sheet.top -= 1.5 * MM
    cells = (Label("整改责任人", 22), Text("", 56), Label("签收单位", 20), Opinion("签收人：", "（盖章）"))
    draw_grid(sheet, [Row(30, cells)])
