"""Any own columns with any values go through everything that happens to a record, and stay what they were."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledgers import registry
from app.rules import own_columns, reading
from app.services import (
    backups,
    columns,
    entry,
    exporting,
    import_files,
    import_plan,
    importing,
    listing,
    printing,
    records,
    restoring,
    undo,
    verifying,
)
from app.services.desk import Desk, open_desk
from app.services.importing import Duplicates
from app.services.listing import Ask, Filter, Op
from db.declare import Kind
from db.layout import KINDS, MOST_OWN, Layout, OwnColumn
from db.values import Reference, Value

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.changes import Changes
    from db.ask import Record
    from db.unit import UnitOfWork

NAME = "publicity"
HAN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
FEW = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
words = st.text(alphabet=HAN + "村组路3号abXY、()-", min_size=1, max_size=12).map(lambda text: "字" + text)
people = st.text(alphabet=HAN, min_size=2, max_size=4)
numbers = st.decimals(min_value=0, max_value=99999, places=2).map(lambda one: Decimal(format(one.normalize(), "f")))
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2030, 12, 31))


@dataclass(frozen=True)
class Case:
    """Own columns, and for each of some records what it has in them."""

    own: tuple[OwnColumn, ...]
    rows: tuple[dict[str, Value], ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One to twenty columns of any kind, and one to four records with any of them filled."""
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=MOST_OWN))
    own = tuple(_column(draw, n, kind) for n, kind in enumerate(kinds, start=1))
    row = st.fixed_dictionaries({one.key: st.none() | _values(one) for one in own})
    rows = draw(st.lists(row, min_size=1, max_size=4))
    return Case(own, tuple(rows))


def _column(draw: st.DrawFn, place: int, kind: Kind) -> OwnColumn:
    tail = draw(st.text(alphabet=HAN + "率年（）·a7", max_size=6))
    label = f"自{HAN[place - 1]}{tail}"
    choices = tuple(draw(st.lists(words, min_size=1, max_size=4, unique_by=lambda one: one.casefold())))
    own_columns.clean_name(label)
    return OwnColumn(f"own_{place}", label, kind, choices if kind is Kind.CHOICE else ())


def _values(one: OwnColumn) -> st.SearchStrategy[Value]:
    match one.kind:
        case Kind.NUMBER:
            return numbers
        case Kind.DATE:
            return days
        case Kind.CHOICE:
            return st.sampled_from(one.choices)
        case Kind.PERSON:
            return people.map(Reference)
    return words


def _arrange(desk: Desk, wanted: Layout) -> None:
    desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger=NAME, wanted=wanted))


def _enter(desk: Desk, row: dict[str, Value], place: int) -> Changes:
    def work(unit: UnitOfWork) -> Changes:
        texts = {"published_on": f"2014-03-{place + 1:02d}", "title": f"第{place + 1}期板报"}
        values = entry.read_values(unit, ledger=registry.find(NAME), texts=texts)
        return records.add(unit, actor=desk.actor, ledger=NAME, values={**values, **row})

    return desk.write(work)


def _all(desk: Desk, *, voided: bool = False) -> list[Record]:
    ask = Ask(NAME, sort=(("number", False),), voided=voided)
    return list(desk.read(lambda unit: unit.reading.page(ask)).rows)


def _held(found: list[Record], case: Case) -> list[dict[str, Value]]:
    return [{one.key: record.values[one.key] for one in case.own} for record in found]


def _sorted_by_hand(case: Case, key: str) -> list[Value]:
    return sorted(row[key] for row in case.rows if row[key] is not None)  # type: ignore[type-var]


def _looks(desk: Desk, case: Case) -> None:
    """Sorting, filtering and finding answer as the values say."""
    ledger = registry.find(NAME)
    for one in case.own:
        filled = [row[one.key] for row in case.rows if row[one.key] is not None]

        def count(*items: Filter, search: str = "") -> int:
            return desk.read(lambda unit: listing.count(unit, ask=Ask(NAME, filters=items, search=search)))

        assert count(Filter(one.key, Op.EMPTY)) == len(case.rows) - len(filled)
        assert count(Filter(one.key, Op.FILLED)) == len(filled)
        if one.kind in (Kind.NUMBER, Kind.DATE):
            page = desk.read(lambda unit, key=one.key: unit.reading.page(Ask(NAME, sort=((key, False),))))
            listed = [row.values[one.key] for row in page.rows if row.values[one.key] is not None]
            assert listed == _sorted_by_hand(case, one.key)
        for value in filled:
            same = sum(row[one.key] == value for row in case.rows)
            assert count(Filter(one.key, value=value)) == same
            shown = reading.show_value(ledger.column(one.key), value)
            text = f"{one.label}={shown}"
            item = desk.read(lambda unit, text=text: listing.condition(unit, ledger=ledger, text=text))
            assert count(item) == same
            if one.kind in (Kind.TEXT, Kind.PERSON, Kind.CHOICE):
                assert count(search=shown) >= same
        if one.kind in (Kind.NUMBER, Kind.DATE) and filled:
            least = min(filled)  # type: ignore[type-var]
            assert count(Filter(one.key, Op.SINCE, least)) == len(filled)
            assert count(Filter(one.key, Op.UNTIL, least)) == filled.count(least)


