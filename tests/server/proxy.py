"""A line to a server that can be cut at a chosen moment: before what is sent next arrives, or before it is answered."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from enum import Enum
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Line(Enum):
    """How the line stands."""

    WHOLE = "whole"
    LOSES_ANSWERS = "loses answers"
    """What is sent arrives; its answer does not, and the line is gone."""
    LOSES_ALL = "loses all"
    """What is sent next does not arrive any more."""


class Proxy:
    """Passes on to a port of this machine what comes to its own."""

    def __init__(self, target: int) -> None:
        self.line = Line.WHOLE
        self.takes_new = True
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        """Take nobody in any more."""
        self._door.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                if not self.takes_new:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                for source, target, answers in ((client, server, False), (server, client, True)):
                    Thread(
                        target=self._pass_on, args=(source, target), kwargs={"answers": answers}, daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.line is Line.LOSES_ALL or (answers and self.line is Line.LOSES_ANSWERS):
                    self.line = Line.WHOLE  # for who comes next
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def before(port: int) -> Iterator[Proxy]:
    """A proxy before a port of this machine."""
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
