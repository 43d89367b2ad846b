from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from app.paper import truetype
from app.paper.fonts import FILES, Role, resources
from app.paper.truetype import Face

if TYPE_CHECKING:
    from pathlib import Path


def path_of(role: Role) -> Path:
    return resources() / "fonts" / FILES[role]


@pytest.mark.parametrize("role", [Role.SONG, Role.KAI])
def test_tables_read_at_once_are_those_reportlab_reads(role: Role) -> None:
    quick, slow = Face(path_of(role)), TTFontFace(str(path_of(role)))
    assert quick.charToGlyph | {0xA0: 0} == slow.charToGlyph | {0xA0: 0}
    assert quick.hmetrics == slow.hmetrics
    assert list(quick.glyphPos) == slow.glyphPos
    assert quick.defaultWidth == slow.defaultWidth


def test_outlines_are_cut_as_reportlab_cuts_them() -> None:
    points = [ord(char) for char in "整改销号ABCé，。"]
    quick, slow = Face(path_of(Role.SONG)), TTFontFace(str(path_of(Role.SONG)))
    assert quick.makeSubset(points) == slow.makeSubset(points)


def test_a_face_without_a_table_for_all_of_unicode_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truetype, "WHOLE_UNICODE", 99)
    face = Face(path_of(Role.KAI))
    assert face.scaled(face.charToGlyph[ord("镇")]) == 1000
