"""What an office on Linux installs: a Debian package, or a tar that runs from anywhere."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING

from tools.packing import BUILD, ICONS, NAME, ROOT, copy, epoch, put, text, version
from tools.packing.freezing import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SYSTEM = {
    "libstdc++.so.6": "libstdc++6", "libgcc_s.so.1": "libgcc-s1", "libz.so.1": "zlib1g",
    "libGL.so.1": "libgl1", "libGLX.so.0": "libglx0", "libOpenGL.so.0": "libopengl0", "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6", "libX11-xcb.so.1": "libx11-xcb1", "libXext.so.6": "libxext6", "libxcb.so.1": "libxcb1",
    "libdrm.so.2": "libdrm2", "libgbm.so.1": "libgbm1",
    "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6", "libdbus-1.so.3": "libdbus-1-3",
    **dict.fromkeys(("libglib-2.0.so.0", "libgobject-2.0.so.0", "libgio-2.0.so.0", "libgthread-2.0.so.0"),
                    "libglib2.0-0 | libglib2.0-0t64"),
    "libcups.so.2": "libcups2 | libcups2t64", "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}  # fmt: skip
"""Libraries taken from the desktop, which has them always, by the Debian package each is in; all others go in."""
C_LIBRARY = re.compile(r"(ld-linux.*|libc|libm|libdl|libpthread|librt|libutil|libresolv)\.so\.\d+")


def is_elf(path: Path) -> bool:
    """Whether a file is a program or library of Linux."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def needed(path: Path) -> set[str]:
    """The libraries that a program or library asks for, by name."""
    told = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"NEEDED\s+(\S+)", told))


def sweep(frozen: Path) -> None:
    """Take out the libraries that nothing left needs or that every desktop has; then the notes for debuggers."""
    files = [path for path in frozen.rglob("*") if is_elf(path)]
    asks = {path: needed(path) for path in files}
    loose = {path for path in files if re.match(r"lib(?!python).*\.so", path.name) and "plugins" not in path.parts}
    reached: set[Path] = set()
    waiting = [path for path in files if path not in loose]
    while waiting:
        wanted = asks[waiting.pop()] - set(SYSTEM)
        found = {path for path in loose if path.name in wanted} - reached
        reached |= found
        waiting += found
    for path in loose - reached:
        path.unlink()
    for link in [path for path in frozen.rglob("*") if path.is_symlink() and not path.exists()]:
        link.unlink()
    for path in files:
        if path.exists() and not any(part.endswith(".libs") for part in path.parts):  # those were patched: left alone
            strip(path)


def strip(path: Path) -> None:
    """Take out of a library what only a debugger reads."""
    told = subprocess.run(["objdump", "-h", str(path)], capture_output=True, text=True, check=True).stdout
    if ".debug_info" in told:
        subprocess.run(["objcopy", "--strip-debug", str(path)], check=True)


def depends(frozen: Path) -> str:
    """The Debian packages that the folder needs: the C library from its oldest fitting version on, and SYSTEM's."""
    files = [path for path in frozen.rglob("*") if is_elf(path)]
    inside = {path.name for path in frozen.rglob("*")}
    wanted = {name for path in files for name in needed(path)} - inside
    unknown = sorted(name for name in wanted if name not in SYSTEM and not C_LIBRARY.fullmatch(name))
    if unknown:
        message = f"neither in the folder nor known to be on every desktop: {', '.join(unknown)}"
        raise SystemExit(message)
    oldest = c_library(path.read_bytes() for path in files)
    return ", ".join([f"libc6 (>= {oldest})", *sorted({SYSTEM[name] for name in wanted if name in SYSTEM})])


def c_library(contents: Iterable[bytes]) -> str:
    """The oldest version of the C library that has all that the given programs and libraries ask of it."""
    asked = {int(minor) for content in contents for minor in re.findall(rb"GLIBC_2\.(\d+)\b", content)}
    return f"2.{max(asked, default=0)}"


def portable(frozen: Path, out: Path) -> Path:
    """The folder as a tar that runs from anywhere; the same folder makes the same tar."""
    folder = f"{NAME}-{version()}"
    target = out / f"{folder}-linux-{platform.machine()}.tar.xz"
    note = text("portable.txt", version=version(), start="打开：运行本文件夹里的 minqing。").encode()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = epoch()
        return entry

    with tarfile.open(target, "w:xz", preset=1) as archive:
        archive.add(frozen, arcname=folder, filter=plain)  # goes through each folder in the order of names
        entry = plain(tarfile.TarInfo(f"{folder}/使用说明.txt"))
        entry.size = len(note)
        archive.addfile(entry, io.BytesIO(note))
    return target


def debian(frozen: Path, out: Path) -> Path:
    """The folder as a Debian package: /opt/minqing, menu entry, icons, file association; removal leaves the data."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / "opt" / NAME, symlinks=True)
    add_to_menu(root)
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = "".join(f"{hashlib.md5(x.read_bytes()).hexdigest()}  {x.relative_to(root)}\n" for x in files)  # noqa: S324
    size = sum(path.stat().st_size for path in files) // 1024
    about = {"version": version(), "architecture": architecture(), "kilobytes": size, "depends": depends(frozen)}
    put(root / "DEBIAN" / "control", text("control", **about))
    put(root / "DEBIAN" / "md5sums", sums)
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    target = out / f"{NAME}_{version()}_{architecture()}.deb"
    # xz, because the dpkg of older desktops knows no zstd
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(root), str(target)]
    known = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    subprocess.run(command, check=True, env=known, stdout=subprocess.DEVNULL)
    return target


def add_to_menu(root: Path) -> None:
    """Put menu entry, file association, icons, papers and the command `minqing` into the folder of a package."""
    share = root / "usr" / "share"
    put(share / "applications" / f"{NAME}.desktop", text("minqing.desktop"))
    put(share / "mime" / "packages" / f"{NAME}.xml", text("minqing.xml"))
    papers = share / "doc" / NAME
    put(papers / "copyright", "\n\n".join((ROOT / name).read_text("utf-8") for name in ("THIRD_PARTY.md", "LICENSE")))
    (papers / "changelog.gz").write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0))
    icons = share / "icons" / "hicolor"
    for size in SIZES:
        copy(ICONS / f"{size}.png", icons / f"{size}x{size}" / "apps" / f"{NAME}.png")
    copy(ROOT / "resources" / "icons" / f"{NAME}.svg", icons / "scalable" / "apps" / f"{NAME}.svg")
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / NAME).symlink_to(f"/opt/{NAME}/{NAME}")


def architecture(machine: str = "") -> str:
    """What Debian calls a kind of machine."""
    named = machine or platform.machine()
    return {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(named, named)
