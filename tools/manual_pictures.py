"""Makes the pictures of the manual from the sample that `make demo` built: python tools/manual_pictures.py SAMPLE."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(sample: Path) -> None:
    """Open the sample in a window that nobody sees, and picture it."""
    from app.services import manual
    from app.services.desk import open_desk
    from app.ui import application, manual_pictures, pictures
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation

    app = application.make_application()
    application.load_rare_face()
    with closing(open_desk(sample)) as desk:
        operation = Operation(desk)
        window = MainWindow(operation)
        window.show()
        window.setGeometry(0, 0, *pictures.SIZE)
        pictures.settle(app, window)
        manual_pictures.make(app, window, manual.folder() / "pictures")
        operation.close()
        window.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
