"""The manual is whole: every page is in its contents, names what there is, and shows what the program made."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.ledgers import registry
from app.services import learning, manual
from app.ui import help_pages, key_table

ROOT = Path(__file__).resolve().parents[1]
UI = ROOT / "app" / "ui"
PAGES = sorted(manual.folder().glob("*.md"))
EXAMPLES = frozenset(
    {
        *("〔纸面空白：联系电话〕", "← 责任单位", "签到：姓名", "（万元）", "注：……", "表头从第几行到第几行", "〃"),
        *("附表：签到", "从某表第几行导入，还没有核对", "6+1", "去年", "增加 N 行", "只粘贴可以的 N 条"),
        *("進(jìn)一步", "1、…2、…", "撤销：作废 信访〔2014〕3号"),
    }
)
"""What pages quote that is no word of the program: what a clerk may type or read, with a number or a name in it."""


@cache
def words_of_the_program() -> str:
    """Every Chinese text in the program's code."""
    found = []
    for path in (*(ROOT / "app").rglob("*.py"), *(ROOT / "db").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isascii():
                found.append(node.value)
    return "\n".join(found)


@cache
def classes() -> dict[str, set[str]]:
    """Every class of the window, with the names of those it is made from, however far back."""
    bases: dict[str, set[str]] = {}
    for path in UI.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    whole = {name: {name} for name in bases}
    for _round in range(6):
        for name, own in bases.items():
            whole[name] |= own | {far for base in own for far in whole.get(base, ())}
    return whole


def test_every_page_stands_once_in_the_contents() -> None:
    listed = [page.name for _heading, pages in manual.contents() for page in pages]
    assert sorted(listed) == sorted(path.stem for path in PAGES)
    titles = [page.title for _heading, pages in manual.contents() for page in pages]
    assert len(titles) == len(set(titles))
    assert all(titles)


def test_every_tab_has_a_page_and_its_columns() -> None:
    names = {path.stem for path in PAGES}
    tabs = [tab for tab, _label in registry.TABS]
    assert {f"tab_{tab}" for tab in tabs if tab != "base"} | {"tab_home", "tab_reports", manual.BASE} <= names
    assert {f"{manual.COLUMNS}{tab}" for tab in tabs} <= names


def test_every_dialog_has_a_page() -> None:
    # Frames of others, the manual itself, and what is shown for a moment or over everything.
    frames = {"Dialog", "PlainDialog", "HouseDialog", "LongWorkDialog", "ManualDialog", "LockPage"}
    dialogs = {name for name, made_from in classes().items() if "QDialog" in made_from} - frames
    assert len(dialogs) > 40
    assert {name for name in dialogs if not classes()[name] & set(help_pages.PAGE_OF)} == set()


def test_what_has_a_page_is_there_and_its_page_too() -> None:
    assert set(help_pages.PAGE_OF) <= set(classes())
    wanted = {*help_pages.PAGE_OF.values(), *help_pages.OF_LEDGER.values()}
    assert wanted <= {path.stem for path in PAGES}
    assert set(help_pages.OF_LEDGER) <= {ledger.name for ledger in registry.LEDGERS}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_a_page_quotes_is_said_by_the_program(path: Path) -> None:
    for quoted in re.findall("“([^”]+)”", path.read_text("utf-8")):
        if quoted not in EXAMPLES:
            for word in quoted.split(" → "):
                assert word.strip().removesuffix("…") in words_of_the_program(), word


@pytest.mark.parametrize("task", learning.tasks(), ids=lambda task: task.name)
def test_what_a_practice_task_quotes_is_said_by_the_program(task: learning.Task) -> None:
    typed = {"周桂兰", "村不漏组、组不漏户", "3万", "2万", "2014-13", "2014-17"}
    for quoted in re.findall("“([^”]+)”", "".join((*task.steps, *task.parts, task.purpose))):
        if quoted not in typed:
            for word in quoted.split(" → "):
                assert word.removesuffix("…") in words_of_the_program(), word


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_begins_with_its_title_and_shows_only_pictures_there_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# ")
    for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text):
        assert (path.parent / target).stat().st_size > 1000


def test_pages_drawn_from_declarations_are_those_of_the_declarations() -> None:
    for tab, label in registry.TABS:
        assert manual.path(f"{manual.COLUMNS}{tab}").read_text("utf-8") == manual.columns_page(tab, label)
    assert manual.path(manual.KEYS).read_text("utf-8") == key_table.page()


def test_every_column_on_the_screen_is_in_the_manual() -> None:
    for ledger in (*registry.LEDGERS, *registry.BASE):
        text = manual.path(f"{manual.COLUMNS}{ledger.tab}").read_text("utf-8")
        section = text.partition(f"\n## {ledger.label}\n")[2].partition("\n## ")[0]
        for column in (*ledger.on_screen(), *(one for child in ledger.children for one in child.columns)):
            assert f"| {column.label}" in section


def test_a_line_that_goes_on_is_one_line_without_a_space() -> None:
    assert manual.text("registers").count("发出单据，都在") == 1
    for path in PAGES:
        assert not re.search(r"[一-龥，。；：]\n[一-龥]", manual.text(path.stem)), path.stem


@pytest.mark.parametrize("path", [path for path in PAGES if path.stem != manual.KEYS], ids=lambda path: path.stem)
def test_a_page_names_only_keys_there_are(path: Path) -> None:
    known = {key_table.show(sequence) for key in key_table.KEYS for sequence in key.keys}
    named = re.findall(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:[A-Za-z]+\d*|[0-9;'↓↑])|\bF\d{1,2}\b", path.read_text("utf-8"))
    assert set(named) <= known
