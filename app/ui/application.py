"""The Qt application: names, bundled faces, Chinese standard buttons, style, and the clerk's own settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtGui import QFont, QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.keys import Guard

if TYPE_CHECKING:
    from collections.abc import Sequence

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FACES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RARE_FACE = "LXGWWenKai-Regular.ttf"
"""Has characters the others lack (𠮷); loaded when the window already stands."""
FAMILIES = ("Noto Sans SC", "LXGW WenKai", "Microsoft YaHei", "PingFang SC")
NAME = "民情台账"
_SIZE = "look/font_points"


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The dressed application; the one already running when there is one."""
    running = QApplication.instance()
    choose_input_method()
    app = running if isinstance(running, QApplication) else QApplication(["minqing", *arguments])
    dress(app)
    return app


def choose_input_method() -> None:
    """Let Chinese be typed through fcitx, which most desktops of the office have and whose plugin Qt's packages lack.

    Where there is no such plugin, fcitx is spoken to as ibus, by its portal; without that Qt asks for an ibus daemon.
    """
    wanted = [os.environ.get(name, "") for name in ("QT_IM_MODULES", "QT_IM_MODULE", "XMODIFIERS")]
    if any("fcitx" in value for value in wanted):
        os.environ["QT_IM_MODULES"] = "fcitx;ibus"
        os.environ.setdefault("IBUS_USE_PORTAL", "1")


def dress(app: QApplication) -> None:
    """Give an application its names, faces, translation and look."""
    app.setApplicationName("minqing")
    app.setApplicationDisplayName(NAME)
    app.setOrganizationName("minqing")
    app.setDesktopFileName("minqing")  # the task bar finds the menu's entry by it
    app.setStyle("Fusion")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    for face in FACES:
        QFontDatabase.addApplicationFont(str(FONTS / face))
    _translate(app)
    if app.findChild(Guard) is None:
        Guard(app)
    set_font_points(font_points(), app)


def load_rare_face() -> None:
    """Load the face of last resort; 25 MB, so after the first paint."""
    QFontDatabase.addApplicationFont(str(FONTS / RARE_FACE))


def show_icon() -> None:
    """Give the windows the program's sign; drawing it costs a library, so after the first paint."""
    QApplication.setWindowIcon(QIcon(str(FONTS.parent / "icons" / "minqing.svg")))


def _translate(app: QApplication) -> None:
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def settings() -> QSettings:
    """What this machine remembers of the window: an ini file in the program's own configuration folder."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("minqing", appauthor=False))
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def font_points() -> int:
    """The body text the clerk chose, in points."""
    kept = settings().value(_SIZE, theme.USUAL)
    points = int(kept) if isinstance(kept, (int, str)) and str(kept).isdigit() else theme.USUAL
    return min(max(points, theme.SMALLEST), theme.LARGEST)


def set_font_points(points: int, app: QApplication | None = None) -> None:
    """Show the window in that size at once and remember it."""
    dressed = app or QApplication.instance()
    if not isinstance(dressed, QApplication):
        return
    font = QFont(list(FAMILIES))
    font.setPointSize(points)
    dressed.setFont(font)
    dressed.setStyleSheet(theme.sheet(points))
    if points != font_points():
        settings().setValue(_SIZE, points)
