"""Walks at random through the steps, by every door: what must never be reached is not reached."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app import bootstrap
from app.rules.flows import PETITION, RECTIFICATION
from app.rules.refusal import Refused
from app.services import attachments, batches, office, operators, records, settings, transitions, undo
from app.services.desk import Desk, new_desk, open_desk
from db.ask import Ask
from db.values import Reference
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

FOUND, TODAY = date(2014, 3, 28), date(2014, 3, 31)
WALKS = hypothesis_settings(
    max_examples=10, stateful_step_count=12, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@cache
def template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="walks"))
    desk = new_desk(folder / "walk.minqing", office_name="清河镇")
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李审核"))
    desk.write(lambda unit: office.make_sample(unit, today=TODAY))  # a command opens the file on the same day
    desk.close()
    return desk.path


def typed(value: Value) -> str:
    """A value as it is written on the command line."""
    if isinstance(value, Reference):
        return value.name
    return "是" if value is True else str(value)


CLAIMS = {
    "rectifications": "登记日期,问题描述,整改状态,销号编号\n2014-03-28,沟渠不通,已销号,销〔2014〕9号\n",
    "petitions": "来访时间,信访人姓名,反映的主要问题,办理状态\n2014-03-28,郑某,沟渠不通,已办结\n",
}
ACTIONS = {flow.ledger: {step.action for step in flow.steps} for flow in (RECTIFICATION, PETITION)}


class Walk(RuleBasedStateMachine):
    """Two operators at one real file, and one record that both take steps with."""

    ledger = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk"))
        path = shutil.copy(template(), self.folder / "walk.minqing")
        self.desks = [open_desk(path), open_desk(path, user="李审核")]
        self.path = path
        self.made = self.enter(self.desks[0])
        self.moves = 0

    def enter(self, desk: Desk) -> Changes:
        raise NotImplementedError

    @property
    def record(self) -> Record:
        return factories.read(self.desks[0], self.ledger, self.made.ids[0])

    def attempt(self, who: int, work: Callable[[UnitOfWork, Desk], object]) -> bool:
        desk = self.desks[who]
        try:
            desk.write(lambda unit: work(unit, desk))
        except Refused:
            return False
        return True

    def command(self, who: int, *words: str) -> bool:
        """By the command line, as that operator: whether it was done."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            user = self.desks[who].actor.name
            code = bootstrap.main(["--file", str(self.path), "--user", user, "--json", *words])
        assert code in (0, 1), said.getvalue()
        return code == 0

    def step(
        self, who: int, action: str, values: dict[str, Value], reason: str = "", *, batch: bool = False,
        command: bool = False,
    ) -> None:  # fmt: skip
        if command:
            given = [f"{key}={typed(value)}" for key, value in values.items() if value is not None]
            texts = ["--set", *given] if given else []
            self.moves += self.command(who, "do", self.ledger, self.made.number, action, *texts, "--reason", reason)
            return

        def single(unit: UnitOfWork, desk: Desk) -> object:
            return transitions.do(
                unit, actor=desk.actor, ledger=self.ledger, record_id=self.made.ids[0], action=action,
                values=values, reason=reason,
            )  # fmt: skip

        def many(unit: UnitOfWork, desk: Desk) -> object:
            return batches.do(
                unit, actor=desk.actor, ledger=self.ledger, ids=self.made.ids, action=action, values=values,
                reason=reason,
            )  # fmt: skip

        self.moves += self.attempt(who, many if batch else single)

    @rule(who=st.sampled_from([0, 1]), state=st.sampled_from(["closed", "archived", "checked", "rechecked"]))
    def set_the_state_by_editing(self, who: int, state: str) -> None:
        def edit(unit: UnitOfWork, desk: Desk) -> object:
            record = records.get(unit, ledger=self.ledger, record_id=self.made.ids[0])
            return records.edit(
                unit, actor=desk.actor, ledger=self.ledger, record_id=record.id, version=record.version,
                values={"status": state},
            )  # fmt: skip

        assert self.record.values["status"] == state or not self.attempt(who, edit)

    @rule(who=st.sampled_from([0, 1]), state=st.sampled_from(["closed", "archived", "checked"]))
    def set_the_state_by_command(self, who: int, state: str) -> None:
        words = ("edit", self.ledger, self.made.number, "--set", f"status={state}", "--reason", "改状态")
        assert self.record.values["status"] == state or not self.command(who, *words)

    @rule(who=st.sampled_from([0, 1]), state=st.sampled_from(["closed", "archived", "checked"]))
    def set_the_state_by_batch(self, who: int, state: str) -> None:
        def edit(unit: UnitOfWork, desk: Desk) -> object:
            return batches.edit(unit, actor=desk.actor, ledger=self.ledger, ids=self.made.ids, values={"status": state})

        assert self.record.values["status"] == state or not self.attempt(who, edit)

    @rule(who=st.sampled_from([0, 1]))
    def claim_the_state_by_import(self, who: int) -> None:
        """A sheet whose row says that the matter is done: no such row gets in, and nothing that stands changes."""
        sheet = self.folder / "claims.csv"
        sheet.write_text(CLAIMS[self.ledger], "utf-8")
        assert not self.command(who, "import", self.ledger, str(sheet), "--duplicates", "update")
        assert self.desks[0].read(lambda unit: unit.reading.count(Ask(self.ledger))) == 1

    @rule(who=st.sampled_from([0, 1]), again=st.booleans())
    def undo_the_last(self, who: int, again: bool) -> None:
        self.attempt(who, lambda unit, desk: undo.undo(unit, actor=desk.actor))
        if again:
            self.attempt(who, lambda unit, desk: undo.redo(unit, actor=desk.actor))
        if self.record.voided_at is not None:  # its own entry was undone: nothing more may be done with it
            self.restore()

    @rule()
    def void_it_and_let_it_stand_again(self) -> None:
        before = str(self.record.values["status"])
        is_voided = self.attempt(
            0, lambda unit, desk: records.void(
                unit, actor=desk.actor, ledger=self.ledger, record_id=self.made.ids[0], reason="登记错了"
            )
        )  # fmt: skip
        assert not (is_voided and before in ("closed", "archived"))
        if is_voided:
            moves = self.moves
            for action in ("assign", "close", "accept", "finish"):
                self.step(0, action, {}) if action in ACTIONS[self.ledger] else None
            assert (self.moves, str(self.record.values["status"])) == (moves, before)
            self.restore()

    def restore(self) -> None:
        assert self.attempt(
            0, lambda unit, desk: records.restore(
                unit, actor=desk.actor, ledger=self.ledger, record_id=self.made.ids[0]
            )
        )  # fmt: skip

    @invariant()
    def no_half_made_step_is_in_the_history(self) -> None:
        def moves(unit: UnitOfWork) -> int:
            table = unit.schema.audit
            return len(unit.connection.execute(table.select().where(table.c.action == "move")).all())

        assert self.desks[0].read(moves) == self.moves

    def teardown(self) -> None:
        for desk in self.desks:
            desk.close()
        shutil.rmtree(self.folder)


