"""慰问签收表: the households of a month, money and goods apart, a wide field for each to sign, and the sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Opinion, Row, Text, draw_grid
from app.paper.forms.rows import draw_rows
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "慰问款物签收表"
ROW = 15
EMPTY_ROWS = 10
FOOT = 56 * MM
MIDDLE = Align.CENTER
HEADS = (
    Label("序号", 9), Label("户主", 19), Label("村组", 25), Label("日期", 19), Label("慰问金（元）", 20),
    Label("物资", 34), Label("签收（签名或指印）"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AidReceipt(FormContent):
    """The month, and a gift each: household, place, day, money, goods; and what they add up to."""

    month: str = ""
    gifts: tuple[tuple[str, str, str, str, str], ...] = ()
    givers: str = ""
    source: str = ""
    total: str = ""
    goods_value: str = ""


def draw(content: AidReceipt, writer: PageWriter) -> None:
    """Draw the list with a field to sign in each row, the 合计 as its last row, and who gave and saw it."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{content.month}{TITLE}", after=2 * MM)
    sheet.info(f"资金物资来源：{content.source}", f"编号：{content.number}" if content.number else "")
    draw_rows(sheet, Row(11, HEADS), [*_gifts(content), _total(content)], keep=FOOT)
    sheet.top -= 2 * MM
    sheet.note("款物须送到户，由本人或者同住家属签收；代收的写明代收人姓名和关系。慰问金以实发数为准。")
    sheet.top -= 2 * MM
    givers = Opinion(f"慰问人：{content.givers}" if len(content.givers) <= 9 else "慰问人：", width=43)
    cells = (
        Label("慰问人", 12),
        givers,
        Label("经办人", 12),
        Opinion("签字：", width=43),
        Label("村委会", 12),
        Opinion("证明人：", "（盖章）"),
    )
    draw_grid(sheet, [Row(30, cells)], fills=False)
    sheet.finish()


def _gifts(content: AidReceipt) -> list[Row]:
    return [
        Row(
            ROW,
            (
                Text(str(place), 9, MIDDLE), Text(name, 19, MIDDLE, name="户主"), Text(home, 25, MIDDLE, name="村组"),
                Text(day, 19, MIDDLE), Text(money, 20, Align.RIGHT), Text(goods, 34, name="物资"), Text(""),
            ),
            grows=True,
        )
        for place, (name, home, day, money, goods) in enumerate(content.gifts or (("",) * 5,) * EMPTY_ROWS, start=1)
    ]  # fmt: skip


def _total(content: AidReceipt) -> Row:
    count = f"{len(content.gifts)}户次" if content.gifts else "____户次"
    goods = f"物资折款{content.goods_value}元" if content.goods_value else "物资折款______元"
    cells = (Label("合计", 28), Text(count, 44, MIDDLE), Text(content.total, 20, Align.RIGHT), Text(goods))
    return Row(11, cells)
