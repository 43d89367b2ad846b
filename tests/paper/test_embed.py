from __future__ import annotations

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.paper.embed import to_unicode
from app.paper.fonts import Role, face
from tests.paper.pages import page_texts, poppler


def drawn(text: str, role: Role = Role.SONG) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, initialFontName=face(role).fontName, invariant=1)
    canvas.setFont(face(role).fontName, 12)
    canvas.drawString(72, 700, text)
    canvas.save()
    return out.getvalue()


def test_reportlabs_own_drawing_extracts_right() -> None:
    assert page_texts(drawn(r"整改(一)\二：12.5%"))[0].strip() == r"整改(一)\二：12.5%"


def test_characters_above_ffff_extract_right() -> None:
    assert page_texts(drawn("李𠮷祥", Role.KAI))[0].strip() == "李𠮷祥"


def test_the_whole_text_takes_one_embedded_font() -> None:
    pdf = drawn("".join(chr(point) for point in range(0x4E00, 0x4E00 + 600)))
    table = poppler("pdffonts", pdf).splitlines()[2:]
    assert [line.split()[:4] for line in table] == [["AAAAAA+NotoSerifSC-Regular", "CID", "TrueType", "Identity-H"]]
    assert table[0].split()[4:7] == ["yes", "yes", "yes"]


def test_characters_that_share_an_outline_extract_apart() -> None:
    # U+2F00 is the radical that looks like 一.
    assert page_texts(drawn("一\u2f00一"))[0].strip() == "一\u2f00一"


def test_mapping_uses_pairs_above_ffff() -> None:
    mapping = to_unicode([0x9547, 0x20BB7])
    assert "<0001> <9547>" in mapping
    assert "<0002> <D842DFB7>" in mapping


def test_two_documents_do_not_mix_their_codes() -> None:
    drawn("甲乙丙")
    assert page_texts(drawn("丙丁"))[0].strip() == "丙丁"


def test_string_width_is_in_points() -> None:
    assert face(Role.SONG).stringWidth("镇村", 10) == 20
