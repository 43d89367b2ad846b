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
    """The form; manner and village are carried, and the next opinion begins in its words; back is the village."""
    clerk.press("ctrl+3")
    clerk.see(LOOK)
    clerk.press("F6", "Down", "Return")
    clerk.see(LOOK)
    clerk.press("ctrl+n")
    clerk.see(LOOK)
    clerk.text("zt")
    clerk.press("Return")
    village = ""
    for there, words in facts.OPINIONS:
        if there != village:
            if village:
                clerk.press("shift+Return")
            clerk.text(INITIALS[there])
            clerk.press("Return")
            clerk.see(0.5)  # the register is asked
        if not village:
            clerk.press("Return", "Return")
        village = there
        clerk.text(words)
        clerk.press("ctrl+s" if (there, words) == facts.OPINIONS[-1] else "ctrl+shift+s")
        clerk.see(LOOK)


def in_ours(path: Path) -> list[tuple[object, ...]]:
    """What stands in the ledger: day, manner, village, words."""
    keys = ("raised_on", "method", "place", "verbatim_text")
    return sorted(tuple(ours.named(one[key]) for key in keys) for one in ours.records(path, "opinions"))


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
    """Date and manner once; villages and words row by row, a village again by Ctrl+D; then those two filled down."""
    clerk.press("Right", "ctrl+Down", "Down", "ctrl+semicolon", "Tab", "ctrl+d", "Tab")
    village = ""
    for there, words in facts.OPINIONS:
        if there == village:
            clerk.press("ctrl+d", "Tab")
        else:
            clerk.press("alt+Down", *["Down"] * _steps(there), "Return", "Tab")
            village = there
        clerk.text(words)
        clerk.press("Return")  # back to the column where the row was begun
        if words == facts.OPINIONS[0][1]:
            clerk.press("Right", "Right")
    first = len(facts.OPINIONS) - 1
    clerk.press("Up", "Left", "shift+Left", *["shift+Up"] * first, "ctrl+d", "ctrl+s")
    clerk.see()


def _steps(village: str) -> int:
    return facts.VILLAGES.index(village)


def in_workbook(path: Path) -> list[tuple[object, ...]]:
    """The same of the saved sheet."""
    return sorted(tuple(row[1:5]) for row in workbook.rows(path)[1:] if row[4])


def wanted(today: date) -> list[tuple[object, ...]]:
    """What both must hold."""
    new = [(today.isoformat(), "座谈会", village, words) for village, words in facts.OPINIONS]
    return sorted([("2026-11-02", "座谈会", "清一村", "井盖松动"), *new])
