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
from tests.window.keyboard import Keyboard, holds, wait

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
    Entry("opinions", "ctrl+3", 1, ("座谈会", None, None, None, "桥头路面坑洼，雨天没法走"), 0, (),
          "坑洼", "lmkw", "桥头路面坑洼，雨天没法走"),
    Entry("petitions", "ctrl+4", 0, ("申诉求决", "反映宅基地边界纠纷", "赵铁柱", "13800000000"), 0, (),
          "边界", "zjd", "反映宅基地边界纠纷"),
    Entry("projects", "ctrl+5", 0, ("柳树村饮水管网改造", None, None, None, None, None, "34000"), 3,
          (None, "管材", "20000"), "管网", "ysgw", "柳树村饮水管网改造"),
    Entry("rectifications", "ctrl+7", 0, ("群众提", "村口路灯损坏多日"), 0, ("更换灯具",),
          "路灯", "cklds", "村口路灯损坏多日"),
)  # fmt: skip


OTHERS = (
    ("learning_sessions", "主题=学习党章"),
    ("opinions", "原始意见=垃圾池满了没人拉"),
    ("petitions", "反映的主要问题=低保评定不公", "信访人姓名=孙某"),
    ("projects", "项目名称=村内道路硬化"),
    ("rectifications", "问题描述=办事大厅午间无人值守"),
)


@pytest.fixture
def busy_file(ledger_file: Path) -> Path:
    """A file in which every ledger has another record already: a search has something to leave out."""
    with closing(open_desk(ledger_file)) as desk:
        for ledger, *texts in OTHERS:
            factories.add(desk, ledger, *texts)
    return ledger_file


def go_to(keyboard: Keyboard, entry: Entry) -> None:
    """Bring a ledger to the front: its tab, then down the list beside it."""
    keyboard.press(entry.tab)
    if entry.place:
        keyboard.press("F6")
        keyboard.press(*["Down"] * entry.place, "Return")


def rows(keyboard: Keyboard) -> list[str]:
    """The lines of the record table; the keys go there from the search box."""
    keyboard.press("ctrl+f", "Return")
    t = keyboard.copied(); print(repr(t)); return t.splitlines()


def enter(keyboard: Keyboard, entry: Entry) -> None:
    """Type a record and save it; it is in the list then."""
    keyboard.press("ctrl+n")
    for text in entry.fields:
        if text is not None:
            keyboard.fill(text)
        keyboard.press(NEXT)
    if entry.cells:
        keyboard.press("F6", *["ctrl+Tab"] * entry.child_tab, "Return")
    for cell in entry.cells:
        if cell is not None:
            keyboard.fill(cell)
        keyboard.press("Return")
    keyboard.press("ctrl+s")
    wait(lambda: len(rows(keyboard)) == 2, f"{entry.matter} in the list")


def find(keyboard: Keyboard, entry: Entry, words: str) -> None:
    """Search for words; the record is what is left."""
    keyboard.press("ctrl+f")
    keyboard.fill(words)

    def is_found() -> bool:
        lines = rows(keyboard)
        return len(lines) == 1 and entry.matter in lines[0]

    wait(is_found, f"{entry.matter} by {words}")


def save_pdf(keyboard: Keyboard, label: str, path: Path) -> None:
    """Print preview, save, back to the window."""
    keyboard.press("ctrl+p")
    keyboard.enter_window(f"打印预览：{label}")

    def asks() -> bool:
        keyboard.press("ctrl+s")
        return holds(lambda: "存为 PDF" in keyboard.titles(), 2)

    wait(asks, "the question where to save")
    keyboard.enter_window("存为 PDF")
    keyboard.fill(str(path))
    keyboard.press("Return")
    wait(path.exists, "the saved PDF")
    keyboard.enter_window(f"打印预览：{label}")
    keyboard.press("Escape")
    keyboard.enter_window(MAIN_WINDOW)


def test_five_records_are_entered_kept_found_and_printed_by_keys_alone(
    busy_file: Path, program: Program, listed: Listed, tmp_path: Path
) -> None:
    with program() as keyboard:
        for entry in ENTRIES:
            go_to(keyboard, entry)
            enter(keyboard, entry)
    printed = tmp_path / "ledger.pdf"
    with program() as keyboard:
        for entry in ENTRIES:
            go_to(keyboard, entry)
            find(keyboard, entry, entry.characters)
            find(keyboard, entry, entry.initials)
        save_pdf(keyboard, "整改台账", printed)
    text = subprocess.run(["pdftotext", "-layout", str(printed), "-"], capture_output=True, text=True, check=True)
    assert "村口路灯损坏多日" in text.stdout.replace("\n", "").replace(" ", "")
    assert {entry.ledger: len(listed(entry.ledger)) for entry in ENTRIES} == dict.fromkeys(
        ("learning_sessions", "opinions", "petitions", "projects", "rectifications"), 2
    )
