"""Closing an item: what was done and when, applied for, checked by the paper that a leader signed, struck off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.keystrokes import facts, ours, workbook
from db.clock import Clock
from db.values import Reference

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bench.keystrokes.hands import Hands
    from db.values import Value

DONE, PAPER = "沟已清淤，加盖板二十块", "卷3第12页"
SAME_TEXT = DONE + PAPER
TEXTS = SAME_TEXT + "号"
LOOK = 2.5
SIGNER, APPLICANT, UNIT = facts.PEOPLE[1], "管理员", "村镇建设办公室"
DONE_BEFORE, PAPER_BEFORE = "护栏已补齐", "卷3第11页"
ITEMS = 24
THIS = 17
"""The serial of the item that is closed, which a clerk types without the year; the one before it was closed before."""
MATTERS = ("路灯不亮", "垃圾堆放", "水渠漏水", "护栏缺失", "厕所破旧", "井盖松动", "桥面破损", "排水沟堵塞")
HEADS = (
    "编号 登记日期 问题描述 责任单位 整改时限 佐证 完成日期 完成情况 申请日期 经办人 签字人 签字日期 纸质件 审核日期 "
    "审核人 销号日期 销号编号 审批人 状态"
)


def _begun() -> date:
    """The day on which the items were listed and the one before was closed: of the year in which the bench is run."""
    return Clock().today().replace(month=1, day=1)


def _matter(serial: int) -> str:
    return f"{facts.VILLAGES[serial % len(facts.VILLAGES)]}{MATTERS[serial % len(MATTERS)]}"


def start_ours(path: Path) -> None:
    """The registers and 24 items, each with its proof on paper: all assigned, the one before this struck off."""
    day = _begun()
    same = (f"登记日期={day}", "问题来源=自己找", f"责任单位={UNIT}", f"整改时限={day.year}-12-31")
    rows: tuple[facts.Earlier, ...] = tuple(
        (
            "rectifications",
            (f"问题描述={_matter(serial)}", f"佐证材料=卷2第{serial}页", *same),
            {},
        )
        for serial in range(1, ITEMS + 1)
    )
    done: dict[str, Value] = {"completed_on": day, "completion_text": DONE_BEFORE, "applied_on": day}
    sheet: dict[str, Value] = {"signed_by": Reference(SIGNER), "signed_on": day, "signed_paper": PAPER_BEFORE}
    sheet["checked_on"] = day
    closed: dict[str, Value] = {"closed_on": day}
    facts.start(path, rows, closed=(THIS - 1, (("apply-close", done), ("check", sheet), ("close", closed))))


def ours_keys(clerk: Hands) -> None:
    """The item by its number; then three times F8, what the gate lacks, Ctrl+S; the signer is that of the last one."""
    clerk.press("ctrl+7")
    clerk.see(LOOK)
    clerk.press("ctrl+g")
    clerk.window("按编号查找")
    clerk.text(f"{THIS}")
    clerk.press("Return")
    clerk.see(LOOK)
    clerk.window(ours.WINDOW)
    clerk.press("F8")
    clerk.window("申请销号")
    clerk.see()
    clerk.text("t")
    clerk.press("Return")
    clerk.text(DONE)
    clerk.press("ctrl+s")
    clerk.see(LOOK)
    clerk.window(ours.WINDOW)
    clerk.press("F8")
    clerk.window("审核")
    clerk.see()
    clerk.press("ctrl+apostrophe")
    clerk.see(0.5)
    clerk.press("Return", "Return")
    clerk.text("t")
    clerk.press("Return")
    clerk.text(PAPER)
    clerk.press("ctrl+s")
    clerk.see(LOOK)
    clerk.window(ours.WINDOW)
    clerk.press("F8")
    clerk.window("销号")
    clerk.see()
    clerk.press("ctrl+s")
    clerk.see(LOOK)
    clerk.window(ours.WINDOW)


KEYS = (
    "completed_on", "completion_text", "applied_on", "applicant", "signed_by", "signed_on", "signed_paper",
    "checked_on", "checker", "closed_on", "close_out_no", "close_out_approver",
)  # fmt: skip


def in_ours(path: Path) -> list[tuple[object, ...]]:
    """What the ledger holds of the item, and how many others are still open."""
    records = ours.records(path, "rectifications")
    closed = [tuple(ours.named(one[key]) for key in KEYS) for one in records if one["status"] in ("closed", "已销号")]
    return [*closed, (len(records) - len(closed),)]


def start_workbook(path: Path) -> None:
    """The sheet of the year with the same items; number of the closing and state by formula."""
    book, page = workbook.sheet("整改台账")
    day = _begun()
    page.append(workbook.heads(HEADS))
    for serial in range(1, ITEMS + 1):
        page.append(
            [
                f"整改〔{day.year}〕{serial}号",
                day,
                _matter(serial),
                UNIT,
                day.replace(month=12, day=31),
                f"卷2第{serial}页",
            ]
        )
    for column in "BEGILNP":
        workbook.ready(page, column, form="yyyy-mm-dd")
    workbook.ready(page, "Q", f'=IF(P{{0}}="","","销〔{day.year}〕"&COUNT(P$2:P{{0}})&"号")')
    workbook.ready(page, "S", '=IF(C{0}="","",IF(P{0}="","整改中","已销号"))')
    for place, cell in zip("GHIJKLMNOPR", _closed_before(day), strict=True):
        page[f"{place}{THIS}"] = cell
    names = book["名单"]
    for row, name in enumerate((facts.PEOPLE[0], APPLICANT, *facts.PEOPLE[1:6]), 1):
        names.cell(row, 2, name)
    for column in "JKOR":
        workbook.ready(page, column, choices_of="名单!$B$1:$B$7")
    workbook.keep(book, path)


def _closed_before(day: date) -> tuple[str | date, ...]:
    return (day, DONE_BEFORE, day, APPLICANT, SIGNER, day, PAPER_BEFORE, day, SIGNER, day, SIGNER)


def workbook_keys(clerk: Hands) -> None:
    """The item by Ctrl+F; then along its row: Ctrl+; for a day, Ctrl+D for the names of the item above it."""
    clerk.press("ctrl+f")
    clerk.see()
    clerk.text(f"{THIS}号")
    clerk.press("Return", "Escape", *["Right"] * 6, "ctrl+semicolon", "Tab")
    clerk.text(DONE)
    clerk.press("Tab", "ctrl+semicolon", "Tab", "ctrl+d", "Tab", "ctrl+d", "Tab", "ctrl+semicolon", "Tab")
    clerk.text(PAPER)
    clerk.press("Tab", "ctrl+semicolon", "Tab", "ctrl+d", "Tab", "ctrl+semicolon", "Tab", "Tab", "ctrl+d", "ctrl+s")
    clerk.see()


def in_workbook(path: Path) -> list[tuple[object, ...]]:
    """The same of the saved sheet."""
    rows = [row for row in workbook.rows(path)[1:] if row[2]]
    closed = [tuple(row[6:18]) for row in rows if row[18] == "已销号"]
    return [*closed, (len(rows) - len(closed),)]


def wanted(today: date) -> list[tuple[object, ...]]:
    """What both must hold."""
    day = today.isoformat()
    rows = ((_begun().isoformat(), DONE_BEFORE, PAPER_BEFORE, 1), (day, DONE, PAPER, 2))
    closed = [
        (on, done, on, APPLICANT, SIGNER, on, paper, on, SIGNER, on, f"销〔{today.year}〕{number}号", SIGNER)
        for on, done, paper, number in rows
    ]
    return [*closed, (ITEMS - 2,)]
