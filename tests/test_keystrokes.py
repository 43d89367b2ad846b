"""How keys are counted, and that the page says what the kept logs hold."""

from __future__ import annotations

import re

from bench import keystrokes
from bench.keystrokes import hands


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
