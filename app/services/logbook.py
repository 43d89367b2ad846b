"""The program's own log: where in the code something went wrong and of which class, never what anyone typed.

A message, an argument or a value of an error may hold a villager's words; so none of them is written, whoever logs.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app import VERSION
from db.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
OWN = ("app", "db")
"""The rooms whose places in the code are told; those of libraries are left out."""
NAME = "minqing.log"
LARGEST, KEPT = 1024 * 1024, 10
MOST_LINES = 400
"""So many of the newest lines of the log a report shows."""
_NUMBERS = re.compile(r"\d{17}[\dXx]|1\d{10}")
_log = logging.getLogger("minqing")


def folder() -> Path:
    """Where the log lies: the user's own folder for the state of programs."""
    import platformdirs

    return Path(platformdirs.user_state_dir("minqing", appauthor=False)) / "log"


def set_up() -> None:
    """Let all that is logged from now on go into the log file, and nowhere else; once a process."""
    root = logging.getLogger()
    if not any(isinstance(handler, SafeHandler) for handler in root.handlers):
        logging.raiseExceptions = False  # a log that cannot be written must not print its record instead
        logging.captureWarnings(True)
        root.addHandler(SafeHandler(folder() / NAME))
        root.setLevel(logging.WARNING)
        sys.excepthook = _uncaught
        threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


def bug(error: BaseException) -> str:
    """Log an error nobody foresaw; the report of it, for a person to read."""
    told = describe(error)
    _log.error("bug", extra={"places": told})
    return report(told)


def describe(error: BaseException) -> str:
    """An error by its class, those it came from, and the places of our own code it went through; no message."""
    return " < ".join(f"{_class(one)} {' '.join(_places(one.__traceback__))}".strip() for one in _chain(error))


def report(told: str) -> str:
    """What a clerk can read and save: the program, the machine's kind, when, and where in the code."""
    import platform  # late: needed only when something went wrong

    lines = (
        "民情台账 故障报告（不含登记的内容、姓名和号码）",
        f"程序 {VERSION}　Python {platform.python_version()}　{platform.system()} {platform.machine()}",
        f"时间 {Clock().now():%Y-%m-%d %H:%M:%S}",
        *told.split(" < "),
    )
    return masked("\n".join(lines))


def newest() -> str:
    """The newest lines of the log, the latest last; empty when nothing was ever logged."""
    try:
        return "\n".join((folder() / NAME).read_text("utf-8").splitlines()[-MOST_LINES:])
    except OSError:
        return ""


def masked(text: str) -> str:
    """The text without identity and telephone numbers: a second wall, for what should not be there at all."""
    return _NUMBERS.sub("***", text)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or found.__context__


def _class(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        if place := _own(code.co_filename):
            yield f"{place}:{trace.tb_lineno}:{code.co_name}"
        trace = trace.tb_next


def _own(name: str) -> str:
    """The path of one of our own files from the root of the program; empty for any other."""
    path = Path(name)
    if path.is_relative_to(ROOT):
        path = path.relative_to(ROOT)
    return path.as_posix() if path.parts[:1] and path.parts[0] in OWN else ""  # the installed program's are relative


class SafeFormatter(logging.Formatter):
    """Writes time, level, who logs, from which line, and an error by class and places; never a message."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        error = record.exc_info[1] if record.exc_info else None
        told = getattr(record, "places", "") or (describe(error) if error is not None else "")
        where = f"{record.name} {record.module}:{record.lineno}"
        return masked(f"{self.formatTime(record)} {record.levelname} {where} {told}".replace("\n", " ").rstrip())


class SafeHandler(logging.FileHandler):
    """Ten files of a megabyte that only their owner can read, the first made at the first line."""

    def __init__(self, path: Path) -> None:
        """Take the place of the file; nothing is made yet."""
        super().__init__(path, encoding="utf-8", delay=True)
        self.setFormatter(SafeFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, after putting a full file aside."""
        with suppress(OSError):  # there is none yet, or it cannot be moved
            if os.stat(self.baseFilename).st_size > LARGEST:
                self._turn()
        with suppress(OSError):  # a log that cannot be written stops nobody's work
            super().emit(record)

    def _turn(self) -> None:
        self.close()
        names = [Path(f"{self.baseFilename}.{number}") for number in range(1, KEPT)]
        for older, newer in zip(reversed(names), reversed([Path(self.baseFilename), *names[:-1]]), strict=True):
            if newer.exists():
                newer.replace(older)

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(handle, self.mode, encoding=self.encoding)  # type: ignore[return-value]


def _uncaught(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    """The last resort: what nobody caught is logged, and told without its message."""
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    print(bug(error), file=sys.stderr)
