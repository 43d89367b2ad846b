from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.figures.model import Lens
from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import comparing, entry, freezing, own_indicators, records, undo
from app.services.changes import Actor
from app.services.comparing import Why
from tests import factories
from tests.figures.looking import LAST_DAY, value
from tests.figures.test_rectification import _close, _go_to, _item
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.comparing import Comparison, Difference
    from app.services.desk import Desk

NAME = "3月报数"
MARCH = Lens(LAST_DAY)


@pytest.fixture
def march(desk: Desk) -> Desk:
    """A desk on 31 March 2014."""
    desk.store.clock.fixed = LAST_DAY
    return desk


def _freeze(desk: Desk, name: str = NAME, lens: Lens = MARCH) -> Changes:
    return desk.write(lambda unit: freezing.freeze(unit, actor=desk.actor, name=name, lens=lens, reported_to="县委"))


def _later(desk: Desk) -> None:
    desk.store.clock.fixed = LAST_DAY + timedelta(days=9)


def _compare(desk: Desk, name: str = NAME) -> Comparison:
    return desk.read(lambda unit: comparing.compare(unit, actor=desk.actor, name=name))


def _rows(desk: Desk, code: str) -> list[Difference]:
    return next(list(one.rows) for one in _compare(desk).changed if one.code == code)


def _session(desk: Desk, day: str = "2014-03-05", *texts: str) -> Changes:
    return factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", "课时=1.5", *texts)


def _edit(desk: Desk, made: Changes, *texts: str) -> None:
    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        old = records.get(unit, ledger=made.ledger, record_id=made.ids[0])
        values = entry.read_values(unit, ledger=registry.find(made.ledger), texts=entry.pairs(texts))
        return records.edit(
            unit,
            actor=desk.actor,
            ledger=made.ledger,
            record_id=old.id,
            version=old.version,
            values=values,
            reason="核对",
        )

    desk.write(work)


def test_what_nobody_touched_is_the_same(march: Desk) -> None:
    _session(march)
    _freeze(march)
    _later(march)
    found = _compare(march)
    assert (found.changed, found.report.as_of, found.report.reported_to) == ((), LAST_DAY, "县委")
    assert found.same > 100


def test_a_row_entered_late_is_named(march: Desk) -> None:
    _session(march)
    _freeze(march)
    _later(march)
    late = _session(march, "2014-03-06")
    (row,) = _rows(march, "L1")
    assert (row.why, row.number, row.record_id, row.then, row.now) == (Why.LATE, late.number, late.ids[0], None, 1)
    assert "冻结以后才登记" in row.sentence


def test_a_later_event_changes_nothing(march: Desk) -> None:
    _freeze(march)
    _later(march)
    _session(march, "2014-04-02")
    assert _compare(march).changed == ()


def test_a_voided_row_is_named_with_its_reason(march: Desk) -> None:
    made = _session(march)
    _freeze(march)
    _later(march)
    march.write(
        lambda unit: records.void(unit, actor=march.actor, ledger=made.ledger, record_id=made.ids[0], reason="登记重了")
    )
    (row,) = _rows(march, "L1")
    assert (row.why, row.then, row.now) == (Why.VOIDED, 1, None)
    assert "登记重了" in row.sentence


def test_a_restored_row_is_named(march: Desk) -> None:
    made = _session(march)
    who = {"actor": march.actor, "ledger": made.ledger, "record_id": made.ids[0]}
    march.write(lambda unit: records.void(unit, **who, reason="登记重了"))
    _freeze(march)
    _later(march)
    march.write(lambda unit: records.restore(unit, **who))
    assert [row.why for row in _rows(march, "L1")] == [Why.RESTORED]


def test_a_row_that_got_another_date_is_named_with_both(march: Desk) -> None:
    gone, come = _session(march), _session(march, "2014-04-02")
    _freeze(march)
    _later(march)
    _edit(march, gone, "日期=2014-04-03")
    _edit(march, come, "日期=2014-03-30")
    rows = _rows(march, "L1") if any(one.code == "L1" for one in _compare(march).changed) else []
    assert [(row.number, row.why) for row in rows] == [(gone.number, Why.REDATED), (come.number, Why.REDATED)]
    assert "日期：2014年3月5日→2014年4月3日" in rows[0].sentence or "2014-03-05→2014-04-03" in rows[0].sentence


