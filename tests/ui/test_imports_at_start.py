"""What is loaded when the window stands with a ledger in sight: what a start does not need is left for later."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app import bootstrap
from app.services import first_page
from app.services.desk import new_desk
from app.services.first_page import FirstPage

if TYPE_CHECKING:
    from pathlib import Path

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
from app.ui import application
from app.ui.session import Session
app = application.make_application()
session = Session()
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


def test_of_the_pinyin_only_the_characters_are_loaded() -> None:
    """The dictionary of phrases would be most of the memory of a long day, and no reading of ours comes from it."""
    script = "import sys; from db import search; print(search.initials('\u91cd\u5e86'), *sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.startswith("('zq', 'cq', ")
    assert "pypinyin.pinyin_dict" in said.split()
    assert "pypinyin.phrases_dict" not in said.split()


@pytest.mark.parametrize("name", LATER)
def test_a_start_does_not_load(name: str, loaded: set[str]) -> None:
    assert name not in loaded


UNTIL_THE_FIRST_PICTURE = """
import os, sys
from app import bootstrap
from app.ui import run

def go_on(start):
    print(*(name for name, module in sys.modules.items() if name.startswith("app.") and "Qt" in vars(module)))
    print(*sorted(sys.modules))
    sys.stdout.flush()
    os._exit(0)

run.Start.go_on = go_on
sys.exit(bootstrap.main(["open", sys.argv[1]]))
"""
BEHIND = (
    "PySide6.QtNetwork",
    "app.cli",
    "app.ledgers",
    "app.ui.keys",
    "app.ui.session",
    "hashlib",
    "sqlalchemy",
)
"""What the program needs for its work, but not for the picture it begins with."""


def test_the_first_picture_needs_next_to_nothing(tmp_path: Path) -> None:
    path = tmp_path / "清河镇.minqing"
    with closing(new_desk(path, office_name="清河镇人民政府")) as desk:
        page = FirstPage(
            desk.actor.name,
            "opinions",
            "意见建议",
            "共 1",
            "",
            False,
            ("首页",),
            0,
            ("意见建议",),
            0,
            ("编号",),
            (90,),
            (("意见〔2014〕1号",),),
        )
        desk.write(lambda unit: first_page.keep(unit, page=page))
    words = [sys.executable, "-c", UNTIL_THE_FIRST_PICTURE, str(path)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # it loads much itself
    subprocess.run(words, capture_output=True, text=True, check=True, env=env)  # makes the stylesheet that is kept
    said = subprocess.run(words, capture_output=True, text=True, check=True, env=env).stdout
    users_of_qt, loaded = said.splitlines()
    assert users_of_qt == ""  # its enumerations are made at their first use, and take a tenth of the start
    assert "app.ui.first_paint" in loaded.split()
    assert not set(BEHIND) & set(loaded.split())


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], ("", "")),
        (["open"], ("", "")),
        (["open", "甲.minqing"], ("甲.minqing", "")),
        (["--file", "甲.minqing"], ("甲.minqing", "")),
        (["--file", "甲.minqing", "open"], ("甲.minqing", "")),
        (["open", "--help"], None),
        (["--file", "--json"], None),
        (["--file", "甲.minqing", "list", "opinions"], None),
        (["--user", "王秀英"], None),
    ],
)
def test_a_plain_start_of_the_window_does_not_wait_for_the_command_line(
    words: list[str], wanted: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINQING_FILE", raising=False)
    assert bootstrap.window_wanted(words) == wanted
