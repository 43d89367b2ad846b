"""Verifies a ledger with a long history: the chain alone, then every check."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from app.services import verifying
from app.services.desk import open_desk
from db import audit


def main(path: Path) -> None:
    """Verify and print the seconds; raises SystemExit when the file does not hold."""
    with closing(open_desk(path)) as desk:
        began, cpu = time.perf_counter(), time.process_time()
        walked = desk.read(lambda unit: audit.walk(unit.connection, unit.schema))
        chain, chain_cpu = time.perf_counter() - began, time.process_time() - cpu
        began = time.perf_counter()
        found = verifying.run(desk)
        whole = time.perf_counter() - began
    # The measured rows share one run of numbers over all years, so that each year seems to lack some.
    wrong = [one.sentence for one in found if not one.ok and one.name != "numbers"]
    if wrong or walked.breaks:
        sys.exit(f"the file does not hold: {wrong}")
    print(json.dumps({"chain": chain, "cpu": chain_cpu, "whole": whole, "rows": walked.rows}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
