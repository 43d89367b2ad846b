"""Attendance of 40 at a study session: the session itself, 37 there, two on leave with the reason, one absent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bench.keystrokes import facts, ours, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from bench.keystrokes.hands import Hands

TOPIC = "学习党的作风建设要求"
EXCEPTIONS = {8: ("请假", "住院"), 21: ("缺席", ""), 32: ("请假", "出差")}
"""By place in the roster, from 0: how it was with them, and why."""
INITIALS = {8: "zhy", 21: "lds", 32: "hwb"}
SAME_TEXT = TOPIC + "住院出差"
TEXTS = SAME_TEXT + "到请假缺席"
LOOK = 2.5
HOST, VENUE, HOURS = facts.PEOPLE[1], "镇政府三楼会议室", "4"
FORMS = ("集中学习", "中心组学习", "专题党课", "座谈交流")
STATES = ("到", "请假", "缺席")
LAST = ("2026-11-02", "集中学习", "学习会议精神", VENUE, HOST, HOURS)
FIRST_ABSENT = 4
"""Who was on leave the last time, by place in the roster."""


def start_ours(path: Path) -> None:
    """The registers, and the session of the month before with its roster of 40."""
    roster = [
        {
            "姓名": name,
            "到会情况": "请假" if at == FIRST_ABSENT else "到",
            "请假原因": "下村" if at == FIRST_ABSENT else "",
        }
        for at, name in enumerate(facts.PEOPLE)
    ]
    heads = ("日期", "学习形式", "主题", "地点", "主持人", "课时")
    facts.start(
        path, (("learning_sessions", tuple(map("=".join, zip(heads, LAST, strict=True))), {"attendance": roster}),)
    )


def ours_keys(clerk: Hands) -> None:
    """The session before as a whole, another topic; all of the last list; then three by their initials."""
    clerk.press("ctrl+2")
    clerk.see(LOOK)
    clerk.press("F6", "Down", "Return")
    clerk.see(LOOK)
    clerk.press("ctrl+shift+d")
    clerk.see(LOOK)
    clerk.text(TOPIC)
    clerk.press("ctrl+shift+h")
    clerk.see(1.5)
    for at, (state, reason) in EXCEPTIONS.items():
        clerk.text(INITIALS[at])
        clerk.press("Return")
        clerk.text("q" if state == "请假" else "qx")  # 请假 stands first in the list
        clerk.press("Return")
        if reason:
            clerk.text(reason)
        if at != max(EXCEPTIONS):
            clerk.press("ctrl+Down")
    clerk.press("ctrl+s")
    clerk.see(LOOK)


def in_ours(path: Path) -> list[object]:
    """What the ledger holds: each session with its counts and its list."""
    found: list[object] = []
    for one in ours.records(path, "learning_sessions"):
        keys = (
            "held_on",
            "form",
            "topic",
            "venue",
            "host",
            "class_hours",
            "expected",
            "attended",
            "on_leave",
            "absent",
        )
        session = tuple(str(ours.named(one[key])) for key in keys)
        found.append(
            (session, [(row["person"], row["state"], row["reason"] or "") for row in one["children"]["attendance"]])
        )
    return found


def start_workbook(path: Path) -> None:
    """Two sheets: the sessions, counted by formula, and the roster with a column for each session."""
    book, page = workbook.sheet("学习台账")
    page.append(["编号", "日期", "学习形式", "主题", "地点", "主持人", "课时", "应到", "实到", "请假", "缺席"])
    page.append([None, date.fromisoformat(LAST[0]), *LAST[1:5], int(HOURS)])
    roster = book.create_sheet("签到", 1)
    roster.append(["姓名", date.fromisoformat(LAST[0])])
    roster["B1"].number_format = "yyyy-mm-dd"
    for at, name in enumerate(facts.PEOPLE):
        roster.append([name, "请假：下村" if at == FIRST_ABSENT else "到"])
    workbook.ready(page, "A", '=IF(D{0}="","","学习〔2026〕"&ROW()-1&"号")')
    workbook.ready(page, "B", form="yyyy-mm-dd")
    workbook.ready(page, "C", choices_of=FORMS)
    whose = "INDEX($签到.$B$2:$Z$41,0,ROW()-1)".replace("$签到.", "签到!")
    workbook.ready(page, "H", f'=IF(D{{0}}="","",COUNTA({whose}))')
    for column, state in zip("IJK", STATES, strict=True):
        workbook.ready(page, column, f'=IF(D{{0}}="","",COUNTIF({whose},"{state}*"))')
    for column in "CDEFGH":
        roster[f"{column}1"].number_format = "yyyy-mm-dd"
    workbook.keep(book, path)


def workbook_keys(clerk: Hands) -> None:
    """The new column of the roster filled with 到 at once and three cells typed over; then the row of the session."""
    clerk.press("ctrl+Next")
    clerk.see()
    clerk.press("ctrl+Right", "Right", "ctrl+semicolon", "Return", "ctrl+shift+End")
    clerk.text("到")
    clerk.press("alt+Return")
    before = 0
    for at, (state, reason) in EXCEPTIONS.items():
        clerk.press(*["Down"] * (at - before))
        clerk.text(f"{state}：{reason}" if reason else state)
        clerk.press("Return")
        before = at + 1
    clerk.press("ctrl+Prior")
    clerk.see()
    clerk.press("Right", "ctrl+Down", "Down", "ctrl+semicolon", "Tab", "ctrl+d", "Tab")
    clerk.text(TOPIC)
    clerk.press("Tab", "ctrl+d", "Tab", "ctrl+d", "Tab", "ctrl+d", "ctrl+s")
    clerk.see()


def in_workbook(path: Path) -> list[object]:
    """The same of the saved sheets."""
    roster = workbook.rows(path, 1)
    found: list[object] = []
    for place, row in enumerate((row for row in workbook.rows(path)[1:] if row[3]), 1):
        lines = [(line[0], *_parted(str(line[place]))) for line in roster[1:41]]
        found.append((tuple(map(str, row[1:11])), lines))
    return found


def _parted(text: str) -> tuple[str, str]:
    state, _sign, reason = text.partition("：")
    return state, reason


def wanted(today: date) -> list[object]:
    """What both must hold."""
    before = {FIRST_ABSENT: ("请假", "下村")}
    return [
        ((*LAST, "40", "39", "1", "0"), _list(before)),
        ((today.isoformat(), LAST[1], TOPIC, VENUE, HOST, HOURS, "40", "37", "2", "1"), _list(EXCEPTIONS)),
    ]


def _list(exceptions: dict[int, tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(name, *exceptions.get(at, ("到", ""))) for at, name in enumerate(facts.PEOPLE)]
