"""机构名册: each body with its document and charge over the list of its members, one body after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.grid import Label, Row, Text, draw_grid
from app.paper.forms.listing import draw_list
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align, TableColumn

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "机构名册"
COLUMNS = (
    TableColumn("序号", 9, Align.CENTER),
    TableColumn("机构内职务", 24, Align.CENTER),
    TableColumn("姓名", 22, Align.CENTER),
    TableColumn("单位", 46),
    TableColumn("电话", 32, Align.CENTER),
    TableColumn("任期", 34, Align.CENTER),
)
EMPTY_MEMBERS = 12
TEAM = 62 * MM
"""A body begins on this page only if its head and two members fit."""
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Team:
    """A body; a member is a row in the order of COLUMNS without the row number."""

    name: str = ""
    kind: str = ""
    document_no: str = ""
    founded_on: str = ""
    organisation: str = ""
    charge: str = ""
    members: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TeamRoster(FormContent):
    """The bodies in order, and the day the roster is of."""

    as_of: str = ""
    teams: tuple[Team, ...] = ()


def draw(content: TeamRoster, writer: PageWriter) -> None:
    """Draw the bodies in numbered sections; a list that goes on repeats its head."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(f"{content.office}{TITLE}", after=2 * MM)
    sheet.info(f"填报单位（盖章）：{content.office}", f"截至：{content.as_of or '　　　年　　月　　日'}")
    teams = content.teams or (Team(),)
    for place, team in enumerate(teams, start=1):
        if sheet.room < TEAM:
            sheet.turn()
        _draw_team(sheet, f"{place}．" if len(teams) > 1 else "", team)
    sheet.top -= 2 * MM
    if sheet.room < 12 * MM:
        sheet.turn()
    sheet.info(f"共{len(content.teams) or '____'}个机构", "填报人：　　　　　　　审核人：　　　　　　　")
    sheet.finish()


def _draw_team(sheet: Sheet, place: str, team: Team) -> None:
    pen = sheet.pen(Role.HEI, 12.0)
    for line in pen.lines(pen.tidy(f"{place}{team.name or '机构名称：＿＿＿＿＿＿＿＿＿＿＿＿＿'}"), sheet.width):
        if sheet.room < 30 * MM:
            sheet.turn()
        sheet.put(pen, [line], 7.5 * MM)
    head = [
        Row(
            10.5,
            (
                Label("种类", 14), Text(team.kind, 32, MIDDLE), Label("成立文号", 20),
                Text(team.document_no, 40, MIDDLE),
                Label("成立日期", 20), Text(team.founded_on, align=MIDDLE),
            ),
        ),
        Row(
            10.5,
            (
                Label("负责单位", 20), Text(team.organisation, 46), Label("负责范围", 20),
                Text(team.charge),
            ),
            grows=True,
        ),
    ]  # fmt: skip
    draw_grid(sheet, head, keep=sheet.room / 2, fills=False)
    rows = [(str(number), *row) for number, row in enumerate(team.members, start=1)]
    draw_list(sheet, COLUMNS, rows, blanks=0 if rows else EMPTY_MEMBERS, goes_on=f"{place}{team.name}")
    sheet.top -= 5 * MM
