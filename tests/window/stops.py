"""The real program that goes its walk by itself: says on its output where it stands, goes on at a byte of input.

stops FILE REPORT POINTS [PICTURES]: with the text that large; what cannot be read of it
(`tests.ui.audit`, `tests.ui.contrast`) goes to REPORT as JSON, stop → faults; a picture of every stop to PICTURES.
With PICTURES nobody reads: it goes on by itself.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QSocketNotifier

from app.ui import application
from app.ui.session import Session
from tests.ui import audit
from tests.ui.contrast import Eye
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def main(path: Path, report: Path, points: int, pictures: Path | None, *, is_read: bool) -> None:
    """Walk through a file."""
    application.make_application()
    application.set_font_points(points)
    application.load_rare_face()
    session = Session()
    session.open(path)
    window = session.window
    assert window is not None
    window.resize(window.screen().availableGeometry().size() - audit.FRAME)
    waiting, eye = QEventLoop(), Eye()
    found: dict[str, list[str]] = {}

    def go_on() -> None:
        os.read(sys.stdin.fileno(), 1)
        waiting.quit()

    def visit(name: str, widget: QWidget) -> None:
        faults = [*audit.faults(widget), *eye.pale(widget)]
        if faults:
            found[name] = faults
        if pictures is not None:
            widget.window().grab().save(str(pictures / f"{name.replace('/', '_')}.png"))
        print(name, flush=True)
        if is_read:
            waiting.exec()

    if is_read:
        notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(go_on)
    walk = Walk(window, visit, panels=not is_read)
    walk.settle()
    walk.everything()
    if walk.failures:
        found["没有打开"] = walk.failures
    report.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    os._exit(0)  # taking thousands of widgets apart is no part of the walk


if __name__ == "__main__":
    _self, file, kept, size, *more = sys.argv
    main(Path(file), Path(kept), int(size), Path(more[0]) if more else None, is_read=not more)
