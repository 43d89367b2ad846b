"""No test reaches a network: sockets of the internet families may speak to this machine only."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

INTERNET = (socket.AF_INET, socket.AF_INET6)
HERE = frozenset(("127.0.0.1", "::1", "localhost"))
SPEAKING = ("connect", "connect_ex", "sendto", "bind")


class NetworkUsedError(AssertionError):
    """A socket was about to leave this machine."""


def block(patch: pytest.MonkeyPatch) -> None:
    """Let sockets and name look-ups that leave this machine fail."""
    for name in SPEAKING:
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def local_only(host: str | bytes | None, *rest: object, **named: object) -> object:
        _refuse_far(host)
        return look_up(host, *rest, **named)  # type: ignore[arg-type]

    patch.setattr(socket, "getaddrinfo", local_only)


def _guarded(own: Callable[..., object]) -> Callable[..., object]:
    def guarded(self: socket.socket, *arguments: object) -> object:
        if self.family in INTERNET:
            address = arguments[-1]
            _refuse_far(address[0] if isinstance(address, tuple) else address)
        return own(self, *arguments)

    return guarded


def _refuse_far(host: object) -> None:
    if host not in HERE:
        message = "a socket was about to leave this machine"
        raise NetworkUsedError(message)
