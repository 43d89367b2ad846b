"""The main job, done with keys alone in the real program: enter, close, open again, find, print."""

from __future__ import annotations

import subprocess
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from app.services.desk import open_desk
from tests import factories
from tests.window.conftest import MAIN_WINDOW
from tests.window.keyboard import Keyboard, wait

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

pytestmark = pytest.mark.window

Program = "Callable[[], AbstractContextManager[Keyboard]]"
Listed = "Callable[..., list[dict[str, Any]]]"
NEXT = "ctrl+Return"
"""On to the next field, out of a long text too."""


@dataclass(frozen=True)
class Entry:
    """A record as a clerk types it: where its ledger is, its fields in order from the first blank one (None goes on
    past a field), the tab below and the cells of a row there; then how it is found again.
    """

    ledger: str
    tab: str
    place: int
    fields: tuple[str | None, ...]
    child_tab: int
    cells: tuple[str | None, ...]
    characters: str
    initials: str
    matter: str


ENTRIES = (
    Entry("learning_sessions", "ctrl+2", 1, ("焦裕禄事迹专题学习", None, "镇政府三楼会议室", "王建国"), 0,
          ("李秀英",), "事迹", "jyl", "焦裕禄事迹专题学习"),
    Entry("opinions", "ctrl+3", 1, ("座谈会", None, None, None, "桥头路面坑洼，雨天没法走"), -1, (),
          "坑洼", "lmkw", "桥头路面坑洼，雨天没法走"),
    Entry("petitions", "ctrl+4", 0, ("赵铁柱", "13800000000", None, None, "反映宅基地边界纠纷"), -1, (),
          "边界", "zjd", "反映宅基地边界纠纷"),
    Entry("projects", "ctrl+5", 0, ("柳树村饮水管网改造", None, None, None, None, None, "34000"), 3,
          (None, "管材", "20000"), "管网", "ysgw", "柳树村饮水管网改造"),
    Entry("rectifications", "ctrl+7", 0, (None, "村口路灯损坏多日"), 0, ("更换灯具",),
          "路灯", "cklds", "村口路灯损坏多日"),
)  # fmt: skip


def go_to(keyboard: Keyboard, entry: Entry) -> None:
    """Bring a ledger to the front: its tab, then down the list beside it."""
    keyboard.press(entry.tab)
    for _ in range(entry.place):
        keyboard.press("F6", "F6") if False else None
    keyboard.press(*["Down"] * entry.place)


def enter(keyboard: Keyboard, entry: Entry) -> None:
    """Type a record, save it, and leave the form."""
    go_to(keyboard, entry)
    keyboard.press("ctrl+n")
    for text in entry.fields:
        if text is not None:
            keyboard.fill(text)
        keyboard.press(NEXT)
    if entry.cells:
        keyboard.press(*["ctrl+Tab"] * entry.child_tab)
    for cell in entry.cells:
        keyboard.press("Return")
        if cell is not None:
            keyboard.fill(cell)
            keyboard.press("Return")
    keyboard.press("ctrl+s")
