"""One window a file: a second start on the same file raises the first window and ends.

They meet at a named socket of this computer and this user; nothing of it reaches a network. Whether a file may be
written is not decided here but by its lock.
"""

from __future__ import annotations

import getpass
import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 500
"""Milliseconds to wait for the first window's answer."""
RAISE = b"raise\n"


def name_of(path: Path | None) -> str:
    """The meeting place of a file's windows for this user; of the start page without a file."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        user = ""
    place = "" if path is None else str(path.resolve())
    return "minqing-" + hashlib.sha256(f"{user}\0{place}".encode("utf-8", "surrogateescape")).hexdigest()[:24]


class Single(QObject):
    """Signal: `started_again()` when the program was started a second time on the file of this window."""

    started_again = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def raise_first(self, path: Path | None) -> bool:
        """Whether another window of this user has the file; it comes to the front then."""
        socket = QLocalSocket()
        socket.connectToServer(name_of(path))
        if not socket.waitForConnected(PATIENCE):
            return False
        socket.write(RAISE)
        socket.waitForBytesWritten(PATIENCE)
        socket.disconnectFromServer()
        return True

    def listen(self, path: Path | None) -> None:
        """Be the window of a file from now on."""
        self.close()
        name = name_of(path)
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
