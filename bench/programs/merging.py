"""Merges a village's package of 50,000 opinions into a town that has 500 of them, all of which both changed since.

Prints the seconds and processor seconds of packing, of the preview and of the merge, and what came of it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.services import package_file, package_merge, packages
from app.services.desk import new_desk
from app.services.packages import Wanted
from bench import data
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from app.services.package_outcome import Merged
    from db.unit import UnitOfWork

Answer = TypeVar("Answer")
TOWN, VILLAGE = "清河镇人民政府", "清一村村民委员会"


def main(records: int, conflicts: int) -> None:
    """Measure one merge of so many records, so many of them in conflict."""
    with (
        tempfile.TemporaryDirectory(dir=data.folder()) as name,
        closing(new_desk(Path(name) / "town.minqing", office_name=TOWN)) as town,
        closing(new_desk(Path(name) / "village.minqing", office_name=VILLAGE)) as village,
    ):
        out = Path(name) / "village.mqpkg"
        village.write(partial(data.write_rows, desk=village, start=0, stop=conflicts))
        packages.pack(village, out=out, wanted=Wanted(TOWN))
        _merge(town, out)
        for desk, word in ((village, "村里改"), (town, "镇里改")):
            desk.write(partial(_change, operator=desk.actor.name, word=word))
        for start in range(conflicts, records, data.BATCH):
            stop = min(start + data.BATCH, records)
            village.write(partial(data.write_rows, desk=village, start=start, stop=stop))
        pack, pack_cpu, _sent = _timed(lambda: packages.pack(village, out=out, wanted=Wanted(TOWN)))
        merge, merge_cpu, made = _timed(lambda: _merge(town, out))
        again, again_cpu, same = _timed(lambda: _merge(town, out))
        print(
            json.dumps(
                {
                    "pack": pack, "pack_cpu": pack_cpu, "merge": merge, "merge_cpu": merge_cpu, "again": again,
                    "again_cpu": again_cpu, "new": made.counts["new"], "conflicts": len(made.conflicts),
                    "changed_again": int(same.is_new), "bytes": out.stat().st_size,
                }
            )
        )  # fmt: skip


def _merge(town: Desk, path: Path) -> Merged:
    package = package_file.open_package(path)
    return town.write(partial(package_merge.merge, actor=town.actor, package=package))


def _change(unit: UnitOfWork, *, operator: str, word: str) -> None:
    """Write a remark of its own into every opinion."""
    ledger = unit.schema.ledgers[data.LEDGER]
    for record in unit.reading.records(ledger, unit.reading.ids(Ask(data.LEDGER))).values():
        unit.update(
            ledger, record, operator=operator, values={"remark": word}, children={}, missing_count=record.missing_count
        )


def _timed(work: Callable[[], Answer]) -> tuple[float, float, Answer]:
    began, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return time.perf_counter() - began, time.process_time() - cpu, answer


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
