"""One window a file: a second start on the same file raises the first window and ends.

They meet at a named socket of this computer and this user; nothing of it reaches a network. Whether a file may be
written is not decided here but by its lock.
"""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.rules.places import is_server

PATIENCE = 500
"""Milliseconds to wait for the first window's answer."""
RAISE = b"raise\n"


def name_of(place: str) -> str:
    """The meeting place of the windows on a file or at an office of a server for this user; of the start page without
    one.
    """
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        user = ""
    place = str(Path(place).resolve()) if place and not is_server(place) else place
    return "minqing-" + hashlib.sha256(f"{user}\0{place}".encode("utf-8", "surrogateescape")).hexdigest()[:24]


class Single(QObject):
    """Signal: `started_again()` when the program was started a second time on the file of this window."""

    started_again = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def raise_first(self, place: str) -> bool:
        """Whether another window of this user is on the same; it comes to the front then."""
        socket = QLocalSocket()
        socket.connectToServer(name_of(place))
        if not socket.waitForConnected(PATIENCE):
            return False
        socket.write(RAISE)
        socket.waitForBytesWritten(PATIENCE)
        socket.disconnectFromServer()
        return True

    def listen(self, place: str) -> None:
        """Be the window of a file, or of an office at a server, from now on."""
        self.close()
        name = name_of(place)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._heard)
        if not server.listen(name):
            QLocalServer.removeServer(name)  # left by a program that was killed
            server.listen(name)
        self._server = server

    def _heard(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.deleteLater()
            self.started_again.emit()

    def close(self) -> None:
        """Meet nobody any more."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
