"""Merged cells of an OpenDocument workbook."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from app.sheets import ods_spans
from app.sheets.book import Merged

if TYPE_CHECKING:
    from pathlib import Path

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2"><office:body><office:spreadsheet><table:table table:name="表">
 <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
 <table:table-row><table:table-cell/><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="3"
  office:value-type="string"><text:p>郑庄</text:p></table:table-cell></table:table-row>
 <table:table-row><table:table-cell/><table:covered-table-cell table:number-columns-repeated="3"/></table:table-row>
 </table:table></office:spreadsheet></office:body></office:document-content>"""


def test_merged_cells_of_an_open_document(tmp_path: Path) -> None:
    path = tmp_path / "表.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
    assert ods_spans.spans(path) == {"表": (Merged(2, 1, 3, 3),)}


def test_a_document_without_merged_cells_is_not_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "表.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", ODS.replace("-spanned", "-other"))
    assert ods_spans.spans(path) == {}
