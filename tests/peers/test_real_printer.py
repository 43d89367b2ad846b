"""Prints on a real queue of CUPS; `make peers` makes the queue TESTPDF, whose printer writes what it got into ~/PDF."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.services import printing
from app.services.listing import Ask
from app.ui import printer
from app.ui.printer import Job
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk

pytestmark = pytest.mark.peers
QUEUE = "TESTPDF"
PRINTED = Path.home() / "PDF"
SECONDS = 60


def arrived(since: set[Path]) -> Path:
    """The file the printer wrote, once it is whole."""
    for _ in range(SECONDS * 5):
        new = set(PRINTED.glob("*.pdf")) - since
        if new and subprocess.run(["pdfinfo", *new], capture_output=True, check=False).returncode == 0:
            return new.pop()
        time.sleep(0.2)
    message = "nothing came out of the printer"
    raise AssertionError(message)


def info(path: Path) -> str:
    """What poppler says of a PDF."""
    return subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout


def test_the_printer_is_found_and_prints_the_very_pages_that_were_asked_for(desk: Desk, tmp_path: Path) -> None:
    assert QUEUE in printer.names()
    for number in range(60):
        factories.add(desk, "rectifications", f"问题描述=第{number}件：村西路灯不亮，夜间出行不便")
    out = tmp_path / "整改台账.pdf"
    pages = printing.print_ledger(desk, out=out, ask=Ask("rectifications")).pages
    assert pages >= 3
    before = set(PRINTED.glob("*.pdf"))
    assert printer.send(out.read_bytes(), Job(QUEUE, pages="2-3"), "整改台账")
    came = arrived(before)
    assert "Pages:           2" in info(came)
    assert "A4" in info(came)


def test_a_printer_that_is_not_there_takes_nothing() -> None:
    assert not printer.send(b"%PDF-1.4", Job("没有这台打印机"), "整改台账")
