"""Imports a workbook that is read already into a new ledger, looks at it as a paste is, withdraws it; or bare SQL."""

from __future__ import annotations

import json
import sys
import tempfile
import time
import uuid as uuids
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.services import (
    cell_changes,
    import_files,
    import_paste,
    import_plan,
    import_preview,
    importing,
    paste_over,
    undo,
)
from app.services.desk import new_desk
from bench import data, memory
from db import mapping, search, sqlite
from db.ask import Ask
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from app.services.importing import Imported
    from app.sheets.book import Book
    from db.unit import UnitOfWork

OFFICE = "清河镇人民政府"


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    cpu = time.process_time()
    answer = work()
    return answer, time.process_time() - cpu


def _registers(desk: Desk) -> None:
    for name in data.VILLAGES:
        factories.add(desk, "places", f"名称={name}", "种类=村")
    for name in data.ORGANISATIONS:
        factories.add(desk, "organisations", f"名称={name}")


def importing_of(folder: Path, book: Book) -> dict[str, float]:
    """Rows and processor seconds of an import through all gates, of its withdrawal and of bringing it again."""
    ledger = registry.find(data.LEDGER)

    def take(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="意见.xlsx")

    with closing(new_desk(folder / "ours.minqing", office_name=OFFICE)) as desk:
        _registers(desk)
        made, took = _timed(lambda: desk.write(take))
        found = {"rows": made.added, "import": took, "peak": memory.peak(), "child": memory.children_peak()}
        found["stored"] = storing(folder, folder / "ours.minqing", desk.read(_searched))
        _done, found["withdraw"] = _timed(
            lambda: desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
        )
        _done, found["redo"] = _timed(lambda: desk.write(lambda unit: undo.redo(unit, actor=desk.actor)))
    return found


def _searched(unit: UnitOfWork) -> list[tuple[str, str]]:
    """What the records are found by, as the search index has it."""
    ledger = registry.find(data.LEDGER)
    contents = search.Contents(ledger)
    ids = unit.reading.ids(Ask(data.LEDGER))
    return [contents.of(record) for record in cell_changes.standing(unit, ledger, ids)]


STORED = ("audit", "audit_value", "search_row", "import_batch", "import_row")
"""What an import writes beside the records."""


def storing(folder: Path, made: Path, texts: list[tuple[str, str]]) -> float:
    """Processor seconds of writing every row that an import left into another file by executemany, and nothing else."""
    path = folder / "stored.minqing"
    with closing(new_desk(path, office_name=OFFICE)) as desk:
        _registers(desk)
    with closing(sqlite.connect(made, mode="ro")) as source, closing(sqlite.connect(path, mode="rw")) as connection:
        filled = [(data.LEDGER, 0), *((name, _last(connection, name)) for name in STORED)]
        work = [(name, *_rows_of(source, name, after)) for name, after in filled]
        (first,) = connection.execute("SELECT coalesce(max(rowid), 0) + 1 FROM search_text").fetchone()
        words = [(first + at, *text) for at, text in enumerate(texts)]

        def write() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for name, width, rows in work:
                connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)
            connection.executemany("INSERT INTO search_text(rowid, text, initials) VALUES (?, ?, ?)", words)
            connection.execute("COMMIT")

        return _timed(write)[1]


def _last(connection: Any, table: str) -> int:  # noqa: ANN401
    (found,) = connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()
    return int(found)


def _rows_of(connection: Any, table: str, after: int) -> tuple[int, list[Any]]:  # noqa: ANN401
    rows = connection.execute(f"SELECT * FROM {table} WHERE rowid > ?", (after,)).fetchall()
    return len(rows[0]), [tuple(row) for row in rows]


