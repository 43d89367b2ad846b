from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import main
from app.rules.refusal import Refused
from app.services import figure_rows, figures, year_compare, year_end
from tests import desks, factories
from tests.paper.pages import page_texts

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.year_compare import Compared, Line


@pytest.fixture
def two_years(desk: Desk) -> Desk:
    """Two sessions and 1.5 hours in 2013, one session in 2014; a debt in each year."""
    desk.store.clock.fixed = date(2015, 1, 6)
    for day in ("2013-03-05", "2013-04-05", "2014-05-06"):
        factories.add(desk, "learning_sessions", f"日期={day}", "学习形式=集中学习", "课时=1.5")
    for day, sum_ in (("2013-03-01", "300"), ("2014-03-01", "150")):
        factories.add(desk, "debts", f"登记日期={day}", "事由=料款", "债权人=赵一", f"本金={sum_}")
    return desk


def _compare(desk: Desk, *, alone: bool = False) -> Compared:
    return desk.read(lambda unit: year_compare.compare(unit, before=2013, after=2014, alone=alone))


def _line(found: Compared, code: str) -> Line:
    return next(one for one in found.lines if one.code == code)


def test_both_years_are_counted_to_their_last_day_by_the_figures_themselves(two_years: Desk) -> None:
    found = _compare(two_years)
    for lens, side in ((found.before, "before"), (found.after, "after")):
        alone = {
            one.code: one.text for one in two_years.read(lambda unit, lens=lens: figures.all_figures(unit, lens=lens))
        }
        assert alone == {one.code: getattr(one, side).text for one in found.lines if getattr(one, side) is not None}
    sessions = _line(found, "L1")
    assert (sessions.before.text, sessions.after.text, sessions.difference) == ("2次", "3次", "增1次")  # type: ignore[union-attr]
    assert len({one.code for one in found.lines}) == len(found.lines)


def test_with_alone_only_what_happened_in_a_year_is_counted(two_years: Desk) -> None:
    found = _compare(two_years, alone=True)
    assert _line(found, "L1").difference == "减1次"
    assert _line(found, "L2").difference == "减1.5个课时"
    owed = next(one for one in found.lines if one.ledger == "debts" and one.before and one.before.text == "300元")
    assert (owed.after.text, owed.difference) == ("150元", "减150元")  # type: ignore[union-attr]


def test_a_rate_differs_by_points_and_what_is_no_number_by_nothing(sample_desk: Desk) -> None:
    sample_desk.store.clock.fixed = date(2015, 1, 6)
    lines = {one.code: one for one in _compare(sample_desk).lines}
    rates = [one for one in lines.values() if one.before and one.after and one.before.counter == "%"]
    assert {one.difference[-4:] for one in rates if one.difference not in ("持平", "—")} == {"个百分点"}
    for one in lines.values():
        if one.before and one.after and (one.before.value is None or one.after.value is None):
            assert one.difference == "—"


def test_a_figure_opens_the_rows_of_its_year(two_years: Desk) -> None:
    found = _compare(two_years)
    totals = [
        two_years.read(lambda unit, lens=lens: figure_rows.page(unit, code="L1", lens=lens)).total
        for lens in (found.before, found.after)
    ]
    assert totals == [2, 3]


def test_it_is_said_whether_the_years_are_closed(two_years: Desk) -> None:
    assert _compare(two_years).notes == ("2013年还没有结转，数还可能变", "2014年还没有结转，数还可能变")
    two_years.store.clock.fixed = date(2014, 6, 1)
    assert _compare(two_years).notes[1] == "2014年还没有过完，是截至今天的数"
    with pytest.raises(Refused, match="请选不同的两年"):
        two_years.read(lambda unit: year_compare.compare(unit, before=2014, after=2014))


def test_both_years_are_printed_and_told_in_the_history(two_years: Desk, tmp_path: Path) -> None:
    path = desks.place(two_years)
    two_years.close()
    assert main(["--file", path, "compare-years", "2014", "--out", str(tmp_path / "比.pdf")]) == 0
    page = "".join(page_texts((tmp_path / "比.pdf").read_bytes())[0].split())
    assert "2013年与2014年工作情况对比表" in page
    assert "截至2013年底" in page
    with closing(desks.beside(two_years)) as again:
        event = again.read(lambda unit: unit.events(unit.schema.audit.c.action == "print"))[0].entry
    assert event.description.startswith("打印 2013年与2014年对比表")


def test_a_year_that_is_not_over_is_looked_at_today(two_years: Desk) -> None:
    factories.add(two_years, "rectifications", "登记日期=2014-05-01", "整改时限=2014-09-01")
    factories.add(two_years, "rectifications", "登记日期=2014-05-01", "整改时限=2014-05-20")
    two_years.store.clock.fixed = date(2014, 6, 1)
    found = _compare(two_years)
    assert (found.before.as_of, found.after.as_of) == (date(2013, 12, 31), date(2014, 6, 1))
    overdue = _line(found, "R6").after
    assert overdue is not None
    assert overdue.text == "1项"  # what falls due in September is not overdue in June
    assert found.heads(alone=False) == ("截至2013年底", "截至2014年6月1日")
    assert found.heads(alone=True) == ("2013年", "2014年（截至2014年6月1日）")
    paper = two_years.read(lambda unit: year_compare.paper(unit, actor=two_years.actor, before=2013, after=2014))
    assert [column.label for column in paper.columns][3:5] == ["截至2013年底", "截至2014年6月1日"]


def test_a_year_before_that_is_still_open_is_told_where_it_is_counted_in(two_years: Desk) -> None:
    factories.add(two_years, "learning_sessions", "日期=2012-05-06", "学习形式=集中学习")
    two_years.write(lambda unit: year_end.close(unit, actor=two_years.actor, year=2013))
    assert _compare(two_years).notes == (
        "2013年已于2015年1月6日由管理员结转", "2014年还没有结转，数还可能变",
        "以前的2012年还没有结转，累计的数还可能变",
    )  # fmt: skip
    assert len(_compare(two_years, alone=True).notes) == 2
    two_years.write(lambda unit: year_end.close(unit, actor=two_years.actor, year=2012))
    assert len(_compare(two_years).notes) == 2
