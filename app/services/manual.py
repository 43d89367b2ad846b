"""The manual as it ships with the program: its pages in order, their titles, and the pages drawn from declarations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.ledgers import registry
from db.declare import REGISTER_OF, ChangedBy, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from db.declare import Column, Ledger

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "manual"
KEYS, FIRST, BASE = "keys", "start", "registers"
COLUMNS = "columns_of_"
"""Pages of this prefix list the columns of a tab's ledgers; `tools/manual_pages.py` writes them."""
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("先看这里", (FIRST, "learning", "entry", KEYS)),
    (
        "每一页",
        (
            "tab_home", "tab_learning", "tab_opinions", "tab_petitions", "tab_projects", "tab_liaison",
            "tab_rectification", "tab_office", BASE, "tab_reports",
        ),
    ),
    (
        "办事",
        (
            "petition", "closing", "attachments", "finding", "dossier", "tables", "checks", "supervision", "printing",
            "forms", "word", "written-reports", "reports", "fill-in", "inspection",
        ),
    ),
    ("进来和出去", ("import", "backfill", "export", "package")),
    (
        "保管",
        (
            "undo", "archive", "erasing", "incident", "backup", "operators", "year-end", "self_check", "installing",
            "county-server",
        ),
    ),
    ("本单位的设定", ("settings", "columns")),
    ("栏目", tuple(f"{COLUMNS}{tab}" for tab, _label in registry.TABS)),
)  # fmt: skip
"""The contents: headings, and under each the pages by file name. A page that is not named here stands under 其他."""
OTHERS = "其他"
_GOES_ON = re.compile(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its file name without ending, and the title that stands in its first line."""

    name: str
    title: str


def folder() -> Path:
    """Where the pages lie."""
    return FOLDER


def path(name: str) -> Path:
    """The file of a page."""
    return folder() / f"{name}.md"


def title(name: str) -> str:
    """What stands in the first line of a page."""
    with path(name).open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("#").strip()


def text(name: str) -> str:
    """A page in Markdown; a line that goes on in the next one is one line, without the space of Western writing."""
    return _GOES_ON.sub("", path(name).read_text("utf-8"))


def contents() -> tuple[tuple[str, tuple[Page, ...]], ...]:
    """The pages there are, by heading and in order."""
    there = {one.stem for one in folder().glob("*.md")}
    named = {name for _heading, names in GROUPS for name in names}
    groups = (*GROUPS, (OTHERS, tuple(sorted(there - named))))
    found = ((heading, tuple(Page(name, title(name)) for name in names if name in there)) for heading, names in groups)
    return tuple((heading, pages) for heading, pages in found if pages)


# ---- pages drawn from declarations -----------------------------------------------------------------------------------

_KINDS = {
    Kind.TEXT: "文字",
    Kind.LONG: "长文字",
    Kind.DATE: "日期",
    Kind.FUZZY_DATE: "日期，可以只写到月、年",
    Kind.TIME: "时刻",
    Kind.CHOICE: "选项",
    Kind.MONEY: "金额",
    Kind.COUNT: "个数",
    Kind.NUMBER: "数",
    Kind.QUANTITY: "数量和单位",
    Kind.FLAG: "是或否",
}
_MOST_CHOICES = 12


def columns_page(tab: str, label: str) -> str:
    """The page of the columns of a tab's ledgers, as they are declared."""
    ledgers = [one for one in dict.fromkeys((*registry.LEDGERS, *registry.BASE)) if one.tab == tab]
    head = f"# {label}：各本台账的栏目\n\n★ 是完整的记录要有的；没有填的列在“待补”里，照样能保存。\n"
    return "\n".join((head, *(_ledger(one) for one in ledgers)))


def _ledger(ledger: Ledger) -> str:
    parts = [f"## {ledger.label}\n"]
    if ledger.intro:
        parts.append(f"{ledger.intro}\n")
    parts.append(_table(ledger.on_screen(), ledger))
    for child in ledger.children:
        parts.append(f"### {ledger.label}下面的“{child.label}”\n")
        parts.append(_table(child.columns, None))
    return "\n".join(parts)


def _table(columns: Iterable[Column], ledger: Ledger | None) -> str:
    rows = "\n".join(f"| {one.label}{' ★' if one.complete else ''} | {_what(one, ledger)} |" for one in columns)
    return f"| 栏目 | 填什么 |\n|---|---|\n{rows}\n"


def _what(column: Column, ledger: Ledger | None) -> str:
    return "；".join(_words(column, ledger)).replace("|", "／")


def _words(column: Column, ledger: Ledger | None) -> Iterator[str]:
    if ledger is not None and ledger.flow is not None and ledger.flow.column == column.key:
        yield "、".join(label for _state, label in ledger.flow.states)
    elif column.is_reference:
        yield f"从“{registry.find(REGISTER_OF[column.kind]).label}”里选，也可以直接写名字"
    elif column.choices:
        listed = "、".join(column.choices[:_MOST_CHOICES]) + ("等" if len(column.choices) > _MOST_CHOICES else "")
        yield f"{listed}{'，也可以写别的' if column.open_choice else ''}"
    else:
        yield _KINDS[column.kind] + (f"（{column.counter}）" if column.counter else "")
    if column.help:
        yield column.help.rstrip("。")
    if column.changed_by is ChangedBy.ACTION:
        yield "由办理步骤填写"
    elif column.changed_by is ChangedBy.SYSTEM:
        yield "由程序填写"
    elif column.changed_by is ChangedBy.ONCE:
        yield "登记以后只能用“更正”改"
