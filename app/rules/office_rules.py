"""办理规则: the rules an office sets for itself, each declared once; dialog, command line and manual derive from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules import dates
from app.rules.calendar import WEEKDAYS
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL_DAY = re.compile(r"\d{4}[-./年]?\d{1,2}[-./月]?\d{1,2}")
BETWEEN = "、"
DAILY = "每天"
ON, OFF = "1", "0"
YES, NO = "要", "不要"


class RuleKind(StrEnum):
    """What a rule holds."""

    FLAG = "flag"
    COUNT = "count"
    CHOICE = "choice"
    WEEKDAYS = "weekdays"
    LIST = "list"
    TEXT = "text"
    DAY = "day"
    """A day that is set once."""


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """One rule: its machine name, label, kind, default as stored, and what it means in a sentence.

    `choices` are (stored, label) pairs. `least` and `most` bound a count, in `counter`.
    """

    key: str
    label: str
    kind: RuleKind
    default: str
    help: str
    group: str
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0
    counter: str = ""

    def shown(self, stored: str) -> str:
        """A stored value in the office's words: 要, 5 人, 受理之日."""
        if self.kind is RuleKind.FLAG:
            return YES if stored == ON else NO
        if self.kind is RuleKind.COUNT:
            return f"{stored} {self.counter}"
        return dict(self.choices).get(stored, stored)

    def read(self, typed: str) -> str:
        """What is stored for what was typed; raises Refused with what may be written."""
        words = "".join(typed.split()) if self.kind is not RuleKind.TEXT else typed.strip()
        stored = _READERS[self.kind](self, words)
        if stored is None:
            sentence = f"「{self.label}」不能是“{typed.strip()}”，没有改动。{self.allowed()}"
            raise Refused(sentence, field=self.key)
        return stored

    def allowed(self) -> str:
        """The sentence that says what may be written."""
        match self.kind:
            case RuleKind.FLAG:
                return f"请写“{YES}”或“{NO}”。"
            case RuleKind.COUNT:
                return f"请写 {self.least} 到 {self.most} 之间的整数（{self.counter}）。"
            case RuleKind.CHOICE:
                return f"请从这些里选一个：{BETWEEN.join(label for _stored, label in self.choices)}。"
            case RuleKind.WEEKDAYS:
                return f"请写“{DAILY}”，或周几，例如“周二、周五”。"
            case RuleKind.LIST:
                return "请至少写一条，各条之间用顿号隔开。"
            case RuleKind.DAY:
                return "请写成 2014-06-30 这样的日期，设定以后不能再改。"
        return "请写 100 个字以内。"


def _flag(_rule: OfficeRule, words: str) -> str | None:
    answers = {YES: ON, NO: OFF, "是": ON, "否": OFF, ON: ON, OFF: OFF, "on": ON, "off": OFF}
    return answers.get(words.lower())


def _count(rule: OfficeRule, words: str) -> str | None:
    digits = words.removesuffix(rule.counter)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(rule.most))
    return str(int(digits)) if is_number and rule.least <= int(digits) <= rule.most else None


def _choice(rule: OfficeRule, words: str) -> str | None:
    return next((stored for stored, label in rule.choices if words in (stored, label)), None)


def _weekdays(_rule: OfficeRule, words: str) -> str | None:
    return DAILY if words == DAILY else BETWEEN.join(_named_days(words)) or None


def _named_days(words: str) -> list[str]:
    named = _parts(words)
    return [name for name in WEEKDAYS if name in named] if set(named) <= set(WEEKDAYS) else []


def _list(_rule: OfficeRule, words: str) -> str | None:
    return BETWEEN.join(dict.fromkeys(_parts(words))) or None


def _text(_rule: OfficeRule, words: str) -> str | None:
    return words if len(words) <= 100 else None


def _day(_rule: OfficeRule, words: str) -> str | None:
    try:
        return dates.read_date(words, today=date.max).isoformat() if _FULL_DAY.match(words) else None
    except Refused:
        return None


def _parts(words: str) -> list[str]:
    plain = words.replace("，", BETWEEN).replace(",", BETWEEN).replace("；", BETWEEN)
    return [part for part in plain.split(BETWEEN) if part]


_READERS = {
    RuleKind.FLAG: _flag,
    RuleKind.COUNT: _count,
    RuleKind.CHOICE: _choice,
    RuleKind.WEEKDAYS: _weekdays,
    RuleKind.LIST: _list,
    RuleKind.TEXT: _text,
    RuleKind.DAY: _day,
}

CLOSE_OUT, PETITION, RECEPTION, SUPERVISION, OTHERS = "整改销号", "信访时限", "接访", "督办和回头看", "统计和核对"
SECRECY, ARCHIVE = "保密", "归档"
ACCEPTED, REGISTERED = "accepted", "registered"
VALID, RETURNED = "valid", "returned"


def _switch(key: str, label: str, help_text: str, group: str = CLOSE_OUT) -> OfficeRule:
    return OfficeRule(key, label, RuleKind.FLAG, OFF, help_text, group)


def _days(key: str, label: str, default: int, most: int, help_text: str, group: str, counter: str = "日") -> OfficeRule:
    return OfficeRule(key, label, RuleKind.COUNT, str(default), help_text, group, least=1, most=most, counter=counter)