class CloseOutWalk(Walk):
    """An item that came from the people, with one measure to do."""

    ledger = "rectifications"

    def enter(self, desk: Desk) -> Changes:
        return factories.add(
            desk, "rectifications", f"登记日期={FOUND}", "整改时限=2014-04-25", "责任单位=村建办", "问题来源=群众提",
            children={"measures": [{"措施内容": "换灯", "完成状态": "进行中"}]},
        )  # fmt: skip

    @initialize(wanting=st.sampled_from(["nothing", "measures", "evidence", "date", "feedback", "second person"]))
    def begin(self, wanting: str) -> None:
        """Every walk begins by trying to strike off with one of the five wanting, or with none."""
        if wanting != "evidence":
            self.file_evidence(date(2014, 3, 30))
        self.rush(wanting)

    @rule(wanting=st.sampled_from(["nothing", "measures", "date", "feedback", "second person"]))
    def rush(self, wanting: str) -> None:
        """Apply, check and close in one go, whatever stands, with one thing wanting."""
        self.finish_measures(wanting != "measures")
        self.ask_the_people("未评价" if wanting == "feedback" else "满意")
        on = date(2014, 4, 2) if wanting == "date" else TODAY
        self.step(0, "apply-close", {"completed_on": on, "completion_text": "灯已换新"})
        if wanting == "measures":
            self.finish_measures(False)
        self.step(0 if wanting == "second person" else 1, "check", {})
        self.step(0, "close", {})

    def edit(self, values: dict[str, Value], *, measure: str = "") -> None:
        def work(unit: UnitOfWork, desk: Desk) -> object:
            record = records.get(unit, ledger=self.ledger, record_id=self.made.ids[0])
            rows = list(record.children["measures"])
            children = {"measures": [type(row)({**row.values, "status": measure}, row.uuid) for row in rows]}
            return records.edit(
                unit, actor=desk.actor, ledger=self.ledger, record_id=record.id, version=record.version,
                values=values, children=children if measure else None,
            )  # fmt: skip

        self.attempt(0, work)

    @rule(is_done=st.booleans())
    def finish_measures(self, is_done: bool) -> None:
        self.edit({}, measure="已完成" if is_done else "进行中")

    @rule(words=st.sampled_from(["满意", "未评价", "不满意"]))
    def ask_the_people(self, words: str) -> None:
        self.edit({"satisfaction": words})

    @rule(on=st.sampled_from([date(2014, 3, 1), date(2014, 3, 30), date(2014, 4, 1), None]))
    def file_evidence(self, on: date | None) -> None:
        self.attempt(
            0,
            lambda unit, desk: attachments.attach(
                unit, actor=desk.actor, ledger=self.ledger, record_id=self.made.ids[0], name="灯.png", data=b"x",
                happened_on=on,
            ),
        )  # fmt: skip

    @rule(
        who=st.sampled_from([0, 1]),
        action=st.sampled_from(["apply-close", "settle-now"]),
        on=st.sampled_from([date(2014, 3, 27), date(2014, 3, 31), date(2014, 4, 2), None]),
        words=st.sampled_from(["灯已换新", "又换了一次", ""]),
        sheet=st.booleans(),
        batch=st.booleans(),
        command=st.booleans(),
    )
    def apply(
        self, who: int, action: str, on: date | None, words: str, sheet: bool, batch: bool, command: bool
    ) -> None:
        values: dict[str, Value] = {"completed_on": on, "completion_text": words}
        signed = self.sheet("王镇长", "第3卷第12页") if sheet and action == "settle-now" else {}
        self.step(who, action, {**values, **signed}, batch=batch, command=command)

    @rule(
        who=st.sampled_from([0, 1]),
        action=st.sampled_from(["check", "sign"]),
        signer=st.sampled_from(["", "王镇长", "管理员", "李审核"]),
        paper=st.sampled_from(["", "第3卷第12页"]),
    )
    def vouch(self, who: int, action: str, signer: str, paper: str) -> None:
        self.step(who, action, self.sheet(signer, paper) if signer else {})

    @rule(
        who=st.sampled_from([0, 1]),
        action=st.sampled_from(["assign", "close", "resume"]),
        batch=st.booleans(),
        command=st.booleans(),
    )
    def plain(self, who: int, action: str, batch: bool, command: bool) -> None:
        self.step(who, action, {}, batch=batch, command=command)

    @rule(
        key=st.sampled_from(["needs_signature", "needs_publication", "needs_satisfaction"]),
        answer=st.sampled_from(["按活动", "要", "不要"]),
    )
    def ask_for_more(self, key: str, answer: str) -> None:
        self.edit({key: answer})

    @rule(typed_in=st.sampled_from(["要", "不要"]))
    def switch_the_self_review(self, typed_in: str) -> None:
        """Two work here: it cannot be switched on, and would count for nothing."""
        change = {"allow_self_review": typed_in}
        is_done = self.attempt(0, lambda unit, desk: settings.change(unit, actor=desk.actor, values=change))
        assert is_done is (typed_in == "不要")

    @rule(who=st.sampled_from([0, 1]), action=st.sampled_from(["return", "pause"]), reason=st.sampled_from(["", "不"]))
    def send_back(self, who: int, action: str, reason: str) -> None:
        self.step(who, action, {"close_out_approver": Reference("王镇长")} if action == "pause" else {}, reason)

    @rule(who=st.sampled_from([0, 1]), reason=st.sampled_from(["", "灯又灭了"]))
    def reopen(self, who: int, reason: str) -> None:
        self.step(who, "reopen", {"due_on": date(2014, 4, 20)}, reason)

    @staticmethod
    def sheet(signer: str, paper: str) -> dict[str, Value]:
        return {"signed_by": Reference(signer), "signed_on": date(2014, 3, 30), "signed_paper": paper or None}

    @invariant()
    def nothing_is_struck_off_without_the_five(self) -> None:
        record = self.record
        if record.values["status"] != "closed":
            return
        values = record.values
        assert [row.values["status"] for row in record.children["measures"]] == ["已完成"]
        files = self.desks[0].read(lambda unit: attachments.of(unit, ledger=self.ledger, record_id=record.id))
        assert any(file.happened_on and FOUND <= file.happened_on <= TODAY for file in files)
        assert values["completed_on"] == TODAY  # the only day offered that lies between the problem and today
        assert values["satisfaction"] in ("满意", "不满意")
        assert self.is_vouched(record)
        assert values["needs_signature"] != "要" or values["signed_by"]
        assert values["needs_publication"] != "要"  # no notice is ever put up in these walks
        assert values["needs_satisfaction"] != "要"  # nor is anybody rated
        assert re.fullmatch(r"销〔2014〕\d+号", str(values["close_out_no"]))

    @staticmethod
    def is_vouched(record: Record) -> bool:
        values = record.values
        signer, applicant = values["signed_by"], values["applicant"]
        signed = isinstance(signer, Reference) and values["signed_paper"] == "第3卷第12页"
        by_sheet = signed and isinstance(applicant, Reference) and signer.name != applicant.name  # type: ignore[union-attr]
        by_operator = bool(values["checked_by"]) and values["checked_by"] != values["applied_by"]
        return bool(by_sheet or by_operator)


