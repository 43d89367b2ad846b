"""Who held which post on a day, by the register of posts: paper of that day shows the post of that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services.checking import began, day, is_same, reference, standing, stands, text
from db.ask import Filter

if TYPE_CHECKING:
    from datetime import date

    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Reference


def held(unit: UnitOfWork, *, person: Reference | None, on: date | None) -> str:
    """The posts of a person on a day, what he held first standing first; the title of the register of people for one
    whose posts were never entered. Empty where posts are on record, but none of that day.
    """
    if person is None:
        return ""
    known = [one for one in standing(unit, "posts") if is_same(reference(one.values, "person"), person)]
    if not known:
        return _title(unit, person)
    if on is None:
        return ""
    begun = [one for one in known if began(one.values, "started_on", on)]
    found = [one for one in begun if stands(one.values, on)] or [
        one for one in begun if day(one.values, "ended_on") == on
    ]
    found.sort(key=lambda one: (str(day(one.values, "started_on") or ""), one.id))
    return "、".join(dict.fromkeys(title for one in found if (title := text(one.values, "title"))))


def _title(unit: UnitOfWork, person: Reference) -> str:
    people = registry.find("people")
    if person.id is not None:
        found: list[Record | None] = [unit.reading.one(people, id=person.id)]
    else:
        found = list(standing(unit, "people", Filter("name", value=person.name)))
    return text(found[0].values, "title") if len(found) == 1 and found[0] is not None else ""