def test_a_changed_amount_and_a_changed_kind_are_told_apart(march: Desk) -> None:
    hours, form = _session(march), _session(march, "2014-03-06")
    _freeze(march)
    _later(march)
    _edit(march, hours, "课时=2.5")
    _edit(march, form, "学习形式=专题党课")
    assert [(row.number, row.why, row.then, row.now) for row in _rows(march, "L2")] == [
        (hours.number, Why.CHANGED, "1.5", "2.5"),
        (form.number, Why.SORTED, "1.5", None),
    ]
    assert [row.why for row in _rows(march, "L3.party_lectures")] == [Why.SORTED]


def test_a_row_that_moved_between_groups_is_named_though_the_total_is_the_same(march: Desk) -> None:
    made = factories.add(march, "opinions", "日期=2014-03-05", "主题=环境卫生")
    _freeze(march)
    _later(march)
    _edit(march, made, "主题=道路")
    (row,) = _rows(march, "O12")
    assert (row.why, "环境卫生→道路" in row.sentence) == (Why.SORTED, True)


def test_reopening_later_leaves_what_was_reported(march: Desk) -> None:
    march.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    _go_to(march, date(2014, 3, 20))
    made = _item(march, "时限类型=限期")
    _close(march, made)
    _go_to(march, LAST_DAY)
    _freeze(march)
    _later(march)
    do(march, made, "reopen", "整改时限=2014-04-20", reason="路灯又不亮了")
    assert [one.code for one in _compare(march).changed if one.code.startswith("R1.closed")] == []
    assert value(march, "R1.closed", LAST_DAY) == 1
    assert value(march, "R1.closed", date(2014, 4, 9)) == 0


def test_reopening_on_a_day_already_reported_is_named(march: Desk) -> None:
    march.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    _go_to(march, date(2014, 3, 20))
    made = _item(march, "时限类型=限期")
    _close(march, made)
    _freeze(march)
    do(march, made, "reopen", "整改时限=2014-04-20", reason="路灯又不亮了")
    assert [(row.number, row.why) for row in _rows(march, "R1.closed")] == [(made.number, Why.REOPENED)]


def test_reopened_twice_it_counts_as_reopened_on_each_day(march: Desk) -> None:
    march.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    _go_to(march, date(2014, 3, 20))
    made = _item(march, "时限类型=限期")
    _close(march, made)
    _go_to(march, date(2014, 3, 22))
    do(march, made, "reopen", "整改时限=2014-04-20", reason="路灯又不亮了")
    _go_to(march, date(2014, 3, 24))
    _close(march, made)
    _go_to(march, date(2014, 3, 26))
    do(march, made, "reopen", "整改时限=2014-04-20", reason="又坏了")
    days = (21, 23, 25, 27)
    assert [value(march, "R1.closed", date(2014, 3, n)) for n in days] == [1, 0, 1, 0]
    assert [value(march, "R5", date(2014, 3, n)) for n in days] == [0, 1, 1, 1]


def test_an_added_row_of_a_child_is_named(march: Desk) -> None:
    row = [{"姓名": "梁国栋", "到会情况": "到"}]
    made = factories.add(
        march, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", children={"attendance": row}
    )
    _freeze(march)
    _later(march)

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        old = records.get(unit, ledger=made.ledger, record_id=made.ids[0])
        ledger = registry.find(made.ledger)
        child = ledger.child("attendance")
        more = entry.read_child(unit, ledger=ledger, child=child, texts={"姓名": "陈志远", "到会情况": "到"})
        rows = {"attendance": (*old.children["attendance"], more)}
        return records.edit(
            unit, actor=march.actor, ledger=made.ledger, record_id=old.id, version=old.version, values={}, children=rows
        )

    march.write(work)
    assert [one.why for one in _rows(march, "L4.persons")] == [Why.ROW_ADDED]


def test_a_figure_that_looks_into_another_ledger_says_so(march: Desk) -> None:
    factories.add(march, "people", "姓名=梁国栋", "列入参学名单=是")
    _freeze(march)
    _later(march)
    factories.add(
        march, "learning_sessions", "日期=2014-03-05", children={"attendance": [{"姓名": "梁国栋", "到会情况": "到"}]}
    )
    (row,) = _rows(march, "L5.reached")
    assert (row.why, "学习活动" in row.sentence) == (Why.ELSEWHERE, True)


def test_a_units_total_that_gave_way_to_its_rows_is_named(march: Desk) -> None:
    factories.add(march, "unit_reports", "单位=清三村", "指标=O1", "截至日=2014-03-20", "数值=4")
    _freeze(march)
    _later(march)
    factories.add(march, "consultations", "日期=2014-03-01", "方式=座谈会", "主题=听意见", "村(组)=清三村")
    assert sorted(row.why for row in _rows(march, "O1")) == sorted([Why.LATE, Why.UNIT])