def _comes_back_from_a_workbook(desk: Desk, case: Case, folder: Path) -> None:
    """Exported, voided, imported again as new records: the same; imported over those that stand: nothing changes."""
    before = _all(desk)
    out = folder / "出.xlsx"
    exporting.export(desk, ask=Ask(NAME, sort=(("number", False),)), out=out, options=exporting.ExportOptions())
    book = import_files.read(out)

    def work(unit: UnitOfWork, duplicates: Duplicates) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=registry.find(NAME), book=book)
        assert {one.key for one in case.own} <= {target.key for target in plan.targets}
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="出.xlsx", duplicates=duplicates)

    again = desk.write(lambda unit: work(unit, Duplicates.UPDATE))
    assert (again.added, again.updated, again.failed) == (0, 0, ())
    made = desk.write(lambda unit: work(unit, Duplicates.NEW))
    assert (made.added, made.failed) == (len(before), ())
    assert _held(_all(desk)[len(before) :], case) == _held(before, case)
    desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
    assert _held(_all(desk), case) == _held(before, case)


def _prints(desk: Desk, case: Case, folder: Path) -> None:
    shown = tuple(one.key for one in case.own[:6])
    paper = desk.read(
        lambda unit: printing.ledger_paper(
            unit, ask=Ask(NAME, sort=(("number", False),)), options=printing.PrintOptions(columns=shown)
        )
    )
    assert [column.label for column in paper.columns][2:] == [one.label for one in case.own[:6]]
    printing.write_pdf(paper, folder / "印.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / "印.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert case.own[0].label[:2] in text


def _goes_and_comes(desk: Desk, case: Case) -> None:
    """Voided and restored, changed, undone and done again."""
    first = _all(desk)[0]
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger=NAME, record_id=first.id, reason="重复"))
    desk.write(lambda unit: records.restore(unit, actor=desk.actor, ledger=NAME, record_id=first.id))
    first = _all(desk)[0]
    assert _held([first], case)[0] == case.rows[0]
    emptied: dict[str, Value] = dict.fromkeys((one.key for one in case.own), None)
    if any(case.rows[0].values()):
        desk.write(
            lambda unit: records.edit(
                unit, actor=desk.actor, ledger=NAME, record_id=first.id, version=first.version, values=emptied
            )
        )
        assert _held(_all(desk)[:1], case) == [emptied]
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
        assert _held(_all(desk)[:1], case) == [case.rows[0]]
        desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
        assert _held(_all(desk)[:1], case) == [emptied]
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    held = columns.of
    wanted = desk.read(lambda unit: columns.removed(held(unit, ledger=NAME), case.own[0].key))
    _arrange(desk, wanted)
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert _held(_all(desk), case) == list(case.rows)


@pytest.mark.timeout(400)
@FEW
@given(case=cases())
def test_own_columns_survive_everything(case: Case, ledger_file: Path, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    folder = tmp_path_factory.mktemp("own")
    place = folder / "台账.minqing"
    shutil.copy(ledger_file, place)
    desk = open_desk(place)
    try:
        _arrange(desk, Layout(own=case.own))
        for number, row in enumerate(case.rows):
            _enter(desk, row, number)
        assert _held(_all(desk), case) == list(case.rows)
        _looks(desk, case)
        _goes_and_comes(desk, case)
        _prints(desk, case, folder)
        _comes_back_from_a_workbook(desk, case, folder)
        backups.backup(desk, out=folder / "备份.mqbak")
        _arrange(desk, replace(desk.read(lambda unit: columns.of(unit, ledger=NAME)).layout, labels={"remark": "附记"}))
        assert [one.name for one in verifying.run(desk) if not one.ok] == []
    finally:
        desk.close()
    again = open_desk(place)
    assert registry.find(NAME).column("remark").label == "附记"
    assert _held(_all(again), case) == list(case.rows)
    again.close()
    target = folder / "恢复.minqing"
    restoring.restore(restoring.Wanted(folder / "备份.mqbak", target, "换一台电脑", "管理员"))
    restored = open_desk(target)
    try:
        assert _held(_all(restored), case) == list(case.rows)
        assert [one.label for one in restored.ledgers[NAME].own] == [one.label for one in case.own]
        assert [one.name for one in verifying.run(restored) if not one.ok] == []
    finally:
        restored.close()
