"""Ten opinions from one symposium: date, manner, village and the words of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bench.keystrokes import facts, ours, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from bench.keystrokes.hands import Hands

SAME_TEXT = "".join(words for _village, words in facts.OPINIONS)
TEXTS = SAME_TEXT
EARLIER: tuple[facts.Earlier, ...] = (
    ("opinions", ("日期=2026-11-02", "方式=座谈会", "村(组)=清一村", "原始意见=井盖松动"), {}),
)
LOOK = 2.5
"""Seconds until a page stands on a busy machine."""
INITIALS = {"石桥村": "sq", "柳树村": "ls", "南坪村": "np", "大塘村": "dt"}


def start_ours(path: Path) -> None:
    """The registers and one opinion of the month before."""
    facts.start(path, EARLIER)


def ours_keys(clerk: Hands) -> None:
    """The form; manner and village are carried from one opinion to the next."""
    clerk.press("ctrl+3")
    clerk.see(LOOK)
    clerk.press("F6", "Down", "Return")
    clerk.see(LOOK)
    clerk.press("ctrl+n")
    clerk.see(LOOK)
    clerk.pick("zt")
    village = ""
    for there, words in facts.OPINIONS:
        if there != village:
            if village:
                clerk.press("shift+Tab")
            clerk.pick(INITIALS[there])
            village = there
        clerk.press("Return", "Return")
        clerk.text(words)
        clerk.press("ctrl+s" if (there, words) == facts.OPINIONS[-1] else "ctrl+shift+s")
        clerk.see(LOOK)


def in_ours(path: Path) -> list[tuple[object, ...]]:
    """What stands in the ledger: day, manner, village, words."""
    found = ours.told(path, "list", "opinions", "--limit", "50")["rows"]
    records = [ours.told(path, "show", "opinions", one["number"]) for one in found]
    return sorted((one["raised_on"], one["method"], _name(one["place"]), one["verbatim_text"]) for one in records)


def _name(place: object) -> object:
    return place["name"] if isinstance(place, dict) else place


def start_workbook(path: Path) -> None:
    """The sheet of the year: numbers by formula, lists for manner and village, one row of the month before."""
    book, page = workbook.sheet("意见台账")
    page.append(["编号", "日期", "方式", "村组", "原始意见"])
    page.append([None, date(2026, 11, 2), "座谈会", "清一村", "井盖松动"])
    for row in range(2, workbook.READY):
        page.cell(row, 1, f'=IF(E{row}="","","意见〔2026〕"&ROW()-1&"号")')
        page.cell(row, 2).number_format = "yyyy-mm-dd"
    workbook.choices(page, f"C2:C{workbook.READY}", ("座谈会", "入户走访", "调查问卷", "意见箱"))
    workbook.choices(page, f"D2:D{workbook.READY}", f"名单!$A$1:$A${len(facts.VILLAGES)}")
    workbook.keep(book, path)


def workbook_keys(clerk: Hands) -> None:
    """Villages and words row by row, a village again by Ctrl+D; then date and manner once and filled down."""
    clerk.press("Right", "Right", "ctrl+Down", "Down", "Right")
    village = ""
    for there, words in facts.OPINIONS:
        if there == village:
            clerk.press("ctrl+d", "Tab")
        else:
            clerk.press("alt+Down", *["Down"] * _steps(there), "Return", "Tab")
            village = there
        clerk.text(words)
        clerk.press("Return")  # back to the column where the row was begun
    first = len(facts.OPINIONS) - 1
    clerk.press(*["Up"] * len(facts.OPINIONS), "Left", "ctrl+d", "Left", "ctrl+semicolon", "Return", "Up")
    clerk.press("shift+Right", *["shift+Down"] * first, "ctrl+d", "ctrl+s")
    clerk.see()


def _steps(village: str) -> int:
    return facts.VILLAGES.index(village)


def in_workbook(path: Path) -> list[tuple[object, ...]]:
    """The same of the saved sheet."""
    return sorted(
        (row[1].isoformat() if isinstance(row[1], date) else row[1], *row[2:5])
        for row in workbook.rows(path)[1:]
        if row[4]
    )


def wanted(today: date) -> list[tuple[object, ...]]:
    """What both must hold."""
    new = [(today.isoformat(), "座谈会", village, words) for village, words in facts.OPINIONS]
    return sorted([("2026-11-02", "座谈会", "清一村", "井盖松动"), *new])
