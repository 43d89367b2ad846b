"""What build_installer.py decides without building: what is missing, texts, what goes in and what is taken away."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import app
from build_installer import BUNDLED, ELSEWHERE, Machine, kind_of, missing
from tests.test_dependencies import normal
from tools import packing
from tools.packing import freezing, linux, windows

ROOT = Path(__file__).resolve().parents[1]
PINNED = r"^([\w.-]+)==([\w.+!]+)"


def machine(system: str = "Linux", python: tuple[int, int] = (3, 11), *absent: str) -> Machine:
    """A machine that has everything except what is named."""

    def has(name: str) -> bool:
        return name not in absent

    return Machine(system, python, has, has, has)


def of_control(text: str) -> dict[str, str]:
    """The fields of a Debian control file; what goes on in the next lines is joined by newlines."""
    return dict(line.split(": ", 1) for line in re.sub(r"\n ", "\x00", text.strip()).split("\n"))


# ---- version ---------------------------------------------------------------------------------------------------------


def test_the_version_stands_in_one_place() -> None:
    stated = re.findall(r'^version = "(\d+\.\d+\.\d+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert [app.VERSION] == stated == [packing.version()]


# ---- what is missing -------------------------------------------------------------------------------------------------


def test_nothing_is_missing_where_everything_is() -> None:
    assert missing(machine()) == []
    assert missing(machine("Windows"), for_windows=True) == []


def test_each_thing_that_is_missing_is_named_with_the_way_to_get_it() -> None:
    said = missing(machine("Linux", (3, 14), "dpkg-deb", "objdump", "venv", "xcb-cursor"))
    assert said == [
        "Python 版本不合：现在是 3.14，要用 3.11、3.12 或 3.13。",
        "缺 Python 的 venv（建打包环境用）。安装：apt-get install python3-venv",
        "缺 dpkg-deb（做 .deb 用）。安装：apt-get install dpkg",
        "缺 objdump（查程序要用哪些系统库）。安装：apt-get install binutils",
        "缺系统库 xcb-cursor（要装进安装包）。安装：sh tools/system.sh run",
    ]


def test_windows_is_asked_for_its_own_tools() -> None:
    bare = machine("Windows", (3, 12), "makensis", "dpkg-deb", "objdump", *BUNDLED)
    assert missing(bare, for_windows=True) == ["缺 makensis（做 Windows 安装程序用）。安装：从 NSIS 的官方网站下载安装"]
    assert missing(machine("Linux", (3, 11), "makensis"), freezes=False, for_windows=True) == [
        "缺 makensis（做 Windows 安装程序用）。安装：apt-get install nsis"
    ]


def test_another_system_is_told_so_and_nothing_else() -> None:
    assert missing(machine("Darwin", (3, 9), "dpkg-deb")) == ["这台机器是 Darwin：安装包只能在 Linux 或 Windows 上做。"]


def test_the_check_says_what_it_found_and_builds_nothing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "build_installer.py"),
        "--check",
        "--out",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    *lines, last = done.stdout.splitlines()
    assert last == ELSEWHERE
    assert (lines == [f"齐全，可以做民情台账 {app.VERSION} 的安装包。"]) == (done.returncode == 0)
    assert not (tmp_path / "out").exists()


def test_a_frozen_folder_says_for_which_system_it_is(tmp_path: Path) -> None:
    assert (kind_of(None), kind_of(tmp_path)) == ("", "Linux")
    (tmp_path / "minqing.exe").touch()
    assert kind_of(tmp_path) == "Windows"


def test_the_lock_of_the_installer_pins_the_program_as_it_was_tested() -> None:
    tested = dict(re.findall(PINNED, (ROOT / "requirements.lock").read_text("utf-8"), re.M))
    packed = dict(re.findall(PINNED, (ROOT / "installer.lock").read_text("utf-8"), re.M))
    both = {normal(name): version for name, version in packed.items() if name in tested}
    assert both.items() <= {normal(name): version for name, version in tested.items()}.items()
    assert {"pyside6-essentials", "sqlcipher3", "reportlab", "opencc"} <= set(both)
    assert "pyinstaller" in packed
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & set(packed)


def test_every_package_of_the_installers_lock_has_hashes_and_none_an_address() -> None:
    text = (ROOT / "installer.lock").read_text("utf-8")
    for entry in re.split(r"\n(?=\w)", text.strip()):
        first, *rest = entry.splitlines()
        assert rest, first
        assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in rest), first
    assert "//" not in text


# ---- Linux -----------------------------------------------------------------------------------------------------------


def test_the_control_file_has_what_dpkg_asks_for() -> None:
    fields = of_control(
        packing.text("control", version="1.2.3", architecture="amd64", kilobytes=7, depends="libc6 (>= 2.36), libgl1")
    )
    assert {"Package", "Version", "Architecture", "Maintainer", "Depends", "Description"} <= set(fields)
    assert (fields["Package"], fields["Version"], fields["Architecture"]) == ("minqing", "1.2.3", "amd64")
    assert (fields["Installed-Size"], fields["Depends"]) == ("7", "libc6 (>= 2.36), libgl1")


def test_a_menu_entry_opens_a_file_given_to_it_or_none() -> None:
    entry = packing.text("minqing.desktop")
    assert "\nExec=/usr/bin/minqing open %f\n" in entry
    assert "\nMimeType=application/x-minqing;\n" in entry
    assert "\nName=民情台账\n" in entry


def test_the_menu_entry_is_well_formed() -> None:
    checked = subprocess.run(
        ["desktop-file-validate", str(packing.TEXTS / "minqing.desktop")], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_kind_of_file_goes_by_its_ending() -> None:
    tag = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kinds = list(ET.fromstring(packing.text("minqing.xml")))
    assert [kind.get("type") for kind in kinds] == ["application/x-minqing"]
    assert [glob.get("pattern") for glob in kinds[0].iter(f"{tag}glob")] == ["*.minqing"]


@pytest.mark.parametrize(
    ("machine", "name"), [("x86_64", "amd64"), ("aarch64", "arm64"), ("loongarch64", "loongarch64")]
)
def test_a_machine_is_named_as_debian_names_it(machine: str, name: str) -> None:
    assert linux.architecture(machine) == name


def test_the_c_library_must_be_as_new_as_the_newest_thing_asked_of_it() -> None:
    assert linux.c_library([b"x\x00GLIBC_2.9\x00", b"GLIBC_2.28\x00GLIBC_2.3.4\x00", b""]) == "2.28"
    assert linux.c_library([b"GLIBC_PRIVATE GLIBC_2.100x"]) == "2.0"


def test_what_a_library_asks_for_is_read_from_it() -> None:
    assert "libc.so.6" in linux.needed(Path("/bin/ls"))
    assert linux.is_elf(Path("/bin/ls"))
    assert not linux.is_elf(ROOT / "pyproject.toml")


def test_a_folder_needs_the_desktops_libraries_and_refuses_what_is_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "minqing").write_bytes(b"\x7fELF GLIBC_2.31\x00")
    (tmp_path / "libinside.so.1").touch()
    asked = {"libc.so.6", "libinside.so.1", "libGL.so.1", "libgio-2.0.so.0", "libglib-2.0.so.0"}
    monkeypatch.setattr(linux, "needed", lambda _path: asked)
    assert linux.depends(tmp_path) == "libc6 (>= 2.31), libgl1, libglib2.0-0 | libglib2.0-0t64"
    asked.add("libstrange.so.9")
    with pytest.raises(SystemExit, match=r"libstrange\.so\.9"):
        linux.depends(tmp_path)


def test_the_sweep_leaves_what_the_program_reaches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = {
        "minqing": {"liba.so.1"}, "liba.so.1": {"libb.so.1", "libz.so.1"}, "libb.so.1": set(), "libz.so.1": set(),
        "libalone.so.1": {"libb.so.1"}, "libpython3.11.so.1.0": set(),
    }  # fmt: skip
    for name in asks:
        (tmp_path / name).write_bytes(b"\x7fELF")
    monkeypatch.setattr(linux, "needed", lambda path: asks[path.name])
    monkeypatch.setattr(linux, "strip", lambda _path: None)
    linux.sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"minqing", "liba.so.1", "libb.so.1", "libpython3.11.so.1.0"}


@pytest.mark.parametrize(
    ("place", "unused"),
    [
        ("_internal/PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("_internal/PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
        ("_internal/PySide6/Qt/plugins/platforms/libqwayland-egl.so", True),
        ("_internal/PySide6/plugins/platforms/qwindows.dll", False),
        ("_internal/PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", False),
        ("_internal/PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", True),
        ("_internal/PySide6/Qt/plugins/imageformats/libqjpeg.so", False),
        ("_internal/PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", True),
        ("_internal/PySide6/Qt/translations/qtbase_zh_CN.qm", False),
        ("_internal/PySide6/Qt/translations/qtbase_de.qm", True),
        ("_internal/PySide6/QtWidgets.abi3.so", False),
        ("_internal/resources/installer/minqing.nsi", True),
        ("_internal/resources/theme/office.qss", False),
        ("_internal/db/migrations/__pycache__/env.cpython-311.pyc", True),
        ("minqing", False),
    ],
)
def test_what_the_program_never_loads_is_taken_out(place: str, unused: bool) -> None:
    assert freezing.is_unused(Path(place)) is unused


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder as if frozen on Windows: names with Chinese, spaces and a dollar sign."""
    folder = tmp_path / "frozen"
    for place in ("minqing.exe", "许可证.txt", "_internal/a.dll", "_internal/空 格/价$.txt"):
        packing.put(folder / place, place)
    return folder


