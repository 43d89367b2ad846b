"""Make what an office installs: on Linux a .deb and a portable tar with everything inside.

    python build_installer.py            build for this machine into dist/
    python build_installer.py --check    say what is missing for that, and build nothing

The program is frozen by PyInstaller into one folder; no network and no Python are needed on the target.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tarfile
import tomllib
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NAME = "minqing"
UNUSED_QT = (
    "QtWebEngineCore", "QtWebEngineWidgets", "QtWebEngineQuick", "QtQuick", "QtQml", "Qt3DCore", "QtCharts",
    "QtMultimedia", "QtDesigner", "QtBluetooth", "QtPositioning", "QtSensors", "QtSql", "QtTest", "QtNetworkAuth",
    "QtRemoteObjects",
)  # fmt: skip
"""Parts of Qt that the program never imports; WebEngine alone would triple the installer."""

DESKTOP = """[Desktop Entry]
Type=Application
Name=民情台账
Comment=乡镇台账的登记、查找、打印和销号
Exec=/usr/bin/minqing --file %f open
Icon=minqing
Categories=Office;
MimeType=application/x-minqing;
"""
MIME = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-minqing"><comment>民情台账</comment><glob pattern="*.minqing"/></mime-type>
</mime-info>
"""


def version() -> str:
    """The version, from its one place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def missing() -> list[str]:
    """What this machine lacks to build, each as a line that says how to get it."""
    lacking = []
    if platform.system() != "Linux":
        lacking.append("this script builds on Linux; the Windows setup is not made yet")
    if find_spec("PyInstaller") is None:
        lacking.append("PyInstaller: pip install pyinstaller")
    if find_spec("PySide6") is None:
        lacking.append("the program's own packages: make run once, then use .venv/bin/python")
    if shutil.which("dpkg-deb") is None:
        lacking.append("dpkg-deb, for the .deb: apt-get install dpkg")
    return lacking


def opencc_data() -> Path:
    """The folder of OpenCC's own tables, which the text cleaner reads; its programs and libraries stay out."""
    found = find_spec("opencc")
    if found is None or found.origin is None:
        message = "opencc is not installed: make run once, then use .venv/bin/python"
        raise SystemExit(message)
    return Path(found.origin).parent / "clib" / "share" / "opencc"


def freeze(work: Path) -> Path:
    """The program frozen into one folder."""
    separator = ";" if platform.system() == "Windows" else ":"
    data = [("resources", "resources"), ("db/migrations", "db/migrations")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--onedir", "--name", NAME]
    command += ["--distpath", str(work / "frozen"), "--workpath", str(work / "work"), "--specpath", str(work)]
    data.append((str(opencc_data()), "opencc/clib/share/opencc"))
    for source, target in data:
        command += ["--add-data", f"{ROOT / source}{separator}{target}"]
    for module in UNUSED_QT:
        command += ["--exclude-module", f"PySide6.{module}"]
    command += ["--collect-submodules", "app", "--collect-submodules", "db", "--collect-all", "qt_material"]
    command += [
        "--hidden-import",
        "opencc.clib.opencc_clib",
        "--collect-data",
        "pypinyin",
        "--collect-submodules",
        "alembic",
        str(ROOT / "app" / "__main__.py"),
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    return work / "frozen" / NAME


def portable(frozen: Path, out: Path) -> Path:
    """The folder as a tar that runs from anywhere."""
    target = out / f"{NAME}-{version()}-linux-{platform.machine()}.tar.xz"
    with tarfile.open(target, "w:xz", preset=1) as archive:
        archive.add(frozen, arcname=NAME)
    return target


def debian(frozen: Path, work: Path, out: Path) -> Path:
    """The folder as a Debian package: /opt/minqing, menu entry, icon, file association; removal leaves the data."""
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / "opt" / NAME, symlinks=True)
    share = root / "usr" / "share"
    files = {
        share / "applications" / "minqing.desktop": DESKTOP,
        share / "mime" / "packages" / "minqing.xml": MIME,
        root / "DEBIAN" / "control": _control(),
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    icon = share / "icons" / "hicolor" / "scalable" / "apps" / "minqing.svg"
    icon.parent.mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "icons" / "minqing.svg", icon)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / NAME).symlink_to(f"/opt/{NAME}/{NAME}")
    target = out / f"{NAME}_{version()}_{_architecture()}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(root), str(target)], check=True)
    return target


def _architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def _control() -> str:
    libraries = (
        "libegl1, libgl1, libxkbcommon0, libx11-6, libfontconfig1, libfreetype6, libglib2.0-0, libdbus-1-3, "
        "libxcb-cursor0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, libxcb-randr0, libxcb-render-util0, "
        "libxcb-shape0, libxcb-xkb1, libxkbcommon-x11-0"
    )
    return (
        f"Package: {NAME}\nVersion: {version()}\nArchitecture: {_architecture()}\nSection: misc\nPriority: optional\n"
        f"Maintainer: Minqing Ledger developers <minqing@localhost>\nDepends: {libraries}\n"
        "Description: offline ledger desk of a township office\n"
        " Keeps, prints and closes the office's ledgers without a network.\n"
    )


def main() -> int:
    """Build, or say what is missing; the exit code is 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="say what is missing and build nothing")
    parser.add_argument("--out", default="dist", help="where the packages go")
    options = parser.parse_args()
    lacking = missing()
    print("\n".join(f"missing: {line}" for line in lacking) or f"ready to build {NAME} {version()}")
    if lacking or options.check:
        return int(bool(lacking))
    out, work = Path(options.out).resolve(), ROOT / "build"
    out.mkdir(parents=True, exist_ok=True)
    frozen = freeze(work)
    for path in (portable(frozen, out), debian(frozen, work, out)):
        print(f"{path}  {path.stat().st_size // 1_000_000} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
