"""What is loaded when the window stands with a ledger in sight: what a start does not need is left for later."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

import pytest

from app.services.desk import new_desk

LATER = (
    "PIL",
    "PySide6.QtPdf",
    "PySide6.QtPrintSupport",
    "alembic",
    "argon2",
    "chinese_calendar",
    "cryptography",
    "docx",
    "lxml",
    "numpy",
    "opencc",
    "pypinyin",
    "pyqtgraph",
    "python_calamine",
    "qt_material",
    "reportlab",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "xlsxwriter",
)
"""Packages for paper, workbooks, upgrades, passphrases, charts and new names."""
START = """
import os, sys
from pathlib import Path
from app.ui import application, run
app = application.make_application()
session = run.Session()
session.open(Path(sys.argv[1]))
page = session.window.ledger_page("opinions")
while not session.window.operation.idle:
    app.processEvents()
print(*sorted(sys.modules))
sys.stdout.flush()
os._exit(0)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    path = tmp_path_factory.mktemp("start") / "清河镇.minqing"
    with closing(new_desk(path, office_name="清河镇人民政府")):
        pass
    words = [sys.executable, "-c", START, str(path)]
    first = subprocess.run(words, capture_output=True, text=True, check=True)  # makes the stylesheet that is kept
    assert "app.ui.theme" in first.stdout
    return set(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())


def test_the_window_itself_is_loaded(loaded: set[str]) -> None:
    assert {"PySide6.QtWidgets", "sqlalchemy", "sqlcipher3", "app.ui.ledger_page"} <= loaded


@pytest.mark.parametrize("name", LATER)
def test_a_start_does_not_load(name: str, loaded: set[str]) -> None:
    assert name not in loaded
