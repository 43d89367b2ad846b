"""The charts of the window stand in the reports too, and only where there is something to draw."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx import Document

from app.services import report_files, reports, text_check
from tests.paper.pages import page_texts

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

pytestmark = pytest.mark.timeout(400)  # the sample township is built once

AS_OF = date(2014, 3, 31)


def give(desk: Desk, report: str, out: Path) -> bytes:
    composed = desk.read(lambda unit: reports.compose(unit, report=report, as_of=AS_OF, actor=desk.actor))
    report_files.write(composed, out)
    return out.read_bytes()


def test_the_sheet_has_the_chart_with_its_figures(sample_desk: Desk, tmp_path: Path) -> None:
    text = "".join(page_texts(give(sample_desk, "rectification", tmp_path / "整改.pdf")))
    for words in ("整改事项（按月）", "新立合计22项，销号合计6项", "20项"):
        assert words in text


def test_the_word_document_has_it_as_a_picture_that_can_be_read_aloud(sample_desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "整改.docx"
    give(sample_desk, "rectification", out)
    (picture,) = Document(str(out)).inline_shapes
    said = picture._inline.docPr.get("descr")
    assert said == "整改事项（按月）；2014年2月：新立2项；2014年3月：新立20项，销号6项"
    assert picture.width.mm == pytest.approx(150, abs=0.1)
    with zipfile.ZipFile(out) as parts:
        assert sum(name.startswith("word/media/") for name in parts.namelist()) == 1


def test_an_empty_ledger_draws_nothing(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "整改.docx"
    give(desk, "rectification", out)
    assert not list(Document(str(out)).inline_shapes)
    assert "按月" not in "".join(page_texts(give(desk, "rectification", tmp_path / "整改.pdf")))


def test_what_the_report_says_agrees_with_the_ledgers_figure_by_figure(sample_desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "自查.docx"
    give(sample_desk, "self_check", out)
    paper = text_check.read_text(out)
    lens = sample_desk.read(
        lambda unit: reports.lens_of(reports.compose(unit, report="self_check", as_of=AS_OF, actor=sample_desk.actor))
    )
    found = sample_desk.read(lambda unit: text_check.check(unit, text=paper, lens=lens))
    in_fields = [one for one in found if paper.field_at(one.start)]
    assert sum(one.agrees is True for one in in_fields) >= 60
    assert [one.quote for one in in_fields if one.agrees is False] == []
