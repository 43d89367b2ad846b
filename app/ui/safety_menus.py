"""What keeps a clerk's work safe in a window: drafts; each part in a file of its own, tied to the window here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.drafts_dialog import Drafts

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def begin(window: MainWindow) -> None:
    """Give a new window its parts."""
    window.drafts = Drafts(window)
    window.home.drafts_wanted.connect(window.drafts.show)
    window.drafts.offer()
