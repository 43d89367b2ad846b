from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import attachments, drafts, operators, records
from app.services.drafts import Draft, DraftFile, Typed, TypedRow
from db import audit
from tests import factories

if TYPE_CHECKING:
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.drafts import Line


UUID = "0" * 31 + "1"
WORDS = "村西路灯不亮𠮷\ud800，夜间出行不便"
BLURRED = "三月初几号来着"
PHOTO = DraftFile("f1", "路灯.jpg", bytes(range(256)) * 2000)
"""512,000 bytes: two pieces."""
TYPED = Typed(
    texts={"description": WORDS, "registered_on": BLURRED, "place": "清一村"},
    ids={"place": 7},
    rows={"measures": (TypedRow({"text": "换灯", "done_on": "不清楚"}, {}, "r1", 3),)},
    starred=True,
    reason="",
)
DRAFT = Draft(UUID, "rectifications", None, None, TYPED, (PHOTO,))


def keep(desk: Desk, draft: Draft = DRAFT, actor: Actor | None = None) -> None:
    desk.write(lambda unit: drafts.keep(unit, actor=actor or desk.actor, draft=draft))


def listed(desk: Desk, actor: Actor | None = None) -> tuple[Line, ...]:
    return desk.read(lambda unit: drafts.of(unit, actor=actor or desk.actor))


def chunks(desk: Desk) -> int:
    with desk.store.read() as unit:
        return int(unit.connection.exec_driver_sql("SELECT count(*) FROM attachment_chunk").scalar_one())


def second(desk: Desk) -> Actor:
    return desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))


def test_a_draft_comes_back_as_it_was_typed(desk: Desk) -> None:
    keep(desk)
    assert desk.read(lambda unit: drafts.get(unit, actor=desk.actor, uuid=UUID)) == DRAFT


def test_the_list_names_ledger_words_and_files(desk: Desk) -> None:
    keep(desk, replace(DRAFT, typed=replace(TYPED, texts={"description": "  路灯\n不亮  ", "registered_on": BLURRED})))
    (line,) = listed(desk)
    assert (line.label, line.number, line.words, line.files, line.moved) == ("整改台账", "", "路灯 不亮", 1, False)


def test_keeping_again_replaces_and_keeps_the_beginning(desk: Desk) -> None:
    keep(desk)
    (first,) = listed(desk)
    keep(desk, replace(DRAFT, typed=Typed(texts={"description": "改过"}), files=()))
    (line,) = listed(desk)
    assert (line.words, line.started_at, line.files) == ("改过", first.started_at, 0)
    assert line.updated_at >= first.updated_at


def test_no_draft_is_a_row_of_the_history(desk: Desk) -> None:
    before = desk.read(lambda unit: audit.head(unit.connection, unit.schema))
    keep(desk)
    desk.write(lambda unit: drafts.discard(unit, actor=desk.actor, uuid=UUID))
    assert desk.read(lambda unit: audit.head(unit.connection, unit.schema)) == before


def test_bytes_are_swept_when_the_file_leaves_the_draft(desk: Desk) -> None:
    keep(desk)
    assert chunks(desk) == 2
    keep(desk, replace(DRAFT, files=()))
    assert chunks(desk) == 0


def test_bytes_that_an_attachment_needs_stay_when_the_draft_goes(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="灯.jpg", data=PHOTO.data
        )
    )
    keep(desk)
    desk.write(lambda unit: drafts.discard(unit, actor=desk.actor, uuid=UUID))
    (file,) = desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=made.ids[0]))
    assert desk.read(lambda unit: attachments.content(unit, sha256=file.sha256)) == PHOTO.data


def test_bytes_of_a_file_taken_off_stay_for_undo(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="灯.jpg", data=PHOTO.data
        )
    )
    desk.write(lambda unit: attachments.remove(unit, actor=desk.actor, attachment_id=1))
    keep(desk)
    desk.write(lambda unit: drafts.discard(unit, actor=desk.actor, uuid=UUID))
    assert chunks(desk) == 2


def test_bytes_that_another_draft_needs_stay(desk: Desk) -> None:
    keep(desk)
    keep(desk, replace(DRAFT, uuid="2", files=(replace(PHOTO, uuid="f2"),)))
    desk.write(lambda unit: drafts.discard(unit, actor=desk.actor, uuid=UUID))
    assert desk.read(lambda unit: drafts.get(unit, actor=desk.actor, uuid="2")).files[0].data == PHOTO.data


def test_a_draft_whose_save_landed_is_not_offered(desk: Desk) -> None:
    keep(desk)
    made = desk.write(
        lambda unit: records.add(
            unit, actor=desk.actor, ledger="rectifications", uuid=UUID, values={"description": "路灯不亮"} | _day()
        )
    )
    assert listed(desk) == ()
    again = desk.write(
        lambda unit: records.add(
            unit, actor=desk.actor, ledger="rectifications", uuid=UUID, values={"description": "路灯不亮"} | _day()
        )
    )
    assert (again.number, again.ids) == (made.number, made.ids)


def test_keeping_after_the_save_landed_lets_the_draft_go(desk: Desk) -> None:
    keep(desk)
    desk.write(
        lambda unit: records.add(
            unit, actor=desk.actor, ledger="rectifications", uuid=UUID, values={"description": "路灯不亮"} | _day()
        )
    )
    keep(desk)
    with desk.store.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one() == 0
    assert chunks(desk) == 0


def _day() -> dict[str, object]:
    from datetime import date

    from db.values import FuzzyDate

    return {"registered_on": FuzzyDate(date(2014, 3, 1))}


def test_a_save_that_fails_keeps_the_draft(desk: Desk) -> None:
    keep(desk)

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        drafts.forget(unit, uuid=UUID)
        raise Refused("停")

    with pytest.raises(Refused):
        desk.write(work)
    assert len(listed(desk)) == 1


def test_only_his_own_drafts_are_an_operators(desk: Desk) -> None:
    keep(desk)
    other = second(desk)
    assert listed(desk, other) == ()
    for act in (drafts.get, drafts.discard):
        with pytest.raises(Refused, match="已经不在了"):
            desk.write(lambda unit, act=act: act(unit, actor=other, uuid=UUID))
    assert len(listed(desk)) == 1


def test_a_draft_knows_when_its_record_moved_on(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", children={"measures": [{"措施内容": "更换灯具"}]})
    typed = Typed(texts={"target": "月底前亮灯"}, rows={"measures": (TypedRow({"text": "换线路"}),)})
    keep(desk, Draft("9", "rectifications", made.ids[0], made.version, typed))
    assert [(line.number, line.moved) for line in listed(desk)] == [(made.number, False)]
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], version=made.version,
            values={"target": "路灯全亮"},
        )
    )  # fmt: skip
    assert [line.moved for line in listed(desk)] == [True]
    found = desk.read(lambda unit: drafts.compare(unit, actor=desk.actor, uuid="9"))
    assert [(one.key, one.now, one.drafted) for one in found] == [
        ("target", "路灯全亮", "月底前亮灯"),
        ("child:measures", "更换灯具（未开始）", "换线路"),
    ]


def test_a_draft_of_a_step_is_named_by_it(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    keep(desk, Draft("8", "rectifications", made.ids[0], None, Typed(action="assign", reason="转村建办")))
    (line,) = listed(desk)
    assert (line.step, line.number, line.words, line.moved) == ("交办", made.number, "转村建办", False)
