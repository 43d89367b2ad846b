"""How a report tells a livelihood project: where, what works, how much, whose money, how far, what is in the way.

Quantities of different works and units stand side by side and are never added.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.ledgers.projects import STAGES
from app.rules import wording
from app.services.checking import day, text
from app.services.report_items import Item, RowSet, bare, dated, figure, joined, month_day, village
from db.values import FuzzyCount, Money, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.services.report_items import Part, Parts
    from app.services.report_source import Source
    from db.ask import Record
    from db.values import Value

    Values = Mapping[str, Value]

UNDER_WAY = STAGES[2:]
"""From 在建 on a work has begun."""
_STAGE_WORDS = {"前期": "正在做前期工作", "招投标": "正在招投标", "在建": "正在施工", "主体完工": "主体已完工",
                "竣工": "已竣工", "验收": "已通过验收", "交付": "已交付使用"}  # fmt: skip
_NUMBERED = "　①②③④⑤⑥⑦⑧⑨⑩"


def _rows(record: Record, child: str) -> list[Values]:
    return [row.values for row in record.children.get(child, ())]


def _plain(key: str) -> Callable[[Source, Record], Parts]:
    def tell(_source: Source, record: Record) -> Parts:
        words = bare(text(record.values, key))
        return (words,) if words else ()

    return tell


# ---- where -----------------------------------------------------------------------------------------------------------


def places(source: Source, record: Record) -> Parts:
    """The villages by what is done in each: 街道硬化涉及大杨树、清一2个村; or each with its own note."""
    spots = [(village(source, row), bare(text(row, "note"))) for row in _rows(record, "places")]
    known = [(name, note) for name, note in spots if name]
    if not known:
        return ()
    notes = [note for _, note in known]
    is_shared = any(notes.count(note) > 1 for note in notes if note)
    parts: list[Part] = []
    if is_shared:
        for note in dict.fromkeys(notes):
            names = [name for name, own in known if own == note]
            parts += [*(("；",) if parts else ()), f"{note or '其他'}涉及", _villages(record, names, note)]
        return tuple(parts)
    shown = [f"{name}（{note}）" if note else name for name, note in known]
    return ("涉及", _villages(record, shown, "建设地点"))


def _villages(record: Record, names: list[str], what: str) -> Item:
    return figure(
        record, what or "建设地点", joined(names, "个村"), f"「{text(record.values, 'name')}」的建设地点，一村一行。"
    )


# ---- works and quantities --------------------------------------------------------------------------------------------


def sub_projects(_source: Source, record: Record) -> Parts:
    """The works by how far they are: 郑庄砖厂复垦、东洼庄荒滩平整正在施工；……正在做前期工作."""
    rows = _rows(record, "sub_projects")
    if not rows:
        return ()
    count = figure(record, "子项目", f"{len(rows)}个", f"「{text(record.values, 'name')}」的子项目，一个一行。")
    states = [_state(row) for row in rows]
    if len(set(states)) == 1:
        is_begun = text(rows[0], "stage") in UNDER_WAY and not text(rows[0], "blocker")
        words = "已全部开工" if is_begun else states[0].replace("正在", "都在")
        return ("子项目", count, f"{words}：{joined([_work(row) for row in rows])}")
    order = sorted(range(len(rows)), key=lambda at: states.index(states[at]))
    told: list[Part] = ["子项目", count, "："]
    for place, (state, group) in enumerate(groupby(order, key=lambda at: states[at])):
        names = [_work(rows[at]) for at in group]
        told += [*(("；",) if place else ()), f"{joined(names, '项')}{state}"]
    return tuple(told)


def _work(row: Values) -> str:
    started = day(row, "started_on")
    return f"{text(row, 'name')}（{month_day(started)}开工）" if started else text(row, "name")


def _state(row: Values) -> str:
    return bare(text(row, "blocker")) or _STAGE_WORDS.get(text(row, "stage"), text(row, "stage") or "没有填进度")


def quantities(_source: Source, record: Record) -> Parts:
    """Each work with its measure, planned and done: 成片造林2170亩，已完成1560亩；环村林带600亩……"""
    told: list[Part] = []
    for row in _rows(record, "quantities"):
        planned, done, item = row.get("planned"), row.get("done"), text(row, "item")
        if not isinstance(planned, Quantity) and not isinstance(done, Quantity):
            continue
        told += ["；"] if told else []
        told.append(item)
        if isinstance(planned, Quantity):
            told.append(
                figure(record, f"{item}计划", planned.text(), f"实物量「{item}」的计划数量，不与别的内容相加。")
            )
        if isinstance(done, Quantity) and done.value:
            mark = "，已完成" if isinstance(planned, Quantity) else "已完成"
            told += [
                mark,
                figure(record, f"{item}完成", done.text(), f"实物量「{item}」的完成数量，不与别的内容相加。"),
            ]
    return tuple(told)


# ---- money -----------------------------------------------------------------------------------------------------------


def funding(source: Source, record: Record) -> Parts:
    """Each source with its purpose, never merged; a grant of so much a unit a year is told as such."""
    rows = _rows(record, "fundings")
    told: list[Part] = []
    planned = record.values.get("planned_amount")
    if isinstance(planned, Money):
        told += ["计划投资", figure(record, "计划投资", wording.worded(planned), "项目的计划投资。")]
    lines = [_line(source, record, row) for row in rows if not isinstance(row.get("rate"), Money)]
    for place, line in enumerate([line for line in lines if line]):
        told += [("，其中" if told else "") if not place else "、", *line]
    grants = [row for row in rows if isinstance(row.get("rate"), Money)]
    for purpose in dict.fromkeys(text(row, "purpose") for row in grants):
        told += [
            "；" if told else "",
            *_grant(record, purpose, [row for row in grants if text(row, "purpose") == purpose]),
        ]
    return tuple(part for part in told if part)


def _line(source: Source, record: Record, row: Values) -> list[Part]:
    planned = row.get("planned")
    if not isinstance(planned, Money):
        return []
    origin, purpose = _origin(text(row, "source")), text(row, "purpose")
    name = f"{origin}{purpose}"
    line: list[Part] = [name, figure(record, f"{name}计划", wording.worded(planned), "资金表这一行的计划数。")]
    received, on = row.get("received"), day(row, "received_on")
    if isinstance(received, Money) and (on is None or on <= source.as_of):
        if received == planned:
            return [*line, f"（{month_day(on)}已到位）" if on else "（已到位）"]
        return [
            *line,
            "（已到位",
            figure(record, f"{name}到位", wording.worded(received), "资金表这一行的到位数。"),
            "）",
        ]
    return line


def _origin(name: str) -> str:
    return f"{name}级" if name in ("省", "市", "县", "镇") else name


def _grant(record: Record, purpose: str, rows: list[Values]) -> list[Part]:
    """文艺队补助按每支每年县级5000元、镇级3000元的标准安排，共6支."""
    counts = [row.get("unit_count") for row in rows]
    number = next((count for count in counts if isinstance(count, FuzzyCount)), None)
    counter = _counter(record, number) or "个"
    told: list[Part] = [f"{purpose}按每{counter}每年"]
    for place, row in enumerate(rows):
        rate, name = row.get("rate"), f"{_origin(text(row, 'source'))}{purpose}标准"
        told += ["、" if place else "", _origin(text(row, "source")),
                 figure(record, name, wording.worded(rate), "资金表这一行的补助标准，每个单位每年。")]  # fmt: skip
    told.append("的标准安排")
    if number is not None:
        told += ["，共", figure(record, f"{purpose}数量", f"{number.text()}{counter}", "资金表的补助数量。")]
    return told


def _counter(record: Record, number: FuzzyCount | None) -> str:
    """The unit in which the works count what the grant counts: 扶持文艺队6支."""
    for row in _rows(record, "quantities"):
        planned = row.get("planned")
        if number is not None and isinstance(planned, Quantity) and planned.value == number.value:
            return planned.unit
    return ""


# ---- how far ---------------------------------------------------------------------------------------------------------


def progress(source: Source, record: Record) -> Parts:
    """What happened last, with its days."""
    words = dated(source.by_now(_rows(record, "progress"), "progress_on"), "progress_on", "text")
    return (words,) if words else ()


def percent(_source: Source, record: Record) -> Parts:
    """How much is done, in per cent, and the stage."""
    value, stage = record.values.get("percent"), text(record.values, "stage")
    words = _STAGE_WORDS.get(stage, stage)
    if value is None:
        return (words,) if words else ()
    done = figure(record, "完成比例", wording.worded(value, "%"), "项目的完成比例，由责任单位填报。")
    return (words, "，完成比例", done) if words else ("完成比例", done)


def decided(source: Source, record: Record) -> Parts:
    """The steps of 四议两公开 it went through."""
    steps = ("支部提议", "两委商议", "党员大会审议", "村民会议决议", "决议公开", "实施结果公开")
    rows = source.by_now(_rows(record, "milestones"), "reached_on")
    found = [text(row, "step") for row in rows if text(row, "step") in steps]
    return (f"经{joined(list(dict.fromkeys(found)))}确定",) if found else ()


def publicised(source: Source, record: Record) -> Parts:
    """Where and when it was made public."""
    rows = source.by_now(_rows(record, "public_notices"), "notice_from")
    found = [row for row in rows if text(row, "notice_place")]
    if not found:
        return ()
    last = found[-1]
    result = text(last, "objections")
    return (
        f"{month_day(day(last, 'notice_from'))}起在{text(last, 'notice_place')}公示{f'，{result}' if result else ''}",
    )


def benefit(_source: Source, record: Record) -> Parts:
    """Who has it: villages, households and persons, each apart."""
    told: list[Part] = []
    for key, label, counter in (
        ("benef_places", "村", "个"),
        ("benef_households", "户", "户"),
        ("benef_persons", "人", "人"),
    ):
        value = record.values.get(key)
        if isinstance(value, FuzzyCount) and value.value:
            words = f"{wording.worded(value, counter)}{'村' if key == 'benef_places' else ''}"
            told += ["、" if told else "", figure(record, f"受益{label}", words, f"项目的受益{label}数。")]
    return tuple(part for part in told if part)


PROJECTS = RowSet(
    "惠民实事",
    "惠民实事项目，一个一段",
    "P1.projects",
    {
        "名称": ("项目名称", _plain("name")),
        "类别": ("类别", _plain("kind")),
        "内容": ("建设内容及规模", _plain("content")),
        "责任领导": ("责任领导", _plain("lead_leader")),
        "责任单位": ("责任单位", _plain("responsible_org")),
        "地点": ("涉及的村，按内容分列", places),
        "子项目": ("子项目和各自的进度", sub_projects),
        "实物量": ("各项工程的计划和完成数量", quantities),
        "资金": ("计划投资、各来源的资金和补助标准", funding),
        "进展": ("最近的进展", progress),
        "进度": ("形象进度和完成比例", percent),
        "议事": ("四议两公开的步骤", decided),
        "公示": ("公示情况", publicised),
        "受益": ("受益村、户、人", benefit),
        "协调问题": ("需协调的问题", _plain("blocker")),
    },
)
