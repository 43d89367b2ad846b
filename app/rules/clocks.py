"""The clocks of domain law and custom as data, and the one function that says when something falls due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.rules.calendar import WorkCalendar

MAX_LENGTH = 3660
MAX_EXTENSION_DAYS = 30
NEW_RULES_FROM = date(2022, 5, 1)


class Unit(StrEnum):
    """What a length is counted in."""

    DAY = "day"
    WORKDAY = "workday"

    @property
    def word(self) -> str:
        """The counter of the unit: 日 or 个工作日."""
        return "日" if self is Unit.DAY else "个工作日"


class RuleSet(StrEnum):
    """The rules a petition stands under: 《信访条例》(2005) or 《信访工作条例》(2022)."""

    OLD = "2005"
    NEW = "2022"

    @property
    def cited(self) -> str:
        """The name of the rules as cited."""
        return "《信访条例》" if self is RuleSet.OLD else "《信访工作条例》"


def rule_set_for(received_on: date) -> RuleSet:
    """The rules in force on the day of receipt; the new ones since 1 May 2022."""
    return RuleSet.NEW if received_on >= NEW_RULES_FROM else RuleSet.OLD


class Side(StrEnum):
    """Whose clock it is: ours to keep, or the petitioner's right."""

    OURS = "ours"
    PETITIONER = "petitioner"


BOTH = (RuleSet.OLD, RuleSet.NEW)


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline: what it runs from, how long, by which articles, and whether it may stop or be extended.

    `length` 0 means the date or length written on the order itself. `near_days` is how many calendar days
    before the plain due date it turns 临期. `is_standard` is False for a clock that is off until the office
    switches it on.
    """

    id: str
    label: str
    from_field: str
    length: int
    unit: Unit = Unit.DAY
    rule_sets: tuple[RuleSet, ...] = BOTH
    articles: Mapping[RuleSet, str] = field(default_factory=dict)
    side: Side = Side.OURS
    pausable: bool = False
    extension: bool = False
    hearing: bool = False
    near_days: int = 3
    is_standard: bool = True

    def citation(self, rule_set: RuleSet) -> str:
        """The article as cited in documents, or empty where none is known."""
        article = self.articles.get(rule_set, "")
        return rule_set.cited + article if article else ""


def _articles(old: str = "", new: str = "") -> dict[RuleSet, str]:
    pairs = ((RuleSet.OLD, old), (RuleSet.NEW, new))
    return {rule_set: f"第{article}" for rule_set, article in pairs if article}


CLOCKS: dict[str, Clock] = {
    clock.id: clock
    for clock in (
        Clock("T1", "转送交办", "received_on", 15, articles=_articles("二十一条", "二十二条")),
        Clock("T2", "受理告知", "received_on", 15, articles=_articles("二十二条", "二十三条第二款")),
        Clock("T3", "转来件告知", "received_from_upper_on", 15, articles=_articles("二十一条", "二十三条第三款")),
        Clock(
            "T4",
            "提出异议",
            "received_from_upper_on",
            5,
            Unit.WORKDAY,
            (RuleSet.NEW,),
            _articles(new="二十三条第三款"),
            near_days=1,
        ),
        Clock("T5", "办结", "accepted_on", 60, articles=_articles("三十三条", "三十四条"), near_days=10),
        Clock(
            "T6",
            "延期办结",
            "accepted_on",
            60,
            articles=_articles("三十三条", "三十四条"),
            extension=True,
            near_days=10,
        ),
        Clock(
            "T7",
            "申请复查",
            "reply_served_on",
            30,
            articles=_articles("三十四条", "三十五条"),
            side=Side.PETITIONER,
        ),
        Clock("T8", "复查答复", "review_received_on", 30, articles=_articles("三十四条", "三十五条")),
        Clock(
            "T9",
            "申请复核",
            "review_served_on",
            30,
            articles=_articles("三十五条", "三十六条"),
            side=Side.PETITIONER,
        ),
        Clock("T10", "复核答复", "recheck_received_on", 30, articles=_articles("三十五条", "三十六条"), hearing=True),
        Clock("T11", "交办期限", "", 0, articles=_articles(new="二十二条"), pausable=True),
        Clock("T12a", "简易办理决定", "received_on", 3, Unit.WORKDAY, near_days=1, is_standard=False),
        Clock("T12", "简易办理答复", "accepted_on", 10, Unit.WORKDAY, near_days=1, is_standard=False),
        Clock("T13", "热线工单", "order_date", 0, Unit.WORKDAY, pausable=True, near_days=1),
    )
}
"""The clocks by id. T12 is two: to decide and to answer; trial rules, so off and of editable length. T6 is
T5 with its one extension: it runs from the same day, 60 days and the days allowed."""


@dataclass(frozen=True, slots=True)
class Due:
    """When something falls due: the plain date reminders go by, the rolled one 逾期 and 按期率 go by, and why."""

    due_on: date
    due_on_rolled: date
    explanation: str
    uncertain: bool = False


def due(
    *,
    start: date,
    length: int,
    unit: Unit = Unit.DAY,
    calendar: WorkCalendar,
    extra_days: int = 0,
    paused_days: int = 0,
    hearing_days: int = 0,
    start_label: str = "",
) -> Due:
    """When a length from a day runs out; the first day is not counted (民法典 201), the last is rolled off rest
    days (203). Extension, pause and hearing are counted in the unit of the length. Raises Refused for a length
    under 0 or over ten years, and for a day past the calendar.
    """
    total = length + extra_days + paused_days + hearing_days
    if min(length, extra_days, paused_days, hearing_days) < 0 or total > MAX_LENGTH:
        message = f"期限须在0到{MAX_LENGTH}日之间，现在是{total}日。请改填期限。"
        raise Refused(message, field="length")
    on = _counted(start, total, unit, calendar)
    rolled = calendar.roll(on)
    first = start if unit is Unit.WORKDAY else on
    note = calendar.unknown_note(first, rolled)
    parts = [
        f"{start_label}{start} 起 {length} {unit.word}（起始日不计{_skipped(start, on, unit, calendar)}）"
        f"{_added(extra_days, paused_days, hearing_days, unit)}＝{_landing(on, rolled, calendar)}",
        f"已停 {_days(paused_days, unit)}，延长 {_days(extra_days, unit)}",
    ]
    return Due(on, rolled, _told(parts, on, rolled, note), bool(note))


def _told(parts: list[str], on: date, rolled: date, note: str) -> str:
    return "；".join(filter(None, (*parts, which_day(on, rolled), note)))


def which_day(on: date, rolled: date) -> str:
    """Which of two days counts for what; empty where they are one."""
    return "" if on == rolled else f"临期按 {on} 提醒，逾期和按期率按 {rolled} 算"


def due_as_written(*, on: date, calendar: WorkCalendar, paused_days: int = 0, document: str = "交办函") -> Due:
    """A deadline that an order names as a date (T11): it stands as written, moved only by days of an approved pause."""
    moved = on + timedelta(days=paused_days)
    rolled = calendar.roll(moved) if paused_days else moved
    note = calendar.unknown_note(moved, rolled) if paused_days else ""
    landing = f"，顺延为 {_landing(moved, rolled, calendar)}" if paused_days else ""
    text = f"{document}写明 {on}{landing}；已停 {paused_days} 日，延长 0 日"
    return Due(moved, rolled, _told([text], moved, rolled, note), bool(note))


def _counted(start: date, total: int, unit: Unit, calendar: WorkCalendar) -> date:
    try:
        return start + timedelta(days=total) if unit is Unit.DAY else calendar.add_workdays(start, total)
    except OverflowError:
        message = f"从 {start} 起算 {total} {unit.word}，超出了日历的范围。请核对起算日期。"
        raise Refused(message, field="start") from None


def _skipped(start: date, on: date, unit: Unit, calendar: WorkCalendar) -> str:
    if unit is Unit.DAY or on == start:
        return ""
    rest = (on - start).days - calendar.workdays_between(start + timedelta(days=1), on)
    return f"，其间休息 {rest} 日" if rest else ""


def _added(extra: int, paused: int, hearing: int, unit: Unit) -> str:
    parts = ((extra, "延长"), (paused, "停算"), (hearing, "听证"))
    return "".join(f"，加{word} {_days(days, unit)}" for days, word in parts if days)


def _days(days: int, unit: Unit) -> str:
    return f"{days} {unit.word if days else '日'}"


def _landing(on: date, rolled: date, calendar: WorkCalendar) -> str:
    name = calendar.day_name(on)
    shown = f"{on}（{name}）" if name else str(on)
    return shown if rolled == on else f"{shown}→ 顺延至 {rolled}"


class DeadlineState(StrEnum):
    """How a running deadline stands today."""

    NONE = "none"
    NEAR = "near"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """The office's word for it."""
        return {"none": "正常", "near": "临期", "overdue": "逾期"}[self.value]


