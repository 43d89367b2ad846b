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
from app.services import import_files, import_plan, import_preview, importing, undo
from app.services.desk import new_desk
from bench import data, memory
from db import mapping, sqlite
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
        _done, found["withdraw"] = _timed(
            lambda: desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
        )
        _done, found["redo"] = _timed(lambda: desk.write(lambda unit: undo.redo(unit, actor=desk.actor)))
        return found


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


if __name__ == "__main__":
    way, source = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=sys.argv[3]) as name:
        found = {"ours": importing_of, "bare": bare, "look": looking}[way](Path(name), import_files.read(source))
    print(json.dumps(found))
