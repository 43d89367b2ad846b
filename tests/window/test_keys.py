"""From record to record, and into the manual and back, by keys on a real X server."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.services.desk import open_desk
from tests import factories
from tests.window.conftest import MAIN_WINDOW
from tests.window.keyboard import wait

if TYPE_CHECKING:
    from pathlib import Path

    from tests.window.conftest import Program

pytestmark = pytest.mark.window

DAYS = ("2014-03-01", "2014-03-05", "2014-03-09")
"""When the records were registered: the first field of each form. The list shows the newest first."""


@pytest.fixture
def three_records(ledger_file: Path) -> Path:
    with closing(open_desk(ledger_file)) as desk:
        for day in DAYS:
            factories.add(desk, "rectifications", f"登记日期={day}", f"问题描述={day}发现路灯不亮")
    return ledger_file


def test_keys_lead_from_record_to_record_and_into_the_manual(three_records: Path, program: Program) -> None:
    with program() as keyboard:
        keyboard.press("ctrl+7", "ctrl+f", "Return")
        wait(lambda: len(keyboard.copied().splitlines()) == 3, "the three records")
        keyboard.press("ctrl+Home", "Return")
        wait(lambda: keyboard.copied() == DAYS[2], "the form of the newest")
        for keys, place in (("ctrl+Next", 1), ("ctrl+Next", 0), ("ctrl+Prior", 1), ("ctrl+Home", 2), ("ctrl+End", 0)):
            keyboard.press(keys)
            wait(lambda place=place: keyboard.copied() == DAYS[place], f"{DAYS[place]} by {keys}")
        keyboard.press("F1")
        keyboard.enter_window("使用手册")
        keyboard.press("Escape")
        keyboard.enter_window(MAIN_WINDOW)
        assert keyboard.copied() == DAYS[0]
