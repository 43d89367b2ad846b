"""The lists and sentences that reports tell from the rows behind figures: topics, villages, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures.reckon import SEPARATOR
from app.ledgers import presets
from app.rules import wording
from app.rules.calendar import WEEKDAYS
from app.services import office, report_units
from app.services.checking import day, last_day, text
from app.services.report_items import (
    Item,
    Listed,
    RowSet,
    bare,
    dated,
    figure,
    joined,
    listed,
    month_day,
    names_of,
    span,
    told,
    village,
)
from app.services.report_projects import PROJECTS
from app.services.report_source import WHOLE
from db.values import FuzzyCount, FuzzyDate, Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.services.report_items import Part, Parts
    from app.services.report_source import Source
    from db.ask import Record

OTHER = ".其他"
"""What falls under no heading is told last."""
EXAMPLES = 4
"""So many cases are told as examples."""


def _groups(name: str, label: str, code: str, *, between: str = "、") -> Listed:
    """The groups of a figure with their numbers: 村街面貌31条、环境卫生30条; each number opens its own rows."""

    def tell(source: Source) -> Parts:
        parts: list[Part] = []
        for group in sorted(source.parts(code), key=lambda one: one.code.endswith(OTHER)):
            words = group.code.removeprefix(f"{code}.")
            item = Item(group.text, group.code, group.name, group.definition, group.ledger)
            parts += [*((between,) if parts else ()), words, item]
        return tuple(parts)

    return Listed(name, label, code, tell)


def _group_names(code: str) -> Callable[[Source], Iterable[str]]:
    return lambda source: (one.code.removeprefix(f"{code}.") for one in source.parts(code))


def _column(code: str, key: str) -> Callable[[Source], Iterable[str]]:
    return lambda source: names_of(source.records(code), key)


def _places(code: str) -> Callable[[Source], Iterable[str]]:
    return lambda source: (village(source, record.values) for record in source.records(code))


# ---- 学习教育 --------------------------------------------------------------------------------------------------------


def _films(source: Source) -> Iterable[str]:
    return (f"《{name.strip('《》 ')}》" for name in names_of(source.records("L8.films"), "film_title"))


def _film_list(source: Source) -> Parts:
    found = list(dict.fromkeys(_films(source)))
    return (Item("".join(found), "名单.影片", "看了哪些教育片", is_figure=False, ledger="learning_sessions",
                 ids=tuple(record.id for record in source.records("L8.films"))),) if found else ()  # fmt: skip


def _on_rest_days(source: Source) -> Iterable[str]:
    for record in source.records("L1"):
        on = day(record.values, "held_on")
        if on is not None and source.calendar.is_rest(on):
            yield f"{month_day(on)}（{WEEKDAYS[on.weekday()].replace('周', '星期')}）"


def _of_several_days(source: Source) -> Iterable[str]:
    for record in source.records("L1"):
        first, last = day(record.values, "held_on"), day(record.values, "ended_on")
        if first is not None and last is not None and last > first:
            yield f"{span(first, last)}举办“{bare(text(record.values, 'topic'))}”"


def _topics(source: Source) -> Iterable[str]:
    return (bare(one) for one in names_of(source.records("L1"), "topic"))


def _materials(source: Source) -> Parts:
    """Each material with its number and its own counter."""
    parts: list[Part] = []
    for group in source.parts("L7"):
        label = group.code.removeprefix("L7.")
        name = label.rpartition(SEPARATOR)[0] or label
        item = Item(group.text, group.code, group.name, group.definition, group.ledger)
        parts += [*(("、",) if parts else ()), name, item]
    return tuple(parts)


def _makeup_ways(source: Source) -> Iterable[str]:
    return (
        text(row.values, "makeup_method")
        for record in source.records("L9")
        for row in record.children.get("attendance", ())
        if (on := day(row.values, "makeup_on")) is not None and on <= source.as_of
    )


def _kick_off(source: Source) -> Parts:
    for record in source.records("D3.动员会"):
        on, attended = day(record.values, "held_on"), record.values.get("attended")
        words: list[Part] = [f"{month_day(on)}召开动员会"]
        if isinstance(attended, FuzzyCount):
            words += ["，到会", figure(record, "实到", wording.worded(attended, "人"), "动员会的实到人数。")]
        return tuple(words)
    return ()


def _leading_group(source: Source) -> str:
    for record in source.records("G1.kinds.领导小组"):
        leader, deputies = text(record.values, "leader"), text(record.values, "deputies")
        head = f"由{leader}任组长" if leader else ""
        return f"{head}{f'、{deputies}任副组长' if deputies else ''}的活动领导小组".lstrip("、")
    return ""


def _reviewed(source: Source) -> str:
    """The meeting that went through the self-check."""
    for record in source.records("D3"):
        if "自查" in text(record.values, "topic") or "回头看" in text(record.values, "topic"):
            return f"{month_day(day(record.values, 'held_on'))}{text(record.values, 'kind')}"
    return ""


# ---- 听取意见 --------------------------------------------------------------------------------------------------------


def _adopted(source: Source) -> str:
    cases = []
    for record in source.records("O9"):
        words = bare(text(record.values, "consolidated_text") or text(record.values, "verbatim_text"))
        result = bare(text(record.values, "result"))
        if words and result:
            cases.append(f"反映“{words}”的，{result}")
    return "；".join(cases[:EXAMPLES])


def _visited(source: Source) -> Iterable[str]:
    return (village(source, record.values) for record in source.records("O3.visits"))


def _forums(source: Source) -> str:
    cases = []
    for record in source.records("O2"):
        where = village(source, record.values) or text(record.values, "venue")
        cases.append(f"{month_day(day(record.values, 'held_on'))}在{where}")
    return "、".join(cases)


# ---- 专项行动 --------------------------------------------------------------------------------------------------------


def _debts(source: Source) -> Parts:
    """Each old debt: whose, of when, how much, paid when."""
    parts: list[Part] = []
    for record in source.records("G3.entries"):
        values = record.values
        origin, principal, paid = values.get("origin_on"), values.get("principal"), day(values, "repaid_on")
        if not isinstance(principal, Money):
            continue
        year = f"{origin.start.year}年" if isinstance(origin, FuzzyDate) else ""
        amount = figure(record, "本金", wording.worded(principal), "这笔欠账的本金。")
        is_paid, left = paid is not None and paid <= source.as_of, values.get("balance")
        owed = left if is_paid and isinstance(left, Money) else principal
        settled = f"{month_day(paid)}还清" if owed.fen <= 0 else "尚未还清"
        if is_paid and owed.fen > 0:
            settled = f"{month_day(paid)}还了一部分，尚欠{wording.exact_money(owed)}"
        parts += [
            *(("，",) if parts else ()),
            f"{text(values, 'debtor_org')}{year}形成的欠款",
            amount,
            f"（{settled}）",
        ]
    return tuple(parts)


def _last_met(source: Source) -> str:
    days = [on for record in source.records("H2.met") if (on := last_day(record.values, "first_met_on"))]
    return month_day(max(days)) if days else ""


def _receivers(source: Source) -> Iterable[str]:
    return names_of(source.records("X4.duty_days"), "leader")


def _plain(key: str) -> Callable[[Source, Record], Parts]:
    def tell(_source: Source, record: Record) -> Parts:
        words = bare(text(record.values, key))
        return (words,) if words else ()

    return tell


def _progress(source: Source, record: Record) -> Parts:
    rows = source.by_now([row.values for row in record.children.get("progress", ())], "progress_on")
    words = dated(rows, "progress_on", "text")
    return (words,) if words else ()


def _started(_source: Source, record: Record) -> Parts:
    on = day(record.values, "started_on")
    return (month_day(on),) if on else ()


def _place_of_action(source: Source, record: Record) -> int:
    """The actions stand as the campaign names them; others after these."""
    chosen = office.preset_name(source.unit)
    names = presets.preset(chosen).vocabulary("special_action_names") if chosen else ()
    name = text(record.values, "name")
    return names.index(name) if name in names else len(names)


ACTIONS = RowSet(
    "专项行动",
    "专项行动，一个一段",
    "R7",
    {
        "名称": ("行动名称", _plain("name")),
        "牵头领导": ("牵头领导", _plain("lead_leader")),
        "牵头单位": ("牵头单位", _plain("lead_org")),
        "成员单位": ("成员单位", _plain("co_orgs")),
        "开始": ("开始日期", _started),
        "依据": ("依据", _plain("basis")),
        "任务": ("任务", _plain("tasks")),
        "进展": ("最近的进展", _progress),
        "结果": ("结果", _plain("result")),
    },
    order=_place_of_action,
)


def _action_names(source: Source) -> Iterable[str]:
    return names_of(ACTIONS.rows(source), "name")


# ---- 整改 ------------------------------------------------------------------------------------------------------------


def _closed(source: Source) -> str:
    cases = []
    for record in source.records("R1.closed"):
        words, effect = bare(text(record.values, "description")), bare(text(record.values, "effect"))
        if words and effect:
            cases.append(f"“{words}”的问题，由{text(record.values, 'responsible_org')}整改，{effect}")
    return "；".join(cases[:EXAMPLES])


def _overdue(source: Source) -> str:
    cases = [
        f"{record.number}（{text(record.values, 'responsible_org')}，时限{month_day(day(record.values, 'due_on'))}）"
        for record in source.records("R6")
    ]
    return joined(cases)


def _rules(code: str) -> Callable[[Source], Iterable[str]]:
    return lambda source: (f"《{name.strip('《》 ')}》" for name in names_of(source.records(code), "name"))


def _relapsed(source: Source) -> str:
    cases = []
    for record in source.records("R5"):
        reason = bare(text(record.values, "reopen_reason"))
        cases.append(f"{record.number}“{bare(text(record.values, 'description'))}”{f'（{reason}）' if reason else ''}")
    return "；".join(cases[:EXAMPLES])


# ---- 信访 ------------------------------------------------------------------------------------------------------------


def _happened(source: Source) -> Iterable[str]:
    return (village(source, record.values, "event_place") for record in source.records("X1.received"))


def _complained_of(source: Source) -> Iterable[str]:
    return names_of(source.records("X1.received"), "responsible_org")


# ---- 座谈会 ----------------------------------------------------------------------------------------------------------


def _count(key: str, counter: str, name: str) -> Callable[[Source, Record], Parts]:
    def tell(_source: Source, record: Record) -> Parts:
        value = record.values.get(key)
        if not isinstance(value, FuzzyCount):
            return ()
        return (figure(record, name, wording.worded(value, counter), f"这次座谈会登记的{name}。"),)

    return tell


def _held(_source: Source, record: Record) -> Parts:
    on = day(record.values, "held_on")
    return (month_day(on),) if on else ()


def _speeches(_source: Source, record: Record) -> Parts:
    rows = [row.values for row in record.children.get("participants", ()) if text(row.values, "speech")]
    lines = [f"{text(row, 'occupation') or '参会同志'}提出“{bare(text(row, 'speech'))}”" for row in rows]
    return ("；".join(lines),) if lines else ()


SYMPOSIA = RowSet(
    "座谈会",
    "座谈会，一次一段",
    "O1",
    {
        "日期": ("召开日期", _held),
        "主题": ("主题", _plain("topic")),
        "地点": ("地点", _plain("venue")),
        "主持人": ("主持人", _plain("host")),
        "对象": ("邀请范围", _plain("invited")),
        "人次": ("参加人次", _count("participants_count", "人次", "参加人次")),
        "意见数": ("收集意见条数", _count("opinion_count", "条", "收集意见")),
        "情况": ("会上情况", _plain("content")),
        "发言": ("发言要点，只写身份不写姓名", _speeches),
        "反馈": ("反馈计划", _plain("feedback_plan")),
    },
)


# ---- 民生保障 --------------------------------------------------------------------------------------------------------

_STEPS = (
    ("surveyed_on", "入户核查"),
    ("appraised_on", "民主评议"),
    ("noticed_on", "张榜公示"),
    ("approved_on", "集体审批"),
)


def _welfare_steps(source: Source) -> Parts:
    """How many households went through each step of the open procedure."""
    found = source.records("P7", WHOLE)
    parts: list[Part] = []
    for key, name in _STEPS:
        through = [one for one in found if (on := day(one.values, key)) is not None and on <= source.as_of]
        if through:
            parts += ["、" if parts else "", name, _counted(through, f"P7.{name}", f"{name}的民生保障户", "户")]
    return tuple(part for part in parts if part)


def _counted(found: Sequence[Record], code: str, name: str, counter: str) -> Item:
    """So many records that were told apart, opened by themselves."""
    words = wording.worded(len(found), counter)
    return Item(words, code, name, f"{name}，逐条数出。", found[0].ledger, tuple(one.id for one in found))


# ---- 信访年度 --------------------------------------------------------------------------------------------------------


def _by_value(code: str, key: str, counter: str, *, only: tuple[str, str] | None = None) -> Callable[[Source], Parts]:
    """The records behind a figure by the values of a column, the most frequent first, each opened by itself."""

    def tell(source: Source) -> Parts:
        found = source.records(code, WHOLE)
        chosen = [one for one in found if only is None or text(one.values, only[0]) == only[1]]
        groups: dict[str, list[Record]] = {}
        for one in chosen:
            if value := text(one.values, key):
                groups.setdefault(value, []).append(one)
        parts: list[Part] = []
        for value, rows in sorted(groups.items(), key=lambda group: -len(group[1])):
            parts += ["、" if parts else "", value, _counted(rows, f"{code}.{key}.{value}", value, counter)]
        return tuple(part for part in parts if part)

    return tell


def _suggestions(source: Source) -> Parts:
    rows = [one for one in source.records("X1.received", WHOLE) if text(one.values, "petition_category") == "建议意见"]
    return (_counted(rows, "X1.received.建议意见", "建议意见类信访", "件"),) if rows else ()


# ---- 单位报数 --------------------------------------------------------------------------------------------------------


def _units(which: str) -> Callable[[Source], Parts]:
    """The units that have to report, those that did, those that did not."""

    def tell(source: Source) -> Parts:
        due, sent = report_units.due(source), report_units.sent(source)
        if which == "未报":
            missing = [name for unit, name in due.items() if unit not in sent]
            return (joined(missing, "个单位"),) if missing else ()
        units = [unit for unit in due if which == "应报" or unit in sent]
        name, words = f"{which}单位", wording.worded(len(units), "个")
        ids = report_units.ids(source, units) if which == "已报" else ()
        how = "单位名册中列为报数单位的，按有没有报过数分。"
        return (Item(words, f"单位报数.{name}", name, how, "unit_reports", ids),) if units else ()

    return tell


# ---- the register ----------------------------------------------------------------------------------------------------

LISTS: tuple[Listed, ...] = (
    Listed("动员会", "动员会的日期和到会人数", "D3.动员会", _kick_off),
    told("领导小组", "谁任组长、副组长的活动领导小组", "G1.kinds.领导小组", _leading_group),
    told("审议会议", "审议自查情况的会议", "D3", _reviewed),
    listed("学习主题", "集中学习的主题", "L1", _topics, "个专题", most=6),
    listed("主讲人", "集中学习的主讲人", "L1", _column("L1", "lecturer"), "人"),
    listed("休息日学习", "利用休息日的集中学习", "L1", _on_rest_days),
    listed("多日学习", "一连几天的集中学习", "L1", _of_several_days),
    _groups("学习形式", "各种形式的学习和次数", "L3.forms"),
    Listed("影片", "看了哪些教育片", "L8.films", _film_list),
    Listed("资料", "各种资料和发放数", "L7", _materials),
    listed("补学方式", "补学的方式", "L9", _makeup_ways),
    listed("征求方式", "征求意见的方式", "O8.methods", _group_names("O8.methods")),
    _groups("方式条数", "各种方式征求到的意见条数", "O8.methods"),
    _groups("征求活动", "各种征求活动的场次", "O7.methods"),
    _groups("主题条数", "意见按主题的条数", "O12"),
    listed("主题", "意见的主题", "O12", _group_names("O12")),
    _groups("类别条数", "意见按类别（四风）的条数", "O11"),
    listed("座谈对象", "座谈会请了哪些人", "O1", _column("O1", "invited")),
    told("恳谈会情况", "民情恳谈会哪天在哪里开", "O2", _forums),
    listed("走访村", "走访到的村", "O3.visits", _visited, "个村"),
    told("采纳事例", "采纳的意见怎样办的", "O9", _adopted),
    listed("行动名称", "专项行动的名称", "R7", _action_names),
    Listed("欠账明细", "各笔欠账和偿还情况", "G3.entries", _debts),
    listed("联户村", "有干部联系的村", "H2.links", _places("H2.links"), "个村"),
    told("最后见面日", "最后一户见面的日子", "H2.met", _last_met),
    listed("接访领导", "值班接访的领导", "X4.duty_days", _receivers, "人"),
    listed("敏感期", "设定的敏感期", "X3.incidents", _group_names("X3.incidents")),
    _groups("整改类别", "整改事项按类别", "R1.categories"),
    _groups("整改来源", "整改事项按来源", "R1.sources"),
    listed("新建制度", "新建的制度", "R3.made", _rules("R3.made")),
    listed("修订制度", "修订的制度", "R3.revised", _rules("R3.revised")),
    listed("废止制度", "废止的制度", "R3.repealed", _rules("R3.repealed")),
    told("销号事例", "销号的问题怎样改的", "R1.closed", _closed),
    told("超期事项", "超期的事项和责任单位", "R6", _overdue),
    told("反弹事项", "反弹的事项和原因", "R5", _relapsed),
    _groups("信访形式", "信访按形式", "X1.channels"),
    _groups("信访细类", "信访按问题细类", "X1.categories"),
    listed("责任单位", "信访事项的责任单位", "X1.received", _complained_of, "个单位"),
    _groups("实事类别", "惠民实事按类别", "P1.kinds"),
    _groups("资金来源", "计划资金按来源", "P2.sources"),
    Listed("保障程序", "民生保障各步骤办了多少户", "P7", _welfare_steps),
    listed("信访村", "信访问题发生的村", "X1.received", _happened, "个村"),
    Listed("被反映单位", "被反映的单位和件数", "X1.received", _by_value("X1.received", "accused_org", "件")),
    Listed("办理方式", "信访按办理方式的件数", "X1.received", _by_value("X1.received", "route", "件")),
    Listed("建议件数", "建议意见类信访的件数", "X1.received", _suggestions),
    Listed(
        "建议采纳",
        "建议意见的采纳情况",
        "X1.received",
        _by_value("X1.received", "suggestion_adoption", "件", only=("petition_category", "建议意见")),
    ),
    Listed("应报单位", "应报数的单位个数", "D1", _units("应报")),
    Listed("已报单位", "已报数的单位个数", "D1", _units("已报")),
    Listed("未报单位", "没有报数的单位", "D1", _units("未报")),
    _groups("民生保障", "民生保障按种类的户数", "P7"),
    _groups("已落实保障", "已落实的民生保障按种类", "P7.granted"),
    _groups("宣传媒介", "宣传报道按媒介", "H6.items"),
)

ROW_SETS: tuple[RowSet, ...] = (PROJECTS, ACTIONS, SYMPOSIA)

BY_NAME = {one.name: one for one in LISTS}
SETS_BY_NAME = {one.name: one for one in ROW_SETS}
