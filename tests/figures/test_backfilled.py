"""What was closed on paper before has a line of its own, and is in no other figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.figures.catalogue import INDICATORS
from app.rules.backfill import CLOSINGS
from tests import factories
from tests.figures.looking import all_of, figure, rows, value
from tests.services.old_business import (
    DITCH,
    LAMP,
    OPEN,
    OTHERS,
    TODAY,
    backfill,
    record_changes,
    set_cut_off,
    sheet,
)
from tests.services.test_close_out import do
from tests.services.test_importing import all_of as records_of
from tests.services.test_rechecks import close

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

LINES = {
    "rectifications": "R1.historical", "petitions": "X1.historical", "backlog_cases": "X2.historical",
    "demands": "H5.historical", "projects": "P1.historical", "debts": "G3.historical",
}  # fmt: skip


@pytest.fixture
def day(desk: Desk) -> Desk:
    """An office of one on 31 March 2014 that may take old business."""
    desk.store.clock.fixed = TODAY
    set_cut_off(desk)
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    return desk


def test_every_ledger_that_takes_old_business_has_its_line() -> None:
    assert set(LINES) == set(CLOSINGS)
    assert {one.code: one.source.ledger for one in INDICATORS if one.source.historical} == {
        code: ledger for ledger, code in LINES.items()
    }


def test_struck_off_on_paper_is_never_struck_off_in_this_period(day: Desk, tmp_path: Path) -> None:
    close(day, "桥栏杆坏了")
    backfill(day, sheet(tmp_path, LAMP, DITCH, OPEN))
    found = all_of(day)
    codes = ("total", "completed", "closed", "base", "closed_base", "open", "historical")
    assert [found[f"R1.{code}"].value for code in codes] == [2, 1, 1, 2, 1, 1, 2]
    assert found["R1.rate"].value == Decimal(50)
    old = {record.id for record in records_of(day, "rectifications") if record.values["is_historical"]}
    assert set(rows(day, "R1.historical").ids) == old
    assert not old & set(rows(day, "R1.closed").ids + rows(day, "R1.total").ids)
    assert figure(day, "R1.sources").value == 2
    assert value(day, "R1.historical", date(2013, 3, 31)) == 1  # by the day it came up, as every figure


def test_reopened_it_is_of_this_period_from_that_day(day: Desk, tmp_path: Path) -> None:
    backfill(day, sheet(tmp_path, LAMP))
    (record,) = records_of(day, "rectifications")
    do(day, record_changes(record), "reopen", "整改时限=2014-04-20", reason="灯又不亮了")
    codes = ("R1.historical", "R1.total", "R1.closed", "R1.open", "R5")
    assert [value(day, code, date(2014, 3, 30)) for code in codes] == [1, 0, 0, 0, 0]
    assert [value(day, code, TODAY) for code in codes] == [0, 1, 0, 1, 1]


@pytest.mark.parametrize(("ledger", "head", "row"), [one[:3] for one in OTHERS], ids=[one[0] for one in OTHERS])
def test_no_other_figure_counts_it(day: Desk, tmp_path: Path, ledger: str, head: list[str], row: list[str]) -> None:
    before = {code: one.value for code, one in all_of(day).items()}
    backfill(day, sheet(tmp_path, row, head=head), ledger)
    after = {code: one.value for code, one in all_of(day).items()}
    assert {code for code in before if before[code] != after[code]} == {LINES[ledger]}
    assert after[LINES[ledger]] == 1


def test_an_item_of_ours_changes_no_line_of_theirs(day: Desk) -> None:
    factories.add(day, "rectifications", "登记日期=2014-03-01")
    assert value(day, "R1.historical") == 0
