"""Workbooks: reading against openpyxl, importing against bare executemany, exporting against a bare XlsxWriter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line, Run

ROWS = 100_000
PASTED = 5_000
ROUNDS = 1
MEMORY = 400
"""Megabytes."""
SECONDS = 2


def lines() -> list[Line]:
    """Measure and judge."""
    return [*_reading(), *_importing(), *_exporting(), *_pasting()]


def _reading() -> list[Line]:
    path = data.sheet_file(ROWS)
    runs = _runs("sheet_reading", ("ours", "openpyxl"), path)
    ours, peer = (measure.answer(runs[way], "read") for way in ("ours", "openpyxl"))
    what = f"reading {ROWS:,} rows × {len(data.SHEET_HEADS)} with preflight in a process of its own, against openpyxl"
    return [measure.at_least(f"{what} read_only", f"{ours:.2f} s", f"{peer:.2f} s", peer / ours, 8), *_memory(runs)]


def _importing() -> list[Line]:
    runs = _runs("sheet_importing", ("ours", "bare"), data.sheet_file(ROWS), data.folder())
    speed = {name: measure.answer(found, "rows") / measure.answer(found, "import") for name, found in runs.items()}
    back, again = (ROWS / measure.answer(runs["ours"], key) for key in ("withdraw", "redo"))
    bare = f"{speed['bare']:,.0f} rows/s"
    what = f"importing {ROWS:,} rows with gates, history and search, against executemany into the same table"
    return [
        measure.at_least(what, f"{speed['ours']:,.0f} rows/s", bare, speed["ours"] / speed["bare"], 0.25),
        measure.at_least("withdrawing them in one step", f"{back:,.0f} rows/s", bare, back / speed["bare"], 0.25),
        measure.at_least("bringing them again", f"{again:,.0f} rows/s", bare, again / speed["bare"], 0.25),
        *_memory(runs),
    ]


def _memory(runs: dict[str, list[Run]]) -> list[Line]:
    """The most that our process held, and the one that read for it."""
    found = {name: measure.answer(runs["ours"], key) for name, key in (("it", "peak"), ("its reader", "child"))}
    return [
        measure.at_most(f"memory of {name}", f"{peak:.0f} MB", f"{MEMORY} MB", peak / MEMORY, 1)
        for name, peak in found.items()
    ]


def _exporting() -> list[Line]:
    runs = _runs("sheet_exporting", ("ours", "bare"), data.ledger_file(ROWS), data.folder())
    ours, peer = measure.cpu(runs["ours"]), measure.cpu(runs["bare"])
    what = f"exporting {ROWS:,} rows × 12 from the ledger, against XlsxWriter constant_memory writing the same cells"
    return [measure.at_least(what, f"{ours:.1f} s", f"{peer:.1f} s", peer / ours, 1)]


def _pasting() -> list[Line]:
    runs = _runs("sheet_importing", ("look",), data.sheet_file(PASTED), data.folder())
    took = measure.answer(runs["look"], "look")
    what = f"a pasted block of {PASTED:,} rows until its preview"
    return [measure.at_most(what, f"{took:.2f} s", f"{SECONDS} s", took / SECONDS, 1)]


def _runs(name: str, ways: tuple[str, ...], *given: object) -> dict[str, list[Run]]:
    return measure.interleaved({way: lambda way=way: measure.program(name, way, *given) for way in ways}, ROUNDS)
