from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from app.ui.session import Session
from app.ui.single import Single, name_of
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SECOND = """
import sys
from PySide6.QtCore import QCoreApplication
from app.ui.single import Single
app = QCoreApplication([])
print(Single().raise_first(sys.argv[1]))
"""


def second_start(path: Path) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", SECOND, str(path)], stdout=subprocess.PIPE, text=True, env=env)


def test_a_second_start_on_the_same_file_raises_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    first = Single()
    first.listen(str(tmp_path / "甲.minqing"))
    with qtbot.waitSignal(first.started_again, timeout=20_000):
        second = second_start(tmp_path / "甲.minqing")
    assert second.communicate() == ("True\n", None)
    first.close()


def test_a_start_on_another_file_or_after_the_end_is_on_its_own(tmp_path: Path, qtbot: QtBot) -> None:
    first = Single()
    first.listen(str(tmp_path / "甲.minqing"))
    assert second_start(tmp_path / "乙.minqing").communicate() == ("False\n", None)
    first.close()
    assert not Single().raise_first(str(tmp_path / "甲.minqing"))


def test_what_a_killed_program_left_is_no_window(tmp_path: Path, qtbot: QtBot) -> None:
    listening = SECOND.replace("print(Single().raise_first", "print(Single(app).listen").replace(
        "sys.argv[1]))", "sys.argv[1]), flush=True); app.exec()"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", listening, str(tmp_path / "甲.minqing")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"None\n"
        child.kill()
    again = Single()
    assert not again.raise_first(str(tmp_path / "甲.minqing"))
    again.listen(str(tmp_path / "甲.minqing"))
    assert again._server is not None
    assert again._server.isListening()
    again.close()


def test_the_meeting_place_tells_nothing_of_the_file(tmp_path: Path) -> None:
    names = {name_of(""), name_of(str(tmp_path / "甲.minqing")), name_of(str(tmp_path / "乙.minqing"))}
    assert len(names) == 3
    assert all(name.startswith("minqing-") and len(name) == 32 for name in names)
    (tmp_path / "甲.minqing").touch()
    (tmp_path / "指向.minqing").symlink_to(tmp_path / "甲.minqing")
    assert name_of(str(tmp_path / "指向.minqing")) == name_of(str(tmp_path / "甲.minqing"))


def test_the_open_window_is_the_one_that_is_raised(ledger_file: Path, qtbot: QtBot) -> None:
    session = Session()
    session.open(ledger_file)
    assert session.window is not None
    window = session.window
    window.showMinimized()
    second = second_start(ledger_file)
    qtbot.waitUntil(lambda: not window.isMinimized(), timeout=20_000)
    assert second.communicate() == ("True\n", None)
    at_rest(qtbot, window.operation)
    window.close()
    session.single.close()