OFFICE_RULES: tuple[OfficeRule, ...] = (
    _switch("needs_signature", "销号要领导签字", "没有另行规定的活动和事项，销号前要录入领导签字的审核表。"),
    _switch("needs_publication", "销号要公示", "没有另行规定的活动和事项，公示期满才能销号。"),
    _switch("needs_satisfaction", "销号要满意度测评", "没有另行规定的活动和事项，测评满意度以后才能销号。"),
    _switch(
        "allow_self_review",
        "一人办公可以自审",
        "只有一位操作人、又没有人在纸上签字时，自己审核自己；这样销号的事项标明“自审”，统计时单列。",
    ),
    OfficeRule(
        "return_reasons",
        "退回的常用原因",
        RuleKind.LIST,
        "措施没有全部落实、佐证材料不足、整改效果不明显、群众不认可、填写不规范",
        "退回销号申请时可以选的原因；也可以另写。",
        CLOSE_OUT,
    ),
    OfficeRule(
        "finish_clock_start",
        "六十日办结期限从哪天起算",
        RuleKind.CHOICE,
        ACCEPTED,
        "条例写的是自受理之日起；有的县要求从登记之日起算。",
        PETITION,
        choices=((ACCEPTED, "受理之日"), (REGISTERED, "登记之日")),
    ),
    _switch("simple_procedure", "采用简易办理", "简单的信访事项另按两个短期限提醒，各地长短不一。", PETITION),
    _days("simple_decide_days", "简易办理：决定是否受理", 3, 60, "从收到之日起算。", PETITION, "个工作日"),
    _days("simple_answer_days", "简易办理：答复", 10, 60, "从受理之日起算。", PETITION, "个工作日"),
    _days(
        "collective_threshold", "集体访人数", 5, 1000, "一批来访达到这个人数，登记时提示勾选集体访。", PETITION, "人"
    ),
    OfficeRule(
        "reception_rule",
        "接访安排",
        RuleKind.WEEKDAYS,
        "周二",
        f"写“{DAILY}”，或周几，例如“周二、周五”；休息日不接访。",
        RECEPTION,
    ),
    _days("near_days", "临期提前几日", 3, 60, "时限前这么多日开始算临期；法定时限另有自己的提前日数。", SUPERVISION),
    _days("slip_slow_days", "多少日没有进展算缓慢", 15, 365, "超过就列入黄色督办单。", SUPERVISION),
    _days("slip_answer_days", "督办单几日内回复", 5, 60, "到期没有回复的，可以报上一级领导。", SUPERVISION),
    OfficeRule(
        "chief_leader", "主要领导", RuleKind.TEXT, "", "督办单先报责任领导，再报主要领导；写姓名。", SUPERVISION
    ),
    _days("recheck_after_days", "销号多少日后回头看", 30, 3650, "销号满这么多日的事项参加抽查。", SUPERVISION),
    _days("recheck_percent", "回头看抽查比例", 10, 100, "每一百项抽多少项，不足一项按一项。", SUPERVISION, "%"),
    _switch("recheck_backfilled", "回头看也抽历史补录", "照纸质台账补录的历史销号，也参加回头看抽查。", SUPERVISION),
    OfficeRule(
        "backfill_until",
        "历史补录截止日期",
        RuleKind.DAY,
        "",
        "这一天以前已经在纸质台账上办完的，到这一天为止可以用“历史补录”导入；只能设定一次，过后不再补录。",
        OTHERS,
    ),
    _days("households_per_cadre", "每名干部联系几户", 5, 100, "核对联户时，户数不符的干部会列出来。", OTHERS, "户"),
    OfficeRule(
        "appraisal_grades_sum",
        "评议各等次合计等于",
        RuleKind.CHOICE,
        VALID,
        "评议票各等次加弃权，应当等于有效票还是收回票。",
        OTHERS,
        choices=((VALID, "有效票"), (RETURNED, "收回票")),
    ),
    _switch(
        "export_needs_second",
        "导出要另一人同意",
        "有两位以上操作人时，多人或未遮盖的信息要另一位有导出权限的人同意才能导出。",
        SECRECY,
    ),
    OfficeRule(
        "fonds_no", "全宗号", RuleKind.TEXT, "", "县档案馆给本单位的全宗号，档号的第一段；没有它不能归档。", ARCHIVE
    ),
    OfficeRule(
        "archive_category", "档案门类代码", RuleKind.TEXT, "WS", "档号里全宗号后面的代码，文书档案是 WS。", ARCHIVE
    ),
    OfficeRule(
        "archive_unit", "机构（问题）代码", RuleKind.TEXT, "", "档号里件号前面的一段；本单位不分机构的不写。", ARCHIVE
    ),
)
"""Every rule, in the order of the dialog."""

_BY_NAME = {name: rule for rule in OFFICE_RULES for name in (rule.key, rule.label)}


def rule(name: str) -> OfficeRule:
    """The rule of that machine name or label; raises Refused (usage) for one there is not."""
    if name not in _BY_NAME:
        known = BETWEEN.join(f"{one.label}（{one.key}）" for one in OFFICE_RULES)
        sentence = f"办理规则里没有「{name}」，没有改动。可以设的有：{known}。"
        raise Refused(sentence, field=name, exit_code=Exit.USAGE)
    return _BY_NAME[name]


def groups() -> Iterator[tuple[str, tuple[OfficeRule, ...]]]:
    """The rules under their headings."""
    for group in dict.fromkeys(one.group for one in OFFICE_RULES):
        yield group, tuple(one for one in OFFICE_RULES if one.group == group)


def table() -> str:
    """The rules as the table of the manual."""
    lines = ["| 规则 | 机器名 | 不设时 | 可以写 | 说明 |", "|---|---|---|---|---|"]
    for one in OFFICE_RULES:
        default = one.shown(one.default) or "（空）"
        lines.append(f"| {one.label} | `{one.key}` | {default} | {one.allowed()[1:].rstrip('。')} | {one.help} |")
    return "\n".join(lines)
