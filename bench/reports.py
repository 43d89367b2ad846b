"""The self-check report with its annex: of the sample township, and of an office with 100,000 opinions; 首页."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.services import sample
from bench import data, figures, measure

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measure import Line

ROUNDS = 3
MOST = 100_000
BUDGET, DASHBOARD = 5.0, 0.5
"""Seconds of processor time."""


def lines() -> list[Line]:
    """Measure and judge."""
    folder = data.folder() / "reports"
    folder.mkdir(exist_ok=True)
    township, large, wide = _township(folder), data.ledger_file(MOST), figures.township(MOST)
    measure.program("self_check", township, folder / "ours")
    runs = measure.interleaved(
        {
            "ours": lambda: measure.program("self_check", township, folder / "ours"),
            "peer": lambda: measure.program("bare_docx", folder / "ours.txt", folder / "peer.docx"),
            "large": lambda: measure.program("self_check", large, folder / "large"),
            "window": lambda: measure.program("dashed", wide),
        },
        ROUNDS,
    )
    word, pdf = (measure.answer(runs["ours"], key) for key in ("word", "pdf"))
    peer = measure.answer(runs["peer"], "word")
    whole, large_word = measure.cpu(runs["ours"]), measure.answer(runs["large"], "word")
    dashed, on_clock = (measure.answer(runs["window"], key) for key in ("cpu", "seconds"))
    return [
        measure.at_most(
            "self-check report with annex to Word and PDF, whole process, CPU, against the budget of 5 s",
            f"{whole:.2f} s", f"{BUDGET:.0f} s", whole / BUDGET, 1,
        ),
        measure.at_most(
            "counting, drawing up and writing the Word report alone, against bare python-docx writing the same text",
            f"{word:.2f} s", f"{peer:.2f} s", word / peer, None,
        ),
        measure.at_most("the same as PDF", f"{pdf:.2f} s", f"{BUDGET:.0f} s", pdf / BUDGET, 1),
        measure.at_most(
            f"the Word report of an office with {MOST:,} opinions", f"{large_word:.2f} s", f"{BUDGET:.0f} s",
            large_word / BUDGET, 1,
        ),
        measure.at_most(
            f"tiles and charts of an office with {MOST:,} rows, after its window, processor time of all threads",
            f"{dashed:.2f} s", f"{DASHBOARD:.1f} s", dashed / DASHBOARD, 1,
        ),
        measure.at_most("the same on the clock", f"{on_clock:.2f} s", f"{DASHBOARD:.1f} s", on_clock / DASHBOARD, None),
    ]  # fmt: skip


def _township(folder: Path) -> Path:
    """The sample township, made once."""
    path = folder / "township.minqing"
    if not path.exists():
        with closing(sample.create(path)) as desk:
            sample.build(desk)
    return path
