"""F10b: what a process really asked of the disk, read from its trace, as a log that a power cut may end anywhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults import export_paths
from tests.faults.crash import Ack, Create, Delete, Rename, Sync, SyncFolder, Truncate, Write
from tests.faults.killing import CONTEXT

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from tests.faults.crash import Op

ACKS = "acks"
"""The file into which the traced child writes what was acknowledged."""
TRACED = (
    "openat,pwrite64,write,lseek,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,close,"
    "copy_file_range,sendfile"
)
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)(?:<(.*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_HANDLE = re.compile(r"^(\d+)<([^>]*)>")


def save_while_traced(path: str, pipe: Connection) -> None:
    """The child: by every way of writing once, each acknowledged by a line in a file beside the ledger."""
    work = export_paths.Work(Path(path))
    pipe.send("ready")
    pipe.recv()
    with (Path(path).parent / ACKS).open("ab", buffering=0) as acks:
        for token in work.everything():
            acks.write(f"{token}\n".encode())
    work.close()
    pipe.send("done")


def record(path: Path, trace: Path) -> tuple[dict[str, bytes], list[Op]]:
    """Trace the child on a ledger: what the folder held when the trace began, and the log of what was done there."""
    here, there = CONTEXT.Pipe()
    child = CONTEXT.Process(target=save_while_traced, args=(str(path), there))
    child.start()
    there.close()
    here.recv()
    files = {other.name: other.read_bytes() for other in path.parent.iterdir() if not other.name.endswith("-shm")}
    words = ["strace", "-f", "-y", "-xx", "-s", "70000000", "-o", str(trace), "-e", f"trace={TRACED}"]
    watcher = subprocess.Popen([*words, "-p", str(child.pid)], stderr=subprocess.PIPE, text=True)
    assert watcher.stderr is not None
    assert "attached" in watcher.stderr.readline()
    here.send("go")
    here.recv()
    child.join()
    watcher.communicate()
    here.close()
    return files, read_trace(trace, path.parent, set(files))


def read_trace(trace: Path, folder: Path, known: set[str]) -> list[Op]:
    """The log of a trace, for the files of one folder of which some were there before."""
    reader = _Reader(folder, known)
    with trace.open(encoding="latin-1") as lines:
        for line in _whole_lines(lines):
            reader.take(line)
    return reader.log


def _whole_lines(lines: object) -> list[str]:
    """Lines of the trace; a call that another thread interrupted is put together again."""
    open_calls: dict[str, str] = {}
    found: list[str] = []
    for line in lines:  # type: ignore[attr-defined]
        thread = line.split(" ", 1)[0]
        if line.rstrip().endswith("<unfinished ...>"):
            open_calls[thread] = line.rstrip().removesuffix("<unfinished ...>").rstrip()
        elif "resumed>" in line:
            found.append(open_calls.pop(thread, "") + line.split("resumed>", 1)[1])
        else:
            found.append(line)
    return found


def _decoded(text: str) -> str:
    return bytes.fromhex(text.replace("\\x", "")).decode("utf-8", "surrogateescape")


class _Reader:
    """Follows the places of open files through a trace."""

    def __init__(self, folder: Path, known: set[str]) -> None:
        self.folder = folder
        self.log: list[Op] = []
        self._known = known
        self._places: dict[str, int] = {}

    def take(self, line: str) -> None:
        match = _LINE.match(line)
        if match is None or match[3].startswith("-"):
            return
        call, arguments, answer = match[1], match[2], int(match[3], 0)
        method = getattr(self, f"_{call}", None)
        if method is not None:
            method(arguments, answer)

    def _name(self, path: str) -> str | None:
        """The name in the folder, None for a file elsewhere and for what no power cut is asked about."""
        place = Path(path)
        if place.parent != self.folder or place.name.endswith("-shm"):
            return None
        return place.name

    def _file(self, arguments: str) -> tuple[str, str] | None:
        handle = _HANDLE.match(arguments)
        if handle is None:
            return None
        name = self._name(_decoded(handle[2]) if handle[2].startswith("\\x") else handle[2])
        return None if name is None else (handle[1], name)

    def _paths(self, arguments: str) -> list[str | None]:
        return [self._name(_decoded(text)) for text, _ in _TEXT.findall(arguments)]

    def _openat(self, arguments: str, answer: int) -> None:
        (name,) = self._paths(arguments)[:1]
        if name is None or name == ACKS or "O_DIRECTORY" in arguments:
            return
        self._places[str(answer)] = 0
        if "O_CREAT" in arguments and name not in self._known:
            self._known.add(name)
            self.log.append(Create(name))
        elif "O_TRUNC" in arguments:
            self.log.append(Truncate(name, 0))

    def _data(self, arguments: str) -> bytes:
        match = _TEXT.search(arguments)
        assert match is not None
        assert not match[2], "the trace cut a write short"
        return bytes.fromhex(match[1].replace("\\x", ""))

    def _pwrite64(self, arguments: str, answer: int) -> None:
        file = self._file(arguments)
        if file is not None:
            self.log.append(Write(file[1], int(arguments.rsplit(",", 1)[1]), self._data(arguments)[:answer]))

    def _write(self, arguments: str, answer: int) -> None:
        file = self._file(arguments)
        if file is None:
            return
        handle, name = file
        data = self._data(arguments)[:answer]
        if name == ACKS:
            self.log += [Ack(token) for token in data.decode().split()]
            return
        self.log.append(Write(name, self._places.get(handle, 0), data))
        self._places[handle] = self._places.get(handle, 0) + answer

    def _lseek(self, arguments: str, answer: int) -> None:
        file = self._file(arguments)
        if file is not None:
            self._places[file[0]] = answer

    def _fsync(self, arguments: str, _answer: int) -> None:
        handle = _HANDLE.match(arguments)
        if handle is not None and _decoded_path(handle[2]) == self.folder:
            self.log.append(SyncFolder())
        file = self._file(arguments)
        if file is not None and file[1] in self._known:
            self.log.append(Sync(file[1]))

    _fdatasync = _fsync

    def _ftruncate(self, arguments: str, _answer: int) -> None:
        file = self._file(arguments)
        if file is not None:
            self.log.append(Truncate(file[1], int(arguments.rsplit(",", 1)[1])))

    def _rename(self, arguments: str, _answer: int) -> None:
        name, target = self._paths(arguments)[:2]
        if name is not None and target is not None:
            self._known.discard(name)
            self._known.add(target)
            self.log.append(Rename(name, target))

    _renameat = _renameat2 = _rename

    def _unlink(self, arguments: str, _answer: int) -> None:
        (name,) = self._paths(arguments)[:1]
        if name is not None and name in self._known:
            self._known.discard(name)
            self.log.append(Delete(name))

    _unlinkat = _unlink

    def _sendfile(self, arguments: str, _answer: int) -> None:
        assert self._file(arguments) is None, "a copy inside the kernel is not in the trace"

    _copy_file_range = _sendfile


def _decoded_path(text: str) -> Path:
    return Path(_decoded(text) if text.startswith("\\x") else text)
