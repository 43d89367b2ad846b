"""Our window on a large office: how long after it stands do the tiles and the charts of 首页 stand on it."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.ui import application
from app.ui.charts import ChartFrame
from app.ui.session import Session
from bench.programs.big_table import turn_until


def main(path: Path) -> None:
    """Open the file and print the seconds, on the clock and of the processor."""
    app = application.make_application()
    session = Session()
    session.open(path)
    if session.window is None:
        raise RuntimeError(path)
    home, operation = session.window.home, session.window.operation
    QApplication.processEvents()
    began, cpu = time.monotonic(), time.process_time()
    turn_until(lambda: bool(home.tiles) and bool(home.findChildren(ChartFrame)) and operation.idle)
    home.repaint()
    took = {"seconds": time.monotonic() - began, "cpu": time.process_time() - cpu}
    print(json.dumps({**took, "charts": len(home.findChildren(ChartFrame))}), flush=True)
    del app
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
