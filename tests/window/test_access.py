"""Everyone can work it: one walk through every page and dialog at 150 % with the largest letters, read and measured.

The program runs on an X server and buses of its own. A screen 1920 × 1080 at 150 % is what offices buy today; with
letters of 18 points it is also the least room there is: 1280 × 720.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from app.ledgers import registry
from app.ui import theme
from app.ui.spoken import field_name
from db.declare import Kind
from tests.window.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.window, pytest.mark.timeout(600)]

SCREEN, SCALE = "1920x1080x24", "1.5"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
ROLES = {
    "push button", "button menu", "toggle button", "text", "password text", "table", "tree", "check box", "combo box",
    "page tab", "menu item", "check menu item", "radio menu item", "radio button", "list item", "spin box", "list",
    "tree item", "page tab list",
}  # fmt: skip
"""What is worked with."""
QT_OWN = ("文件/打开台账…", "文件/备份到…", "报表/数字核对/打开材料…")
"""Questions that are Qt's: for a file on this computer."""
MASKED = re.compile(r"\d*\*{3,}\d*")
CHINESE = re.compile(r"[㐀-鿿]")

Thing = dict[str, Any]


class Walked(NamedTuple):
    """What was read at each stop, and what could not be read there by eye."""

    read: dict[str, list[Thing]]
    unread: dict[str, list[str]]

    def things(self) -> Iterator[tuple[str, Thing]]:
        """Everything that was read, with its stop."""
        for stop, things in self.read.items():
            for thing in things:
                yield stop, thing


@pytest.fixture(scope="module")
def walked(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The walk through the sample township."""
    folder = tmp_path_factory.mktemp("walk")
    file = shutil.copy(sample_file, folder)
    said, report = folder / "said.json", folder / "report.json"
    own = {name: str(folder / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = inherited | own | {
        "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": SCALE, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }  # fmt: skip
    launcher = next(path for path in LAUNCHERS if os.path.exists(path))
    program = [sys.executable, "-m", "tests.window.stops", str(file), str(report), str(theme.LARGEST)]
    reader = ["/usr/bin/python3", str(ROOT / "tests/window/read_aloud.py"), str(said), *program]
    shell = f'{launcher} --launch-immediately & exec "$@"'
    command = [
        "xvfb-run",
        "-a",
        "-s",
        f"-screen 0 {SCREEN}",
        "dbus-run-session",
        "--",
        "sh",
        "-c",
        shell,
        "sh",
        *reader,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]
    return Walked(json.loads(said.read_text("utf-8")), json.loads(report.read_text("utf-8")))


def test_the_walk_came_to_every_page_and_form(walked: Walked) -> None:
    for ledger in (*registry.LEDGERS, *registry.BASE):
        assert any(stop.endswith(f"/{ledger.label}/表单") for stop in walked.read), ledger.label
    assert {
        "首页",
        "报表/指标",
        "报表/督办",
        "工具/办理规则…",
        "帮助/快捷键表",
        "导入/预览",
        "出错的表单",
    } <= walked.read.keys()
    assert len(walked.read) > 200


def test_no_word_is_cut_or_pale_or_off_the_screen(walked: Walked) -> None:
    assert walked.unread == {}


def test_everything_that_is_worked_with_has_a_chinese_name(walked: Walked) -> None:
    worked = [
        (stop, thing)
        for stop, thing in walked.things()
        if (thing["focusable"] or thing["role"] in ROLES) and not stop.startswith(QT_OWN)
    ]
    assert len(worked) > 5_000
    nameless = {(stop, thing["role"], thing["name"]) for stop, thing in worked if not CHINESE.search(thing["name"])}
    # A chooser is called by what is chosen in it: one of two numbers of a person, masked.
    nameless = {one for one in nameless if not (one[1] == "combo box" and MASKED.fullmatch(one[2]))}
    # The blank cell beside a heading, the name of an encoding, the ground on which the chain is drawn.
    known = {("tree item", ""), ("combo box", "UTF-8"), ("filler", "")}
    assert {one for one in nameless if one[1:] not in known} == set()
    assert {stop.rpartition("/")[2] for stop, role, _name in nameless if role == "filler"} <= {"链条"}


def test_the_fields_of_every_form_are_named_by_label_star_and_unit(walked: Walked) -> None:
    missing = defaultdict(list)
    for ledger in (*registry.LEDGERS, *registry.BASE):
        things = next(things for stop, things in walked.read.items() if stop.endswith(f"/{ledger.label}/表单"))
        said = {(thing["role"], thing["name"]) for thing in things}
        for column in ledger.columns:
            role = "check box" if column.kind is Kind.FLAG else "text"
            if column.key != "starred" and (role, field_name(column)) not in said:
                missing[ledger.label].append(field_name(column))
    assert dict(missing) == {}


def test_rows_of_tables_are_read_with_their_heads_and_words(walked: Walked) -> None:
    read = 0
    for stop, thing in walked.things():
        heads, *rows = thing.get("cells") or [[]]
        for row in rows:
            assert any(heads), (stop, thing["name"])
            read += any(row)
    assert read > 100
    petitions = next(thing for thing in walked.read["信访/信访事项"] if thing.get("cells"))
    heads, first, _second = petitions["cells"]
    for head, cell in zip(heads, first, strict=True):
        assert cell.startswith(head), "a cell is read with its head"


def test_a_wrong_field_is_read_with_its_sentence_and_all_of_them_above_the_form(walked: Walked) -> None:
    things = walked.read["出错的表单"]
    field = next(thing for thing in things if thing["name"].startswith("来访时间") and thing["role"] == "text")
    assert "看不出是哪一天" in field["description"]
    assert any("看不出是哪一天" in thing["name"] for thing in things if thing["role"] == "label")
