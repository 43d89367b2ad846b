"""The start: shows the page last in sight at once, then opens its file behind it, or the start page without one.

What the first picture does not need is loaded after it: the keys, the network's library, the store, the declarations.
Nothing here or in what it loads before that may touch `Qt`, whose hundred enumerations take a tenth of the start.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.rules.places import is_server
from app.ui import application
from db.places import holder_note

if TYPE_CHECKING:
    from app.ui.first_paint import FirstWindow
    from app.ui.session import Session


def run(place: str, user: str) -> int:
    """Run the window on a file or at a server, the last one without a name, until it is closed; the exit code."""
    app = application.bare_application()
    chosen = place or application.last_place()
    start = Start(chosen, user)
    first = show_first(Path(chosen), user) if chosen and not is_server(chosen) else None
    if first is None:
        QTimer.singleShot(0, start.go_on)
    else:
        start.follow(first)
    return int(app.exec())


def show_first(path: Path, user: str = "") -> FirstWindow | None:
    """Show the window as it was left; None when nothing of it was kept, or another window has the file."""
    from app.services import first_page

    page = None if holder_note(path).exists() else first_page.kept(path, user=user)
    if page is None:
        return None
    from app.ui.first_paint import FirstWindow

    first = FirstWindow(page)
    first.show()
    return first


class Start:
    """What follows the first picture."""

    def __init__(self, place: str, user: str) -> None:
        self.place, self.user = place, user
        self.session: Session | None = None

    def follow(self, first: FirstWindow) -> None:
        """Go on as soon as the first window is painted: what follows keeps the thread busy for most of a second."""
        first.painted.connect(lambda: self._behind(first))

    def _behind(self, first: FirstWindow) -> None:
        first.show_busy()
        self.go_on()
        window = None if self.session is None else self.session.window
        if window is None:
            first.close()
            return
        shown = window.ledger_page(first.ledger)
        shown.model.loaded.connect(lambda _page: first.close())

    def go_on(self) -> None:
        """Open the file, or show the start page; where another window has the file, raise that and end."""
        from app.services import logbook

        logbook.set_up()
        app = application.make_application()
        from app.ui import handed_over
        from app.ui.garbage import GarbageCollector
        from app.ui.session import Session

        session = Session(self.user, os.environ.get("MINQING_PASSPHRASE", ""))
        place, is_remote = self.place, is_server(self.place)
        # The word of a window at a server is asked for there: an address may hold a password, or be none.
        if not is_remote and session.single.raise_first(place):
            app.exit(0)
            return
        self.session = session
        GarbageCollector(app)
        if not place:
            session.show_start()
        elif is_remote:
            session.county.open(place)
        else:
            session.open(Path(place))
        for later in (application.load_rare_face, application.show_icon, handed_over.sweep):
            QTimer.singleShot(0, later)
