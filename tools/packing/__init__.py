"""What all packages of the program share: names, version, time, and the texts of resources/installer."""

from __future__ import annotations

import os
import shutil
import string
import subprocess
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "resources" / "installer"
BUILD = ROOT / "build"
ICONS = BUILD / "icons"
"""Where the icon lies drawn in the sizes that desktops ask for."""
NAME, TITLE = "minqing", "民情台账"


def version() -> str:
    """The version, from its one place."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def epoch() -> int:
    """The time that everything in the packages bears: SOURCE_DATE_EPOCH, else that of the last commit, else now."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not said and program("git"):
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return int(said) if said.isdigit() else int(time.time())


def text(name: str, **values: object) -> str:
    """One of the texts of the packages with its places filled in."""
    return string.Template((TEXTS / name).read_text("utf-8")).substitute({key: str(x) for key, x in values.items()})


def program(name: str) -> str | None:
    """Where a program of the machine is, also where the setups of Windows put theirs; None when it is not there."""
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / f"{name}.exe"
    return shutil.which(name) or (str(usual) if usual.is_file() else None)


def put(path: Path, content: str) -> None:
    """Write a text where it belongs, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def copy(source: Path, target: Path) -> None:
    """Copy a file to where it belongs, with the folders above it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def files_of(folder: Path) -> list[Path]:
    """Every file below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
