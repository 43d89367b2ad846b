"""A count that nobody typed is that of the rows, also of those that come later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.services import entry, records, undo
from db.values import FuzzyCount, Money
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

HELD = {
    "learning_sessions": ("attendance", "expected", ("日期=2014-03-10",), {"姓名": "王一"}),
    "inspections": ("findings", "finding_count", ("日期=2014-03-10", "对象=清一村"), {"问题": "笔记不全"}),
    "self_examinations": (
        "criticisms", "criticism_count", ("日期=2014-03-10", "种类=民主生活会", "人=王一"), {"批评意见": "下村少"}
    ),
}  # fmt: skip


def edit(desk: Desk, made: Changes, rows: Sequence[dict[str, str]], *texts: str) -> Record:
    """Save the record with other rows, everything else as a form sends it: unchanged."""
    declared, child = registry.find(made.ledger), HELD[made.ledger][0]

    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger=made.ledger, record_id=made.ids[0])
        typed = entry.read_values(unit, ledger=declared, texts=entry.pairs(texts))
        shown = {column.key: old.values.get(column.key) for column in declared.columns}
        children = {
            child: [entry.read_child(unit, ledger=declared, child=declared.child(child), texts=row) for row in rows]
        }
        return records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=old.id, version=old.version,
            values={**shown, **typed}, children=children,
        )  # fmt: skip

    desk.write(work)
    return factories.read(desk, made.ledger, made.ids[0])


@pytest.mark.parametrize("ledger", HELD)
def test_rows_that_come_later_are_counted(desk: Desk, ledger: str) -> None:
    child, key, texts, row = HELD[ledger]
    made = factories.add(desk, ledger, *texts, children={child: [row] * 2})
    assert edit(desk, made, [row] * 5).values[key] == FuzzyCount(5)
    assert edit(desk, made, [row]).values[key] == FuzzyCount(1)
    assert edit(desk, made, []).values[key] is None


@pytest.mark.parametrize("ledger", HELD)
def test_what_was_typed_stays_beside_the_rows(desk: Desk, ledger: str) -> None:
    child, key, texts, row = HELD[ledger]
    label = registry.find(ledger).column(key).label
    made = factories.add(desk, ledger, *texts, f"{label}=9", children={child: [row] * 2})
    assert edit(desk, made, [row] * 5).values[key] == FuzzyCount(9)
    assert edit(desk, made, [row] * 5, f"{label}=7").values[key] == FuzzyCount(7)


def test_undo_brings_back_both_rows_and_count(desk: Desk) -> None:
    child, key, texts, row = HELD["inspections"]
    made = factories.add(desk, "inspections", *texts, children={child: [row] * 2})
    edit(desk, made, [row] * 5)
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    found = factories.read(desk, "inspections", made.ids[0])
    assert (found.values[key], len(found.children[child])) == (FuzzyCount(2), 2)


def test_an_amount_follows_its_rows_too(desk: Desk) -> None:
    made = factories.add(
        desk, "projects", "立项日期=2014-03-10", children={"fundings": [{"资金来源": "县", "计划": "3万元"}]}
    )
    declared = registry.find("projects")

    def amount() -> Value:
        return factories.read(desk, "projects", made.ids[0]).values["planned_amount"]

    assert amount() == Money(30_000_00)

    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="projects", record_id=made.ids[0])
        more = entry.read_child(
            unit, ledger=declared, child=declared.child("fundings"), texts={"资金来源": "村集体", "计划": "2万元"}
        )
        return records.edit(
            unit, actor=desk.actor, ledger="projects", record_id=old.id, version=old.version, values={},
            children={"fundings": [*old.children["fundings"], more]},
        )  # fmt: skip

    desk.write(work)
    assert amount() == Money(50_000_00)


def test_a_star_that_the_rows_fill_is_not_wanting(desk: Desk) -> None:
    made = factories.add(desk, "learning_sessions", "日期=2014-03-10")
    before = factories.read(desk, "learning_sessions", made.ids[0]).missing_count
    after = edit(desk, made, [{"姓名": "王一"}])
    assert (after.values["attended"], before - after.missing_count) == (FuzzyCount(1), 1)
