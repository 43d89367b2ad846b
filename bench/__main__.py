"""`python -m bench [names]`: measures all or some, prints the lines, and writes them into docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from bench import data

if TYPE_CHECKING:
    from bench.measure import Line

NAMES = (
    "figures",
    "paper",
    "window",
    "table",
    "save",
    "search",
    "listing",
    "office",
    "backup",
    "chain",
    "encryption",
    "sheets",
    "reports",
    "merge",
    "robot",
    "keystrokes",
    "server",
)
PAGE = data.ROOT / "docs" / "performance.md"
PARTS = ("PySide6-Essentials", "SQLAlchemy", "reportlab", "sqlcipher3")
INTRODUCTION = """# Performance

Written by `make bench`. Every line compares the program with a peer that does the same work in the same run on the
same machine, each in fresh processes and in turn; figures are medians. Processor time is that of the whole process.
Times on a shared machine are noisy; the ratios are what counts. `python -m bench NAME` runs one part and writes its
lines anew; the others keep the day they were measured on.
"""


def main(arguments: list[str]) -> int:
    """Measure what was named; 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure against peers.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; all when none is given")
    parser.add_argument("--date", default=date.today().isoformat(), help="the day written into the document")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    found: dict[str, list[Line]] = {}
    for name in (one for one in NAMES if one in (options.names or NAMES)):
        found[name] = _measured(name)
        # At once: the whole takes hours, and what is measured is not lost with what is not.
        PAGE.write_text(document(found, options.date, PAGE.read_text("utf-8")), "utf-8")
    return int(any(line.is_kept is False for lines in found.values() for line in lines))


def _measured(name: str) -> list[Line]:
    found: list[Line] = []
    for line in import_module(f"bench.{name}").lines():
        found.append(line)
        words = f"{line.what}: ours {line.ours}, peer {line.peer}, {line.ratio} (budget {line.budget})"
        print(f"{line.verdict:5} {name}: {words}", flush=True)
    return found


def document(found: dict[str, list[Line]], day: str, before: str) -> str:
    """The page for the documents; of parts that were not measured now the lines of the page before."""
    heads = ("What", "Ours", "Peer", "Ratio", "Budget", "", "Command", "Measured")
    table = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    kept = [line for line in before.splitlines() if line.startswith("|")]
    for name in NAMES:
        command = f"`python -m bench {name}`"
        if name not in found:
            table += [line for line in kept if command in line]
        for line in found.get(name, ()):
            cells = (line.what, line.ours, line.peer, line.ratio, line.budget, line.verdict, command, day)
            table.append(f"| {' | '.join(cells)} |")
    return f"{INTRODUCTION}\n{machine()}\n\n" + "\n".join(table) + "\n"


def machine() -> str:
    """On what it was measured."""
    parts = ", ".join(f"{part} {version(part)}" for part in PARTS)
    return (
        f"Measured on {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {parts}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
