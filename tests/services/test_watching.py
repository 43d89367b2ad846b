from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from app.services import history, records, undo, watching
from app.services.changes import READING, ChangeKind, Changes
from db.errors import Fault
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from db.unit import UnitOfWork

PHONE = "13800138000"


def _rows(desk: Desk) -> list[tuple[str, ...]]:
    query = (
        "SELECT operator, action, ledger, uuid, reason, description "
        "FROM audit JOIN audit_value USING (seq) ORDER BY seq"
    )
    return desk.read(lambda unit: [tuple(row) for row in unit.connection.exec_driver_sql(query)])


def _petition(desk: Desk) -> Changes:
    return factories.add(desk, "petitions", "信访人姓名=王某", f"联系电话={PHONE}")


def _reveal(unit: UnitOfWork, desk: Desk, made: Changes) -> Changes:
    record = records.get(unit, ledger="petitions", record_id=made.ids[0])
    return watching.record_reading(
        unit, actor=desk.actor, ledger="petitions", record=record, keys=("petitioner_phone",)
    )


def _open(unit: UnitOfWork, desk: Desk, made: Changes) -> Changes:
    record = records.get(unit, ledger="petitions", record_id=made.ids[0])
    return watching.record_reading(unit, actor=desk.actor, ledger="petitions", record=record)


def _file(unit: UnitOfWork, desk: Desk, made: Changes) -> Changes:
    record = records.get(unit, ledger="petitions", record_id=made.ids[0])
    return watching.record_file_reading(
        unit, actor=desk.actor, ledger="petitions", record=record, name="现场.jpg", saved=True
    )


def _export(unit: UnitOfWork, desk: Desk, _made: Changes) -> Changes:
    return watching.record_export(
        unit, actor=desk.actor, ledger="petitions", rows=80, profile="内部", purpose="报县局", second="李主任"
    )


@pytest.mark.parametrize(
    ("act", "action", "ledger", "reason", "words"),
    [
        (_reveal, "reveal", "petitions", "", "查看 {number} 的联系电话"),
        (_open, "open", "petitions", "", "打开 {number}（限制查阅）"),
        (_file, "read_file", "petitions", "", "另存 {number} 的附件「现场.jpg」"),
        (_export, "export", "petitions", "报县局", "导出 信访事项（内部）80 条，李主任同意"),
    ],
)
def test_each_reading_is_one_row_that_says_who_what_and_which(
    desk: Desk,
    act: Callable[[UnitOfWork, Desk, Changes], Changes],
    action: str,
    ledger: str,
    reason: str,
    words: str,
) -> None:
    made = _petition(desk)
    before = _rows(desk)
    desk.write(lambda unit: act(unit, desk, made))
    (row,) = _rows(desk)[len(before) :]
    expected = (desk.actor.name, action, ledger, reason, words.format(number=made.number))
    assert (*row[:3], *row[4:]) == expected
    assert PHONE not in "".join(row)


def test_failed_sign_ins_are_written_with_their_moments_at_the_next_good_one(desk: Desk) -> None:
    before = len(_rows(desk))
    failed = (datetime(2014, 3, 5, 8, 1, 2), datetime(2014, 3, 5, 8, 1, 9))
    desk.write(lambda unit: watching.record_sign_in(unit, actor=desk.actor, failed=failed))
    rows = [(row[1], row[5]) for row in _rows(desk)[before:]]
    assert rows == [
        ("sign_in_failed", "登录口令不对 2 次（03-05 08:01:02、03-05 08:01:09）"),
        ("sign_in", "登录"),
    ]


def test_of_many_failed_sign_ins_the_last_five_are_named(desk: Desk) -> None:
    failed = tuple(datetime(2014, 3, 5, 8, minute) for minute in range(12))
    said = desk.write(lambda unit: watching.record_failed_sign_in(unit, name="小王", at=failed))
    assert said.description.startswith("登录口令不对 12 次（最近 03-05 08:07:00、")


def test_locking_and_leaving_are_rows(desk: Desk) -> None:
    before = len(_rows(desk))
    desk.write(lambda unit: watching.record_lock(unit, actor=desk.actor, idle=True))
    desk.write(lambda unit: watching.record_unlock(unit, actor=desk.actor))
    desk.write(lambda unit: watching.record_sign_out(unit, actor=desk.actor))
    assert [row[5] for row in _rows(desk)[before:]] == ["无人操作，自动锁定", "解除锁定", "退出"]


def test_looking_is_never_what_undo_takes_back(desk: Desk) -> None:
    made = _petition(desk)
    desk.write(lambda unit: _reveal(unit, desk, made))
    desk.write(lambda unit: watching.record_sign_out(unit, actor=desk.actor))
    undone = desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert (undone.kind, undone.number) == (ChangeKind.VOIDED, made.number)


def test_the_history_of_a_record_says_who_looked(desk: Desk) -> None:
    made = _petition(desk)
    desk.write(lambda unit: _reveal(unit, desk, made))
    lines = desk.read(lambda unit: history.of(unit, ledger="petitions", uuid=made.uuid))
    assert lines[0].description == f"查看 {made.number} 的联系电话"
    assert lines[0].changes == ()


def test_no_kind_of_reading_changes_a_record() -> None:
    changing = {"add", "edit", "void", "restore", "correct", "move", "attach", "detach", "link", "unlink", "settings"}
    assert not changing & {kind.value for kind in READING}


def test_a_file_that_is_only_read_takes_no_note(desk: Desk) -> None:
    before = _rows(desk)
    desk.store.closed_to_writing = Fault.READ_ONLY
    assert watching.note(desk, lambda unit: watching.record_sign_out(unit, actor=desk.actor)) is None
    assert _rows(desk) == before
