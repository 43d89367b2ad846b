"""Freezes the program into one folder: all that it needs, nothing it never uses, and the licences of its parts."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib import metadata
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from tools.packing import BUILD, ICONS, NAME, ROOT, TEXTS, copy, epoch, files_of

UNUSED_QT = (
    "QtWebEngineCore", "QtWebEngineWidgets", "QtWebEngineQuick", "QtQuick", "QtQml", "Qt3DCore", "QtCharts", "QtOpenGL",
    "QtOpenGLWidgets", "QtMultimedia", "QtDesigner", "QtBluetooth", "QtPositioning", "QtSensors", "QtSql", "QtTest",
    "QtNetworkAuth", "QtRemoteObjects",
)  # fmt: skip
"""Parts of Qt that the program never imports; WebEngine alone would triple the installer."""
UNUSED = (*(f"PySide6.{name}" for name in UNUSED_QT), "tkinter", "pip", "setuptools", "wheel", "readline", "sqlite3")
"""The last two: readline is under the GPL, and the program's SQLite is the one in sqlcipher3."""
PLUGINS = {
    "iconengines": None,
    "imageformats": None,
    "platforminputcontexts": ("compose", "ibus"),
    "platforms": ("xcb", "offscreen", "windows"),
    "platformthemes": ("xdgdesktopportal",),
    "printsupport": None,
    "styles": None,
    "xcbglintegrations": None,
}
"""The kinds of Qt's plugins that stay, and which of a kind (None: all)."""
SIZES = (32, 48, 64, 128, 256)


def freeze() -> Path:
    """The program frozen into build/frozen/minqing, by the packages of the environment this runs in."""
    data = {
        ROOT / "resources": "resources",
        ROOT / "db" / "migrations": "db/migrations",
        ROOT / "db" / "postgres" / "house.sql": "db/postgres",
        ROOT / "db" / "postgres" / "search.sql": "db/postgres",
        ROOT / "db" / "postgres" / "erasing.sql": "db/postgres",
        ROOT / "pyproject.toml": ".",
        _package("opencc") / "clib" / "share" / "opencc": "opencc/clib/share/opencc",  # its programs stay out
        _package("docx") / "parts" / "__init__.py": "docx/parts",  # its templates are looked for by way of this folder
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--noupx", "--onedir", "--name", NAME]
    command += ["--log-level", "ERROR"]
    command += ["--distpath", str(BUILD / "frozen"), "--workpath", str(BUILD / "work"), "--specpath", str(BUILD)]
    command += [word for source, target in data.items() for word in ("--add-data", f"{source}{os.pathsep}{target}")]
    command += [word for module in UNUSED for word in ("--exclude-module", module)]
    command += [word for room in ("app", "db", "psycopg") for word in ("--collect-submodules", room)]
    command += ["--collect-all", "qt_material", "--collect-data", "pypinyin"]
    hidden = ("alembic.context", "alembic.op", "opencc.clib.opencc_clib", "psycopg_binary._psycopg")
    command += [word for module in hidden for word in ("--hidden-import", module)]
    if platform.system() == "Windows":  # one program for window and command line: a console of its own is hidden
        command += ["--icon", str(ICONS / f"{NAME}.ico"), "--hide-console", "hide-early"]
    known = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "1"}
    subprocess.run([*command, str(ROOT / "app" / "__main__.py")], check=True, cwd=ROOT, env=known)
    frozen = BUILD / "frozen" / NAME
    take_out_unused(frozen)
    if platform.system() == "Linux":
        from tools.packing import linux

        linux.sweep(frozen)
    add_licences(frozen)
    return frozen


def _package(name: str) -> Path:
    """The folder of a package of the environment."""
    found = find_spec(name)
    if found is None or found.origin is None:
        message = f"{name} is not in the environment: remove build/venv and try again"
        raise SystemExit(message)
    return Path(found.origin).parent


def take_out_unused(frozen: Path) -> None:
    """Take out what `is_unused` names, and the folders left empty."""
    for path in files_of(frozen):
        if is_unused(path.relative_to(frozen)):
            path.unlink()
    for folder in sorted((path for path in frozen.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def is_unused(path: Path) -> bool:
    """Whether a file of the frozen folder is one that the program never loads: of Qt, of its texts, compiled again."""
    parts = path.parts
    if "plugins" in parts and "PySide6" in parts:
        names = PLUGINS.get(parts[parts.index("plugins") + 1], ())
        return names is not None and not re.match(rf"(lib)?q?({'|'.join(names) or '-'})", path.name)
    if "PySide6" in parts and (path.suffix == ".qm" or "qml" in parts):
        return path.name != "qtbase_zh_CN.qm"
    return "__pycache__" in parts or ("resources", "installer") in pairwise(parts)


def draw_icons() -> None:
    """Draw the icon in the sizes that desktops ask for, and as Windows keeps it."""
    from PIL import Image
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    ICONS.mkdir(parents=True, exist_ok=True)
    drawing = QSvgRenderer(str(ROOT / "resources" / "icons" / f"{NAME}.svg"))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        image.save(str(ICONS / f"{size}.png"))
    Image.open(ICONS / "256.png").save(ICONS / f"{NAME}.ico", sizes=[(n, n) for n in (16, 24, 32, 48, 64, 256)])


def add_licences(frozen: Path) -> None:
    """Put the licences of the program and of every part of it into its folder."""
    copy(ROOT / "LICENSE", frozen / "许可证.txt")
    copy(ROOT / "THIRD_PARTY.md", frozen / "第三方组件.txt")
    shutil.copytree(TEXTS / "licences", frozen / "licences", dirs_exist_ok=True)
    pythons = (Path(sys.base_prefix) / "LICENSE.txt", Path(sysconfig.get_path("stdlib")) / "LICENSE.txt")
    for path in [path for path in pythons if path.is_file()]:
        copy(path, frozen / "licences" / "python" / "LICENSE.txt")
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "installer.lock").read_text("utf-8"), re.M):
        try:
            files = metadata.files(name) or ()
        except metadata.PackageNotFoundError:  # of another kind of machine
            continue
        for file in files:
            if ".dist-info" in file.parts[0] and re.match(r"(?i)licen[cs]e|copying|notice", file.name):
                copy(Path(str(file.locate())), frozen / "licences" / name / file.name)
