"""The first run on the X server, by keys alone: the start page, the wizard to its end, and the ledger that it made."""

from __future__ import annotations

import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.services import office
from app.services.desk import open_desk
from db.ask import Ask
from tests.window.conftest import MAIN_WINDOW, PROGRAM, ROOT
from tests.window.keyboard import Keyboard, wait

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.services.desk import Desk

START, WIZARD = "民情台账", "新建台账"


def village_names(desk: Desk) -> list[object]:
    ask = Ask("places", sort=(("number", False),), limit=10)
    return desk.read(lambda unit: [one.values["name"] for one in unit.reading.page(ask).rows])


@pytest.mark.window
def test_a_ledger_is_made_by_keys_alone(qapp: QApplication, environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "xdg_data_home" / "minqing" / "台账.minqing"
    with subprocess.Popen([*PROGRAM, "open"], cwd=ROOT, env=environment) as process:
        try:
            keyboard = Keyboard(process.pid)
            keyboard.enter_window(START)
            keyboard.press("Return")
            keyboard.enter_window(WIZARD)
            keyboard.fill("清河镇人民政府")
            keyboard.press("Return", "Return", "Return", "Return", "Return")
            keyboard.press("Return")  # all ledgers are kept
            keyboard.press("Down", "Down", "Return", "F2")
            keyboard.fill("郑庄")
            keyboard.press("Return", "F2")
            keyboard.fill("2")
            keyboard.press("Return", "Return")  # from the blank row on
            keyboard.press("Return")  # people come later
            keyboard.press("Tab", "Tab", "Tab", "Tab", "space", "Return")  # not encrypted
            assert not path.exists()
            keyboard.press("Return", "Return")
            wait(lambda: any(title.startswith(MAIN_WINDOW) for title in keyboard.titles()), "the window of the ledger")
            keyboard.enter_window(MAIN_WINDOW)
            keyboard.press("alt+F4")
            wait(lambda: process.poll() is not None, "the program to end")
            assert process.returncode == 0
        finally:
            process.kill()
    with closing(open_desk(path)) as desk:
        assert desk.read(office.name) == "清河镇人民政府"
        assert village_names(desk) == ["郑庄", "郑庄一组", "郑庄二组"]
