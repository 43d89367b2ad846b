"""How keys are counted, that the page says what the kept logs hold, and the logs what the scripts send."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from app.services import records
from app.services.desk import open_desk
from bench import keystrokes
from bench.keystrokes import closing, hands
from db.clock import Clock
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from bench.keystrokes import Task


def test_chinese_text_is_its_pinyin_and_a_key_a_phrase() -> None:
    assert hands.letters("路灯") == len("ludeng") + 1
    assert hands.letters("座谈会记录") == len("zuotanhuijilu") + 2
    assert hands.letters("4月，13800") == 1 + len("yue") + 1 + 1 + 5


def test_a_chord_is_one_key_and_a_click_is_counted_apart() -> None:
    assert hands.counted(["ctrl+shift+s", "text:sq", "pointer:click 10 20", "Tab"]) == (4, 1)


def test_the_page_says_what_the_logs_hold() -> None:
    page = keystrokes.PAGE.read_text("utf-8")
    for task in keystrokes.TASKS:
        told = [hands.counted(side.log(task.name).read_text("utf-8").splitlines()) for side in task.sides]
        (row,) = re.findall(rf"^\| {task.what} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", page, re.MULTILINE)
        assert tuple(map(int, row)) == (*told[0], *told[1])


class DryHands(hands.Hands):
    """Hands that only write down what they would send."""

    def __init__(self) -> None:
        super().__init__(":0")

    def tool(self, *_words: str) -> str:
        return ""

    def see(self, seconds: float = 1.0) -> None:
        pass

    def window(self, title: str) -> None:
        pass


@pytest.mark.parametrize("task", keystrokes.TASKS, ids=lambda task: task.name)
def test_the_kept_logs_are_those_of_the_scripts(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "PACE", 0)
    for side in task.sides:
        clerk = DryHands()
        side.keys(clerk)
        assert clerk.log == side.log(task.name).read_text("utf-8").splitlines()


@pytest.mark.parametrize("task", keystrokes.TASKS, ids=lambda task: task.name)
def test_both_sides_type_the_same_new_text_and_all_of_it(task: Task) -> None:
    assert task.same_text
    for side in task.sides:
        typed = [line.removeprefix("text:") for line in side.log(task.name).read_text("utf-8").splitlines()]
        rest = task.same_text
        for text in sorted(filter(None, typed), key=len, reverse=True):
            rest = rest.replace(text, "")
        held = "".join(typed)
        assert all(character in held for character in rest), (side.name, rest)


def test_the_item_to_close_is_found_by_its_serial_alone_in_whatever_year_it_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "now", lambda _clock: datetime(2027, 1, 1, 9))
    closing.start_ours(tmp_path / "台账.minqing")
    with contextlib.closing(open_desk(tmp_path / "台账.minqing")) as desk:
        found = desk.read(
            lambda unit: records.find(unit, ledger=desk.ledgers["rectifications"], number=str(closing.THIS))
        )
        before = factories.read(desk, "rectifications", closing.THIS - 1)
    assert (found.number, found.values["status"]) == (f"整改〔2027〕{closing.THIS}号", "in_progress")
    assert before.values["closed_on"] == date(2027, 1, 1)


def test_what_is_over_the_budget_is_said() -> None:
    page = keystrokes.PAGE.read_text("utf-8")
    assert page.endswith("\n".join(keystrokes.rows()) + "\n")
    for task, row in zip(keystrokes.TASKS, keystrokes.rows(), strict=True):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        (mine, _), (theirs, _) = (side.counted(task.name) for side in task.sides)
        same = hands.letters(task.same_text)
        assert cells[-2:] == [
            "yes" if ratio <= keystrokes.BUDGET else "**no**"
            for ratio in (mine / theirs, (mine - same) / (theirs - same))
        ]
