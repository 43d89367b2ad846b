from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Exit, Refused
from app.services import attachments, drafts, history, links, listing, records, recycle_bin, undo, verifying
from app.services.changes import Actor
from app.services.drafts import Draft, Typed
from db import audit
from db.ask import Ask
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.services.recycle_bin import Voided

SECRET = "王麻子家的井水发苦"
DATA = b"a picture of the well" * 20_000
REASON = "保管期满，经批准销毁"


def voided(desk: Desk, ledger: str = "rectifications", reason: str = "重复登记") -> Changes:
    made = factories.add(desk, ledger, f"问题描述={SECRET}", children={"measures": [{"措施内容": "打新井给王麻子"}]})
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger=ledger, record_id=made.ids[0], name="王麻子家的井.jpg", data=DATA
        )
    )
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=ledger, record_id=made.ids[0], version=1, values={"target": "王麻子喝上水"}
        )
    )
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger=ledger, record_id=made.ids[0], reason=reason))
    return made


def listed(desk: Desk) -> tuple[Voided, ...]:
    return desk.read(lambda unit: recycle_bin.of(unit, actor=desk.actor))


def empty(desk: Desk, made: Changes, *, reason: str = REASON, actor: Actor | None = None) -> Changes:
    chosen = ((made.ledger, made.ids[0]),)
    return desk.write(lambda unit: recycle_bin.empty(unit, actor=actor or desk.actor, chosen=chosen, reason=reason))


def test_the_bin_lists_all_ledgers_with_who_when_and_why(desk: Desk) -> None:
    made = voided(desk)
    other = factories.add(desk, "opinions")
    desk.write(
        lambda unit: records.void(
            unit, actor=desk.actor, ledger="opinions", record_id=other.ids[0], reason="不是本镇的"
        )
    )
    factories.add(desk, "opinions")
    rows = {row.number: row for row in listed(desk)}
    assert set(rows) == {made.number, other.number}
    row = rows[made.number]
    assert (row.label, row.matter, row.voided_by, row.reason) == ("整改台账", SECRET, "管理员", "重复登记")


def test_a_restored_record_has_its_number_links_and_files(desk: Desk) -> None:
    opinion = factories.add(desk, "opinions")
    made = factories.add(desk, "rectifications")
    start, end = ("opinions", opinion.ids[0]), ("rectifications", made.ids[0])
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", start=start, end=end))
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="灯.jpg", data=DATA
        )
    )
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], reason="误登")
    )
    back = desk.write(lambda unit: recycle_bin.restore(unit, actor=desk.actor, chosen=(end,)))
    assert back.number == made.number
    shown = desk.read(lambda unit: listing.show(unit, ledger="rectifications", record_id=made.ids[0]))
    assert shown is not None
    assert shown.record.voided_at is None
    assert [link.number for link in shown.links] == [opinion.number]
    assert [file.name for file in shown.attachments] == ["灯.jpg"]
    assert listed(desk) == ()


def test_emptying_destroys_every_value_and_leaves_number_and_reason(desk: Desk, ledger_file: Path) -> None:
    made = voided(desk)
    desk.write(
        lambda unit: drafts.keep(
            unit,
            actor=desk.actor,
            draft=Draft("d1", "rectifications", made.ids[0], 3, Typed(texts={"remark": "王麻子"})),
        )
    )
    assert empty(desk, made).description == f"彻底清除 {made.number}"
    (row,) = listed(desk)
    assert (row.number, row.reason, row.matter, row.erased) == (made.number, "重复登记", "", True)
    record = factories.read(desk, "rectifications", made.ids[0])
    assert {key for key, value in record.values.items() if value is not None} == set()
    assert record.children.get("measures", ()) == ()
    (line,) = desk.read(lambda unit: history.of(unit, ledger="rectifications", uuid=made.uuid))
    assert (line.description, line.reason) == (f"彻底清除 {made.number}", REASON)
    desk.close()
    left = b"".join(path.read_bytes() for path in ledger_file.parent.iterdir() if path.is_file())
    for words in ("王麻子", "井水发苦", "打新井"):
        assert words.encode() not in left
        assert " ".join(words).encode() not in left
    assert b"a picture of the well" not in left


def test_the_chain_holds_and_the_check_of_the_file_is_content(desk: Desk) -> None:
    made = voided(desk)
    factories.add(desk, "rectifications")
    empty(desk, made)
    rows, fault = desk.read(lambda unit: audit.verify(unit.connection, unit.schema))
    assert (rows > 5, fault) == (True, "")
    assert [check.sentence for check in verifying.run(desk) if not check.ok] == []


def test_the_number_is_never_given_again(desk: Desk) -> None:
    made = voided(desk)
    empty(desk, made)
    assert factories.add(desk, "rectifications").number != made.number


def test_words_of_it_are_found_no_more_its_number_is(desk: Desk) -> None:
    made = voided(desk)
    empty(desk, made)

    def found(words: str) -> int:
        ask = Ask("rectifications", search=words, voided=True)
        return desk.read(lambda unit: listing.count(unit, ask=ask))

    assert (found("井水"), found(made.number)) == (0, 1)


def test_bytes_that_another_record_holds_stay(desk: Desk) -> None:
    made, other = voided(desk), factories.add(desk, "rectifications")
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=other.ids[0], name="井.jpg", data=DATA
        )
    )
    empty(desk, made)
    (file,) = desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=other.ids[0]))
    assert desk.read(lambda unit: attachments.content(unit, sha256=file.sha256)) == DATA


def test_emptying_needs_a_reason_and_a_voided_record(desk: Desk) -> None:
    made = voided(desk)
    with pytest.raises(Refused, match="要写明原因"):
        empty(desk, made, reason="  ")
    standing = factories.add(desk, "rectifications")
    with pytest.raises(Refused, match="没有作废，不能彻底清除"):
        empty(desk, standing)
    empty(desk, made)
    with pytest.raises(Refused, match="已经彻底清除过"):
        empty(desk, made)


def test_emptying_several_is_all_or_none(desk: Desk) -> None:
    made, standing = voided(desk), factories.add(desk, "rectifications")
    chosen = (("rectifications", made.ids[0]), ("rectifications", standing.ids[0]))
    with pytest.raises(Refused):
        desk.write(lambda unit: recycle_bin.empty(unit, actor=desk.actor, chosen=chosen, reason=REASON))
    assert [row.erased for row in listed(desk)] == [False]


def test_only_a_manager_empties(desk: Desk) -> None:
    made = voided(desk)
    with pytest.raises(Refused) as caught:
        empty(desk, made, actor=Actor("李四", "录入"))
    assert caught.value.exit_code is Exit.NOT_ALLOWED
    assert [row.erased for row in listed(desk)] == [False]


def test_what_was_emptied_never_comes_back(desk: Desk) -> None:
    made = voided(desk)
    empty(desk, made)
    with pytest.raises(Refused, match="不能恢复；编号和原因还在"):
        desk.write(lambda unit: records.restore(unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0]))
    with pytest.raises(Refused, match="没有可以撤销"):
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
