"""The main job, done with keys alone in the real program: enter, close, open again, find, print."""

from __future__ import annotations

import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from app.services.desk import open_desk
from tests import factories
from tests.window.conftest import MAIN_WINDOW
from tests.window.keyboard import Keyboard, holds, wait

if TYPE_CHECKING:
    from pathlib import Path

    from tests.window.conftest import Program, Told

pytestmark = pytest.mark.window

NEXT = "ctrl+Return"
"""On to the next field, out of a long text too."""


@dataclass(frozen=True)
class Entry:
    """A record as a clerk types it: the key of its tab and its place in the list there; its fields in order from the
    first blank one (None goes past a field); what it is found by; the cells of a row, and in which tab below it is.
    """

    ledger: str
    tab: str
    place: int
    fields: tuple[str | None, ...]
    key: str
    matter: str
    characters: str
    initials: str
    child: str = ""
    child_tab: int = 0
    cells: dict[str, str] = field(default_factory=dict)


ENTRIES = (
    Entry("learning_sessions", "ctrl+2", 1, ("焦裕禄事迹专题学习", None, "镇政府三楼会议室", "王建国"),
          "topic", "焦裕禄事迹专题学习", "事迹", "jyl", "attendance", 0, {"person": "李秀英"}),
    Entry("opinions", "ctrl+3", 1, ("座谈会", None, None, None, "桥头路面坑洼，雨天没法走"),
          "verbatim_text", "桥头路面坑洼，雨天没法走", "坑洼", "lmkw"),
    Entry("petitions", "ctrl+4", 0, ("申诉求决", "反映宅基地边界纠纷", "赵铁柱", "13800000000"),
          "summary", "反映宅基地边界纠纷", "边界", "zjd"),
    Entry("projects", "ctrl+5", 0, ("柳树村饮水管网改造", None, None, None, None, None, "34000"),
          "name", "柳树村饮水管网改造", "管网", "ysgw",
          "fundings", 3, {"source": "县", "purpose": "管材", "planned": "20000.00"}),
    Entry("rectifications", "ctrl+7", 0, ("群众提", "村口路灯损坏多日"),
          "description", "村口路灯损坏多日", "路灯", "cklds", "measures", 0, {"text": "更换灯具"}),
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
    return keyboard.copied().splitlines()


def enter(keyboard: Keyboard, entry: Entry) -> None:
    """Type a record and save it; it is in the list then."""
    keyboard.press("ctrl+n")
    for text in entry.fields:
        if text is not None:
            keyboard.fill(text)
        keyboard.press(NEXT)
    if entry.cells:
        keyboard.press("F6", *["ctrl+Tab"] * entry.child_tab, "F2")
    for cell in entry.cells.values():
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
        return holds(lambda: any(title.startswith("存为 PDF") for title in keyboard.titles()), 2)

    wait(asks, "the question where to save")
    keyboard.enter_window("存为 PDF")
    keyboard.fill(str(path))
    keyboard.press("Return")
    wait(path.exists, "the saved PDF")
    keyboard.enter_window(f"打印预览：{label}")
    keyboard.press("Escape")
    keyboard.enter_window(MAIN_WINDOW)


def words_of(pdf: Path) -> str:
    """The words of a PDF without the breaks of its cells."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def test_five_records_are_entered_kept_found_and_printed_by_keys_alone(
    busy_file: Path, program: Program, told: Told, tmp_path: Path
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
    assert "更换灯具" in words_of(printed)
    assert "办事大厅" not in words_of(printed)
    for entry in ENTRIES:
        found = told("list", entry.ledger)
        assert found["total"] == 2
        record = told("show", entry.ledger, found["rows"][0]["number"])
        assert record[entry.key] == entry.matter
        rows_of = [[row[key] for key in entry.cells] for row in record["children"].get(entry.child, ())]
        assert rows_of == ([list(entry.cells.values())] if entry.cells else [])
