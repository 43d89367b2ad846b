"""办理规则 as this office set them: read by whatever needs one, changed in one place, each change a history row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.rules import office_rules
from app.rules.office_rules import OFF, OFFICE_RULES, ON, RuleKind
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import operators
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.rules.office_rules import OfficeRule
    from app.services.changes import Actor
    from db.unit import UnitOfWork

SELF_REVIEW = "allow_self_review"
RECENT = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule with what holds now, as stored; `is_default` while the office never set it."""

    rule: OfficeRule
    value: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One change of a rule as the history tells it."""

    at: datetime
    operator: str
    description: str
    reason: str


def value(unit: UnitOfWork, key: str) -> str:
    """What holds of a rule, as stored; its default until the office sets it."""
    rule = office_rules.rule(key)
    stored = unit.setting(rule.key)
    return rule.default if stored is None else stored


def number(unit: UnitOfWork, key: str) -> int:
    """What holds of a count."""
    return int(value(unit, key))


def is_on(unit: UnitOfWork, key: str) -> bool:
    """Whether a switch is on."""
    return value(unit, key) == ON


def listed(unit: UnitOfWork, key: str) -> tuple[str, ...]:
    """What holds of a list."""
    return tuple(value(unit, key).split(office_rules.BETWEEN))


def may_review_himself(unit: UnitOfWork) -> bool:
    """Whether the office closes as 自审: it switched that on, and has nobody else who could check."""
    return is_on(unit, SELF_REVIEW) and len(operators.who_may_check(unit)) <= 1


def standing(unit: UnitOfWork) -> tuple[Standing, ...]:
    """Every rule with what holds of it, in the order of the dialog."""
    return tuple(Standing(rule, value(unit, rule.key), unit.setting(rule.key) is None) for rule in OFFICE_RULES)


@needs(Right.OFFICE)
def change(unit: UnitOfWork, *, actor: Actor, values: Mapping[str, str], reason: str = "") -> Changes:
    """Set rules by machine name or label to what was typed; one history row for each that changes, all or none.

    Raises Refused for a rule there is not, for what it cannot hold, and for 自审 in an office of several.
    """
    read = {rule.key: rule.read(typed) for rule, typed in ((office_rules.rule(k), v) for k, v in values.items())}
    _refuse_self_review(unit, read)
    _refuse_days(unit, read)
    told = [_set(unit, actor, key, new, reason) for key, new in read.items() if new != value(unit, key)]
    words = f"办理规则：{'；'.join(told)}" if told else "办理规则没有变化"
    return Changes(words, ChangeKind.SETTINGS)


def _set(unit: UnitOfWork, actor: Actor, key: str, new: str, reason: str) -> str:
    rule, old = office_rules.rule(key), value(unit, key)
    unit.put_setting(key, new)
    words = f"{rule.label} {rule.shown(old) or '（空）'} → {rule.shown(new) or '（空）'}"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=f"办理规则：{words}", reason=reason.strip(),
        old={key: old}, new={key: new},
    )  # fmt: skip
    return words


def _refuse_self_review(unit: UnitOfWork, read: Mapping[str, str]) -> None:
    others = operators.who_may_check(unit)
    if read.get(SELF_REVIEW, OFF) == ON and len(others) > 1:
        sentence = f"本单位有{len(others)}位操作人可以互相审核，不能改为自审，没有改动。请由另一位操作人审核。"
        raise Refused(sentence, field=SELF_REVIEW)


def _refuse_days(unit: UnitOfWork, read: Mapping[str, str]) -> None:
    """Raise Refused for a day that was set already, or that lies behind: what ends then would never have been open."""
    today = unit.clock.today().isoformat()
    for key, new in read.items():
        rule, old = office_rules.rule(key), value(unit, key)
        if rule.kind is not RuleKind.DAY or new == old:
            continue
        if old:
            sentence = f"「{rule.label}」已经设定为{old}，设定以后不能再改，没有改动。"
            raise Refused(sentence, field=key)
        if new < today:
            sentence = f"「{rule.label}」不能设在今天（{today}）以前，没有改动。请写今天或以后的日期。"
            raise Refused(sentence, field=key)


def history(unit: UnitOfWork, *, limit: int = RECENT) -> tuple[Line, ...]:
    """The changes of rules, the newest first."""
    where = unit.schema.audit.c.action == ChangeKind.SETTINGS.value
    events = unit.events(where, limit)
    return tuple(Line(one.at, one.entry.operator, one.entry.description, one.entry.reason) for one in events)


def as_json(unit: UnitOfWork) -> dict[str, Any]:
    """The rules and their changes as the command line prints them."""
    return {"settings": [_rule_json(one) for one in standing(unit)], "history": [_line_json(x) for x in history(unit)]}


def _rule_json(one: Standing) -> dict[str, Any]:
    rule = one.rule
    return {
        "key": rule.key,
        "label": rule.label,
        "value": one.value,
        "shown": rule.shown(one.value),
        "default": rule.default,
        "kind": rule.kind.value,
        "choices": [label for _stored, label in rule.choices],
        "help": rule.help,
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(), "operator": line.operator, "description": line.description, "reason": line.reason
    }  # fmt: skip
