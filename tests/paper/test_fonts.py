from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest

from app.paper import fonts
from app.paper.fonts import Role, face, find_fang, resources, typeface

if TYPE_CHECKING:
    from pathlib import Path

FONTS = resources() / "fonts"


def test_bundled_files_are_those_of_the_list() -> None:
    listed = dict(reversed(line.split()) for line in (FONTS / "SHA256SUMS").read_text().splitlines())
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.name != "SHA256SUMS"
    }
    assert found == listed


@pytest.mark.parametrize("family", ["NotoSerifSC", "NotoSansSC", "LXGWWenKai"])
def test_every_family_comes_with_its_licence(family: str) -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / f"OFL-{family}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.SONG, "NotoSerifSC-Regular"),
        (Role.TITLE, "NotoSerifSC-Black"),
        (Role.HEI, "NotoSansSC-Regular"),
        (Role.HEI_BOLD, "NotoSansSC-Bold"),
        (Role.KAI, "LXGWWenKai-Regular"),
    ],
)
def test_each_role_has_its_face(role: Role, name: str) -> None:
    assert face(role).fontName == name


def test_a_rare_character_falls_back_to_the_face_that_has_it() -> None:
    assert not face(Role.SONG).has(ord("𠮷"))
    assert typeface(Role.SONG).face_of(ord("𠮷")) is face(Role.KAI)


def test_a_character_of_no_face_has_none() -> None:
    assert typeface(Role.SONG).face_of(0x2A6A5) is None


def test_a_chinese_character_is_one_em_wide() -> None:
    assert typeface(Role.SONG).advances["镇"] == 1000


def test_the_machines_own_fang_is_found_below_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "chinese" / "SIMFANG.TTF"
    path.parent.mkdir()
    path.touch()
    (tmp_path / "other.ttf").touch()
    assert find_fang([tmp_path]) == path


def test_without_fang_the_body_is_song(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    assert face.__wrapped__(Role.FANG) is face(Role.SONG)


def test_a_broken_fang_does_not_stop_the_printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "simfang.ttf").write_bytes(b"not a font at all")
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    assert face.__wrapped__(Role.FANG) is face(Role.SONG)


def test_a_usable_fang_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(FONTS / "LXGWWenKai-Regular.ttf", tmp_path / "simfang.ttf")
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    assert face.__wrapped__(Role.FANG).label == "仿宋"


def test_the_systems_font_folders_exist() -> None:
    assert all(folder.is_dir() for folder in fonts.font_folders())
