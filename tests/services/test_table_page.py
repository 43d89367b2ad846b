from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import listing, records, table_page
from db.ask import Ask, Filter, State
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk
    from db.unit import UnitOfWork

LEDGER = registry.find("rectifications")
TODAY = date(2014, 3, 31)
DUE = (None, date(2014, 3, 28), date(2014, 3, 30), TODAY, date(2014, 4, 1), date(2014, 4, 3), date(2014, 4, 4))


def enter(desk: Desk) -> None:
    desk.store.clock.fixed = TODAY

    def work(unit: UnitOfWork) -> None:
        for place, due in enumerate(DUE):
            values = {"description": f"第{place}件", "due_on": due, "starred": place == 1, "follow_up_on": due}
            records.add(unit, actor=desk.actor, ledger=LEDGER.name, values=values)

    desk.write(work)


def test_marks_agree_with_the_filters(desk: Desk) -> None:
    enter(desk)
    columns = table_page.usual_columns(LEDGER)
    everything = desk.read(lambda unit: table_page.page(unit, ask=Ask(LEDGER.name), columns=columns))
    for state in (State.NEAR, State.OVERDUE, State.INCOMPLETE, State.STARRED, State.FOLLOW_UP):
        ask = Ask(LEDGER.name, filters=(Filter.state(state),))
        counted = desk.read(lambda unit, ask=ask: listing.count(unit, ask=ask))
        assert sum(state in row.states for row in everything.rows) == counted, state


def test_marks_are_told_in_words_the_gravest_first(desk: Desk) -> None:
    enter(desk)
    ask = Ask(LEDGER.name, sort=(("number", False),))
    page = desk.read(lambda unit: table_page.page(unit, ask=ask, columns=("number", "@marks")))
    assert page.rows[1].cells == ("整改〔2014〕2号", "逾期 ★ 跟进 待补")


def test_a_narrowed_list_also_says_how_many_there_are(desk: Desk) -> None:
    enter(desk)
    ask = Ask(LEDGER.name, search="第3件")
    page = desk.read(lambda unit: table_page.page(unit, ask=ask, columns=("number",)))
    assert (page.total, page.whole) == (1, 7)


def test_a_cell_is_one_line(desk: Desk) -> None:
    values = {"description": "第一行\n第二行"}
    desk.write(lambda unit: records.add(unit, actor=desk.actor, ledger=LEDGER.name, values=values))
    page = desk.read(lambda unit: table_page.page(unit, ask=Ask(LEDGER.name), columns=("description",)))
    assert page.rows[0].cells == ("第一行 第二行",)


def test_usual_columns_begin_with_number_marks_date_and_matter() -> None:
    assert table_page.usual_columns(LEDGER)[:4] == ("number", "@marks", "registered_on", "description")
    assert table_page.label_of(registry.find("places"), "number") == "代码"


def test_what_is_finished_without_its_day_is_not_marked_overdue(desk: Desk) -> None:
    desk.store.clock.fixed = TODAY
    for status in ("已兑现", "未兑现"):
        factories.add(
            desk, "commitments", "承诺日期=2014-01-05", "承诺内容=修桥", "时限=2014-03-10", f"兑现情况={status}"
        )
    page = desk.read(lambda unit: table_page.page(unit, ask=Ask("commitments"), columns=("status", "@marks")))
    overdue = Ask("commitments", filters=(Filter.state(State.OVERDUE),))
    assert desk.read(lambda unit: listing.count(unit, ask=overdue)) == 1
    marked = {row.cells[0]: "逾期" in row.cells[1] for row in page.rows}
    assert marked == {"已兑现": False, "未兑现": True}
