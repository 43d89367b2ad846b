"""Any text in any field of any ledger: stored as documented or refused beside the field; never a crash."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.ledgers import registry
from app.rules import reading
from app.rules.refusal import Refused
from app.services import entry, records
from db.ask import ChildRow
from db.declare import ChangedBy, Kind
from tests.badinput import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LEDGERS = registry.LEDGERS + registry.BASE
PLAIN = (Kind.TEXT, Kind.LONG)
hostile = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


def own(columns: Iterable[Column]) -> list[Column]:
    """The columns a clerk may fill."""
    return [column for column in columns if column.changed_by in (ChangedBy.FORM, ChangedBy.ONCE)]


def is_kept_as_documented(column: Column, text: str, value: Value) -> bool:
    """One line unless long, composed, nothing invisible; and what is in order stays exactly as it was."""
    if not isinstance(value, str) or column.kind not in PLAIN:
        return True
    allowed = "\n\t" if column.kind is Kind.LONG else ""
    odd = [c for c in value if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in allowed + "\u200d"]
    untouched = not column.mask and texts.keeps(text)
    return not odd and unicodedata.normalize("NFC", value) == value and (not untouched or value == text)


def refusal_of(work: Callable[[], object]) -> Refused | None:
    """How a clerk is refused; None when he is not."""
    try:
        work()
    except Refused as refusal:
        return refusal
    return None


def read(unit: UnitOfWork, ledger: Ledger, column: Column, text: str) -> Value:
    """The value of a field, None when it is refused with a sentence that names the field."""
    column, today, found = entry.with_words(unit, column), unit.clock.today(), []
    refusal = refusal_of(lambda: found.append(reading.read_value(column, text, today=today)))
    if refusal is not None:
        assert refusal.field == column.key, (ledger.name, column.key)
        assert refusal.sentence.startswith(column.label)
        assert refusal.sentence.encode()  # nothing in it that a terminal or a file could not take
        return None
    (value,) = found
    assert is_kept_as_documented(column, text, value), (ledger.name, column.key, text, value)
    assert reading.read_value(column, reading.show_value(column, value), today=today) == value
    return value


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
@hostile
@given(data=st.data())
def test_any_text_in_any_field_is_stored_or_refused_beside_it(desk: Desk, ledger: Ledger, data: st.DataObject) -> None:
    def typed(unit: UnitOfWork, columns: Iterable[Column]) -> dict[str, Value]:
        found = {column.key: read(unit, ledger, column, data.draw(texts.anything)) for column in own(columns)}
        return {key: value for key, value in found.items() if value is not None}

    with desk.store.read() as unit:
        values = typed(unit, ledger.columns)
        children = {
            child.name: [ChildRow(typed(unit, child.columns))] for child in ledger.children if not child.is_kept
        }
    made: list[Changes] = []

    def add(unit: UnitOfWork) -> None:
        made.append(
            records.add(unit, actor=desk.actor, ledger=ledger.name, values=values, children=children)
        )  # fmt: skip

    refusal = refusal_of(lambda: desk.write(add))
    if refusal is not None:
        assert refusal.sentence.endswith(("。", "）", "？"))
        return
    record = desk.read(lambda unit: records.get(unit, ledger=ledger.name, record_id=made[0].ids[0]))
    kept = {key: value for key, value in values.items() if isinstance(value, str)}
    assert {key: record.values[key] for key in kept} == kept


@pytest.mark.parametrize("text", texts.KNOWN, ids=lambda text: ascii(text[:12]))
def test_every_known_text_in_a_line_and_in_a_long_text(desk: Desk, text: str) -> None:
    ledger = registry.find("rectifications")
    with desk.store.read() as unit:
        for key in ("description", "remark", "due_on", "responsible_org", "status"):
            if key in {column.key for column in own(ledger.columns)}:
                read(unit, ledger, ledger.column(key), text)
