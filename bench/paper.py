"""A ledger to PDF: against a plain QPainter program, against LibreOffice, and ten times as many rows."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bench import data, measure, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.measure import Line, Run

FEW, ROWS = 2_000, 20_000
ROUNDS = 3
FORMS = 2_000
PAGES_A_SECOND = 40


def lines() -> list[Line]:
    """Measure and judge."""
    folder = data.folder() / "paper"
    folder.mkdir(exist_ok=True)
    programs: dict[str, Callable[[], Run]] = {
        "ours": lambda: measure.program("ledger_pdf", ROWS, folder / "ours.pdf"),
        "painter": lambda: measure.program("qpainter_pdf", ROWS, folder / "painter.pdf"),
        "office": _office(folder),
        "few": lambda: measure.program("ledger_pdf", FEW, folder / "few.pdf"),
    }
    runs = measure.interleaved(programs, ROUNDS)
    ours, painter, office, few = (measure.cpu(runs[name]) for name in programs)
    beyond = measure.answer(runs["ours"], "beyond_rows")
    return [
        measure.at_most(
            f"ledger of {ROWS:,} rows × 12 columns to PDF, CPU, against QPainter/QPdfWriter",
            f"{ours:.2f} s", f"{painter:.2f} s", ours / painter, 1.3,
        ),
        measure.at_least(
            "the same, against LibreOffice headless (faster by)",
            f"{ours:.2f} s", f"{office:.2f} s", office / ours, 5,
        ),
        measure.at_most(f"{ROWS:,} rows against {FEW:,}, CPU", f"{ours:.2f} s", f"{few:.2f} s", ours / few, 11),
        measure.at_most(
            f"memory of {ROWS:,} rows beyond the rows themselves", f"{beyond:.0f} MB", "the rows", beyond, 100, " MB"
        ),
        _forms(folder),
    ]  # fmt: skip


def _forms(folder: Path) -> Line:
    """Filled forms in one job, read from the ledger and drawn, in pages a second of processor time."""
    runs = measure.interleaved({"forms": lambda: measure.program("forms_pdf", FORMS, folder / "forms.pdf")}, 1)["forms"]
    pages, spent = measure.answer(runs, "pages"), measure.answer(runs, "cpu")
    return measure.at_least(
        f"{FORMS:,} filled close-out forms in one job: pages a second, against the {PAGES_A_SECOND} of the budget",
        f"{pages / spent:.0f} pages/s", f"{PAGES_A_SECOND} pages/s", pages / spent / PAGES_A_SECOND, 1,
    )  # fmt: skip


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
