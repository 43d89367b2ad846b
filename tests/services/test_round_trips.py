"""Export, then import: nothing changes, on every ledger and register, with child rows and every kind of value."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import entry, exporting, import_plan, importing, records, templates
from app.services.desk import open_desk
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets import reader, writer
from db.ask import ChildRow
from db.declare import ChangedBy, Kind, Mask
from db.mapping import stored
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.services.desk import Desk
    from app.services.importing import Imported
    from db.ask import Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

EVERY = registry.LEDGERS + registry.BASE
BY_KIND: dict[Kind, tuple[Value, Value]] = {
    Kind.TEXT: ("=1+1 像公式", "@甲 0012"),
    Kind.LONG: ("第一行\n  第二行，“引号”、,逗号", "同上"),
    Kind.DATE: (date(2014, 3, 5), date(2014, 12, 31)),
    Kind.FUZZY_DATE: (FuzzyDate.third(2014, 3, 0), FuzzyDate(date(2012, 12, 1), Precision.SEASON)),
    Kind.TIME: ("09:30", "15:00"),
    Kind.PLACE: (Reference("某村"), Reference("=外地")),
    Kind.HOUSEHOLD: (Reference("赵某某"), Reference("钱某某")),
    Kind.PERSON: (Reference("孙某某"), Reference("李某某")),
    Kind.ORGANISATION: (Reference("某某办"), Reference("某某站")),
    Kind.CAMPAIGN: (Reference("某活动"), Reference("某活动")),
    Kind.MONEY: (Money(3_456_789), Money(10**14 + 1)),
    Kind.COUNT: (FuzzyCount(100, is_floor=True), FuzzyCount(12)),
    Kind.NUMBER: (Decimal("4.5"), Decimal(12)),
    Kind.QUANTITY: (Quantity(Decimal("3.5"), "公里"), Quantity(Decimal(2170), "亩")),
    Kind.FLAG: (True, False),
}
BY_MASK = {
    Mask.ID_NUMBER: ("11010519491231002X", "110105491231002"),
    Mask.PHONE: ("13800001234", "010-66001234、13900001234"),
    Mask.BANK_ACCOUNT: ("6222020200012345678", "0012345"),
    Mask.NAME: ("欧阳某某", "某某"),
}


@pytest.fixture
def other_desk(ledger_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk of another office, empty."""
    opened = open_desk(Path(shutil.copy(ledger_file, tmp_path / "别处.minqing")))
    yield opened
    opened.close()


def sample_of(unit: UnitOfWork, column: Column, at: int) -> Value:
    """A value of the column's kind, the first or the second of two."""
    column = entry.with_words(unit, column)
    if column.mask in BY_MASK:
        return BY_MASK[column.mask][at]
    if column.kind is Kind.CHOICE:
        return column.choices[at % len(column.choices)] if column.choices else "某类"
    value = BY_KIND[column.kind][at]
    if isinstance(value, Quantity) and column.counter:
        return Quantity(value.value, column.counter)
    return value


def filled(unit: UnitOfWork, columns: tuple[Column, ...], at: int) -> dict[str, Value]:
    mine = (ChangedBy.FORM, ChangedBy.ONCE)
    return {one.key: sample_of(unit, one, at) for one in columns if one.changed_by in mine}


DATED = {"outcome": "finished_on"}
"""The day that goes where a check asks for something that is no column."""
BALLOTS = {
    "issued": 12, "returned": 12, "valid": 12, "invalid": 0, "good": 12, "fairly_good": 0, "average": 0, "poor": 0,
    "abstained": 0,
}  # fmt: skip


def enter(desk: Desk, ledger: Ledger, at: int) -> None:
    """A record with every column and child filled that its gates let through."""

    def work(unit: UnitOfWork) -> None:
        values = filled(unit, ledger.columns, at)
        children = {
            child.name: [ChildRow(filled(unit, child.columns, at)), ChildRow(filled(unit, child.columns, 1 - at))]
            for child in ledger.children
            if not child.is_kept
        }
        if ledger.restricted_when is not None:  # such records leave in no list
            values[ledger.restricted_when[0]] = "申诉求决"
        if ledger.name == "appraisals":
            counts = {key: FuzzyCount(count) for key, count in BALLOTS.items()}
            values |= {key: count for key, count in counts.items() if key in values}
            children["ballots"] = [ChildRow({**row.values, **counts}) for row in children["ballots"]]
        for _ in range(60):
            try:
                records.add(unit, actor=desk.actor, ledger=ledger.name, values=values, children=children)
            except Refused as refusal:
                missing = [DATED.get(one.check, one.check) for one in refusal.missing]
                gone = next(key for key in (refusal.field, *missing) if key in values or key in children)
                values.pop(gone, None)
                children.pop(gone, None)
            else:
                return
        raise AssertionError(ledger.name)

    desk.write(work)


def all_of(desk: Desk, ledger: str) -> list[Record]:
    def look(unit: UnitOfWork) -> list[Record]:
        ids = unit.reading.ids(Ask(ledger, sort=(("number", False),)))
        return [records.get(unit, ledger=ledger, record_id=one) for one in ids]

    return desk.read(look)


