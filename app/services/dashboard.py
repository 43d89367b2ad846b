"""The charts of 首页 and 报表, and of the reports: figures broken down, each bar with the code that opens its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from app.figures.axes import CATEGORY, MONTH, UNIT
from app.figures.model import magnitude
from app.rules import wording
from app.services import figures, office
from app.services.looking import WHOLE
from db.values import FuzzyDate, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.figures.model import Lens
    from app.paper.chart import ChartBlock
    from app.services.figures import Breakdown, Slice
    from db.unit import UnitOfWork

MONTHS = 12
"""How far back a chart over time goes: never to what an earlier year left behind."""
_A_MONTH = re.compile(r"\d+年\d+月")
_WHOLE_RATE = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words (12件), its length in the chart's own measure, and the code of the rows behind it."""

    text: str
    size: int
    code: str


@dataclass(frozen=True, slots=True)
class Series:
    """The bars of one figure, one for each label of the chart; None where the figure has no data."""

    name: str
    bars: tuple[Bar | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its labels from left to right or top to bottom, and one series or several side by side.

    `full` is the length that fills the chart: the longest bar, 100 for rates. `ledger` is where its rows are entered.
    """

    key: str
    title: str
    ledger: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    full: int
    over_time: bool
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: the chart then says what to do instead."""
        return not any(bar is not None and bar.size for one in self.series for bar in one.bars)

    def first(self, count: int) -> Chart:
        """A chart that is not over time with its first labels only, and a note of what is left out."""
        left = len(self.labels) - count
        if self.over_time or left <= 0:
            return self
        shown = tuple(Series(one.name, one.bars[:count]) for one in self.series)
        return replace(self, labels=self.labels[:count], series=shown, note=f"另有 {left} 类，见“报表”里的“图表”")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chart as it is declared: what it is broken down by, and the figures it shows side by side."""

    key: str
    title: str
    ledger: str
    by: str
    parts: tuple[tuple[str, str], ...]

    @property
    def over_time(self) -> bool:
        return self.by == MONTH


CHARTS = (
    _Asked("petitions_by_month", "信访登记（按月）", "petitions", MONTH, (("X1.received", "登记"),)),
    _Asked("petitions_by_category", "信访登记（按细类）", "petitions", "category", (("X1.received", "登记"),)),
    _Asked(
        "rectification_over_time", "整改事项（按月）", "rectifications", MONTH,
        (("R1.total", "新立"), ("R1.closings", "销号")),
    ),
    _Asked(
        "project_funds", "惠民实事资金", "projects", CATEGORY,
        (("P2.planned", "计划"), ("P2.received", "到位"), ("P2.spent", "支付")),
    ),
    _Asked("study_coverage", "学习覆盖率（按单位）", "learning_sessions", UNIT, (("L5", "覆盖率"),)),
    _Asked("opinions_by_topic", "意见建议（按主题）", "opinions", "topic", (("O12", "意见"),)),
)  # fmt: skip
HOME = ("petitions_by_month", "rectification_over_time", "opinions_by_topic")
"""What 首页 shows of them."""


def charts(unit: UnitOfWork, *, keys: Iterable[str] = (), lens: Lens = WHOLE) -> tuple[Chart, ...]:
    """The charts named, or all, as of the lens's day; none of a ledger that the office does not keep."""
    wanted, hidden = set(keys), office.hidden_ledgers(unit)
    asked = [one for one in CHARTS if (not wanted or one.key in wanted) and one.ledger not in hidden]
    pairs = [(code, one.by) for one in asked for code, _ in one.parts]
    broken = iter(figures.breakdowns(unit, wanted=pairs, lens=lens) if pairs else ())
    return tuple(_chart(unit, one, lens, [(name, next(broken)) for _, name in one.parts]) for one in asked)


def on_paper(chart: Chart) -> ChartBlock:
    """The chart as paper draws it."""
    from app.paper.chart import ChartBars, ChartBlock  # faces and all: nothing of it is needed on the screen

    full = chart.full or 1
    series = tuple(
        ChartBars(one.name, tuple(None if bar is None else (bar.text, bar.size / full) for bar in one.bars))
        for one in chart.series
    )
    return ChartBlock(chart.title, chart.labels, series, chart.over_time, chart.note)


def _chart(unit: UnitOfWork, asked: _Asked, lens: Lens, found: list[tuple[str, Breakdown]]) -> Chart:
    by_label = [(name, {one.label: one for one in broken.slices}) for name, broken in found]
    labels = _months(lens.as_of or unit.clock.today(), by_label) if asked.over_time else _labels(by_label)
    series = tuple(Series(name, tuple(_bar(own.get(label)) for label in labels)) for name, own in by_label)
    is_rate = not found[0][1].adds_up
    sizes = [bar.size for one in series for bar in one.bars if bar is not None]
    full = _WHOLE_RATE if is_rate else max(sizes, default=0)
    return Chart(asked.key, asked.title, asked.ledger, labels, series, full, asked.over_time, _note(found))


def _bar(one: Slice | None) -> Bar | None:
    return None if one is None or one.value is None else Bar(one.text, magnitude(one.value), one.code)


def _labels(by_label: Iterable[tuple[str, Mapping[str, Slice]]]) -> tuple[str, ...]:
    """The labels of the first figure in its order, then what only the others have."""
    return tuple(dict.fromkeys(label for _, own in by_label for label in own))


def _months(today: date, by_label: list[tuple[str, dict[str, Slice]]]) -> tuple[str, ...]:
    """From the first of the last twelve months that has a row to this month, then what is of no month."""
    labels = _labels(by_label)
    window = [_month(today, back) for back in range(MONTHS - 1, -1, -1)]
    first = next((place for place, label in enumerate(window) if label in labels), len(window))
    undated = [label for label in labels if not _A_MONTH.fullmatch(label)]
    return (*window[first:], *undated)


def _month(today: date, back: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return FuzzyDate(date(year, month + 1, 1), Precision.MONTH).text()


def _note(found: list[tuple[str, Breakdown]]) -> str:
    """The sums the bars add up to; nothing for rates, which do not add up."""
    return "，".join(
        f"{name}合计{wording.worded(one.figure.value, one.figure.counter)}" for name, one in found if one.adds_up
    )
