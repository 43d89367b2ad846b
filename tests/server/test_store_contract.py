"""What every store promises the services, held at a file and at a server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NoReturn

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import columns, verifying
from db import audit
from db.errors import Fault, StoreError
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk
    from db.unit import UnitOfWork


class Stopped(Exception):  # noqa: N818
    """What a save is broken off with."""


def _setting(desk: Desk, key: str) -> str | None:
    return desk.read(lambda unit: unit.setting(key))


def test_a_save_stands_whole_or_not_at_all(desk: Desk) -> None:
    with desk.store.write() as unit:
        unit.put_setting("one", "甲")

    def broken_off(unit: UnitOfWork) -> None:
        unit.put_setting("one", "乙")
        unit.put_setting("two", "丙")
        raise Stopped

    with pytest.raises(Stopped):
        desk.write(broken_off)
    assert (_setting(desk, "one"), _setting(desk, "two")) == ("甲", None)


def test_a_setting_is_read_in_a_save_as_it_stands_short_or_long(desk: Desk) -> None:
    values = {"short": "甲", "long": "乙" * 5000}
    for key, value in values.items():
        desk.write(lambda unit, key=key, value=value: unit.put_setting(key, value))  # type: ignore[misc]
    with desk.store.write() as unit:
        assert {key: unit.setting(key) for key in values} == values
        for key in values:
            unit.put_setting(key, None)
        unit.put_setting("new", "丙")
        assert [unit.setting(key) for key in (*values, "new", "never")] == [None, None, "丙", None]


def test_a_look_sees_one_state_while_others_save(desk: Desk) -> None:
    with desk.store.read() as unit:
        before = audit.head(unit.connection, unit.schema)
        factories.add(desk, "opinions")
        assert audit.head(unit.connection, unit.schema) == before
    with desk.store.read() as unit:
        assert audit.head(unit.connection, unit.schema)[0] == before[0] + 1


def test_a_look_writes_nothing(desk: Desk) -> None:
    with pytest.raises(StoreError) as caught, desk.store.read() as unit:
        unit.put_setting("one", "甲")
    assert caught.value.fault in (Fault.READ_ONLY, Fault.NO_RIGHTS)
    assert _setting(desk, "one") is None


def test_the_second_of_two_saves_of_a_record_is_refused(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    ledger = registry.find("rectifications")
    with desk.store.read() as unit:
        old = unit.reading.one(ledger, id=made.ids[0])
    assert old is not None

    def save() -> None:
        with desk.store.write() as unit:
            unit.update(ledger, old, operator="甲", values={"target": "全亮"}, children={}, missing_count=0)

    save()
    with pytest.raises(StoreError) as caught:
        save()
    assert caught.value.fault is Fault.STALE


def test_numbers_have_no_gap_after_a_save_that_failed(desk: Desk) -> None:
    def broken_off(unit: UnitOfWork) -> None:
        assert unit.take_serial("opinions", 2014) == 1
        raise Stopped

    with pytest.raises(Stopped):
        desk.write(broken_off)
    with desk.store.write() as unit:
        assert (unit.take_serial("opinions", 2014), unit.take_serial("opinions", 2014, count=3)) == (1, 2)
        assert unit.take_serial("opinions", 2014) == 5


def test_saves_of_many_threads_come_one_after_another(desk: Desk) -> None:
    def save(_: int) -> int:
        with desk.store.write() as unit:
            unit.audit(operator="甲", action="note", description="一条")
            return unit.take_serial("opinions", 2014)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(save, range(12))) == list(range(1, 13))
    with desk.store.read() as unit:
        assert audit.verify(unit.connection, unit.schema)[1] == ""


def test_an_arrangement_of_columns_holds_from_the_next_transaction_on(desk: Desk) -> None:
    arranged = desk.read(lambda unit: columns.of(unit, ledger="opinions"))
    label = arranged.ledger.column("speaker").label
    wanted = columns.renamed(arranged, label, "提意见的人")
    desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger="opinions", wanted=wanted))
    assert desk.ledgers["opinions"].column("speaker").label == "提意见的人"


def test_an_arrangement_that_was_saved_is_not_said_to_be_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged = desk.read(lambda unit: columns.of(unit, ledger="opinions"))
    wanted = columns.renamed(arranged, arranged.ledger.column("speaker").label, "提意见的人")

    def gone(_store: object) -> NoReturn:
        raise StoreError(Fault.SERVER_GONE, "county.example")

    with monkeypatch.context() as broken:  # the line breaks right after the end of the save
        broken.setattr(type(desk.store), "read", gone)
        desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger="opinions", wanted=wanted))
    assert desk.ledgers["opinions"].column("speaker").label == "提意见的人"


def test_a_day_of_work_leaves_a_ledger_that_holds(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", children={"measures": [{"措施内容": "更换灯具"}]})
    factories.add(desk, "people", "姓名=单雄信")
    assert made.number
    found = verifying.run(desk)
    assert [one.sentence for one in found if not one.ok] == []
    assert {"pages", "chain", "guards", "records", "references", "search"} <= {one.name for one in found}


def test_half_a_character_is_refused_with_a_sentence(desk: Desk) -> None:
    with pytest.raises(Refused, match="半个"):
        desk.write(lambda unit: unit.put_setting("one", "\ud800"))