STEPS = {
    "registered": {"forwarded", "returned_to_upper", "accepted", "not_accepted"},
    "accepted": {"handling", "replied"},
    "handling": {"handling", "replied"},
    "replied": {"review", "closed"},
    "review": {"reviewed"},
    "reviewed": {"recheck", "closed"},
    "recheck": {"rechecked"},
    "rechecked": {"closed"},
    "closed": {"archived", "reopened"},
    "not_accepted": {"archived", "reopened"},
    "forwarded": {"archived", "reopened"},
    "returned_to_upper": {"archived", "reopened"},
    "archived": {"reopened"},
    "reopened": {"accepted", "not_accepted", "handling", "replied"},
}
"""From where to where a petition may go, as the rules say."""

_DAYS = (date(2014, 3, 1), date(2014, 3, 28), date(2014, 3, 31), date(2014, 4, 2))
_PETITION_STEPS: dict[str, tuple[dict[str, Value], ...]] = {
    "accept": tuple({"accepted_on": day} for day in _DAYS),
    "decline": ({}, {"declined_reason": "不属本机关职权"}, {"declined_reason": "心情不好"}),
    "forward": ({"forwarded_to": Reference("县某局")}, {"forwarded_to": Reference("县信访局")}),
    "return": ({"is_return_consented": True},),
    "assign": ({}, {"responsible_org": Reference("县某局")}, {"responsible_org": Reference("村建办")}),
    "reply": ({}, {"result": "已答复"}, {"result": "已答复", "replied_on": date(2014, 3, 1)}),
    "serve": ({}, {"service_method": "当面"}),
    "review": ({}, {"review_received_on": TODAY}, {"review_replied_on": TODAY}),
    "recheck": ({}, {"recheck_received_on": TODAY}, {"recheck_replied_on": TODAY}),
    "finish": ({}, {"outcome": "已解决"}, {"outcome": "已解决", "finished_on": date(2014, 4, 2)}),
    "archive": ({},),
    "reopen": ({}, {"has_new_facts": True}),
    "pause": ({"case_owner_leader": Reference("王镇长")},),
}


