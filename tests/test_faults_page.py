"""docs/faults.md names every fault, and every test it names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/faults.md").read_text("utf-8")
ROWS = re.findall(r"^\| (F\d+[bc]?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.M)
FAULTS = sorted([*(f"F{n:02}" for n in range(1, 51)), "F01b", "F10b", "F11b", "F11c"])


def test_every_fault_has_its_line() -> None:
    assert sorted(row[0] for row in ROWS) == FAULTS


def test_every_line_names_a_test_or_says_why_none_can_run_here() -> None:
    for fault, _, seen, shown in ROWS:
        assert seen.strip(), fault
        assert re.search(r"`[\w/]+\.py::\w+`|not here: \w{2}", shown), fault


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 80
    for file, name in named:
        path = ROOT / "tests" / file
        assert path.is_file(), file
        assert re.search(rf"^def {name}\(", path.read_text("utf-8"), re.M), f"{file}::{name}"
