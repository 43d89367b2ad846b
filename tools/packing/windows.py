"""What an office on Windows installs: a setup for one user, or a zip that runs from anywhere."""

from __future__ import annotations

import subprocess
import time
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tools.packing import BUILD, ICONS, NAME, TEXTS, TITLE, epoch, files_of, program, text, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def portable(frozen: Path, out: Path) -> Path:
    """The folder frozen on Windows as a zip that runs from anywhere; the same folder makes the same zip."""
    folder = f"{NAME}-{version()}"
    target = out / f"{folder}-windows-x64.zip"
    moment = max(time.gmtime(epoch())[:6], (1980, 1, 1, 0, 0, 0))
    note = text("portable.txt", version=version(), start="打开：双击本文件夹里的 minqing.exe。")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(f"{folder}/{name}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)

        for path in files_of(frozen):
            put(path.relative_to(frozen).as_posix(), path.read_bytes())
        put("使用说明.txt", b"\xef\xbb\xbf" + note.replace("\n", "\r\n").encode())
    return target


def setup(frozen: Path, out: Path) -> Path:
    """The folder frozen on Windows as a setup for one user; its removal takes only what it put there."""
    work = BUILD / "nsis"
    work.mkdir(parents=True, exist_ok=True)
    notice = text("notice.txt", version=version()).replace("\n", "\r\n")
    (work / "notice.txt").write_bytes(b"\xef\xbb\xbf" + notice.encode())
    target = out / f"{NAME}-{version()}-windows-x64-setup.exe"
    names = [path.relative_to(frozen).as_posix() for path in files_of(frozen)]
    size = sum((frozen / name).stat().st_size for name in names) // 1024
    (work / "put.nsh").write_text("".join(put_lines(frozen, names)), "utf-8")
    (work / "take.nsh").write_text("".join(take_lines(names)), "utf-8")
    defines = {"VERSION": version(), "TITLE": TITLE, "WORK": work, "OUT": target, "KILOBYTES": size,
               "ICON": ICONS / f"{NAME}.ico"}  # fmt: skip
    command = [str(program("makensis")), "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    command += [f"-D{key}={value}" for key, value in defines.items()]
    subprocess.run([*command, str(TEXTS / "minqing.nsi")], check=True)
    return target


def put_lines(frozen: Path, names: Iterable[str]) -> Iterator[str]:
    """The lines of the setup's script that put every file into its folder."""
    folder = ""
    for name in sorted(names, key=lambda x: (str(PurePosixPath(x).parent), x)):
        parent = _windows(PurePosixPath(name).parent)
        if parent != folder:
            folder = parent
            yield f'SetOutPath "$INSTDIR{folder}"\n'
        yield f'File "{frozen / name}"\n'


def take_lines(names: Iterable[str]) -> Iterator[str]:
    """The lines that take away those files and the folders that are empty then: never what someone else put there."""
    kept = sorted(names)
    for name in kept:
        yield f'Delete "$INSTDIR{_windows(PurePosixPath(name))}"\n'
    folders = {parent for name in kept for parent in PurePosixPath(name).parents if parent.parts}
    for folder in sorted(folders, key=lambda x: (-len(x.parts), str(x))):
        yield f'RMDir "$INSTDIR{_windows(folder)}"\n'


def _windows(path: PurePosixPath) -> str:
    return "".join(f"\\{part}" for part in path.parts).replace("$", "$$")
