"""Charts whose bars are counts of the very lists they open; what waits for an operator."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.figures.model import Lens
from app.rules import wording
from app.services import dashboard, figures, home, listing, office
from tests import factories

if TYPE_CHECKING:
    from app.services.changes import Actor
    from app.services.dashboard import Chart
    from app.services.desk import Desk

pytestmark = pytest.mark.timeout(400)  # the sample township is built once

AS_OF = Lens(as_of=date(2014, 3, 31))


def charts(desk: Desk, *keys: str, lens: Lens = AS_OF) -> dict[str, Chart]:
    return {one.key: one for one in desk.read(lambda unit: dashboard.charts(unit, keys=keys, lens=lens))}


def petition(desk: Desk, day: str, category: str) -> None:
    factories.add(desk, "petitions", f"来访日期={day}", f"问题细类={category}", "信访形式=来信", "匿名=是")


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Petitions of three months, one of the year before last, one of no category."""
    for day in ("2012-05-04", "2014-01-09", "2014-03-03", "2014-03-20"):
        petition(desk, day, "农村土地")
    factories.add(desk, "petitions", "来访日期=2014-03-21", "信访形式=来信", "匿名=是")
    return desk


def test_months_go_from_the_first_with_a_row_to_this_one_and_never_back_beyond_a_year(busy: Desk) -> None:
    chart = charts(busy)["petitions_by_month"]
    assert chart.labels == ("2014年1月", "2014年2月", "2014年3月")
    assert [bar.size if bar else None for bar in chart.series[0].bars] == [1, None, 3]
    assert chart.full == 3


def test_rows_without_a_category_have_a_bar_of_their_own(busy: Desk) -> None:
    chart = charts(busy)["petitions_by_category"]
    assert chart.labels == ("农村土地", "未分类")
    assert [bar.text for bar in chart.series[0].bars if bar] == ["4件", "1件"]
    assert chart.note == "登记合计5件"


@pytest.mark.parametrize("key", [one.key for one in dashboard.CHARTS])
def test_every_bar_opens_as_many_rows_as_it_says(sample_desk: Desk, key: str) -> None:
    chart = charts(sample_desk, key)[key]
    bars = [bar for one in chart.series for bar in one.bars if bar is not None]
    assert bars
    for bar in bars:
        found = sample_desk.read(lambda unit, bar=bar: figures.rows(unit, code=bar.code, lens=AS_OF))  # type: ignore[misc]
        assert wording.worded(found.value, "") in bar.text or bar.text.endswith("%")
        assert bar.size == 0 or found.ids or found.totals


def test_what_is_struck_off_stands_in_the_month_it_was_struck_off(sample_desk: Desk) -> None:
    chart = charts(sample_desk)["rectification_over_time"]
    found = {one.name: one for one in chart.series}
    closed = sum(bar.size for bar in found["销号"].bars if bar)
    figure = next(
        one for one in sample_desk.read(lambda unit: figures.all_figures(unit, lens=AS_OF)) if one.code == "R1.closed"
    )
    assert closed == figure.value


def test_an_empty_ledger_gives_an_empty_chart(desk: Desk) -> None:
    assert all(chart.is_empty for chart in charts(desk).values())


def test_a_ledger_the_office_does_not_keep_has_no_chart(desk: Desk) -> None:
    desk.write(lambda unit: office.hide_ledger(unit, actor=desk.actor, ledger="petitions", hidden=True))
    assert set(charts(desk)) == {one.key for one in dashboard.CHARTS if one.ledger != "petitions"}


def test_a_long_chart_is_shortened_with_a_word_of_the_rest(sample_desk: Desk) -> None:
    chart = charts(sample_desk)["petitions_by_category"]
    short = chart.first(2)
    assert len(short.labels) == len(short.series[0].bars) == 2
    assert f"另有 {len(chart.labels) - 2} 类" in short.note
    assert chart.first(100) is chart


# ---- what waits for me -----------------------------------------------------------------------------------------------


def duties(desk: Desk, actor: Actor | None = None) -> dict[str, int]:
    return {one.key: one.count for one in desk.read(lambda unit: home.duties(unit, actor=actor or desk.actor))}


def test_nothing_waits_in_a_new_file(desk: Desk) -> None:
    assert duties(desk) == {}


def test_every_line_is_the_count_of_the_list_it_opens(sample_desk: Desk) -> None:
    found = sample_desk.read(lambda unit: home.duties(unit, actor=sample_desk.actor))
    assert found
    for duty in found:
        ask = duty.ask
        if ask is not None:
            assert sample_desk.read(lambda unit, ask=ask: listing.count(unit, ask=ask)) == duty.count  # type: ignore[misc]
