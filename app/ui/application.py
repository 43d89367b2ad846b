"""The Qt application: names, bundled faces, Chinese standard buttons, style, and the clerk's own settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.rules.places import is_server
from app.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FACES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RARE_FACE = "LXGWWenKai-Regular.ttf"
"""Has characters the others lack (𠮷); loaded when the window already stands."""
FAMILIES = ("Noto Sans SC", "LXGW WenKai", "Microsoft YaHei", "PingFang SC")
NAME = "民情台账"
_SIZE = "look/font_points"
_LAST = "file/last"
_SERVERS = "server/known"
SERVERS_KEPT = 8
_DRESSED = "dressed"


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The dressed application whose keys are watched; the one already running when there is one."""
    app = bare_application(arguments)
    from app.ui.keys import Guard

    if app.findChild(Guard) is None:
        Guard(app)
    return app


def bare_application(arguments: Sequence[str] = ()) -> QApplication:
    """The dressed application before anything can be typed into it."""
    running = QApplication.instance()
    if isinstance(running, QApplication) and running.property(_DRESSED):
        return running
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
    set_font_points(font_points(), app)
    app.setProperty(_DRESSED, True)


def load_rare_face() -> None:
    """Load the face of last resort; 25 MB, so after the first paint."""
    QFontDatabase.addApplicationFont(str(FONTS / RARE_FACE))


def show_icon() -> None:
    """Give the windows the program's sign; drawing it costs a library, so after the first paint."""
    from PySide6.QtGui import QIcon

    QApplication.setWindowIcon(QIcon(str(FONTS.parent / "icons" / "minqing.svg")))


def _translate(app: QApplication) -> None:
    """Qt's own words in Chinese, and the few that its translation lacks."""
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase_zh_CN", qts), ("qt_more_zh_CN", str(FONTS.parent / "translations"))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)


def settings() -> QSettings:
    """What this machine remembers of the window: an ini file in the program's own configuration folder."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("minqing", appauthor=False))
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def last_place() -> str:
    """The file opened last, or the office at a county's server; empty when there was none or the file is gone."""
    kept = settings().value(_LAST)
    place = kept if isinstance(kept, str) else ""
    return place if is_server(place) or (place and Path(place).exists()) else ""


def remember_place(place: str) -> None:
    """Open this again at the next start: a file, or an address without its password."""
    settings().setValue(_LAST, place)
    if is_server(place):
        known = [place, *(other for other in known_servers() if other != place)]
        settings().setValue(_SERVERS, "\n".join(known[:SERVERS_KEPT]))


def known_servers() -> tuple[str, ...]:
    """The addresses at county's servers opened from this machine, without passwords, the last one first."""
    kept = settings().value(_SERVERS)
    return tuple(filter(None, kept.split("\n"))) if isinstance(kept, str) else ()


def last_operator(place: str) -> str:
    """Who worked last from this machine at an office of a server; empty when nobody did."""
    kept = settings().value(_operator_key(place))
    return kept if isinstance(kept, str) else ""


def remember_operator(place: str, name: str) -> None:
    """Offer this operator first at the next sign-in there."""
    settings().setValue(_operator_key(place), name)


def _operator_key(place: str) -> str:
    import hashlib  # late: the first picture needs it not

    return f"server/operator_{hashlib.sha256(place.encode()).hexdigest()[:12]}"


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
