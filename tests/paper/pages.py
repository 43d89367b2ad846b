"""Reads a PDF back the way a recipient would, by poppler."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.paper.ledger import draw_ledger
from app.paper.tree import Align, LedgerPaper, Printed, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE = "青山镇2014年征求意见台账"
THREE = (
    TableColumn("序号", 12, Align.CENTER),
    TableColumn("意见内容", 120),
    TableColumn("金额", 30, Align.RIGHT),
)


def ledger(rows: Iterable[TableRow], **more: object) -> LedgerPaper:
    given: dict[str, Any] = {
        "title": TITLE,
        "office": "青山镇人民政府",
        "reported_on": "2014年3月31日",
        "columns": THREE,
        "signatures": ("填报人", "审核人"),
    }
    return LedgerPaper(rows=rows, **(given | more))


def row(number: int, text: str, amount: str = "") -> TableRow:
    return TableRow((str(number), text, amount))


def printed(paper: LedgerPaper) -> tuple[bytes, Printed]:
    out = BytesIO()
    result = draw_ledger(paper, out)
    return out.getvalue(), result


def poppler(tool: str, pdf: bytes, *options: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "read.pdf"
        path.write_bytes(pdf)
        tail = () if tool in ("pdffonts", "pdfinfo") else ("-",)
        done = subprocess.run([tool, *options, str(path), *tail], capture_output=True, check=True)
    assert b"rror" not in done.stderr, done.stderr
    return done.stdout.decode("utf-8")


def page_texts(pdf: bytes) -> list[str]:
    return poppler("pdftotext", pdf, "-layout").split("\f")[:-1]


def all_text(paper: LedgerPaper) -> str:
    return "\n".join(page_texts(printed(paper)[0]))


def characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@dataclass(frozen=True)
class Word:
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def words(pdf: bytes) -> list[Word]:
    found: list[Word] = []
    page = 0
    for line in poppler("pdftotext", pdf, "-bbox").splitlines():
        page += "<page " in line
        match = re.search(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*)</word>', line)
        if match:
            found.append(Word(page, *map(float, match.groups()[:4]), match[5]))  # type: ignore[arg-type]
    return found
