"""The faces: bundled ones and the machine's own 仿宋, by role, with fallback character by character."""

from __future__ import annotations

import struct
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from app.paper.embed import EmbeddedFont

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(Enum):
    """What a piece of text is, as Chinese offices choose a face for it."""

    SONG = "宋体"
    TITLE = "标宋"
    HEI = "黑体"
    HEI_BOLD = "粗黑"
    KAI = "楷体"
    FANG = "仿宋"


FILES = {
    Role.SONG: "NotoSerifSC-Regular.ttf",
    Role.TITLE: "NotoSerifSC-Black.ttf",
    Role.HEI: "NotoSansSC-Regular.ttf",
    Role.HEI_BOLD: "NotoSansSC-Bold.ttf",
    Role.KAI: "LXGWWenKai-Regular.ttf",
}
FALLBACK = (Role.SONG, Role.HEI, Role.KAI)
"""Where a character is looked for when the role's own face lacks it, in this order."""

FANG_NAMES = ("simfang.ttf", "仿宋.ttf", "仿宋_gb2312.ttf", "fangsong.ttf", "stfangso.ttf", "fzfsk.ttf")


def resources() -> Path:
    """The folder of everything the program brings along."""
    return Path(__file__).parents[2] / "resources"


def find_fang(folders: Iterable[Path]) -> Path | None:
    """The machine's own 仿宋 in these folders or below, or None."""
    for folder in folders:
        for path in sorted(folder.rglob("*.[tT][tT][fF]")):
            if path.name.lower() in FANG_NAMES:
                return path
    return None


def font_folders() -> list[Path]:
    """The folders in which this system keeps its fonts, as ReportLab knows them."""
    known = (Path(folder).expanduser() for folder in rl_config.TTFSearchPath if "%" not in folder)
    return [folder for folder in known if folder.is_dir()]


@cache
def face(role: Role) -> EmbeddedFont:
    """The face of a role, read and registered at its first use; 仿宋 is 宋 where the machine has none."""
    if role is Role.FANG:
        return _fang() or face(Role.SONG)
    return _registered(role, resources() / "fonts" / FILES[role])


def _fang() -> EmbeddedFont | None:
    path = find_fang(font_folders())
    try:
        return _registered(Role.FANG, path) if path else None
    except (TTFError, OSError, ValueError, LookupError, struct.error):
        # A face of the machine that is broken or forbids embedding must not stop the printing.
        return None


def _registered(role: Role, path: Path) -> EmbeddedFont:
    font = EmbeddedFont(role.value, path)
    pdfmetrics.registerFont(font)
    return font


class Typeface:
    """A role's own face and those behind it; `advances` holds widths in thousandths of the type size."""

    def __init__(self, role: Role) -> None:
        """Take the role; faces behind its own are read only when a character needs them."""
        self.own = face(role)
        self.advances = _Advances(self)

    def face_of(self, point: int) -> EmbeddedFont | None:
        """The first face that has the code point, or None."""
        if self.own.has(point):
            return self.own
        return next((font for font in map(face, FALLBACK) if font.has(point)), None)


class _Advances(dict[str, float]):
    """Widths by character, filled as they are asked for."""

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface

    def __missing__(self, char: str) -> float:
        point = ord(char)
        width = (self._typeface.face_of(point) or self._typeface.own).advance(point)
        self[char] = width
        return width


@cache
def typeface(role: Role) -> Typeface:
    """The typeface of a role, one for the whole program."""
    return Typeface(role)
