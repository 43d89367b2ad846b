"""Walks at random with an item struck off on paper before: it is that, or business of this period, never both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from app.services import attachments, batches, records, settings
from app.services.importing import Duplicates
from db.ask import Ask
from db.values import FuzzyDate, Reference
from tests.services.old_business import HEAD, LAMP, backfill, record_changes
from tests.services.test_walks import TODAY, WALKS, Walk

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from db.values import Value

CUT_OFF = date(2014, 4, 30)


class OldBusinessWalk(Walk):
    """An item that came in by 历史补录, and two operators."""

    ledger = "rectifications"

    def enter(self, desk: Desk) -> Changes:
        change = {"backfill_until": CUT_OFF.isoformat()}
        desk.write(lambda unit: settings.change(unit, actor=desk.actor, values=change))
        assert self.bring_in(0, "2013-05-20")
        (record,) = desk.read(lambda unit: unit.reading.page(Ask(self.ledger)).rows)
        return record_changes(record)

    def bring_in(self, who: int, closed_on: str) -> bool:
        """Whether all rows of the sheet came in, or said nothing new."""
        path = self.folder / "旧账.csv"
        row = [closed_on if label == "销号日期" else str(cell) for label, cell in zip(HEAD, LAMP, strict=True)]
        path.write_text("\n".join(",".join(cells) for cells in (HEAD, row)), "utf-8")
        return backfill(self.desks[who], path, duplicates=Duplicates.UPDATE).failed == ()

    @initialize()
    def begin(self) -> None:
        assert self.record.values["is_historical"] is True

    @rule(who=st.sampled_from([0, 1]), closed_on=st.sampled_from(["2013-05-28", "2013-02-01", "2014-04-01"]))
    def bring_it_in_again(self, who: int, closed_on: str) -> None:
        before = self.record
        is_done = self.bring_in(who, closed_on)
        if before.values["is_historical"] is None or closed_on != "2013-05-28":
            assert (is_done, self.record.values) == (False, before.values)

    def edit(self, values: dict[str, Value], *, batch: bool = False) -> bool:
        def single(unit: UnitOfWork, desk: Desk) -> object:
            record = records.get(unit, ledger=self.ledger, record_id=self.made.ids[0])
            return records.edit(
                unit, actor=desk.actor, ledger=self.ledger, record_id=record.id, version=record.version, values=values
            )

        def many(unit: UnitOfWork, desk: Desk) -> object:
            return batches.edit(unit, actor=desk.actor, ledger=self.ledger, ids=self.made.ids, values=values)

        return self.attempt(0, many if batch else single)

    @rule(words=st.sampled_from(["换灯", "换线"]), batch=st.booleans())
    def fill_in(self, words: str, batch: bool) -> None:
        is_locked = self.record.values["status"] == "closed" and self.record.values["is_historical"] is None
        assert self.edit({"measures_text": words}, batch=batch) is not is_locked

    @rule(found_on=st.sampled_from([date(2013, 3, 1), date(2013, 5, 20), date(2013, 7, 1), date(2014, 3, 30)]))
    def move_the_day_it_came_up(self, found_on: date) -> None:
        self.edit({"registered_on": FuzzyDate(found_on)})

    @rule(mark=st.sampled_from([True, False, None]), batch=st.booleans())
    def set_the_mark(self, mark: bool | None, batch: bool) -> None:
        before = self.record.values["is_historical"]
        self.edit({"is_historical": mark}, batch=batch)
        assert self.record.values["is_historical"] is before

    @rule()
    def void_it_and_let_it_stand_again(self) -> None:
        before = self.record.values
        is_voided = self.attempt(
            0, lambda unit, desk: records.void(
                unit, actor=desk.actor, ledger=self.ledger, record_id=self.made.ids[0], reason="登记错了"
            )
        )  # fmt: skip
        assert is_voided is not (before["status"] == "closed" and before["is_historical"] is None)
        if is_voided:
            self.restore()
            assert self.record.values == before

    @rule(who=st.sampled_from([0, 1]), command=st.booleans())
    def reopen(self, who: int, command: bool) -> None:
        self.step(who, "reopen", {"due_on": date(2014, 4, 20)}, "灯又灭了", command=command)

    @rule(on=st.sampled_from([date(2013, 1, 1), date(2014, 3, 30)]))
    def file_evidence(self, on: date) -> None:
        self.attempt(
            0,
            lambda unit, desk: attachments.attach(
                unit, actor=desk.actor, ledger=self.ledger, record_id=self.made.ids[0], name="灯.png", data=b"x",
                happened_on=on,
            ),
        )  # fmt: skip

    @rule(second=st.sampled_from([0, 1]))
    def strike_off_here(self, second: int) -> None:
        self.step(0, "apply-close", {"completed_on": TODAY, "completion_text": "灯又换了"})
        self.step(second, "check", {})
        self.step(0, "close", {})

    @invariant()
    def it_is_old_business_or_of_this_period(self) -> None:
        record = self.record
        values, rounds = record.values, record.children.get("close_out_rounds", ())
        if values["is_historical"]:
            assert (values["status"], values["review_kind"], values["applied_by"]) == ("closed", "历史补录", None)
            assert values["registered_on"].start <= values["closed_on"] < CUT_OFF  # type: ignore[union-attr, operator]
            assert (values["close_out_no"], values["close_out_approver"]) == ("销〔2013〕4号", Reference("王镇长"))
            assert rounds == ()
            return
        assert values["review_kind"] != "历史补录"
        assert rounds[0].values["review_kind"] == "历史补录"  # what its paper said is kept
        if values["status"] == "closed":
            files = self.desks[0].read(lambda unit: attachments.of(unit, ledger=self.ledger, record_id=record.id))
            assert any(file.happened_on and file.happened_on >= values["registered_on"].start for file in files)  # type: ignore[union-attr]
            assert values["checked_by"] != values["applied_by"]
            assert values["close_out_no"] != "销〔2013〕4号"


TestOldBusinessWalk = OldBusinessWalk.TestCase
TestOldBusinessWalk.settings = hypothesis_settings(WALKS, max_examples=6, stateful_step_count=10)


def test_an_item_of_old_business_reopens_and_is_struck_off_here() -> None:
    """The good way through, so that a walk that never gets far is no proof."""
    walk = OldBusinessWalk()
    walk.file_evidence(date(2014, 3, 30))
    walk.reopen(0, False)
    walk.strike_off_here(1)
    walk.it_is_old_business_or_of_this_period()
    assert (walk.record.values["status"], walk.record.values["close_out_no"]) == ("closed", "销〔2014〕1号")
    walk.teardown()
