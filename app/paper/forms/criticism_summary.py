"""批评意见汇总表: all criticism person by person, who gave it and how it was taken, and into what it was turned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Opinion, Row, draw_grid
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "批评意见汇总表"
COLUMNS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("被批评人", 20, Align.CENTER),
    TableColumn("批评意见", 66),
    TableColumn("批评人", 20, Align.CENTER),
    TableColumn("态度", 14, Align.CENTER),
    TableColumn("转入整改", 28, Align.CENTER),
    TableColumn("整改承诺（手填）", 28),
)
EMPTY_ROWS = 18
FOOT = 44 * MM
SELF = "（自我批评）"


@dataclass(frozen=True, slots=True)
class CriticismSummary(FormContent):
    """The rows person by person in the order of COLUMNS without row number and promise."""

    meeting: str = ""
    held_on: str = ""
    rows: tuple[tuple[str, str, str, str, str], ...] = ()


def draw(content: CriticismSummary, writer: PageWriter) -> None:
    """Draw the list, how many pieces there are for whom, and who summed it up and checked it."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"会议：{content.meeting}　{content.number}", f"日期：{content.held_on or '　　　年　　月　　日'}")
    rows = [(str(place), *row, "") for place, row in enumerate(content.rows, start=1)]
    draw_list(sheet, COLUMNS, rows, keep=FOOT, blanks=0 if rows else EMPTY_ROWS)
    sheet.top -= 3 * MM
    sheet.note(_counts(content) or "共____条，其中自我批评____条。", size=10.5)
    sheet.top -= 2 * MM
    cells = (Label("汇总人", 20), Opinion("签字：", width=62.5), Label("主持人\n审核", 20), Opinion("签字："))
    draw_grid(sheet, [Row(27, cells)], fills=False)
    sheet.finish()


def _counts(content: CriticismSummary) -> str:
    if not content.rows:
        return ""
    own = sum(SELF in row[1] for row in content.rows)
    people = dict.fromkeys(row[0] for row in content.rows)
    each = "、".join(f"{name}{sum(row[0] == name for row in content.rows)}条" for name in people)
    return f"共{len(content.rows)}条，其中自我批评{own}条；{each}。"
