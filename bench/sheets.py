"""Workbooks: reading against openpyxl, importing against bare executemany, exporting against a bare XlsxWriter.

Seconds are processor seconds, those of the process that reads included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line, Run

ROWS = 100_000
PASTED = 5_000
MEMORY = 400
"""Megabytes."""
SECONDS = 2


def lines() -> list[Line]:
    """Measure and judge."""
    return [*_reading(), *_refusing(), *_importing(), *_exporting(), *_pasting()]


def _reading() -> list[Line]:
    path = data.sheet_file(ROWS)
    runs = _runs("sheet_reading", ("ours", "openpyxl"), path)
    ours, peer = (measure.answer(runs[way], "read") for way in ("ours", "openpyxl"))
    what = f"reading {ROWS:,} rows × {len(data.SHEET_HEADS)} with preflight in a process of its own, against openpyxl"
    return [measure.at_least(f"{what} read_only", f"{ours:.2f} s", f"{peer:.2f} s", peer / ours, 8), *_memory(runs)]


def _refusing() -> list[Line]:
    """Hostile files of every kind, brought in one after the other; the slowest counts."""
    run = measure.program("sheet_refusing", data.folder())
    took, clock = (float(run.answer[key]) for key in ("cpu", "clock"))
    what = f"refusing a hostile file, the slowest of {run.answer['files']} ({run.answer['slowest']}), processor time"
    told = f"{took:.2f} s (clock {clock:.2f} s)"
    return [measure.at_most(what, told, f"{SECONDS} s", took / SECONDS, 1)]


def _importing() -> list[Line]:
    runs = _runs("sheet_importing", ("ours", "bare"), data.sheet_file(ROWS), data.folder())
    ours = runs["ours"]
    speed = {name: measure.answer(found, "rows") / measure.answer(found, "import") for name, found in runs.items()}
    back, again, stored = (ROWS / measure.answer(ours, key) for key in ("withdraw", "redo", "stored"))
    bare, all_of_it = f"{speed['bare']:,.0f} rows/s", f"{stored:,.0f} rows/s"
    what = f"importing {ROWS:,} rows with gates, history and search, against executemany into the record table alone"
    whole = (
        "the same, against executemany of every row it leaves: record, history, its values, search, cells as they stood"
    )
    return [
        measure.at_least(what, f"{speed['ours']:,.0f} rows/s", bare, speed["ours"] / speed["bare"], 0.25),
        measure.at_least(whole, f"{speed['ours']:,.0f} rows/s", all_of_it, speed["ours"] / stored, None),
        measure.at_least("withdrawing them in one step", f"{back:,.0f} rows/s", bare, back / speed["bare"], None),
        measure.at_least("bringing them again", f"{again:,.0f} rows/s", bare, again / speed["bare"], None),
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
    held, bare = (measure.answer(runs[way], "peak") for way in ("ours", "bare"))
    what = f"exporting {ROWS:,} rows × 12 from the ledger, against XlsxWriter constant_memory writing the same cells"
    return [
        measure.at_least(what, f"{ours:.1f} s", f"{peer:.1f} s", peer / ours, 1),
        measure.at_most("memory of the export", f"{held:.0f} MB", f"{bare:.0f} MB", held / bare, None),
    ]


def _pasting() -> list[Line]:
    runs = _runs("sheet_importing", ("look", "over"), data.sheet_file(PASTED), data.folder())
    new, over, written = (
        measure.answer(runs[way], key) for way, key in (("look", "look"), ("over", "plan"), ("over", "write"))
    )
    block = f"a pasted block of {PASTED:,} rows"
    return [
        measure.at_most(f"{block} as new records, until its preview", f"{new:.2f} s", "2 s", new / SECONDS, 1),
        measure.at_most(f"{block} over records, until its preview", f"{over:.2f} s", "2 s", over / SECONDS, 1),
        measure.at_most(
            "writing it over them as one step", f"{written:.2f} s", "", written / PASTED * 1000, None, " ms/row"
        ),
    ]


def _runs(name: str, ways: tuple[str, ...], *given: object) -> dict[str, list[Run]]:
    """Each way once, without a round before: they take minutes, and their files are read from memory either way."""
    return {way: [measure.program(name, way, *given)] for way in ways}
