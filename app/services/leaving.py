"""The gate of what leaves the file in bulk: a list on paper, a workbook. Never the restricted class; much, or what is
not masked, only for a purpose that the history keeps; and where the office wants it, with a second account's consent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import operators, permitted, settings
from app.services.permitted import needs
from db.declare import Mask

if TYPE_CHECKING:
    from app.services.changes import Actor
    from db.ask import Ask
    from db.unit import UnitOfWork

EVERYDAY = "日常办公"
PURPOSES = (EVERYDAY, "上报上级", "检查考核", "归档装订", "本人查询", "应急处置")
MANY = 50
"""From one row more than these on a list is asked its purpose whatever its profile."""
SECOND = "export_needs_second"
"""A setting of the file, off by default: a workbook leaves only when another operator consents."""


def purpose_of(text: str) -> str:
    """The purpose of that name; raises Refused (usage) naming all."""
    if text.strip() in PURPOSES:
        return text.strip()
    sentence = f"没有「{text}」这种用途，没有打印或导出。可选的有：{'、'.join(PURPOSES)}。"
    raise Refused(sentence, field="purpose", exit_code=Exit.USAGE)


def is_asked(unit: UnitOfWork, *, ask: Ask, profile: str) -> bool:
    """Whether the list asks its purpose: more than fifty rows, or several people's data not masked."""
    with unit.seeing(restricted=False):
        rows = unit.reading.count(ask)
    names_people = any(column.mask is not Mask.NONE or column.sensitive for column in registry.find(ask.ledger).columns)
    return rows > MANY or (rows > 1 and names_people and profile != "public")


@needs(Right.READ)
def usual_purpose(unit: UnitOfWork, *, actor: Actor) -> str:
    """What a list leaves for when nothing is said: the first operator keeps the office's books, others must say."""
    return EVERYDAY if actor.name in operators.names(unit)[:1] else ""


@needs(Right.PRINT)
def allow(unit: UnitOfWork, *, actor: Actor, ask: Ask, profile: str, purpose: str = "") -> str:
    """The purpose that the history keeps, empty where none is asked.

    Raises Refused for a list of nothing but the restricted class, and where the purpose is wanting or unknown.
    """
    refuse_restricted(unit, ask=ask)
    if purpose:
        return purpose_of(purpose)
    if not is_asked(unit, ask=ask, profile=profile):
        return ""
    if usual := usual_purpose(unit, actor=actor):
        return usual
    label = registry.find(ask.ledger).label
    sentence = f"{label}要打印或导出多人的信息，请先选择用途（{'、'.join(PURPOSES)}）；没有打印或导出。"
    raise Refused(sentence, field="purpose", exit_code=Exit.USAGE)


def refuse_restricted(unit: UnitOfWork, *, ask: Ask) -> None:
    """Raise Refused for a list that holds nothing but records of the restricted class: they leave in no list."""
    with unit.seeing(restricted=False):
        others = unit.reading.count(ask)
    if not others and unit.reading.count(ask):
        sentence = "检举控告件限制查阅，不在列表里打印，也不导出；没有打印或导出。需要时请逐件打印表单。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)


@needs(Right.EXPORT)
def allow_export(unit: UnitOfWork, *, actor: Actor, ask: Ask, profile: str, purpose: str = "", second: str = "") -> str:
    """As `allow`, for a workbook: where the office switched it on, `second` names another operator who may export."""
    given = allow(unit, actor=actor, ask=ask, profile=profile, purpose=purpose)
    if is_asked(unit, ask=ask, profile=profile):
        refuse_unless_consented(unit, actor=actor, second=second)
    return given


@needs(Right.EXPORT)
def refuse_unless_consented(unit: UnitOfWork, *, actor: Actor, second: str) -> None:
    """Raise Refused where the office wants a second account's consent and `second` names nobody who may give it."""
    if not needs_second(unit):
        return
    others = [one for one in operators.everyone(unit) if one.name != actor.name]
    consenting = [one.name for one in others if permitted.may(one.actor, Right.EXPORT)]
    if second not in consenting:
        sentence = f"本单位规定导出要另一人同意，没有导出。请由其中一人同意：{'、'.join(consenting)}。"
        raise Refused(sentence, field="second", exit_code=Exit.NOT_ALLOWED)


def needs_second(unit: UnitOfWork) -> bool:
    """Whether a workbook needs a second account's consent: the switch is on and there is another account."""
    return settings.is_on(unit, SECOND) and not operators.is_alone(unit)
