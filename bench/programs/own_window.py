"""Our own window on a file without opinions: what it holds in memory when all is read."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from app.ui import application
from app.ui.session import Session
from bench import data, memory
from bench.programs.big_table import turn_until


def main(path: Path) -> None:
    """Open the file and print."""
    app = application.make_application()
    session = Session()
    application.load_rare_face()  # as a start does, after its first paint
    session.open(path)
    if session.window is None:
        raise RuntimeError(path)
    operation = session.window.operation
    session.window.ledger_page(data.LEDGER)
    turn_until(lambda: operation.idle)
    operation.rest()
    print(json.dumps({"resident": memory.resident()}), flush=True)
    del app
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
