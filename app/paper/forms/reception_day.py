"""接访日志: the sheet of one duty day, a line a visit, also when nobody came, signed by the leader at its foot."""

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

TITLE = "领导干部接访日志"
LEAST_VISITS = 5
VISIT = 27
FOOT = 44 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: who came and how many, what they said, what they were told, and what becomes of it."""

    visitors: str = ""
    persons: str = ""
    matter: str = ""
    reply: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class ReceptionDay(FormContent):
    """The duty day; `is_quiet` says that it was kept and nobody came."""

    held_on: str = ""
    weekday: str = ""
    leader: str = ""
    post: str = ""
    substitute: str = ""
    venue: str = ""
    recorder: str = ""
    batches: str = ""
    persons: str = ""
    visits: tuple[Visit, ...] = ()
    is_quiet: bool = False
    result: str = ""
    remark: str = ""


def draw(content: ReceptionDay, writer: PageWriter) -> None:
    """Draw the head of the day, its visits with room for the pen, the totals and the signatures."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"日期：{content.held_on or '　　　年　　月　　日'}　{content.weekday}")
    leader = "　".join(filter(None, (content.leader, content.post)))
    head = [
        Row(
            10.5,
            (
                Label("值班领导", 20), Text(leader, 46, MIDDLE), Label("代班", 12),
                Text(content.substitute, 24, MIDDLE),
                Label("地点", 14), Text(content.venue, align=MIDDLE),
            ),
        ),
    ]  # fmt: skip
    draw_grid(sheet, head, fills=False)
    sheet.top -= 3 * MM
    columns = (
        Label("序号", 9), Label("来访人及住址", 27), Label("人数", 11), Label("反映问题", 46), Label("答复意见", 42),
        Label("处理方式"),
    )  # fmt: skip
    draw_rows(sheet, Row(10.5, columns), _visits(content), keep=FOOT)
    sheet.top -= 3 * MM
    draw_grid(sheet, _foot(content), fills=False)
    sheet.finish()


def _visits(content: ReceptionDay) -> list[Row]:
    visits = [*content.visits, *(Visit(),) * max(LEAST_VISITS - len(content.visits), 0)]
    rows = []
    for place, one in enumerate(visits, start=1):
        way = one.way or "□ 当场办结\n□ 转办\n□ 登记受理"
        first = "当日无来访" if content.is_quiet and place == 1 else one.matter
        cells = (
            Text(str(place), 9, MIDDLE), Text(one.visitors, 27, name="来访人"), Text(one.persons, 11, MIDDLE),
            Text(first, 46, name="反映问题"), Text(one.reply, 42, name="答复意见"), Text(way, name="处理方式"),
        )  # fmt: skip
        rows.append(Row(VISIT, cells, grows=True))
    return rows


def _foot(content: ReceptionDay) -> list[Row]:
    counts = f"来访{content.batches or '____'}批次　{content.persons or '____'}人次"
    done = "；".join(filter(None, (content.result, content.remark)))
    return [
        Row(12, (Label("当日合计", 20), Text(counts, 50), Label("办结情况", 20), Text(done)), grows=True),
        Row(
            27,
            (
                Label("值班领导\n签字", 20), Opinion("签字：", width=62.5),
                Label("记录人", 20), Opinion(f"记录人：{content.recorder}"),
            ),
        ),
    ]  # fmt: skip
