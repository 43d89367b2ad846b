"""The look of the window: qt-material's stylesheet, built once into the program's cache, under our own sheet."""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

from PySide6.QtCore import QDir

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "theme"
PALETTE = FOLDER / "office.xml"
OVERRIDES = FOLDER / "office.qss"
SMALLEST, LARGEST, USUAL = 10, 18, 11
"""Body text in points."""
PX_PER_POINT = 96 / 72

INK = "#1d2730"
FAINT = "#56636f"
BLUE = "#1f5f8b"
RULE = "#ccd5de"
GROUND = "#f4f6f8"
RED = "#a61b1b"
AMBER = "#8a4b00"
_ITEM_INK = re.compile(r"(QListView::item \{[^}]*?)\n\s*color:[^;]*;")
"""Would paint over the colour of marks that a model gives."""
_DROPPED = re.compile(r"^\s*(font-family|font-size|line-height|text-transform|letter-spacing)\s*:[^;]*;\s*$", re.M)


def cache_folder() -> Path:
    """Where built stylesheets and their icons lie: the program's own cache, never elsewhere in the home folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("minqing", appauthor=False)) / "theme"


def sheet(points: int, folder: Path | None = None) -> str:
    """The whole stylesheet for a body text of so many points; builds the cached part when it is missing."""
    base = _base(folder or cache_folder())
    return base + overrides(points)


def overrides(points: int) -> str:
    """Our own sheet with its sizes filled in: `@name@` for points, pixels follow the body text."""
    line = round(points * PX_PER_POINT * 1.5)
    sizes = {
        "body": f"{points}pt",
        "small": f"{max(9, points - 1)}pt",
        "title": f"{points + 4}pt",
        "figure": f"{points + 13}pt",
        "line": f"{line}px",
        "box": f"{round(points * PX_PER_POINT)}px",
    }
    text = OVERRIDES.read_text("utf-8")
    for name, size in sizes.items():
        text = text.replace(f"@{name}@", size)
    return text


def _base(folder: Path) -> str:
    built = folder / _recipe()
    sheet_file = built / "base.qss"
    if not sheet_file.is_file():
        _build(built)
    QDir.setSearchPaths("icon", [str(FOLDER), str(built)])
    return sheet_file.read_text("utf-8")


def _recipe() -> str:
    """Names the built sheet by what it was made of, so that a new palette is never shown with an old sheet."""
    return f"{zlib.crc32(PALETTE.read_bytes() + (_DROPPED.pattern + _ITEM_INK.pattern).encode()):08x}"


def _build(built: Path) -> None:
    from PySide6.QtGui import QGuiApplication

    palette = QGuiApplication.palette()
    environment = dict(os.environ)
    built.mkdir(parents=True, exist_ok=True)
    import qt_material  # late: the theme engine is only needed when the cache is missing

    text = qt_material.build_stylesheet(
        str(PALETTE), invert_secondary=False, extra={"density_scale": "-2"}, parent=str(built), export=True
    )
    # It also colours the palette and leaves notes in the environment; neither is wanted.
    QGuiApplication.setPalette(palette)
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    part = built / "base.qss.part"
    part.write_text(_without_fonts(text), "utf-8")
    part.replace(built / "base.qss")


def _without_fonts(text: str) -> str:
    """The sheet without its own faces, sizes and upper-casing: those are the application font's and ours."""
    return _ITEM_INK.sub(r"\1", _DROPPED.sub("", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))
