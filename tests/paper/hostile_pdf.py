"""PDF files that would hang or fill a program that reads them."""

from __future__ import annotations

import zlib
from io import BytesIO

_HEAD = b"%PDF-1.5\n"


def written(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out, places = BytesIO(), []
    out.write(_HEAD)
    for number, told in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, told))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def _blank(length: int) -> bytes:
    """So many blanks, packed, without ever holding them."""
    packer, piece, out = zlib.compressobj(9), b" " * (1 << 20), []
    for _ in range(length >> 20):
        out.append(packer.compress(piece))
    return b"".join([*out, packer.flush()])


def circular() -> bytes:
    """A page tree whose branches lead back to its root."""
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>",
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 2 >>",
    )


def huge() -> bytes:
    """A page of 3 GB: each of its pieces is within what a reader unfolds at once."""
    pieces = 50
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents [%s] >>"
        % b" ".join(b"%d 0 R" % number for number in range(4, 4 + pieces)),
        *[_stream(_blank(60 << 20))] * pieces,
    )


def one_huge_stream() -> bytes:
    """A page whose one stream unfolds to 2 GB."""
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R >>",
        _stream(_blank(2 << 30)),
    )


def slow(pages: int = 400) -> bytes:
    """Pages that take minutes: the 60 MB that all of them draw are written anew for each."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents %d 0 R >>" % (3 + pages)
    return written(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        *[page] * pages,
        _stream(_blank(60 << 20)),
    )
