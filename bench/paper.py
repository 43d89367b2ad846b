"""A ledger to PDF: against a plain QPainter program, against LibreOffice, and ten times as many rows."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bench import data, measure, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.measure import Line, Run

ROWS, MANY = 2_000, 20_000
ROUNDS = 5


def lines() -> list[Line]:
    """Measure and judge."""
    folder = data.folder() / "paper"
    folder.mkdir(exist_ok=True)
    programs: dict[str, Callable[[], Run]] = {
        "ours": lambda: measure.program("ledger_pdf", ROWS, folder / "ours.pdf"),
        "painter": lambda: measure.program("qpainter_pdf", ROWS, folder / "painter.pdf"),
    }
    runs = measure.interleaved(programs, ROUNDS)
    others = {"office": _office(folder), "many": lambda: measure.program("ledger_pdf", MANY, folder / "many.pdf")}
    runs |= measure.interleaved(others, 3)
    ours, painter, office, many = (measure.cpu(runs[name]) for name in ("ours", "painter", "office", "many"))
    beyond = measure.answer(runs["many"], "beyond_rows")
    return [
        measure.at_most(
            f"ledger of {ROWS:,} rows × 12 columns to PDF, CPU, against QPainter/QPdfWriter",
            f"{ours:.2f} s", f"{painter:.2f} s", ours / painter, 1.5,
        ),
        measure.at_least(
            "the same, against LibreOffice headless (faster by)",
            f"{ours:.2f} s", f"{office:.2f} s", office / ours, 3,
        ),
        measure.at_most(f"{MANY:,} rows against {ROWS:,}, CPU", f"{many:.2f} s", f"{ours:.2f} s", many / ours, 11),
        measure.at_most(
            f"memory of {MANY:,} rows beyond the rows themselves", f"{beyond:.0f} MB", "the rows", beyond, 100, " MB"
        ),
    ]  # fmt: skip


def _office(folder: Path) -> Callable[[], Run]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        message = "LibreOffice is not installed; run: make bench"
        raise RuntimeError(message)
    source = folder / "office.fods"
    sheet.write(source, ROWS)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    return lambda: measure.command(words)
