"""A workbook copied in memory so that the reader of cells goes through a long sheet once, not twice.

That reader takes the cells, then goes through the sheet again from its beginning up to where the merged cells are told:
to its very end, where there are none. In the copy an empty list of them stands at the beginning. The packed parts are
copied as they are; a stored block goes before them, as the packing (RFC 1951, 3.2.4) allows.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_FILE = 24 << 20
"""Bytes; a larger file is read as it is, for the reader of cells copies what it is given in memory again."""
NO_MERGED = b"<mergeCells/>"
MERGED = b"mergeCell"
FIRST_SUM = zlib.crc32(NO_MERGED)
"""The check sum of a part with the empty list before it is reckoned on from this."""
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_PACKED = struct.Struct("<HHHHHIIIHH")
"""What both heads of a part say of it."""
_NAMES_AT, _FIXED = 26, 30
_UTF_8, _FIRST_DAY, _VERSION = 0x800, 33, 20


class _Part(NamedTuple):
    name: bytes
    packing: int
    check_sum: int
    size: int
    data: bytes

    @property
    def head(self) -> bytes:
        fields = (_VERSION, _UTF_8, self.packing, 0, _FIRST_DAY, self.check_sum, len(self.data), self.size)
        return _PACKED.pack(*fields, len(self.name), 0)


def made(file: bytes, parts: list[zipfile.ZipInfo], sums: Mapping[str, int]) -> io.BytesIO:
    """The workbook with an empty list of merged cells before each part of `sums`, which has each one's check sum then;
    raises BadZipFile for a file that ends too early.
    """
    out, told = io.BytesIO(), []
    for info in parts:
        part = _part(file, info, sums.get(info.filename))
        told.append(_CENTRAL + struct.pack("<H", _VERSION) + part.head + struct.pack("<HHHII", 0, 0, 0, 0, out.tell()))
        told.append(part.name)
        out.write(_LOCAL + part.head + part.name)
        out.write(part.data)
    list_at, names = out.tell(), b"".join(told)
    out.write(names + _END + struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(names), list_at, 0))
    out.seek(0)
    return out


def _part(file: bytes, info: zipfile.ZipInfo, check_sum: int | None) -> _Part:
    begins = info.header_offset + _FIXED + sum(struct.unpack_from("<HH", file, info.header_offset + _NAMES_AT))
    data = file[begins : begins + info.compress_size]
    if len(data) != info.compress_size:
        raise zipfile.BadZipFile
    if check_sum is None:
        return _Part(info.filename.encode(), info.compress_type, info.CRC, info.file_size, data)
    size = len(NO_MERGED)
    stored = b"" if info.compress_type == zipfile.ZIP_STORED else struct.pack("<BHH", 0, size, 0xFFFF ^ size)
    return _Part(
        info.filename.encode(), info.compress_type, check_sum, info.file_size + size, stored + NO_MERGED + data
    )
