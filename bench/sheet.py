"""The rows as a flat OpenDocument sheet for LibreOffice: A4 across, repeated head, wrapped and ruled cells."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from bench import data

if TYPE_CHECKING:
    from pathlib import Path

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"), ("style", "style"), ("table", "table"), ("text", "text"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
CELL = (
    '<style:style style:name="cell" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:wrap-option="wrap"/>'
    '<style:text-properties style:font-name-asian="Noto Serif SC" style:font-family-asian="Noto Serif SC" '
    'fo:font-family="Noto Serif SC" fo:font-size="9pt" style:font-size-asian="9pt"/></style:style>'
    '<style:style style:name="row" style:family="table-row">'
    '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
)
PAGE = (
    '<style:page-layout style:name="across"><style:page-layout-properties fo:page-width="297mm" '
    'fo:page-height="210mm" style:print-orientation="landscape" fo:margin="18mm"/></style:page-layout>'
)
MASTER = (
    '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="across"/>'
    "</office:master-styles>"
)
FRAME = 254.0
"""The width of all columns, in millimetres."""


def write(path: Path, count: int) -> None:
    """Write a sheet of so many rows."""
    scale = FRAME / sum(data.WIDTHS)
    widths = "".join(
        f'<style:style style:name="c{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * scale:.2f}mm"/></style:style>'
        for n, width in enumerate(data.WIDTHS)
    )
    columns = "".join(f'<table:table-column table:style-name="c{n}"/>' for n in range(len(data.WIDTHS)))
    sheet = '<style:style style:name="sheet" style:family="table" style:master-page-name="Default"/>'
    head = f"<table:table-header-rows>{_row(data.HEADS)}</table:table-header-rows>"
    body = "".join(map(_row, data.rows(count)))
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{sheet}{widths}{CELL}{PAGE}</office:automatic-styles>{MASTER}"
        f'<office:body><office:spreadsheet><table:table table:name="台账" table:style-name="sheet">'
        f"{columns}{head}{body}</table:table></office:spreadsheet></office:body></office:document>",
        "utf-8",
    )


def _row(cells: tuple[str, ...]) -> str:
    inside = "".join(
        f'<table:table-cell table:style-name="cell" office:value-type="string"><text:p>{escape(cell)}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:style-name="row">{inside}</table:table-row>'
