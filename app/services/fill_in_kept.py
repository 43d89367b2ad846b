"""The tables of 套表 as the ledger file keeps them: each with what goes where; a change of it is undone like any other.

A workbook is kept by what it holds, apart from the matching: undo turns the matching back and finds its workbook again.
One that no table has any more goes when the day of the last change that speaks of it is over.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs, refuse_unless
from db import audit

if TYPE_CHECKING:
    from app.services.changes import Actor
    from app.services.fill_in_match import Match
    from db.audit import Event
    from db.unit import UnitOfWork

_KEPT, _FILE = "fill_in:", "fill_in_file:"
PLACE = audit.SETTINGS
"""Where the history says that such a change was made: in no ledger."""
_PARTS = ("name", "file_name", "sha256", "size", "kept_by", "kept_on")


@dataclass(frozen=True, slots=True)
class Template:
    """A table as it is kept: its name here, the file it came from, and what goes where."""

    name: str
    file_name: str
    sha256: str
    size: int
    match: Match
    kept_by: str = ""
    kept_on: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept in the ledger file, without the workbook."""
        return {name: getattr(self, name) for name in _PARTS} | {"match": self.match.as_json()}


def _template(kept: dict[str, Any]) -> Template:
    from app.services import fill_in_match  # late: undo needs none of it

    return Template(**kept | {"match": fill_in_match.from_json(kept["match"])})


def every(unit: UnitOfWork) -> tuple[Template, ...]:
    """The tables by name."""
    return tuple(sorted(map(_template, _all(unit)), key=lambda one: one.name))


def _all(unit: UnitOfWork) -> list[dict[str, Any]]:
    settings = unit.schema.settings
    rows = unit.connection.execute(sa.select(settings.c.value).where(settings.c.key.startswith(_KEPT)))
    return [json.loads(value) for (value,) in rows]


def has(unit: UnitOfWork, name: str) -> bool:
    """Whether there is a table of that name."""
    return unit.setting(_KEPT + name) is not None


def find(unit: UnitOfWork, *, name: str) -> Template:
    """The table of that name; raises Refused (usage) naming all."""
    kept = unit.setting(_KEPT + name.strip())
    if kept is not None:
        return _template(json.loads(kept))
    known = "、".join(one.name for one in every(unit)) or "（还没有）"
    sentence = f"没有叫「{name}」的套表。已有的套表：{known}。"
    raise Refused(sentence, field="name", exit_code=Exit.USAGE)


def content(unit: UnitOfWork, *, name: str) -> bytes:
    """The bytes of a table; raises Refused where they are not what was kept."""
    template = find(unit, name=name)
    data = base64.b64decode(unit.setting(_FILE + template.sha256) or "")
    if hashlib.sha256(data).hexdigest() != template.sha256:
        sentence = f"套表「{template.name}」的原表与添加时不一致，没有打开。请用最近的备份恢复，或重新添加。"
        raise Refused(sentence, field="name")
    return data


def put_file(unit: UnitOfWork, sha256: str, data: bytes) -> None:
    """Keep the bytes of a workbook."""
    if unit.setting(_FILE + sha256) is None:
        unit.put_setting(_FILE + sha256, base64.b64encode(data).decode("ascii"))


@needs(Right.EXPORT)
def put(
    unit: UnitOfWork, actor: Actor, name: str, template: Template | None, words: str, *, undoes: str = ""
) -> Changes:
    """Keep a table under its name, or none any more, as one step of the history that can be undone."""
    return _put(unit, actor, name, None if template is None else template.as_json(), words, undoes)


def _put(
    unit: UnitOfWork, actor: Actor, name: str, kept: dict[str, Any] | None, words: str, undoes: str = ""
) -> Changes:
    key = _KEPT + name
    before = unit.setting(key)
    old = json.loads(before) if before is not None else None
    unit.put_setting(key, None if kept is None else json.dumps(kept, ensure_ascii=False))
    unit.audit(
        operator=actor.name, action=ChangeKind.TABLE.value, description=words, ledger=PLACE, uuid=key, undoes=undoes,
        old={key: old}, new={key: kept},
    )  # fmt: skip
    _sweep(unit)
    return Changes(words, ChangeKind.TABLE)


@needs(Right.EXPORT)
def turn_back(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    """Undo or redo a change of a table; raises Refused when it was changed again since."""
    refuse_unless(actor, Right.EXPORT)
    (event,) = unit.events(unit.schema.audit.c.seq == event.seq)  # with its values
    key = event.entry.uuid
    name = key.removeprefix(_KEPT)
    kept, wanted = (event.entry.new or {}).get(key), (event.entry.old or {}).get(key)
    now = unit.setting(key)
    if (json.loads(now) if now is not None else None) != kept:
        sentence = f"「{event.entry.description}」以后，套表「{name}」又改过，没有撤销。请打开套表，核对后直接修改。"
        raise Refused(sentence)
    if wanted is not None and unit.setting(_FILE + wanted["sha256"]) is None:
        raise Refused(f"套表「{name}」的原表已经不在台账里，没有改动。请重新添加。")
    return _put(unit, actor, name, wanted, event.entry.description, event.entry.step)


def _sweep(unit: UnitOfWork) -> None:
    """Let the workbooks go that no table has, and that no change of today speaks of: undo reaches no further."""
    chain, settings = unit.schema.audit, unit.schema.settings
    where = (chain.c.action == ChangeKind.TABLE.value) & (chain.c.at >= unit.clock.today().isoformat())
    told = [values for event in unit.events(where) for values in (event.entry.old, event.entry.new) if values]
    held = [kept for values in told for kept in values.values() if kept] + _all(unit)
    needed = {_FILE + one["sha256"] for one in held}
    there = unit.connection.execute(sa.select(settings.c.key).where(settings.c.key.startswith(_FILE))).scalars()
    for key in set(there) - needed:
        unit.put_setting(key, None)
