from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import sample
from app.ui.start_page import StartPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk


pytestmark = pytest.mark.usefixtures("fresh_data_folder")


@pytest.fixture
def start(qtbot: QtBot) -> StartPage:
    made = StartPage()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_sample_is_moved_to_its_place_when_it_is_whole(
    start: StartPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_desk: Desk, *, progress: Callable[[int, int], None]) -> None:
        progress(1, 2)
        assert not path.exists()
        progress(2, 2)

    monkeypatch.setattr(sample, "build", build)
    path = tmp_path / "数据" / "清河镇样例.minqing"
    with qtbot.waitSignal(start.sample_ready) as heard:
        start.build_sample(path)
    assert heard.args == [path]
    assert path.exists()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    qtbot.waitUntil(start.buttons[0].isEnabled)


def test_giving_it_up_leaves_nothing(
    start: StartPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_desk: Desk, *, progress: Callable[[int, int], None]) -> None:
        for done in range(1_000_000):
            progress(done % 100, 100)

    monkeypatch.setattr(sample, "build", build)
    start.build_sample(tmp_path / "样例.minqing")
    qtbot.waitUntil(start.give_up.isVisible)
    assert not start.buttons[3].isEnabled()
    start.give_up.click()
    qtbot.waitUntil(start.buttons[3].isEnabled)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_told_and_the_page_is_free_again(
    start: StartPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_desk: Desk, *, progress: object) -> None:
        raise Refused("磁盘已满，没有建成。")

    monkeypatch.setattr(sample, "build", build)
    start.build_sample(tmp_path / "样例.minqing")
    qtbot.waitUntil(start.buttons[0].isEnabled)
    assert start.message.words.text() == "磁盘已满，没有建成。"
    assert list(tmp_path.iterdir()) == []


def test_closing_the_page_waits_for_the_building_to_stop(
    start: StartPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_desk: Desk, *, progress: Callable[[int, int], None]) -> None:
        while True:
            progress(1, 2)

    monkeypatch.setattr(sample, "build", build)
    start.build_sample(tmp_path / "样例.minqing")
    start.close()
    assert list(tmp_path.iterdir()) == []
