"""导入模板: empty sheets to be filled in, with a sample row, notes, choices, and a page that explains every column; the
template of 历史补录 has what the paper of old business may say of its closing as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import backfill
from app.rules.backfill import CLOSINGS
from app.rules.refusal import Exit, Refused
from app.services import backfilling, entry, import_parts, import_plan
from app.services.import_parts import LINE_LABEL, PARENT_LABEL
from app.services.import_plan import HELP_NAME
from app.sheets.writer import CellKind, OutColumn, OutSheet
from db.declare import HISTORICAL, ChangedBy, Kind, Mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.sheets.book import Cell
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork

NUMBER_LABEL = "编号"
SAMPLE = "示例（这一行不导入，请从下一行填起）"
SHOWN_CHOICES = 30
_OWN_NUMBER = (
    "不用写，登记时由程序编号。要填附表的，在这里写 1、2、3……，附表的“所属编号”写同样的号。"
    "已经登记过的写它原来的编号，就是更新那一条。"
)
_WAYS: dict[Kind, str] = {
    Kind.DATE: "写成 2014-03-05、2014.3.5 或 20140305。",
    Kind.FUZZY_DATE: "写成 2014-03-05；只知道大概的写 2014年3月、2014年3月初、2012年冬。",
    Kind.TIME: "写成 9:30 或 下午3时。",
    Kind.MONEY: "单位是元，也可以写 3.4万元、叁仟元整。",
    Kind.COUNT: "写整数；只知道至少多少的写 100余。",
    Kind.NUMBER: "写数字。",
    Kind.QUANTITY: "数量带上单位，如 2170亩、3.5公里。",
    Kind.FLAG: "写 是 或 否。",
    Kind.PLACE: "写村组名册里的名称或别名。",
    Kind.PERSON: "写姓名。",
    Kind.ORGANISATION: "写单位名称或简称。",
    Kind.HOUSEHOLD: "写户主姓名或户的代码。",
    Kind.CAMPAIGN: "写活动名称；空着就是当前的活动。",
}
_SAMPLES: dict[Kind, str] = {
    Kind.DATE: "2014-03-05", Kind.FUZZY_DATE: "2014年3月", Kind.TIME: "9:30", Kind.MONEY: "3.4万元", Kind.COUNT: "12",
    Kind.NUMBER: "1.5", Kind.QUANTITY: "3.5公里", Kind.FLAG: "是", Kind.PLACE: "某村", Kind.PERSON: "某某",
    Kind.ORGANISATION: "某某单位", Kind.HOUSEHOLD: "户主姓名",
}  # fmt: skip


def sheets(unit: UnitOfWork, *, ledger: str, for_old: bool = False) -> tuple[OutSheet, ...]:
    """The template of a ledger: its own sheet, one for each child a clerk fills, and the page that explains them.

    With `for_old` the template of 历史补录, with the columns of the closing; raises Refused for a ledger without one.
    """
    declared = registry.importable(ledger)
    if for_old and declared.name not in CLOSINGS:
        raise Refused(backfilling.no_closing(), field="backfill", exit_code=Exit.USAGE)
    columns = _columns(unit, declared, for_old=for_old)
    title = f"{declared.label}{backfill.LABEL}模板" if for_old else f"{declared.label}导入模板"
    main = _sheet(declared.label, title, (_number_column(declared),), columns)
    children = [child for child in declared.children if import_parts.fillable(child)]
    parts = [(child, [entry.with_words(unit, one) for one in import_parts.fillable(child)]) for child in children]
    attached = [_sheet(child.label, _child_title(declared, child), (_parent_column(),), cs) for child, cs in parts]
    return (main, *attached, _help(declared, columns, parts, for_old=for_old))


def _columns(unit: UnitOfWork, ledger: Ledger, *, for_old: bool) -> list[Column]:
    own = [column for column in import_plan.columns_of(unit, ledger=ledger).values() if not column.hidden]
    if not for_old:
        return [column for column in own if column.changed_by is not ChangedBy.ACTION]
    paper = set(backfilling.paper_keys(ledger)) - {HISTORICAL, backfill.REVIEW_KIND}
    taken = [column for column in own if column.changed_by is not ChangedBy.ACTION or column.key in paper]
    return [_of_paper(ledger, column) for column in taken]


def _of_paper(ledger: Ledger, column: Column) -> Column:
    """A column of the template of 历史补录: what its paper must say of the closing, and what it may."""
    closing = CLOSINGS[ledger.name]
    notes = {
        closing.day: "办完的一定要填，要早于历史补录截止日期；没有办完的空着。",
        closing.approver: "办完的一定要填，照纸上写。",
        closing.number: "照纸上写，不能和已有的重复；没有就空着。",
        closing.state: "办完的从列表里选；只填了办完的日期也认得出。" if closing.usual else "办完的一定要填。",
    }
    note = notes.get(column.key) or ("纸上有就照填，没有就空着。" if column.changed_by is ChangedBy.ACTION else "")
    if column.key == closing.state and ledger.flow is not None:
        words = (closing.word, *(ledger.flow.label(state) for state in closing.closed))
        column = replace(column, choices=words, open_choice=False)
    return replace(column, help=f"{note}{column.help}", complete=column.complete and not note) if note else column


def _child_title(ledger: Ledger, child: Child) -> str:
    return f"{ledger.label}附表：{child.label}（一行属于主表的一条，用“{PARENT_LABEL}”对上；没有就空着）"


def _sheet(name: str, title: str, ties: tuple[OutColumn, ...], columns: Sequence[Column]) -> OutSheet:
    heads = (*ties, *(_out_column(column) for column in columns))
    sample = (SAMPLE, *(_sample(column) for column in columns))
    return OutSheet(name, title, heads, [], sample=sample)


def _number_column(ledger: Ledger) -> OutColumn:
    note = _OWN_NUMBER if any(map(import_parts.fillable, ledger.children)) else "不用写，登记时由程序编号。"
    return OutColumn(NUMBER_LABEL, CellKind.TEXT, 40, (), note)


def _parent_column() -> OutColumn:
    return OutColumn(
        PARENT_LABEL, CellKind.TEXT, 40, (), "写主表里那一条的编号（主表没有编号的，写主表里填的 1、2、3……）。"
    )


def _out_column(column: Column) -> OutColumn:
    return OutColumn(column.label, CellKind.TEXT, column.width or 24, column.choices, _note(column))


def _note(column: Column) -> str:
    star = "应当填写。" if column.complete else ""
    stop = "。" if column.help and not column.help.endswith(("。", "；")) else ""
    return f"{star}{column.help}{stop}{_way(column)}"


def _way(column: Column) -> str:
    if column.choices:
        return "从列表里选一个，也可以写别的。" if column.open_choice else "从列表里选一个。"
    if column.mask in (Mask.ID_NUMBER, Mask.BANK_ACCOUNT, Mask.PHONE):
        return "这一列已经设成文本，号码照原样写全。"
    return _WAYS.get(column.kind, "")


def _sample(column: Column) -> str | None:
    if column.choices:
        return column.choices[0]
    if column.mask is Mask.NAME:
        return "某某"
    filled = column.complete or column.primary
    return _SAMPLES.get(column.kind, f"（{column.label}）") if filled else None


def _help(
    ledger: Ledger, columns: Sequence[Column], parts: Sequence[tuple[Child, Sequence[Column]]], *, for_old: bool
) -> OutSheet:
    """The page that explains: what is filled where, and how."""
    heads = (
        OutColumn("工作表", width=30), OutColumn("栏目", width=40), OutColumn("要不要填", width=24),
        OutColumn("怎么填", CellKind.LONG, 110), OutColumn("可以选的", CellKind.LONG, 90),
    )  # fmt: skip
    number = (ledger.label, NUMBER_LABEL, "", _number_column(ledger).note, None)
    rows: list[tuple[Cell, ...]] = [number, *_explained(ledger.label, columns, _needed(ledger))]
    for child, own in parts:
        rows += [
            (child.label, PARENT_LABEL, "一定要填", _parent_column().note, None),
            *_explained(child.label, own, ()),
        ]
    if parts:
        rows.append((None, LINE_LABEL, "", f"导出的附表里有“{LINE_LABEL}”：带着它再导入，改的就是那一行。", None))
    if not for_old and (closed := _closed_to_import(ledger)):
        rows.append(closed)
    return OutSheet(HELP_NAME, f"{ledger.label}：怎样填写", heads, rows)


def _closed_to_import(ledger: Ledger) -> tuple[Cell, ...] | None:
    """Which columns no import sets, and by what way old business comes in; None where a ledger has none of them."""
    written = [c for c in ledger.columns if c.changed_by is ChangedBy.ACTION and not c.hidden]
    labels = "、".join(column.label for column in written if column.key not in (HISTORICAL, backfill.REVIEW_KIND))
    ways = []
    if labels:
        ways.append("由办理步骤记下，导入不能填，填了的行会退回。")
    if ledger.name in CLOSINGS:
        ways.append(f"启用台账以前在纸上办完的，用“{backfill.LABEL}”的模板，由管理人员导入。")
    return (ledger.label, labels or "办完的旧账", "不能填", "".join(ways), None) if ways else None


def _needed(ledger: Ledger) -> tuple[str, ...]:
    return (ledger.main_date, ledger.matter)


def _explained(name: str, columns: Sequence[Column], needed: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    for column in columns:
        wanted = (
            "一定要填" if column.key in needed and not column.default else "应当填" if column.complete else "可不填"
        )
        note = _note(column).removeprefix("应当填写。")
        yield (name, column.label, wanted, note or None, "、".join(column.choices[:SHOWN_CHOICES]) or None)
