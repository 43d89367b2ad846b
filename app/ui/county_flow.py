"""打开县级服务器: the sign-in, and what opens behind it, or is set up there; over the start page or the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.server_dialog import ServerDialog
    from app.ui.session import Session
    from db.opened import Opened


class CountyFlow(QObject):
    """What the session does to open an office's ledgers at a county's server."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.dialog: ServerDialog | None = None

    def ask(self) -> None:
        """Ask which server and who signs in there; the one opened last is offered."""
        window = self._session.window
        if window is None or window.may_close():
            self.sign_in("", "")

    def open(self, text: str) -> None:
        """Open an address that was named; only what is wanting is asked for."""
        from app.rules.refusal import Refused
        from app.services import county

        try:
            place, password = county.without_password(text)
        except Refused as refusal:
            self._session.say(refusal.sentence)
            return
        if self._session.single.raise_first(place):
            QApplication.exit(0)
            return
        password, self._session.passphrase = password or self._session.passphrase, ""
        self.sign_in(place, password)

    def sign_in(self, place: str, password: str, user: str = "") -> None:
        """The sign-in at a place, tried at once where the password is known; by `user` where several may sit down."""
        from app.ui.server_dialog import ServerDialog

        session = self._session
        dialog = ServerDialog(place, user=user or session.user, parent=session.window or session.start)
        dialog.opened.connect(self._opened)
        dialog.empty.connect(self._set_up)
        dialog.given_up.connect(session.given_up)
        self.dialog = session.asking = dialog
        dialog.open()
        if password:
            dialog.passphrase.line.setText(password)
            dialog.attempt()

    def open_office(self, name: str) -> None:
        """Open another office for one who reads for the county, by the sign-in of the window."""
        from app.services import county

        window = self._session.window
        if window is not None:
            self.sign_in(*county.for_the_county(window.operation.desk.store, office=name))

    def _opened(self, desk: Desk) -> None:
        self.dialog = None
        self._session.take(desk)

    def _set_up(self, opened: Opened) -> None:
        """The wizard, for an office that holds nothing yet; the line is let go when the clerk leaves it undone."""
        self.dialog = None
        wizard = self._session.asking = self._session.found(opened)
        wizard.rejected.connect(opened.close)
        wizard.rejected.connect(self._session.given_up)
