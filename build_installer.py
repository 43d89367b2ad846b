"""Make what an office installs, for the kind of machine this runs on.

    python build_installer.py                    Linux: a .deb and a portable tar; Windows: a setup and a portable zip
    python build_installer.py --check            say what this machine lacks for that, and build nothing
    python build_installer.py --frozen FOLDER    pack a program frozen before, one from Windows on Linux too

PyInstaller freezes the program into one folder, in an environment of its own made from installer.lock (build/venv); no
network and no Python are needed on the target. The texts of the packages are the files of resources/installer.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import io
import platform
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tools.packing import BUILD, NAME, ROOT, TITLE, program, version

if TYPE_CHECKING:
    from collections.abc import Callable

OLDEST, TOO_NEW = (3, 11), (3, 14)
"""The versions of Python that the lock holds for: from the first on, below the second."""
BUNDLED = ("xcb-cursor", "xcb-icccm", "xcb-image", "xcb-keysyms", "xcb-render-util", "xcb-xkb", "xkbcommon-x11")
"""Libraries of the machine that builds which go into the program, because many desktops lack them."""
ELSEWHERE = "Windows 的安装程序要在 Windows 上用同一个命令做：程序只能在它要运行的系统上打包。"


class Machine(NamedTuple):
    """What is asked of the machine that builds."""

    system: str
    python: tuple[int, int]
    has_program: Callable[[str], bool]
    has_library: Callable[[str], bool]
    has_module: Callable[[str], bool]


def this_machine() -> Machine:
    """The machine this runs on."""
    return Machine(
        platform.system(),
        sys.version_info[:2],
        lambda name: program(name) is not None,
        lambda name: ctypes.util.find_library(name) is not None,
        lambda name: find_spec(name) is not None,
    )


def missing(machine: Machine, *, freezes: bool = True, for_windows: bool = False) -> list[str]:
    """What the machine lacks, each as a line that says what it is for and how to get it."""
    if machine.system not in ("Linux", "Windows"):
        return [f"这台机器是 {machine.system}：安装包只能在 Linux 或 Windows 上做。"]
    lacking = []
    if freezes and not OLDEST <= machine.python < TOO_NEW:
        found = ".".join(map(str, machine.python))
        lacking.append(f"Python 版本不合：现在是 {found}，要用 3.11、3.12 或 3.13。")
    if not (machine.has_module("venv") and machine.has_module("ensurepip")):
        lacking.append("缺 Python 的 venv（建打包环境用）。安装：apt-get install python3-venv")
    if for_windows:
        how = "从 NSIS 的官方网站下载安装" if machine.system == "Windows" else "apt-get install nsis"
        tools = {"makensis": ("做 Windows 安装程序用", how)}
    else:
        tools = {
            "dpkg-deb": ("做 .deb 用", "apt-get install dpkg"),
            "objdump": ("查程序要用哪些系统库", "apt-get install binutils"),
        }
    lacking += [
        f"缺 {tool}（{why}）。安装：{how}" for tool, (why, how) in tools.items() if not machine.has_program(tool)
    ]
    if freezes and machine.system == "Linux":
        absent = [name for name in BUNDLED if not machine.has_library(name)]
        lacking += [f"缺系统库 {'、'.join(absent)}（要装进安装包）。安装：sh tools/system.sh run"] if absent else []
    return lacking


def kind_of(frozen: Path | None) -> str:
    """The system for which a folder was frozen, empty for none."""
    if frozen is None:
        return ""
    return "Windows" if (frozen / f"{NAME}.exe").is_file() else "Linux"


def environment() -> Path:
    """The Python that freezes: of an environment that holds what installer.lock pins and nothing else."""
    lock, folder = ROOT / "installer.lock", BUILD / "venv"
    python = folder / ("Scripts/python.exe" if platform.system() == "Windows" else "bin/python")
    made_of, digest = folder / "made-of.txt", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not made_of.is_file() or made_of.read_text("utf-8") != digest:
        venv.create(folder, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*command, "-r", str(lock)], check=True)
        made_of.write_text(digest, "utf-8")
    return python


def build(frozen: Path | None, out: Path, *, for_windows: bool) -> None:
    """Freeze unless that is done, and write the packages; runs in the environment."""
    from tools.packing import freezing, linux, windows

    out.mkdir(parents=True, exist_ok=True)
    freezing.draw_icons()
    folder = freezing.freeze() if frozen is None else frozen.resolve()
    makers = (windows.portable, windows.setup) if for_windows else (linux.portable, linux.debian)
    for make in makers:
        path = make(folder, out.resolve())
        print(f"{path}  {path.stat().st_size // 1_000_000} MB")


def main() -> int:
    """Build, or say what is missing; the exit code is 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="say what is missing and build nothing")
    parser.add_argument("--frozen", type=Path, help="pack this folder, frozen before, instead of freezing")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the packages go")
    options = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console without Chinese must not stop the work
    if Path(sys.prefix).resolve() == (BUILD / "venv").resolve():
        build(options.frozen, options.out, for_windows="Windows" in (platform.system(), kind_of(options.frozen)))
        return 0
    machine = this_machine()
    for_windows = "Windows" in (machine.system, kind_of(options.frozen))
    lacking = missing(machine, freezes=options.frozen is None, for_windows=for_windows)
    print("\n".join(lacking) or f"齐全，可以做{TITLE} {version()} 的安装包。", flush=True)
    if options.check and machine.system == "Linux":
        print(ELSEWHERE)
    if lacking or options.check:
        return int(bool(lacking))
    return subprocess.call([str(environment()), str(Path(__file__).resolve()), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
