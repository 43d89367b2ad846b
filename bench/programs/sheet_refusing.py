"""Brings in hostile files through the services as the desk does, and tells how long each was until its sentence."""

from __future__ import annotations

import io
import json
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def workbook(change: Callable[[bytes], bytes] = bytes, more: Mapping[str, bytes] | None = None) -> bytes:
    """A small workbook with its sheet changed, and with more parts."""
    import xlsxwriter  # here: the process that reads imports this module too, as it does the program's own

    plain, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        page = book.add_worksheet("意见")
        for row in range(50):
            page.write_row(row, 0, ("日期", "意见内容", row))
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            found = before.read(info)
            after.writestr(info.filename, change(found) if info.filename == SHEET else found)
        for name, data in (more or {}).items():
            after.writestr(name, data)
    return out.getvalue()


def lying() -> bytes:
    """A workbook whose part of 300 MB says it is of 1,000 bytes."""
    size = 300 << 20
    return workbook(more={"xl/big.xml": b" " * size}).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def many_rows() -> bytes:
    """A sheet of 300,000 rows that are not numbered, so that only counting finds them."""
    rows = b"<row><c><v>1</v></c></row>" * 300_000
    return workbook(lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>"))


FILES: dict[str, Callable[[], bytes]] = {
    "bomb.xlsx": lambda: workbook(more={"xl/big.xml": b"\0" * (600 << 20)}),
    "lying.xlsx": lying,
    "parts.xlsx": lambda: workbook(more={f"xl/{number}.xml": b"<a/>" for number in range(3_000)}),
    "far.xlsx": lambda: workbook(lambda sheet: sheet.replace(b' r="B2"', b' r="XFD1048576"')),
    "far-quoted.xlsx": lambda: workbook(lambda sheet: sheet.replace(b' r="B2"', b" r='XFD1048576'")),
    "far-small.xlsx": lambda: workbook(lambda sheet: sheet.replace(b' r="B2"', b'\nr="xfd1048576"')),
    "rows.xlsx": many_rows,
    "entities.xlsx": lambda: workbook(lambda sheet: sheet.replace(b"<worksheet", ENTITIES + b"<worksheet")),
    "outside.xlsx": lambda: workbook(lambda sheet: sheet.replace(b"<worksheet", OUTSIDE + b"<worksheet")),
    "cut.xlsx": lambda: workbook()[:-300],
    "password.xls": lambda: OLE + b"\0" * 4_000 + "EncryptedPackage".encode("utf-16-le"),
    "broken.xls": lambda: OLE + b"\xff" * (20 << 20),
    "page.xls": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "program.xlsx": lambda: b"\x7fELF" + b"\0" * (1 << 20),
    "commas.csv": lambda: b"," * 5_000_000,
    "lines.csv": lambda: "意见\n".encode() * 300_000,
    "bytes.csv": lambda: b"\xff\xff\x81" * 2_000_000,
}


def refused(path: Path) -> tuple[float, str]:
    """Seconds until the file was refused, and the sentence; an empty one when it was taken for a table."""
    from app.rules.refusal import Refused
    from app.services import import_files

    began = time.monotonic()
    try:
        import_files.read(path)
    except Refused as refusal:
        return time.monotonic() - began, refusal.sentence
    return time.monotonic() - began, ""


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime + time.process_time()


if __name__ == "__main__":
    import app.services.import_files  # noqa: F401 - the program has it when a file is chosen

    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as name:
        for file, make in FILES.items():
            path = Path(name) / file
            path.write_bytes(make())
            began = _processor()
            seconds, sentence = refused(path)
            found[file] = (_processor() - began, seconds)
            path.unlink()
            if not sentence:
                message = f"{file} was not refused"
                raise SystemExit(message)
    slowest = max(found, key=lambda file: found[file][0])
    print({file: (round(cpu, 2), round(clock, 2)) for file, (cpu, clock) in found.items()})
    print(json.dumps({
        "files": len(found), "slowest": slowest, "cpu": found[slowest][0],
        "clock": max(clock for _cpu, clock in found.values()),
    }))  # fmt: skip