def bare(folder: Path, book: Book) -> dict[str, float]:
    """The same cells into the same table with the same indexes by executemany, and nothing else."""
    ledger, path = registry.find(data.LEDGER), folder / "bare.minqing"
    new_desk(path, office_name=OFFICE).close()
    rows = [_bare_row(ledger, index) for index in range(len(book.sheets[0].rows) - 1)]
    names = list(rows[0])
    cells = [tuple(row[name] for name in names) for row in rows]
    marks = ", ".join("?" * len(names))
    with closing(sqlite.connect(path, mode="rw")) as connection:

        def write() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {data.LEDGER} ({', '.join(names)}) VALUES ({marks})", cells)
            connection.execute("COMMIT")

        _none, took = _timed(write)
    return {"rows": len(rows), "import": took}


def _bare_row(ledger: Any, index: int) -> dict[str, Any]:  # noqa: ANN401
    values = mapping.values_to_row(ledger.columns, data.values(index))
    plain = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
    year, stamp = data.day(index).year, "2014-03-31 09:00:00.000000"
    stamps = {"created_at": stamp, "created_by": "管理员", "updated_at": stamp, "updated_by": "管理员"}
    own = {"id": index + 1, "uuid": uuids.uuid4().hex, "number": f"意见〔{year}〕{index + 1}号", "year": year}
    return {**own, "serial": index + 1, "version": 1, "missing_count": 0, **stamps, **plain}


def looking(folder: Path, book: Book) -> dict[str, float]:
    """Seconds until a pasted block of these rows is shown with what is wrong in it."""
    ledger = registry.find(data.LEDGER)

    def look(unit: UnitOfWork) -> int:
        return import_preview.look(unit, plan=import_plan.guess(unit, ledger=ledger, book=book)).read

    with closing(new_desk(folder / "paste.minqing", office_name=OFFICE)) as desk:
        _registers(desk)
        rows, took = _timed(lambda: desk.read(look))
        return {"rows": rows, "look": took}


def laying_over(folder: Path, book: Book) -> dict[str, float]:
    """Seconds until a pasted block lying over as many records is shown, and until it is written as one step."""
    ledger = registry.find(data.LEDGER)
    columns = [target.key for target in _plan(folder, book).targets]
    place = columns.index("result")

    with closing(new_desk(folder / "over.minqing", office_name=OFFICE)) as desk:
        _registers(desk)

        def take(unit: UnitOfWork) -> Imported:
            plan = import_plan.guess(unit, ledger=ledger, book=book)
            return importing.run(unit, actor=desk.actor, plan=plan, file_name="意见.xlsx")

        ids = desk.write(take).changes.ids
        rows = [[*row, *[None] * (len(columns) - len(row))] for row in book.sheets[0].rows[1:]]
        text = "\n".join("\t".join("" if cell is None else str(cell) for cell in row) for row in rows)

        def look(unit: UnitOfWork) -> cell_changes.Planned:
            block = paste_over.filled(import_paste.block(text, "").sheets[0])
            changed = [[*row[:place], f"{row[place]}（已复核）", *row[place + 1 :]] for row in block]
            return paste_over.plan(unit, actor=desk.actor, ledger=ledger.name, block=changed, ids=ids, keys=columns)

        planned, took = _timed(lambda: desk.read(look))
        if len(planned.rows) != len(ids):
            message = f"{planned.failed} of {len(ids)} rows cannot be written"
            raise RuntimeError(message)
        _done, wrote = _timed(
            lambda: desk.write(lambda unit: cell_changes.write(unit, actor=desk.actor, planned=planned, verb="粘贴"))
        )
        return {"rows": len(ids), "plan": took, "write": wrote}


def _plan(folder: Path, book: Book) -> import_plan.Plan:
    with closing(new_desk(folder / "plan.minqing", office_name=OFFICE)) as desk:
        return desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find(data.LEDGER), book=book))


if __name__ == "__main__":
    way, source = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=sys.argv[3]) as name:
        found = {"ours": importing_of, "bare": bare, "look": looking, "over": laying_over}[way](
            Path(name), import_files.read(source)
        )
    print(json.dumps(found))
