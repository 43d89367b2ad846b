"""Pages of others bound into sheets of our own: upright, whole, with their stamps, and never a crash."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from app.paper import pdf_pages
from app.paper.canvas import A4_UPRIGHT, PageWriter
from app.paper.pdf_pages import Binder, Room, Source, Unreadable
from tests.paper.pages import poppler


def made(*words: str, size: tuple[float, float] = (300, 400), rotate: int = 0) -> bytes:
    """A PDF of others: a page for each word, the word in its lower left corner."""
    out, turned = BytesIO(), BytesIO()
    canvas = Canvas(out, pagesize=size)
    for word in words:
        canvas.drawString(20, 20, word)
        canvas.showPage()
    canvas.save()
    if not rotate:
        return out.getvalue()
    writer = PdfWriter(clone_from=PdfReader(out))
    for page in writer.pages:
        page.rotate(rotate)
    writer.write(turned)
    return turned.getvalue()


def framed(source: Source, room: Room) -> bytes:
    """Every page of a source laid into a sheet of its own."""
    out, binder = BytesIO(), Binder()
    writer = PageWriter(out, title="夹", author="", size=A4_UPRIGHT)
    for _page in source.pages:
        writer.end_page()
    writer.close(lambda _page, _pages: None)
    frames = pdf_pages.read(out.getvalue())
    for number in range(len(source.pages)):
        binder.lay(binder.add(frames, number), source, number, room)
    bound = BytesIO()
    binder.write(bound, title="夹", author="清河镇", day="D:20140331000000+08'00'")
    return bound.getvalue()


def place(pdf: bytes, word: str) -> tuple[float, float]:
    """Where a word stands on the first page, from its upper left corner."""
    told = poppler("pdftotext", pdf, "-bbox")
    line = next(one for one in told.splitlines() if f">{word}<" in one)
    return float(line.split('xMin="')[1].split('"')[0]), float(line.split('yMin="')[1].split('"')[0])


@pytest.mark.parametrize(
    ("rotate", "corner"), [(0, (False, True)), (90, (False, False)), (180, (True, False)), (270, (True, True))]
)
def test_a_page_is_laid_as_it_is_meant_to_be_read(rotate: int, corner: tuple[bool, bool]) -> None:
    source = pdf_pages.read(made("corner", rotate=rotate))
    assert source.size(0) == ((300, 400) if rotate in (0, 180) else (400, 300))
    x, y = place(framed(source, Room(0, 0, *A4_UPRIGHT)), "corner")
    assert (x > A4_UPRIGHT[0] / 2, y > A4_UPRIGHT[1] / 2) == corner


def test_a_large_page_is_made_smaller_and_a_small_one_left_as_it_is() -> None:
    room = Room(50, 60, 400, 500)
    for size, wide in (((2000, 1000), 400), ((200, 100), 200)):
        pdf = framed(pdf_pages.read(made("edge", size=size)), room)
        x, _y = place(pdf, "edge")
        scale = wide / size[0]
        assert x == pytest.approx(50 + (400 - wide) / 2 + 20 * scale, abs=1)


def test_all_pages_and_their_words_are_there() -> None:
    pdf = framed(pdf_pages.read(made("one", "two", "three")), Room(0, 0, *A4_UPRIGHT))
    assert [text.split() for text in poppler("pdftotext", pdf).split("\f")[:-1]] == [["one"], ["two"], ["three"]]


def test_a_seal_and_a_filled_field_are_drawn_and_a_hidden_one_and_a_script_are_not() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made("page"))))
    page = writer.pages[0]
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    notes = ArrayObject()
    for words, flags, subtype in (("SEAL", 0, "/Stamp"), ("GONE", 2, "/Stamp"), ("LINK", 0, "/Link")):
        drawn = StreamObject()
        drawn.set_data(f"BT /F1 12 Tf 2 4 Td ({words})Tj ET".encode())
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )  # fmt: skip
        fonts = DictionaryObject({NameObject("/F1"): font})
        drawn[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        drawn[NameObject("/BBox")] = ArrayObject(FloatObject(side) for side in (0, 0, 60, 20))
        note = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject(subtype), NameObject("/F"): NumberObject(flags),
                NameObject("/Rect"): ArrayObject(FloatObject(side) for side in (200, 300, 260, 320)),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(drawn)}),
            }
        )  # fmt: skip
        notes.append(writer._add_object(note))
    page[NameObject("/Annots")] = notes
    out = BytesIO()
    writer.write(out)
    pdf = framed(pdf_pages.read(out.getvalue()), Room(0, 0, 300, 400))
    words = poppler("pdftotext", pdf).split()
    assert sorted(words) == ["SEAL", "page"]
    assert place(pdf, "SEAL")[0] == pytest.approx(202, abs=1)
    assert b"alert" not in pdf


def test_a_locked_file_is_told_and_one_without_a_word_to_open_it_is_bound() -> None:
    for word, is_locked in (("secret", True), ("", False)):
        writer = PdfWriter(clone_from=PdfReader(BytesIO(made("page"))))
        writer.encrypt(word, owner_password="owner", algorithm="AES-256")
        out = BytesIO()
        writer.write(out)
        if is_locked:
            with pytest.raises(Unreadable, match="文件加了密码"):
                pdf_pages.read(out.getvalue())
        else:
            pdf = framed(pdf_pages.read(out.getvalue()), Room(0, 0, 300, 400))
            assert poppler("pdftotext", pdf).split() == ["page"]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4\n", b"no pdf at all", b"\x00" * 5000], ids=["empty", "head", "text", "zero"]
)
def test_what_is_no_pdf_is_told(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"文件已损坏，打不开|文件里没有页"):
        pdf_pages.read(data)


@given(st.integers(0, 3000), st.integers(0, 3000), st.binary(max_size=40))
def test_a_file_broken_anywhere_is_bound_or_told_and_never_crashes(start: int, length: int, other: bytes) -> None:
    whole = made("one", "two")
    start = min(start, len(whole))
    broken = whole[:start] + other + whole[start + length :]
    with suppress(Unreadable):
        assert framed(pdf_pages.read(broken), Room(0, 0, 300, 400)).startswith(b"%PDF")


def test_pages_beyond_any_paper_are_told() -> None:
    with pytest.raises(Unreadable, match="页面大小不对"):
        pdf_pages.read(made("x", size=(20_000, 20_000)))
