"""A project with its funding: what, where, who, until when, and three sources with their sum."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bench.keystrokes import facts, ours, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from bench.keystrokes.hands import Hands

NAME, CONTENT = "石桥村水渠整修", "清淤衬砌水渠八百米"
TYPED_DUE = "27-3-31"
SAME_TEXT = NAME + CONTENT + TYPED_DUE
TEXTS = SAME_TEXT
LOOK = 2.5
KINDS = ("道路", "水利", "文化", "村级阵地", "绿化", "养老")
SOURCES = ("县", "镇", "村集体", "自筹")
FUNDS = (("县", 200_000, "20w", "x"), ("镇", 50_000, "5w", "z"), ("村集体", 30_000, "3w", "c"))
DUE = "2027-03-31"
LEADER, UNIT = facts.PEOPLE[0], "村镇建设办公室"
LAST = ("2026-11-02", "大塘村道路硬化", "道路", "硬化村道两公里", "大塘村", LEADER, UNIT, "2027-01-31")
LAST_FUNDS = (("县", 300_000), ("镇", 100_000))
HEADS = "编号 立项日期 项目名称 类别 建设内容 建设地点 责任领导 责任单位 计划竣工 县 镇 村集体 自筹 计划投资 状态"


def start_ours(path: Path) -> None:
    """The registers, and one project of the month before with its funding lines."""
    heads = ("立项日期", "项目名称", "类别", "建设内容及规模", "建设地点", "责任领导", "责任单位", "计划竣工")
    lines = [{"资金来源": source, "计划": str(amount)} for source, amount in LAST_FUNDS]
    facts.start(
        path,
        (("projects", tuple(map("=".join, zip(heads, LAST, strict=True))), {"fundings": lines}),),
        pins={"projects": ("lead_leader", "responsible_org")},
    )


def ours_keys(clerk: Hands) -> None:
    """The form, then the sources of the last project and a third; the sum comes by itself."""
    clerk.press("ctrl+5")
    clerk.see(LOOK)
    clerk.press("ctrl+n")
    clerk.see(LOOK)
    clerk.text(NAME)
    clerk.press("Return")
    clerk.text("s")
    clerk.press("Return")
    clerk.text(CONTENT)
    clerk.press("ctrl+Return")
    clerk.text("sq")
    clerk.press("Return")
    clerk.text(TYPED_DUE)
    clerk.press("ctrl+shift+h")
    clerk.see(1.5)
    for source, _amount, typed, letters in FUNDS:
        if source not in dict(LAST_FUNDS):
            clerk.text(letters)
            clerk.press("Return")
        clerk.text(typed)
        if source != FUNDS[-1][0]:
            clerk.press("Return")
    clerk.press("ctrl+s")
    clerk.see(LOOK)


def in_ours(path: Path) -> list[tuple[object, ...]]:
    """What the ledger holds of each project: its fields, its sources, the sum."""
    found = []
    for one in ours.records(path, "projects"):
        keys = (
            "listed_on",
            "name",
            "kind",
            "content",
            "place",
            "lead_leader",
            "responsible_org",
            "planned_completed_on",
        )
        lines = {row["source"]: _yuan(row["planned"]) for row in one["children"]["fundings"]}
        found.append((*(ours.named(one[key]) for key in keys), lines, _yuan(one["planned_amount"]), one["status"]))
    return found


def _yuan(told: object) -> int:
    digits = str(told).replace(",", "").removesuffix("元").removesuffix(".00")
    return int(digits)


def start_workbook(path: Path) -> None:
    """The sheet of the year: number, sum and state by formula, a column for each source, lists."""
    book, page = workbook.sheet("实事台账")
    page.append(workbook.heads(HEADS))
    page.append([None, *(date.fromisoformat(cell) if cell[:4] in ("2026", "2027") else cell for cell in LAST)])
    for place, (_source, amount) in enumerate(LAST_FUNDS):
        page.cell(2, 10 + place, amount)
    workbook.ready(page, "A", '=IF(C{0}="","","实事〔2026〕"&ROW()-1&"号")')
    for column in "BI":
        workbook.ready(page, column, form="yyyy-mm-dd")
    workbook.ready(page, "N", '=IF(C{0}="","",SUM(J{0}:M{0}))')
    workbook.ready(page, "O", '=IF(C{0}="","","正常")')
    workbook.ready(page, "D", choices_of=KINDS)
    workbook.ready(page, "F", choices_of=f"名单!$A$1:$A${len(facts.VILLAGES)}")
    workbook.ready(page, "H", choices_of=facts.UNITS)
    workbook.keep(book, path)


def workbook_keys(clerk: Hands) -> None:
    """Along the row: lists for kind and village, Ctrl+D for leader and unit, an amount under each source."""
    clerk.press("Right", "ctrl+Down", "Down", "ctrl+semicolon", "Tab")
    clerk.text(NAME)
    clerk.press("Tab", "alt+Down", "Down", "Return", "Tab")
    clerk.text(CONTENT)
    clerk.press("Tab", "alt+Down", *["Down"] * facts.VILLAGES.index("石桥村"), "Return", "Tab")
    clerk.press("ctrl+d", "Tab", "ctrl+d", "Tab")
    clerk.text(TYPED_DUE)
    for _source, amount, _typed, _letters in FUNDS:
        clerk.press("Tab")
        clerk.text(str(amount))
    clerk.press("Return", "ctrl+s")
    clerk.see()


def in_workbook(path: Path) -> list[tuple[object, ...]]:
    """The same of the saved sheet."""
    return [
        (*row[1:9], {source: cell for source, cell in zip(SOURCES, row[9:13], strict=True) if cell}, *row[13:15])
        for row in workbook.rows(path)[1:]
        if row[2]
    ]


def wanted(today: date) -> list[tuple[object, ...]]:
    """What both must hold."""
    lines = {source: amount for source, amount, _typed, _letters in FUNDS}
    new = (today.isoformat(), NAME, "水利", CONTENT, "石桥村", LEADER, UNIT, DUE, lines, sum(lines.values()), "正常")
    return [(*LAST, dict(LAST_FUNDS), 400_000, "正常"), new]