def test_the_same_folder_makes_the_same_tar_and_zip(
    frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1400000000")
    outs = [tmp_path / "first", tmp_path / "second"]
    for out in outs:
        out.mkdir()
        for path in packing.files_of(frozen):
            path.touch()
        linux.portable(frozen, out)
        windows.portable(frozen, out)
    (tar, again), (zipped, zipped_again) = (
        sorted(x for out in outs for x in out.glob(end)) for end in ("*.xz", "*.zip")
    )
    assert tar.read_bytes() == again.read_bytes()
    assert zipped.read_bytes() == zipped_again.read_bytes()
    folder = f"minqing-{app.VERSION}"
    with tarfile.open(tar) as archive:
        names = archive.getnames()
        assert {entry.mtime for entry in archive} == {1400000000}
    assert {f"{folder}/minqing.exe", f"{folder}/_internal/空 格/价$.txt", f"{folder}/使用说明.txt"} <= set(names)
    with zipfile.ZipFile(zipped) as archive:
        assert archive.read(f"{folder}/_internal/a.dll") == b"_internal/a.dll"
        assert "双击本文件夹里的 minqing.exe" in archive.read(f"{folder}/使用说明.txt").decode("utf-8-sig")


# ---- Windows ---------------------------------------------------------------------------------------------------------


def test_the_setup_puts_every_file_and_takes_away_those_alone(frozen: Path) -> None:
    names = [path.relative_to(frozen).as_posix() for path in packing.files_of(frozen)]
    put, take = list(windows.put_lines(frozen, names)), list(windows.take_lines(names))
    assert put == [
        f'File "{frozen}/minqing.exe"\n', f'File "{frozen}/许可证.txt"\n',
        'SetOutPath "$INSTDIR\\_internal"\n', f'File "{frozen}/_internal/a.dll"\n',
        'SetOutPath "$INSTDIR\\_internal\\空 格"\n', f'File "{frozen}/_internal/空 格/价$.txt"\n',
    ]  # fmt: skip
    assert take == [
        'Delete "$INSTDIR\\_internal\\a.dll"\n', 'Delete "$INSTDIR\\_internal\\空 格\\价$$.txt"\n',
        'Delete "$INSTDIR\\minqing.exe"\n', 'Delete "$INSTDIR\\许可证.txt"\n',
        'RMDir "$INSTDIR\\_internal\\空 格"\n', 'RMDir "$INSTDIR\\_internal"\n',
    ]  # fmt: skip


def test_the_setup_is_for_one_user_and_never_takes_away_a_folder_with_what_is_in_it() -> None:
    script = (packing.TEXTS / "minqing.nsi").read_text("utf-8")
    assert "RequestExecutionLevel user" in script
    assert not re.search(r"RMDir\s+/r|HKLM|HKCR|SHCTX", script)
    assert """'"$INSTDIR\\minqing.exe" open "%1"'""" in script
    assert '"Software\\Classes\\.minqing"' in script
    assert script.count('Delete "') == 2  # its own removal program and its place in the menu; all else by take.nsh


def test_the_words_of_the_setup_are_chinese_and_say_what_stays() -> None:
    script, notice = (packing.TEXTS / "minqing.nsi").read_text("utf-8"), packing.text("notice.txt", version="1.2.3")
    shown = re.findall(r'(?:TEXT\w*|MB_\S+|BUTTON|Caption) "([^"]+)"', script)
    assert len(shown) >= 7
    assert all(re.search(r"[\u4e00-\u9fff]", words) for words in shown)
    assert "台账文件、备份、打印件和本机设置都留在原处" in script
    assert "不得处理涉密信息" in notice
    assert "卸载都不删除、不移动台账文件" in notice
    assert notice.startswith("民情台账 1.2.3")


def test_folders_are_taken_away_from_the_inside_out() -> None:
    lines = [line for line in windows.take_lines(["a/b/c/x", "a/y"]) if line.startswith("RMDir")]
    assert [PurePosixPath(line.split('"')[1].replace("\\", "/")).name for line in lines] == ["c", "b", "a"]