class PetitionWalk(Walk):
    """A visit that complains of a county office."""

    ledger = "petitions"

    def __init__(self) -> None:
        super().__init__()
        self.state = "registered"

    def enter(self, desk: Desk) -> Changes:
        return factories.add(
            desk, "petitions", f"来访时间={FOUND}", "信访人姓名=孟某", "被反映单位=县某局", "信访形式=来访"
        )

    @rule(
        who=st.sampled_from([0, 1]),
        taken=st.sampled_from([(action, values) for action, given in _PETITION_STEPS.items() for values in given]),
        reason=st.sampled_from(["", "有原因"]),
        batch=st.booleans(),
        command=st.booleans(),
    )
    def take(self, who: int, taken: tuple[str, dict[str, Value]], reason: str, batch: bool, command: bool) -> None:
        self.step(who, taken[0], taken[1], reason, batch=batch, command=command)

    @rule()
    def go_on(self) -> None:
        """The good step from where it stands, so that walks get far."""
        state = str(self.record.values["status"])
        good: dict[str, tuple[str, dict[str, Value]]] = {
            "registered": ("accept", {"accepted_on": FOUND}),
            "accepted": ("assign", {"responsible_org": Reference("村建办")}),
            "handling": ("reply", {"result": "已答复"}),
            "replied": ("serve", {"service_method": "当面"}),
            "reviewed": ("serve", {"service_method": "当面"}),
            "review": ("review", {"review_replied_on": TODAY}),
            "recheck": ("recheck", {"recheck_replied_on": TODAY}),
            "rechecked": ("finish", {"outcome": "不予支持"}),
        }
        if state in good:
            self.step(0, *good[state])

    @invariant()
    def it_goes_only_where_the_rules_lead(self) -> None:
        now = str(self.record.values["status"])
        assert now == self.state or now in STEPS[self.state]
        self.state = now

    @invariant()
    def every_state_has_its_ground(self) -> None:
        values = self.record.values
        state = str(values["status"])
        if state == "closed":
            assert values["outcome"]
            assert values["result"]
            assert values["replied_on"] <= values["finished_on"] <= TODAY  # type: ignore[operator]
        if state == "not_accepted":
            assert values["declined_reason"] == "不属本机关职权"
        if state == "forwarded":
            assert values["forwarded_to"] == Reference("县信访局")
        if state in ("review", "reviewed", "recheck", "rechecked"):
            assert values["reply_served_on"] is not None
        if state in ("handling", "replied") and values["responsible_org"] is not None:
            assert values["responsible_org"] != Reference("县某局")
        assert state != "returned_to_upper"  # nobody above sent it
        assert not values["is_paused"]


TestCloseOutWalk = CloseOutWalk.TestCase
TestCloseOutWalk.settings = WALKS
TestPetitionWalk = PetitionWalk.TestCase
TestPetitionWalk.settings = WALKS


@pytest.mark.parametrize(
    ("wanting", "is_closed"),
    [
        ("nothing", True),
        ("measures", False),
        ("evidence", False),
        ("date", False),
        ("feedback", False),
        ("second person", False),
    ],
)
def test_an_item_is_struck_off_only_when_nothing_is_wanting(wanting: str, is_closed: bool) -> None:
    walk = CloseOutWalk()
    walk.begin(wanting)
    assert (walk.record.values["status"] == "closed") is is_closed
    walk.teardown()
