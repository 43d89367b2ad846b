from __future__ import annotations

import pytest

from app.figures.catalogue import INDICATORS, SHIPPED
from app.figures.model import AllOf, AnyOf, Indicator, PerRecord, Ratio
from db.ask import Filter, Op

RATES = [one for one in INDICATORS if isinstance(one.measure, Ratio)]


def _implied(wanted: object, given: tuple[object, ...]) -> bool:
    """Whether a row that meets the given conditions must meet the wanted one."""
    if wanted in given:
        return True
    match wanted:
        case AnyOf(parts=parts):
            if any(_implied(part, given) for part in parts):
                return True
            return any(isinstance(one, AnyOf) and all(_implied(wanted, (part,)) for part in one.parts) for one in given)
        case AllOf(parts=parts):
            return all(_implied(part, given) for part in parts)
        case Filter(key=key, op=Op.FILLED):
            return any(_says(one, key) for one in given)
    return any(isinstance(one, AllOf) and _implied(wanted, one.parts) for one in given)


def _says(condition: object, key: str) -> bool:
    match condition:
        case Filter(key=other, op=Op.IS, value=value):
            return other == key and value is not None
        case AnyOf(parts=parts):
            return all(_says(part, key) for part in parts)
    return False


def _same_population(over: Indicator, under: Indicator) -> bool:
    top, base = over.source, under.source
    rows_of = {top.child, getattr(over.measure, "child", "")} & {base.child, getattr(under.measure, "child", "")}
    has_same_rows = top.child == base.child or (isinstance(under.measure, PerRecord) and bool(rows_of - {""}))
    return (
        top.ledger == base.ledger
        and has_same_rows
        and all(_implied(one, top.where) for one in base.where)
        and (top.child != base.child or all(_implied(one, top.child_where) for one in base.child_where))
    )


@pytest.mark.parametrize("rate", RATES, ids=lambda one: one.code)
def test_a_rate_divides_rows_of_one_population(rate: Indicator) -> None:
    assert isinstance(rate.measure, Ratio)
    over, under = SHIPPED.by_code[rate.measure.over], SHIPPED.by_code[rate.measure.under]
    assert _same_population(over, under)


def test_demands_and_opinions_are_two_populations() -> None:
    assert not _same_population(SHIPPED.by_code["H5"], SHIPPED.by_code["O8.opinions"])
    assert not _same_population(SHIPPED.by_code["O8.opinions"], SHIPPED.by_code["O9"])


def test_no_rate_is_made_of_a_rate() -> None:
    for rate in RATES:
        assert isinstance(rate.measure, Ratio)
        parts = (SHIPPED.by_code[rate.measure.over], SHIPPED.by_code[rate.measure.under])
        assert not any(isinstance(one.measure, Ratio) for one in parts)
