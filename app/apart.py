"""Reads somebody's file in a process of its own, with limits on memory and time: a hostile file ends only that process.

The frozen program starts the process as a child of itself (`freeze_support` in `app/__main__.py`).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

Answer = TypeVar("Answer")
MEMORY = 1 << 30
"""Bytes the reading process may address."""
SECONDS = 120.0
_WAIT = 0.2


class Fate(Enum):
    """Why no answer came."""

    STOPPED = "stopped"
    TOO_SLOW = "too_slow"
    DIED = "died"
    MEMORY = "memory"
    NOT_BEGUN = "not_begun"


class NoAnswer(Exception):  # noqa: N818 - what became of reading somebody's file
    """The process gave no answer."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(fate.value)
        self.fate = fate


class Apart:
    """A process that does one piece of work after another; one that dies is followed by a new one.

    Exceptions of the kinds in `told` reach the caller as they are; any other ends the process. `seconds` are those of
    one piece. Used as a context.
    """

    def __init__(self, *told: type[Exception], seconds: float = SECONDS, collects: bool = True) -> None:
        self._told, self._seconds, self._collects = told, seconds, collects
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        """Nothing is started before there is work."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """End the process, whatever it does."""
        self._end()

    def ask(self, work: Callable[..., Answer], *given: object, go_on: Callable[[], bool] | None = None) -> Answer:
        """What `work(*given)` answers there; `go_on` is asked five times a second. Raises NoAnswer, or what is told."""
        pipe = self._begun()
        try:
            pipe.send((work, given))
            self._wait(pipe, go_on)
            is_told, answer = pipe.recv()
        except (EOFError, OSError) as error:
            # It ended without a word: the reader aborted, or its memory was used up.
            self._end()
            raise NoAnswer(Fate.DIED) from error
        except BaseException:
            self._end()
            raise
        if answer is Fate.MEMORY:
            self._end()
            raise NoAnswer(Fate.MEMORY)
        if is_told:
            raise answer
        found: Answer = answer
        return found

    def _begun(self) -> Connection:
        if self._pipe is None:
            try:
                self._process, self._pipe = self._start()
            except OSError as error:
                # The computer has no memory, no handles or no processes to give; the work is not to blame.
                raise NoAnswer(Fate.NOT_BEGUN) from error
        return self._pipe

    def _start(self) -> tuple[SpawnProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        with there:
            given = (there, self._told, self._seconds, self._collects)
            process = context.Process(target=_work, args=given, daemon=True)
            try:
                process.start()
            except OSError:
                here.close()
                raise
        return process, here

    def _wait(self, pipe: Connection, go_on: Callable[[], bool] | None) -> None:
        ends = time.monotonic() + self._seconds
        while True:
            if go_on is not None and not go_on():
                raise NoAnswer(Fate.STOPPED)
            if pipe.poll(_WAIT):
                return
            if time.monotonic() > ends:
                raise NoAnswer(Fate.TOO_SLOW)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _work(pipe: Connection, told: tuple[type[Exception], ...], seconds: float, collects: bool) -> None:
    if not collects:
        gc.disable()  # nothing is thrown away here before the process ends
    while True:
        try:
            work, given = pipe.recv()
        except EOFError:
            os._exit(0)  # nothing is to be cleared away: the memory goes with the process
        _limit(seconds)
        answer: tuple[bool, Any]
        try:
            answer = False, work(*given)
        except told as error:
            answer = True, error
        except MemoryError:
            answer = True, Fate.MEMORY
        pipe.send(answer)
        del work, given, answer
        if collects:
            gc.collect()


def _limit(seconds: float) -> None:
    """Limits for the next piece of work."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows: there the looks before reading and the time limit stand alone

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + 1
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
