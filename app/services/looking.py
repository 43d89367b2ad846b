"""What figures are looked at by, from the names a clerk gives to the rows they narrow to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures.frame import Frame
from app.figures.model import EVERYTHING, Lens, Within
from app.figures.whose import unit_key
from app.rules.refusal import Exit, Refused
from app.services import calendars, checking, reception, registers, settings
from db.declare import Kind
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from app.rules.calendar import WorkCalendar
    from db.ask import ChildRow, Record
    from db.unit import UnitOfWork

WHOLE = Lens()
_SHOWN = 12


def frame(unit: UnitOfWork, lens: Lens, *, by_two: bool = False, calendar: WorkCalendar | None = None) -> Frame:
    """The look at the file through a lens; raises Refused (usage) for a name that is not there.

    `by_two` lets two threads read a large file: for all figures at once, not for the few of a first screen. The file's
    own `calendar` is read where none is given.
    """
    day, within = _within(unit, lens)
    reading = unit.reading_as_of(day, settings.number(unit, "near_days"))
    work_days, beside = calendar or calendars.work_calendar(unit), unit.beside if by_two else None
    return Frame(reading, day, work_days, within, beside, receptions=reception.rule(unit))


def _within(unit: UnitOfWork, lens: Lens) -> tuple[date, Within]:
    day, within = lens.as_of or unit.clock.today(), replace(EVERYTHING, since=lens.since)
    campaigns = checking.standing(unit, "campaigns", children=bool(lens.stage.strip()))
    chosen = _campaign(campaigns, lens.campaign.strip()) if lens.campaign.strip() else None
    if lens.stage.strip():
        chosen, stage = _stage(campaigns if chosen is None else (chosen,), lens.stage.strip())
        first, last = _day(stage.values.get("started_on")), _day(stage.values.get("ended_on"))
        day, within = min(day, last or day), replace(within, since=first)
    if chosen is not None:
        start = _day(chosen.values.get("started_on"))
        within = replace(within, campaigns=_under(campaigns, chosen.id), start=start)
    within = _placed(unit, within, lens.place.strip())
    within = _of_unit(unit, within, lens.organisation.strip())
    return day, replace(within, action=_action(unit, lens.action.strip()))


def _day(value: object) -> date | None:
    return value.start if isinstance(value, FuzzyDate) else value  # type: ignore[return-value]


def _only(what: str, field: str, wanted: str, named: Sequence[tuple[tuple[str, ...], Record]]) -> Record:
    """The one entry that bears the name, or whose name alone has it in it; raises Refused (usage) naming all."""
    exact = [one for names, one in named if wanted in names]
    like = exact or [one for names, one in named if any(wanted in name for name in names)]
    if len(like) == 1:
        return like[0]
    known = [names[0] for names, _ in named if names]
    shown = "、".join(known[:_SHOWN]) + ("等" if len(known) > _SHOWN else "") or f"（还没有登记{what}）"
    sentence = f"没有叫「{wanted}」的{what}，或者不止一个。已登记的{what}：{shown}。"
    raise Refused(sentence, field=field, exit_code=Exit.USAGE)


def _names(record: Record, *keys: str) -> tuple[str, ...]:
    values = (str(record.values.get(key) or "") for key in keys)
    return tuple(dict.fromkeys(name for name in (*values, record.number) if name))


def _campaign(known: Iterable[Record], wanted: str) -> Record:
    return _only("活动", "campaign", wanted, [(_names(one, "name", "short_name"), one) for one in known])


def _under(known: Sequence[Record], top: int) -> tuple[int, ...]:
    """The ids of a campaign and of all campaigns under it."""
    ids = [top]
    for parent in ids:
        ids += [
            one.id for one in known if getattr(one.values.get("parent"), "id", None) == parent and one.id not in ids
        ]
    return tuple(ids)


def _stage(campaigns: Iterable[Record], wanted: str) -> tuple[Record, ChildRow]:
    known = [
        (one, row, str(row.values.get("name") or "")) for one in campaigns for row in one.children.get("stages", ())
    ]
    found = [line for line in known if line[2] == wanted] or [line for line in known if wanted in line[2]]
    if len(found) == 1 and found[0][1].values.get("started_on"):
        return found[0][0], found[0][1]
    if len(found) == 1:
        sentence = f"环节「{found[0][2]}」没有填开始日期，算不出这个环节的数。请在活动名册里补上。"
        raise Refused(sentence, field="stage", exit_code=Exit.USAGE)
    named = "、".join(name for _, _, name in known if name) or "（还没有登记环节）"
    sentence = f"没有叫「{wanted}」的环节，或者不止一个。已登记的环节：{named}。"
    raise Refused(sentence, field="stage", exit_code=Exit.USAGE)


def _action(unit: UnitOfWork, wanted: str) -> int | None:
    return _special_action(unit, wanted).id if wanted else None


def _special_action(unit: UnitOfWork, wanted: str) -> Record:
    known = checking.standing(unit, "special_actions")
    return _only("专项行动", "action", wanted, [(_names(one, "name"), one) for one in known])


def coded(unit: UnitOfWork, lens: Lens) -> dict[str, str]:
    """By the fields of a lens, the codes of the entries that its names mean: what is renamed later keeps its code."""
    found: dict[str, str] = {}
    if lens.campaign.strip():
        found["campaign"] = _campaign(checking.standing(unit, "campaigns"), lens.campaign.strip()).number
    if lens.action.strip():
        found["action"] = _special_action(unit, lens.action.strip()).number
    if lens.place.strip():
        found["place"] = _place(_named_places(unit), lens.place.strip()).number
    if lens.organisation.strip():
        found["organisation"] = _organisation(unit, lens.organisation.strip()).number
    return found


# ---- places and units ------------------------------------------------------------------------------------------------


def _placed(unit: UnitOfWork, within: Within, wanted: str) -> Within:
    if not wanted:
        return within
    named = _named_places(unit)
    top = _place(named, wanted)
    inside: sa.Select[Any] = unit.reading.places_within(top.id)
    ids = tuple(int(row[0]) for row in unit.connection.execute(inside))
    names = {spelt for names, one in named if one.id in ids for name in names for spelt in _spellings(name)}
    # A name that another place bears too says nothing of which is meant.
    shared = {unit_key(name) for names, one in named if one.id not in ids for name in names}
    return replace(within, places=ids, place_names=tuple(sorted(n for n in names if unit_key(n) not in shared)))


def _named_places(unit: UnitOfWork) -> list[tuple[tuple[str, ...], Record]]:
    """Every place with the names it bears."""
    known = checking.standing(unit, "places", children=True)
    aliases = {one.id: [str(row.values.get("alias") or "") for row in one.children.get("aliases", ())] for one in known}
    return [((*_names(one, "name", "full_name"), *aliases[one.id]), one) for one in known]


def _place(named: Sequence[tuple[tuple[str, ...], Record]], wanted: str) -> Record:
    keys = unit_key(wanted)
    same = [one for names, one in named if any(unit_key(name) == keys for name in names)]
    return same[0] if len(same) == 1 else _only("村组", "place", wanted, named)


def _of_unit(unit: UnitOfWork, within: Within, wanted: str) -> Within:
    if not wanted:
        return within
    chosen = _organisation(unit, wanted)
    aliases = (str(row.values.get("alias") or "") for row in chosen.children.get("aliases", ()))
    names = {s for name in (*_names(chosen, "name", "short_name"), *aliases) for s in _spellings(name)}
    return replace(within, organisation=chosen.id, organisation_names=tuple(sorted(names)))


def _organisation(unit: UnitOfWork, wanted: str) -> Record:
    entry = registers.resolve(unit, kind=Kind.ORGANISATION, name=wanted)
    known = checking.standing(unit, "organisations", children=True)
    chosen = next((one for one in known if one.id == entry.id), None)
    if chosen is not None:
        return chosen
    keys = unit_key(wanted)
    same = [one for one in known if any(unit_key(name) == keys for name in _names(one, "name", "short_name"))]
    named = [(_names(one, "name", "short_name"), one) for one in known]
    return same[0] if len(same) == 1 else _only("单位", "organisation", wanted, named)


def _spellings(name: str) -> tuple[str, ...]:
    """How else offices write the name of a village: 清一, 清一村, 清一村委会."""
    key = unit_key(name)
    return (
        (name, key, f"{key}村", f"{key}村委会", f"{key}村民委员会", f"{key}村村委会", f"{key}村村民委员会")
        if key
        else ()
    )


# ---- choosers --------------------------------------------------------------------------------------------------------


def choices(unit: UnitOfWork) -> dict[str, tuple[str, ...]]:
    """What a lens can be set to, by its field, each in the order of its register."""
    campaigns = checking.standing(unit, "campaigns", children=True)
    stages = (str(row.values.get("name") or "") for one in campaigns for row in one.children.get("stages", ()))
    villages = unit.schema.table("places")
    query = sa.select(villages.c.name).where(villages.c.voided_at.is_(None), villages.c.kind.in_(("村", "社区")))
    return {
        "campaign": tuple(str(one.values.get("name") or "") for one in campaigns),
        "stage": tuple(filter(None, stages)),
        "action": tuple(str(one.values.get("name") or "") for one in checking.standing(unit, "special_actions")),
        "place": tuple(unit.connection.execute(query.order_by(villages.c.id)).scalars()),
        "organisation": tuple(str(one.values.get("name") or "") for one in checking.standing(unit, "organisations")),
    }


def described(lens: Lens) -> str:
    """A lens in words, without its day: 活动：…；村：清一; empty for everything."""
    fields = (
        ("活动", lens.campaign), ("环节", lens.stage), ("专项行动", lens.action), ("村", lens.place),
        ("单位", lens.organisation),
    )  # fmt: skip
    return "；".join(f"{label}：{name}" for label, name in fields if name.strip())
