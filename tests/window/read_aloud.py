"""What a screen reader is told of the program, over the accessibility bus: run by the system's Python, which has GLib.

read_aloud.py OUT COMMAND…: starts the program that stops at one place after another (`tests.window.stops`), reads
what is in sight at every stop, and writes it all to OUT as JSON: stop → what is said of each thing, in order.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from typing import Any

from gi.repository import Gio, GLib

PATIENCE = 30.0
ROWS, COLUMNS = 2, 30
"""So many rows and columns of a table are read."""
SHOWING, FOCUSABLE = 25, 11
"""Places in the set of states, as the protocol numbers them."""
TABLES = ("table", "tree table")
ROOT = "/org/a11y/atspi/accessible/root"
THING, TABLE = "org.a11y.atspi.Accessible", "org.a11y.atspi.Table"

Call = tuple[str, str, str, Any]
"""Path, interface, method, what it takes."""


class Bus:
    """The accessibility bus; many questions are asked at once, for each alone would wait for its answer."""

    def __init__(self) -> None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1
        ).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._bus = Gio.DBusConnection.new_for_address_sync(address, flags)
        self.program = ""

    def find_program(self) -> None:
        """Wait until a program is on the bus; there is one only."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self._bus.call_sync("org.a11y.atspi.Registry", ROOT, THING, "GetChildren", None, None, 0, -1)
            for name, _path in found.unpack()[0]:
                self.program = name
                return
            time.sleep(0.05)
        sys.exit("the program never came to the accessibility bus")

    def ask(self, calls: list[Call]) -> list[Any]:
        """The answers to some questions, in order; None where there is none."""
        answers: list[Any] = [None] * len(calls)
        waiting = len(calls)
        loop = GLib.MainLoop()

        def answered(bus: Any, result: Any, place: int) -> None:  # noqa: ANN401 - the library knows no types
            nonlocal waiting
            with contextlib.suppress(GLib.Error):  # it went away meanwhile
                answers[place] = bus.call_finish(result).unpack()[0]
            waiting -= 1
            if not waiting:
                loop.quit()

        for place, (path, interface, method, taken) in enumerate(calls):
            self._bus.call(self.program, path, interface, method, taken, None, 0, -1, None, answered, place)
        if calls:
            loop.run()
        return answers


def value(path: str, interface: str, name: str) -> Call:
    """The question for a property."""
    return path, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (interface, name))


def has(states: list[int], state: int) -> bool:
    """Whether a set of states holds one."""
    return bool(states[state // 32] >> state % 32 & 1)


def read(bus: Bus) -> list[dict[str, Any]]:
    """All that is in sight of the program, level by level, put in the order in which it stands."""
    top: dict[str, Any] = {"children": []}
    windows = bus.ask([(ROOT, THING, "GetChildren", None)])[0]
    level = [(path, top) for _name, path in windows]
    while level:
        asked = bus.ask([(at, THING, "GetState", None) for at, _over in level])
        level = [(at, over) for (at, over), states in zip(level, asked, strict=True) if states and has(states, SHOWING)]
        shown = [states for states in asked if states and has(states, SHOWING)]
        said = bus.ask(
            [
                call
                for at, _over in level
                for call in (
                    (at, THING, "GetRoleName", None),
                    value(at, THING, "Name"),
                    value(at, THING, "Description"),
                )
            ]
        )
        lower: list[tuple[str, dict[str, Any]]] = []
        open_ones: list[tuple[str, dict[str, Any]]] = []
        for place, ((at, over), states) in enumerate(zip(level, shown, strict=True)):
            role, name, description = (word or "" for word in said[3 * place : 3 * place + 3])
            one = {"role": role, "name": name, "description": description, "children": []}
            one["focusable"] = has(states, FOCUSABLE)
            over["children"].append(one)
            if role in TABLES:
                one["cells"] = cells(bus, at)
            else:
                open_ones.append((at, one))
        below = bus.ask([(at, THING, "GetChildren", None) for at, _one in open_ones])
        for (_at, one), children in zip(open_ones, below, strict=True):
            lower += [(child, one) for _name, child in children or ()]
        level = lower
    return list(flat(top))


def flat(one: dict[str, Any]) -> Any:  # noqa: ANN401
    """What stands below a thing, each before what stands in it."""
    for child in one.pop("children"):
        inner = list(flat(child))
        yield child
        yield from inner


def cells(bus: Bus, path: str) -> list[list[str]]:
    """The heads of a table and its first rows, as they are said."""
    rows, columns = bus.ask([value(path, TABLE, "NRows"), value(path, TABLE, "NColumns")])
    across = range(min(columns or 0, COLUMNS))
    ints = GLib.Variant
    asked: list[Call] = [(path, TABLE, "GetColumnHeader", ints("(i)", (column,))) for column in across]
    for row in range(min(rows or 0, ROWS)):
        asked += [(path, TABLE, "GetAccessibleAt", ints("(ii)", (row, column))) for column in across]
    found = bus.ask(asked)
    names = bus.ask([value(one[1] if one else path, THING, "Name") for one in found])
    words = [name or "" if one else "" for name, one in zip(names, found, strict=True)]
    return [words[start : start + len(across)] for start in range(0, len(words), len(across) or 1)]


def main(out: str, command: list[str]) -> int:
    """Read every stop."""
    stops: dict[str, list[dict[str, Any]]] = {}
    bus = Bus()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for line in program.stdout:
            if not bus.program:
                bus.find_program()
            stops[line.strip()] = read(bus)
            program.stdin.write("\n")
            program.stdin.flush()
    with open(out, "w", encoding="utf-8") as file:
        json.dump(stops, file, ensure_ascii=False)
    return program.returncode


sys.exit(main(sys.argv[1], sys.argv[2:]))
