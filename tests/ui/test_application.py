from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPushButton

from app.ui import application, theme
from app.ui.placing import clamped

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def test_the_window_writes_in_a_bundled_face(qapp: QApplication) -> None:
    assert "Noto Sans SC" in QFontDatabase.families()
    assert qapp.font().families()[0] == "Noto Sans SC"
    assert QFontMetrics(qapp.font()).inFontUcs4(ord("销"))


def test_standard_buttons_are_chinese_words_alone(qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    box.show()
    assert all(button.icon().isNull() for button in box.buttons())
    assert [button.text() for button in box.buttons()] == ["确定", "取消"]


def test_nothing_is_upper_cased(own_folders: Path) -> None:
    assert "uppercase" not in theme.sheet(11)


def test_the_sheet_is_built_once_in_the_cache_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    first = theme.sheet(11, tmp_path / "cache")
    monkeypatch.setitem(sys.modules, "qt_material", None)
    assert theme.sheet(11, tmp_path / "cache") == first
    assert not (tmp_path / "home").exists()
    theme.sheet(11)


@pytest.mark.parametrize("points", [10, 14, 18])
def test_the_text_size_is_the_clerks(qapp: QApplication, qtbot: QtBot, points: int) -> None:
    application.set_font_points(points)
    label = QLabel("字号")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().pointSize() == points
    assert application.font_points() == points
    application.set_font_points(theme.USUAL)


def test_a_size_beyond_the_limits_is_brought_back() -> None:
    application.settings().setValue("look/font_points", 99)
    assert application.font_points() == 18


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#1d2730", "#e6ebf0"),
        ("#1f5f8b", "#ffffff"),
        ("#ffffff", "#1f5f8b"),
        ("#56636f", "#f4f6f8"),
        ("#a61b1b", "#ffffff"),
        ("#8a4b00", "#ffffff"),
        ("#12364f", "#cfe2f1"),
        ("#5b4300", "#fff4d6"),
        ("#6d1212", "#fdf0ef"),
        ("#1c5a2b", "#dcecdf"),
    ],
)
def test_text_is_clear_on_its_ground(ink: str, ground: str) -> None:
    sheet = theme.overrides(11)
    assert ink in sheet
    assert ground in sheet
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_size_in_the_sheet_is_filled_in() -> None:
    assert re.findall(r"@\w+@", theme.overrides(12)) == []


def test_a_button_keeps_the_words_it_was_given(qtbot: QtBot) -> None:
    button = QPushButton("save 保存")
    qtbot.addWidget(button)
    assert button.text() == "save 保存"


def test_setting_text_fifty_thousand_times_loses_no_reference(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for place in range(50_000):
        label.setText(str(place))
    assert sys.getrefcount(None) > before - 100


def test_a_window_is_brought_back_onto_a_screen_that_is_there() -> None:
    screen = QRect(0, 0, 1366, 768)
    assert clamped(QRect(3000, 2000, 1000, 700), [screen]) == QRect(366, 68, 1000, 700)
    assert clamped(QRect(-50, -50, 2000, 1000), [screen]) == screen


def test_what_qts_own_translation_lacks_is_chinese_too(qapp: QApplication) -> None:
    words = qapp.translate("QAbstractFileIconProvider", "Folder", "All other platforms")
    assert words == "文件夹"