def deadline_state(today: date, due_on: date | None, due_on_rolled: date | None, near_days: int) -> DeadlineState:
    """临期 within `near_days` calendar days of the plain due date, 逾期 from the day after the rolled one."""
    if due_on is None:
        return DeadlineState.NONE
    if today > (due_on_rolled or due_on):
        return DeadlineState.OVERDUE
    return DeadlineState.NEAR if (due_on - today).days <= near_days else DeadlineState.NONE


def is_on_time(finished_on: date, due_on: date, due_on_rolled: date | None) -> bool:
    """Whether a day counts as 按期: on or before the rolled due date."""
    return finished_on <= (due_on_rolled or due_on)


def pausing_refusal(clock: Clock, rule_set: RuleSet) -> str:
    """Why a clock may not stop, with the article; empty for T11 and T13, which may."""
    if clock.pausable:
        return ""
    citation = clock.citation(rule_set)
    ground = f"{citation}规定的{clock.label}时限" if citation else f"{clock.label}时限"
    remedy = "确需更多时间的，请按规定办理延期" if clock.id == "T5" else "请在时限内办理"
    return f"{ground}为{clock.length}{clock.unit.word}，不能挂账停算。{remedy}。"


def clocks_under(rule_set: RuleSet) -> tuple[Clock, ...]:
    """The clocks that run under a set of rules, in the order of their ids."""
    return tuple(clock for clock in CLOCKS.values() if rule_set in clock.rule_sets)
