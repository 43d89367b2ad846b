from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui import application, theme
from app.ui.main_window import MainWindow
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

SCREEN = (1366, 728)
"""A small office screen without its task bar, in pixels."""
AT_150_PERCENT = (910, 485)


@pytest.mark.usefixtures("usual_size")
@pytest.mark.parametrize(("points", "room"), [(theme.LARGEST, SCREEN), (theme.USUAL, AT_150_PERCENT)])
@pytest.mark.parametrize("ledger", ["learning_sessions", "opinions", "petitions", "projects", "rectifications"])
def test_the_window_with_a_form_fits_a_small_screen(
    ledger: str,
    points: int,
    room: tuple[int, int],
    day_desk: Desk,
    operation: Operation,
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    name = ("信访人姓名=孟某",) if ledger == "petitions" else ()
    made = factories.add(day_desk, ledger, *name)
    application.set_font_points(points)
    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    window.open_record(ledger, made.ids[0])
    settled()
    settled()
    needed = window.minimumSizeHint()  # with all its parts in their places, not on their way there
    assert (needed.width() <= room[0], needed.height() <= room[1]) == (True, True)