def test_the_frozen_one_reads_the_same_whatever_happened(march: Desk) -> None:
    made = _session(march)
    _freeze(march)
    before = march.read(lambda unit: freezing.as_json(unit, NAME))
    _later(march)
    march.write(
        lambda unit: records.void(unit, actor=march.actor, ledger=made.ledger, record_id=made.ids[0], reason="错")
    )
    _session(march, "2014-03-06")
    assert march.read(lambda unit: freezing.as_json(unit, NAME)) == before


def test_what_each_row_said_is_kept(march: Desk) -> None:
    _session(march)
    _freeze(march)
    found = march.read(lambda unit: freezing.figures_in(unit, freezing.find(unit, NAME), with_rows=True))
    (row,) = next(one for one in found if one.code == "L2").rows
    assert (row.number, row.amount, row.said["form"], row.said["class_hours"]) == (
        "学习〔2014〕1号", "1.5", "集中学习", "1.5",
    )  # fmt: skip


def test_what_was_looked_at_is_found_again_under_another_name(march: Desk) -> None:
    campaign = factories.add(march, "campaigns", "名称=教育实践活动", "开始日期=2014-02-24")
    unit = factories.add(march, "organisations", "名称=民政办")
    action = factories.add(march, "special_actions", "名称=正风肃纪")
    _session(march)
    lens = Lens(LAST_DAY, campaign="教育实践活动", organisation="民政办", action="正风肃纪")
    _freeze(march, lens=lens)
    for made, name in ((campaign, "第二批活动"), (unit, "社会事务办"), (action, "专项整治")):
        _edit(march, made, f"名称={name}")
    _later(march)
    found = _compare(march)
    assert (found.changed, found.report.lens) == ((), lens)


def test_a_name_is_given_once(march: Desk) -> None:
    _freeze(march)
    with pytest.raises(Refused, match="已经有叫「3月报数」的冻结数"):
        _freeze(march)
    with pytest.raises(Refused, match="请给冻结的数起个名字"):
        _freeze(march, " ")


def test_a_name_that_is_not_there_is_refused(march: Desk) -> None:
    _freeze(march)
    with pytest.raises(Refused, match="已冻结的有：3月报数"):
        _compare(march, "4月报数")


@pytest.mark.parametrize("table", ["frozen_reports", "frozen_figures", "frozen_rows"])
def test_nothing_of_it_can_be_changed_or_deleted(march: Desk, table: str) -> None:
    _session(march)
    _freeze(march)
    fixed = getattr(march.store.schema, table)
    for statement in (fixed.delete(), fixed.update().values({list(fixed.c)[-1].name: "改"})):
        with pytest.raises((sa.exc.DatabaseError, Refused), match=r"append-only|没有这项权限"):
            march.write(lambda unit, statement=statement: unit.connection.execute(statement))


def test_undo_does_not_reach_behind_it(march: Desk) -> None:
    _session(march)
    _freeze(march)
    with pytest.raises(Refused, match="冻结报数"):
        march.write(lambda unit: undo.undo(unit, actor=march.actor))


def test_a_figure_of_the_office_that_was_taken_away_is_told_as_such(march: Desk) -> None:
    _session(march)
    whole = {"name": "晚间学习", "counter": "次", "ledger": "learning_sessions"}
    made = march.write(lambda unit: own_indicators.add(unit, actor=march.actor, **whole))
    _freeze(march)
    march.write(lambda unit: own_indicators.remove(unit, actor=march.actor, code=made.number))
    (found,) = _compare(march).changed
    assert (found.code, found.then, found.rows[0].why) == (made.number, "1次", Why.DEFINITION)


def test_who_only_looks_does_not_freeze(march: Desk) -> None:
    with pytest.raises(Refused, match="不能"):
        march.write(lambda unit: freezing.freeze(unit, actor=Actor("来查看的人", "查看"), name=NAME))


def test_a_petition_taken_up_again_was_finished_on_the_earlier_day(march: Desk) -> None:
    made = factories.add(march, "petitions", "来访时间=2014-03-01", "姓名=杨德昌", "信访形式=来访")
    with march.store.write() as unit:
        table = unit.schema.table("petitions")
        unit.connection.execute(
            table.update().where(table.c.id == made.ids[0]).values(status="closed", finished_on=date(2014, 3, 20))
        )
    assert value(march, "X1.finished") == 1
    _later(march)
    do(march, made, "reopen", reason="又来反映")
    assert (value(march, "X1.finished", LAST_DAY), value(march, "X1.finished", date(2014, 4, 9))) == (1, 0)
