"""The plain words a report may name: the office, the day, the campaign and its own words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import presets
from app.rules import wording
from app.services import office
from app.services.checking import day, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.report_source import Source

NEW_RULES = date(2022, 5, 1)
WITHIN_ROWS = {"序": "第几个：1、2、3", "序汉": "第几个：一、二、三"}
"""What every text for each row may name beside the row's own fields."""


def _of_campaign(key: str) -> Callable[[Source], str]:
    return lambda source: text(source.campaign.values, key) if source.campaign else ""


def _started(source: Source) -> str:
    on = day(source.campaign.values, "started_on") if source.campaign else None
    return wording.date_text(on) if on else ""


def _word(name: str, otherwise: str) -> Callable[[Source], str]:
    """A word of the campaign's preset: what it calls its office and its report."""

    def find(source: Source) -> str:
        chosen = office.preset_name(source.unit)
        return presets.preset(chosen).words[name] if chosen else otherwise

    return find


def _stage(source: Source) -> str:
    """The stage that runs on the day, by its place: 第一环节."""
    rows = [row.values for row in source.campaign.children.get("stages", ())] if source.campaign else []
    for place, row in enumerate(rows):
        first, last = day(row, "started_on"), day(row, "ended_on")
        if first and first <= source.as_of and (last is None or source.as_of <= last):
            return f"第{'一二三四五六七八九'[place]}环节" if place < 9 else text(row, "name")
    return ""


def _self(source: Source) -> str:
    """How the office speaks of itself."""
    kind = next((kind for kind in ("街道", "镇", "乡") if kind in source.office), "单位")
    return f"我{kind}"


def _petition_rules(source: Source) -> str:
    """The rules petitions went by on the day: those of 2022 began on 1 May."""
    return "《信访工作条例》" if source.as_of >= NEW_RULES else "《信访条例》"


TERMS: dict[str, tuple[str, Callable[[Source], str]]] = {
    "单位": ("本单位名称", lambda source: source.office),
    "自称": ("我镇、我乡、我街道或我单位", _self),
    "截至日": ("截至日期", lambda source: wording.date_text(source.as_of)),
    "年": ("截至日期的年份", lambda source: str(source.as_of.year)),
    "活动": ("活动名称", _of_campaign("name")),
    "活动简称": ("活动简称", _of_campaign("short_name")),
    "活动依据": ("活动的依据", _of_campaign("basis")),
    "活动开始": ("活动开始日期", _started),
    "活动领导": ("活动的责任领导", _of_campaign("lead_leader")),
    "总要求": ("活动的总要求", _of_campaign("slogan")),
    "环节": ("截至日期所在的环节", _stage),
    "报告名": ("这次活动的自查报告叫什么", _word("report_title", "自查报告")),
    "统计表名": ("这次活动的统计表叫什么", _word("statistics_title", "工作情况统计表")),
    "信访法规": ("截至日期适用的信访法规", _petition_rules),
    "实事": ("这次活动把实事叫什么", _word("projects", "民生实事")),
}
"""Name: what it is, and how it is told; an empty word is nothing."""
