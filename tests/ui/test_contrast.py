"""Words against their ground, signs and frames against theirs: what the theme declares, and what is painted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui import (
    charts,
    child_model,
    fill_in_grid,
    import_file_page,
    import_preview_page,
    record_view,
    report_paper,
    text_cleaner,
    theme,
)
from tests.ui.contrast import SIGNS, WORDS, Eye, ratio

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PAPER = ("#ffffff", theme.GROUND, "#f7f9fb", record_view._THIS_ROW.name(), "#cfe2f1")
"""Grounds under words that have none of their own: page, side, second row, this row, chosen row."""
FRAMED = ("QPushButton", "QLineEdit, QComboBox", "QTextEdit, QPlainTextEdit", "QToolButton[chip=", "QTextEdit[readOnly")
"""What is worked with, and so must be seen by its frame."""
CELLS = (
    *(
        (theme.INK, ground)
        for ground in (fill_in_grid.HEAD, fill_in_grid.BODY, fill_in_grid.CELL, fill_in_grid.FORMULA)
    ),
    (theme.BLUE, fill_in_grid.CELL),
    (theme.INK, import_file_page.HEAD_GROUND),
    (theme.RED, import_preview_page.RED_GROUND),
    (theme.INK, import_preview_page.AMBER_GROUND),
    (theme.FAINT, "#ffffff"),
    (child_model._RED.name(), child_model._WRONG.name()),
    (theme.RED, report_paper.GAP_GROUND),
    (theme.BLUE, report_paper.OWN_GROUND),
    (theme.INK, text_cleaner.MARKED),
    *((ink, ground) for ink in (theme.INK, theme.FAINT, theme.BLUE, theme.RED, theme.AMBER) for ground in PAPER),
)
"""Inks and grounds that the code gives to cells and words."""


def _rules() -> list[tuple[str, dict[str, str]]]:
    sheet = re.sub(r"/\*.*?\*/", "", theme.overrides(theme.USUAL), flags=re.S)
    found = []
    for chosen, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        pairs = (one.split(":", 1) for one in body.split(";") if ":" in one)
        found.append((" ".join(chosen.split()), {name.strip(): value.strip() for name, value in pairs}))
    return found


def _colour(value: str) -> str:
    found = re.search(r"#[0-9a-f]{6}\b", value)
    return found[0] if found else ""


def test_every_word_of_the_sheet_stands_out_from_its_ground() -> None:
    seen = 0
    for chosen, given in _rules():
        ink = _colour(given.get("color", "") or given.get("placeholder-text-color", ""))
        if not ink or ":disabled" in chosen:
            continue
        own = _colour(given.get("background-color", "") or given.get("background", ""))
        for ground in (own,) if own else PAPER:
            if not own and ink == "#ffffff":
                continue
            assert ratio(ink, ground) >= WORDS, (chosen, ink, ground)
            seen += 1
    assert seen > 100


def test_what_is_worked_with_and_where_the_focus_is_are_seen_by_their_frames() -> None:
    seen = set()
    for chosen, given in _rules():
        frame = _colour(given.get("border", ""))
        is_focus = ":focus" in chosen
        if not frame or ":disabled" in chosen or ":hover" in chosen or "QStatusBar" in chosen:
            continue
        if is_focus or chosen.startswith(FRAMED):
            for ground in ("#ffffff", theme.GROUND):
                filled = _colour(given.get("background-color", ""))
                assert max(ratio(frame, ground), ratio(filled or frame, ground)) >= SIGNS, (chosen, frame, ground)
            seen.add(is_focus)
    assert seen == {True, False}


@pytest.mark.parametrize(("ink", "ground"), CELLS)
def test_words_in_cells_stand_out(ink: str, ground: str) -> None:
    assert ratio(ink, ground) >= WORDS


@pytest.mark.parametrize("ink", charts.INKS)
def test_bars_stand_out_also_under_the_mouse(ink: str) -> None:
    assert ratio(ink, "#ffffff") >= SIGNS
    assert ratio(ink, charts.GROUND) >= SIGNS
    assert ratio(charts.FOCUS, "#ffffff") >= SIGNS


def test_signs_of_the_theme_stand_out() -> None:
    for drawing in theme.FOLDER.glob("*.svg"):
        if "faint" in drawing.name:
            continue  # of what cannot be chosen now
        for stroke in re.findall(r'stroke="(#[0-9a-f]{6})"', drawing.read_text("utf-8")):
            assert ratio(stroke, "#ffffff") >= SIGNS, drawing.name


def test_the_eye_sees_pale_words_and_passes_plain_ones(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.setStyleSheet("QWidget { background: #ffffff; } QLabel#pale { color: #b0b0b0; }")
    pale, plain, line, button = QLabel("看不清楚的字"), QLabel("看得清楚的字"), QLineEdit(), QPushButton("保存")
    pale.setObjectName("pale")
    line.setPlaceholderText("如 2014-3-5")
    lines = QVBoxLayout(host)
    for one in (pale, plain, line, button):
        lines.addWidget(one)
    host.resize(400, 240)
    with qtbot.waitExposed(host):
        host.show()
    eye = Eye()
    found = list(eye.pale(host))
    assert [words for words in found if "'pale'" in words] == found
    assert len(found) == 1
    assert len(eye.seen) == 4