def bring_in(desk: Desk, ledger: str, path: Path, duplicates: Duplicates) -> Imported:
    declared, book = registry.find(ledger), reader.read_here(path)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=declared, book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name=path.name, duplicates=duplicates)

    return desk.write(work)


def said(ledger: Ledger, record: Record) -> dict[str, object]:
    """What a record says, without what the program or a step gives it."""
    mine = (ChangedBy.FORM, ChangedBy.ONCE)
    told: dict[str, object] = {
        column.key: stored(record.values.get(column.key)) for column in ledger.columns if column.changed_by in mine
    }
    for child in ledger.children:
        told[child.name] = [row_said(child, row.values) for row in record.children.get(child.name, ())]
    return told


def row_said(child: Child, values: Mapping[str, Value]) -> dict[str, object]:
    return {column.key: stored(values.get(column.key)) for column in child.columns}


@pytest.mark.parametrize("ledger", EVERY, ids=lambda one: one.name)
def test_what_goes_out_comes_in_unchanged(desk: Desk, other_desk: Desk, tmp_path: Path, ledger: Ledger) -> None:
    held = len(all_of(desk, ledger.name))
    for at in (0, 1):
        enter(desk, ledger, at)
    before = all_of(desk, ledger.name)
    out = tmp_path / "出.xlsx"
    assert exporting.export(desk, ask=Ask(ledger.name), out=out) == held + 2

    for duplicates in (Duplicates.SKIP, Duplicates.UPDATE):
        made = bring_in(desk, ledger.name, out, duplicates)
        assert (made.added, made.updated, made.failed, made.failed_lines) == (0, 0, (), ())
        assert made.read == made.skipped == held + 2
        assert all(one.read == one.counts["skipped"] for one in made.parts)
        assert all_of(desk, ledger.name) == before

    made = bring_in(other_desk, ledger.name, out, Duplicates.SKIP)
    assert (made.updated, made.failed, made.failed_lines) == (0, (), ())
    came, went = (
        sorted((said(ledger, one) for one in them), key=repr) for them in (all_of(other_desk, ledger.name), before)
    )
    assert came == went
    assert bring_in(other_desk, ledger.name, out, Duplicates.SKIP).added == 0


@pytest.mark.parametrize("ledger", EVERY, ids=lambda one: one.name)
def test_text_tables_too(desk: Desk, tmp_path: Path, ledger: Ledger) -> None:
    for at in (0, 1):
        enter(desk, ledger, at)
    before = all_of(desk, ledger.name)
    out = tmp_path / "出.csv"
    exporting.export(desk, ask=Ask(ledger.name), out=out)
    made = bring_in(desk, ledger.name, out, Duplicates.UPDATE)
    assert (made.added, made.updated, made.failed) == (0, 0, ())
    assert all_of(desk, ledger.name) == before


@pytest.mark.parametrize("ledger", EVERY, ids=lambda one: one.name)
def test_a_template_that_was_filled_in_comes_in(desk: Desk, tmp_path: Path, ledger: Ledger) -> None:
    out = tmp_path / "模板.xlsx"
    with out.open("wb") as stream:
        writer.write_workbook(stream, desk.read(lambda unit: templates.sheets(unit, ledger=ledger.name)))
    book = openpyxl.load_workbook(out)
    parts = [child for child in ledger.children if child.label in book.sheetnames]
    assert {child.name for child in parts} == {child.name for child in ledger.children if not child.is_kept}
    typed = {Kind.DATE: "2014.3.5", Kind.FUZZY_DATE: "2014年3月初", Kind.PERSON: "孙某某", Kind.PLACE: "某村"}
    for page, columns, tie in (
        (book[ledger.label], ledger.columns, 1), *((book[child.label], child.columns, 1) for child in parts)
    ):  # fmt: skip
        labels = [cell.value for cell in page[2]]
        page.cell(4, 1, tie)
        for column in columns:
            if column.label in labels:
                text = column.choices[0] if column.choices else typed.get(column.kind, "")
                if column.key in (ledger.matter, *ledger.needs) or column is columns[0]:
                    text = text or {Kind.FLAG: "是", Kind.COUNT: "3"}.get(column.kind, "某事")
                if text and (column.key in (ledger.matter, ledger.main_date, *ledger.needs) or column is columns[0]):
                    page.cell(4, labels.index(column.label) + 1, text)
    book.save(out)
    held = len(all_of(desk, ledger.name))
    made = bring_in(desk, ledger.name, out, Duplicates.SKIP)
    assert (made.added, made.failed, made.failed_lines) == (1, (), ())
    assert made.blank == 1  # the sample row
    (new,) = all_of(desk, ledger.name)[held:]
    assert {name for name, rows in new.children.items() if len(rows) == 1} == {child.name for child in parts}
    assert bring_in(desk, ledger.name, out, Duplicates.SKIP).added == 0
    assert bring_in(desk, ledger.name, out, Duplicates.UPDATE).updated == 0
