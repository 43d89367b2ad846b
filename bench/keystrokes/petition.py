"""A petition of somebody who came before: who, where, what, who receives and handles it, accepted with its deadline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bench.keystrokes import facts, ours, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from bench.keystrokes.hands import Hands

SUMMARY = "门前排水沟堵塞，污水倒灌进屋"
SAME_TEXT = SUMMARY
TEXTS = SUMMARY + "张"
LOOK = 2.5
CATEGORIES = ("建议意见", "检举控告", "申诉求决")
CHANNELS = ("来访", "来信", "来电", "网上")
LAST_YEAR = (
    ("2026-10-08", "来访", "李春芳", "13500004321", "清一村二组3号", "清一村", "申诉求决", "宅基地边界有争议"),
    ("2026-10-12", "来信", "王福田", "13900007654", "上河村一组8号", "上河村", "建议意见", "盼通自来水"),
    ("2026-10-20", "来访", "张德顺", "13800001234", "石桥村三组12号", "石桥村", "申诉求决", "低保停发问原因"),
    ("2026-10-27", "来访", "赵金花", "13700009988", "大塘村四组6号", "大塘村", "申诉求决", "修路占地没有补偿"),
    ("2026-11-02", "来访", "陈志明", "13600005566", "南坪村五组9号", "南坪村", "建议意见", "增加班车班次"),
)
"""Petitions of the months before: day, form, name, telephone, address, village, category, matter."""
RECEIVER, UNIT, BEFORE = facts.PEOPLE[1], "村镇建设办公室", "社会事务办公室"
KEYS = (
    "received_on", "channel", "petitioner_name", "petitioner_phone", "address", "place", "petition_category", "summary",
    "receiver", "responsible_org", "accepted_on", "due_on",
)  # fmt: skip
DAYS = 60
HEADS = "编号 来访时间 信访形式 姓名 联系电话 住址 村组 问题类别 主要问题 接待人 责任单位 受理日期 办结时限 状态"


def start_ours(path: Path) -> None:
    """The registers and the petitions of the months before."""
    heads = ("来访时间", "信访形式", "信访人姓名", "联系电话", "住址", "村(组)", "问题类别", "反映的主要问题")
    facts.start(
        path,
        tuple(
            (
                "petitions",
                (*map("=".join, zip(heads, row, strict=True)), f"接待人={RECEIVER}", f"责任单位={BEFORE}"),
                {},
            )
            for row in LAST_YEAR
        ),
        pins={"petitions": ("receiver",)},
    )


def ours_keys(clerk: Hands) -> None:
    """The form; the name is taken by its initials and brings telephone, address and village; then accepted by F8."""
    clerk.press("ctrl+4")
    clerk.see(LOOK)
    clerk.press("ctrl+n")
    clerk.see(LOOK)
    clerk.text("s")
    clerk.press("Return")
    clerk.text(SUMMARY)
    clerk.press("ctrl+Return")
    clerk.text("zds")
    clerk.press("Return")
    clerk.see(1.5)  # what is known of him is read
    clerk.text("czj")
    clerk.press("Return", "ctrl+s")
    clerk.see(LOOK)
    clerk.press("F8")
    clerk.window("受理")
    clerk.press("ctrl+s")
    clerk.see(LOOK)


def in_ours(path: Path) -> list[tuple[object, ...]]:
    """What the ledger holds of each petition."""
    return [tuple(ours.named(one[key]) for key in KEYS) for one in ours.records(path, "petitions")]


def start_workbook(path: Path) -> None:
    """The sheet of the year: number, deadline and state by formula, lists, the petitions of the months before."""
    book, page = workbook.sheet("信访台账")
    page.append(workbook.heads(HEADS))
    for row in LAST_YEAR:
        page.append([None, date.fromisoformat(row[0]), *row[1:], RECEIVER, BEFORE])
    workbook.ready(page, "A", '=IF(D{0}="","","信访〔2026〕"&ROW()-1&"号")')
    for column in "BL":
        workbook.ready(page, column, form="yyyy-mm-dd")
    workbook.ready(page, "M", f'=IF(L{{0}}="","",L{{0}}+{DAYS})', form="yyyy-mm-dd")
    workbook.ready(page, "N", '=IF(D{0}="","",IF(L{0}="","已登记","已受理"))')
    workbook.ready(page, "E", form="@")
    workbook.ready(page, "C", choices_of=CHANNELS)
    workbook.ready(page, "G", choices_of=f"名单!$A$1:$A${len(facts.VILLAGES)}")
    workbook.ready(page, "H", choices_of=CATEGORIES)
    workbook.ready(page, "K", choices_of=facts.UNITS)
    workbook.keep(book, path)


def workbook_keys(clerk: Hands) -> None:
    """Along the row; what stands above is completed by its first characters, lists and Ctrl+D for the rest."""
    clerk.press("Right", "ctrl+Down", "Down")
    clerk.press("ctrl+semicolon", "Tab", "ctrl+d", "Tab")
    clerk.text("张")
    clerk.press("Tab")
    clerk.text("138")
    clerk.press("Tab")
    clerk.text("石")
    clerk.press("Tab")
    clerk.text("石")
    clerk.press("Tab")
    clerk.press("alt+Down", "Down", "Down", "Return", "Tab")
    clerk.text(SUMMARY)
    clerk.press("Tab", "ctrl+d", "Tab", "alt+Down", "Down", "Return", "Tab", "ctrl+semicolon", "Return", "ctrl+s")
    clerk.see()


def in_workbook(path: Path) -> list[tuple[object, ...]]:
    """The same of the saved sheet."""
    return [tuple(None if cell == "" else cell for cell in row[1:13]) for row in workbook.rows(path)[1:] if row[3]]


def wanted(today: date) -> list[tuple[object, ...]]:
    """What both must hold."""
    before = [(*row, RECEIVER, BEFORE, None, None) for row in LAST_YEAR]
    known = LAST_YEAR[2]
    due = (today + timedelta(days=DAYS)).isoformat()
    new = (today.isoformat(), "来访", *known[2:6], "申诉求决", SUMMARY, RECEIVER, UNIT, today.isoformat(), due)
    return [*before, new]
