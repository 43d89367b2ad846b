from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.figures.model import Lens
from app.ledgers import registry
from app.services import comparing, entry, figures, freezing, records
from app.services.desk import open_desk
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk

pytestmark = pytest.mark.timeout(600)
LAST_DAY = date(2014, 3, 31)
WATCHED = ("L1", "L3.forms", "O8.opinions", "R1.total")
DATED = {"learning_sessions": "日期", "opinions": "日期", "rectifications": "登记日期"}
DAYS = st.integers(0, 60).map(lambda n: (date(2014, 2, 10) + timedelta(days=n)).isoformat())
MORE = {
    "learning_sessions": ("学习形式=集中学习", "学习形式=专题党课"),
    "opinions": ("主题=环境卫生", "村(组)=清一村"),
    "rectifications": ("时限类型=限期", "村(组)=清一村"),
}


class Office(RuleBasedStateMachine):
    """Records come, go, move and come back while figures are frozen: a figure is its rows, and its slices add up."""

    template: Path
    desk: Desk

    @initialize()
    def opened(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.desk = open_desk(Path(shutil.copy(self.template, self.folder / "台账.minqing")))
        self.desk.store.clock.fixed = LAST_DAY
        factories.add(self.desk, "places", "名称=清一村")
        self.made: list[Any] = []
        self.frozen: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.folder)

    @rule(ledger=st.sampled_from(sorted(DATED)), day=DAYS, which=st.integers(0, 1))
    def enter(self, ledger: str, day: str, which: int) -> None:
        self.made.append(factories.add(self.desk, ledger, f"{DATED[ledger]}={day}", MORE[ledger][which]))

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def void_or_restore(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.made))
        who = {"actor": self.desk.actor, "ledger": one.ledger, "record_id": one.ids[0]}
        if factories.read(self.desk, one.ledger, one.ids[0]).voided_at is None:
            self.desk.write(lambda unit: records.void(unit, **who, reason="登记重了"))
        else:
            self.desk.write(lambda unit: records.restore(unit, **who))

    @precondition(lambda self: self.made)
    @rule(data=st.data(), day=DAYS)
    def redate(self, data: st.DataObject, day: str) -> None:
        one = data.draw(st.sampled_from(self.made))
        old = factories.read(self.desk, one.ledger, one.ids[0])
        if old.voided_at is not None:
            return

        def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            texts = entry.pairs([f"{DATED[one.ledger]}={day}"])
            values = entry.read_values(unit, ledger=registry.find(one.ledger), texts=texts)
            return records.edit(
                unit, actor=self.desk.actor, ledger=one.ledger, record_id=old.id, version=old.version, values=values,
                reason="核对",
            )  # fmt: skip

        self.desk.write(work)

    @precondition(lambda self: len(self.frozen) < 2)
    @rule()
    def freeze(self) -> None:
        name = f"第{len(self.frozen) + 1}次"
        lens = Lens(LAST_DAY)
        self.desk.write(lambda unit: freezing.freeze(unit, actor=self.desk.actor, name=name, lens=lens))
        self.frozen[name] = self.desk.read(lambda unit: freezing.as_json(unit, name))

    @invariant()
    def a_figure_is_its_rows_and_its_slices_add_up(self) -> None:
        if not hasattr(self, "desk"):
            return
        for code in WATCHED:
            found = self.desk.read(lambda unit, code=code: figures.rows(unit, code=code, as_of=LAST_DAY))
            assert found.value == len(found.ids)
            for by in ("village", "category", "month"):
                down = self.desk.read(
                    lambda unit, code=code, by=by: figures.breakdown(unit, code=code, by=by, as_of=LAST_DAY)
                )
                assert sum(one.value for one in down.slices) == found.value  # type: ignore[misc]

    @invariant()
    def what_was_frozen_stays_and_every_difference_has_its_row(self) -> None:
        for name, before in getattr(self, "frozen", {}).items():
            assert self.desk.read(lambda unit, name=name: freezing.as_json(unit, name)) == before
            found = self.desk.read(lambda unit, name=name: comparing.compare(unit, actor=self.desk.actor, name=name))
            for one in found.changed:
                if one.code not in WATCHED:
                    continue
                gained = sum(row.then is None for row in one.rows) - sum(row.now is None for row in one.rows)
                then, now = (int("".join(filter(str.isdigit, text))) for text in (one.then, one.now))
                assert now - then == gained


def test_any_mix_of_entry_void_redate_and_freeze(template: Path) -> None:
    Office.template = template
    state = Office.TestCase
    state.settings = settings(
        max_examples=4, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
    )
    state().runTest()
