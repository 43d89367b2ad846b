from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.ledgers.projects import planned_of
from db.values import FuzzyCount, Money, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

YUAN = 100


def computed(
    ledger: str, key: str, values: Mapping[str, Value], rows: Mapping[str, Sequence[Mapping[str, Value]]] | None = None
) -> Value:
    work_out = registry.find(ledger).column(key).computed
    assert work_out is not None
    return work_out(values, rows or {})


def test_received_money_of_a_project_is_the_sum_of_its_lines() -> None:
    rows: dict[str, list[dict[str, Value]]] = {
        "fundings": [{"received": Money(5000 * YUAN)}, {"received": Money(3000 * YUAN)}, {"received": None}]
    }
    assert computed("projects", "received_amount", {}, rows) == Money(8000 * YUAN)


def test_received_money_is_blank_without_lines() -> None:
    assert computed("projects", "received_amount", {}) is None


def test_a_line_by_rate_plans_rate_times_units_times_years() -> None:
    line: dict[str, Value] = {"rate": Money(5000 * YUAN), "unit_count": FuzzyCount(4), "year_count": FuzzyCount(3)}
    assert planned_of(line, {}) == Money(60000 * YUAN)


def test_a_line_without_amount_and_rate_plans_nothing() -> None:
    assert planned_of({"source": "县"}, {}) is None


def test_what_is_still_owed_is_principal_less_repaid() -> None:
    values: dict[str, Value] = {"principal": Money(20000 * YUAN), "repaid_amount": Money(15000 * YUAN)}
    assert computed("debts", "balance", values) == Money(5000 * YUAN)


def test_a_debt_of_which_nothing_is_repaid_is_owed_in_full() -> None:
    assert computed("debts", "balance", {"principal": Money(20000 * YUAN)}) == Money(20000 * YUAN)


def test_a_debt_without_principal_has_no_balance() -> None:
    assert computed("debts", "balance", {"repaid_amount": Money(1)}) is None


def test_the_rate_of_good_ballots_is_of_the_valid_ones_and_rounds_half_up() -> None:
    values: dict[str, Value] = {"good": FuzzyCount(27), "fairly_good": FuzzyCount(1), "valid": FuzzyCount(32)}
    assert computed("appraisals", "good_rate", values) == Decimal("84.38")
    assert computed("appraisals", "good_or_fair_rate", values) == Decimal("87.50")


@pytest.mark.parametrize("base", [None, FuzzyCount(0), FuzzyCount(100, is_floor=True)])
def test_there_is_no_rate_without_an_exact_base(base: Value) -> None:
    assert computed("questionnaires", "return_rate", {"returned": FuzzyCount(5), "issued": base}) is None


def test_there_is_no_rate_of_a_floor() -> None:
    values: dict[str, Value] = {"returned": FuzzyCount(300, is_floor=True), "issued": FuzzyCount(500)}
    assert computed("questionnaires", "return_rate", values) is None


def test_attendance_rows_count_those_who_came() -> None:
    rows: dict[str, list[dict[str, Value]]] = {
        "attendance": [{"state": "到"}, {"state": "到"}, {"state": "请假"}, {"state": "缺席"}]
    }
    typed: dict[str, Value] = {"attended": FuzzyCount(40), "expected": None}
    assert computed("learning_sessions", "attended", typed, rows) == FuzzyCount(2)
    assert computed("learning_sessions", "on_leave", typed, rows) == FuzzyCount(1)
    assert computed("learning_sessions", "expected", typed, rows) == FuzzyCount(4)


def test_typed_attendance_stands_without_rows() -> None:
    assert computed("learning_sessions", "attended", {"attended": FuzzyCount(40)}) == FuzzyCount(40)


def test_typed_expectation_stands_beside_rows() -> None:
    rows: dict[str, list[dict[str, Value]]] = {"attendance": [{"state": "到"}]}
    assert computed("learning_sessions", "expected", {"expected": FuzzyCount(45)}, rows) == FuzzyCount(45)


@pytest.mark.parametrize(
    ("value", "floor"), [(FuzzyCount(4200, is_floor=True), True), (FuzzyCount(4200), False), (None, None)]
)
def test_a_reported_floor_is_marked(value: Value, floor: bool | None) -> None:
    assert computed("unit_reports", "is_floor", {"value": value}) is floor
