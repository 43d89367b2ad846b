"""Ours: the same form of so many records in one job; prints the pages and the processor seconds of the job."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import form_sets, records
from app.services.desk import new_desk
from bench import data
from db.ask import Ask
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from db.values import Value

LEDGER, FORM = "rectifications", "close_out_request"


def fill(desk: Desk, count: int) -> None:
    """Enter so many rectification items in the words of the opinions."""

    def work(unit: UnitOfWork) -> None:
        for index in range(count):
            values: dict[str, Value] = {
                "registered_on": FuzzyDate(data.day(index)),
                "description": data.opinion(index),
                "measures_text": f"{data.result(index)}{data.opinion(index + 1)}",
                "responsible_org": Reference(data.ORGANISATIONS[index % 7]),
                "due_on": data.day(index) + timedelta(days=30),
            }
            records.add(unit, actor=desk.actor, ledger=LEDGER, values=values)

    desk.write(work)


def main(count: int, out: Path) -> None:
    """Fill a ledger and print all its forms."""
    path = out.with_suffix(".minqing")
    path.unlink(missing_ok=True)
    with closing(new_desk(path, office_name="清河镇人民政府")) as desk:
        fill(desk, count)
        began = time.process_time()
        made = form_sets.print_set(desk, form=FORM, ask=Ask(LEDGER), out=out)
        spent = time.process_time() - began
    print(json.dumps({"pages": made.printed.pages, "cpu": spent}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
