"""The office's own settings, kept in its file: name, campaign, hidden ledgers, table layouts, first serials, 今天."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.ledgers import presets, registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import calendars, operators, records
from app.services.changes import Actor, ChangeKind, Changes
from app.services.permitted import needs
from db.ask import ChildRow

if TYPE_CHECKING:
    from datetime import date

    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

OFFICE = "office"
OWN_TODAY = "own_today"
HIDDEN = "hidden_ledgers"
PRESET = "preset"
LONGEST_NAME = 60
PRACTICE = "练习"
"""The mark of a sample: in the window's title, and at the head of its paper."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a table is laid out: columns in order, widths in pixels, lines of text a row, how many stand still."""

    columns: tuple[str, ...] = ()
    widths: dict[str, int] = field(default_factory=dict)
    lines: int = 1
    frozen: int = 0


def check_name(office_name: str) -> None:
    """Raise Refused where an office to be set up has no name, or one that no paper could bear."""
    if not office_name.strip():
        sentence = "请写明单位名称（例如“清河镇人民政府”），没有新建台账。"
        raise Refused(sentence, field="office")
    if len(office_name.strip()) > LONGEST_NAME:
        sentence = f"单位名称最多{LONGEST_NAME}个字，没有新建台账。请写规范的简称，它会印在每一份台账上。"
        raise Refused(sentence, field="office")


def set_up(unit: UnitOfWork, *, office_name: str, campaign: str, operator: str) -> Actor:
    """Fill new ledgers: their first operator, the office's name, the holidays, and the campaign of a preset."""
    actor = operators.add(unit, actor=Actor(operator), name=operator, sees_restricted=True)
    unit.put_setting(OFFICE, office_name)
    calendars.seed(unit, actor=actor)
    if campaign:
        start_campaign(unit, actor=actor, preset=campaign)
    unit.audit(operator=actor.name, action="new", description="建立台账", new={"office": office_name})
    return actor


@needs(Right.OFFICE)
def start_campaign(unit: UnitOfWork, *, actor: Actor, preset: str) -> Changes:
    """Enter a campaign from a preset with its stages; the preset's words serve as choices from then on."""
    chosen = presets.preset(preset)
    unit.put_setting(PRESET, chosen.name)
    unit.forget(PRESET)
    stages = tuple(ChildRow({"name": stage.name, "tasks": stage.tasks}) for stage in chosen.stages)
    values: dict[str, Value] = {"name": chosen.label, "preset": chosen.label, "slogan": chosen.slogan}
    return records.add(unit, actor=actor, ledger="campaigns", values=values, children={"stages": stages})


def name(unit: UnitOfWork) -> str:
    """The office's name, as it stands on paper."""
    return unit.setting(OFFICE) or ""


def is_sample(unit: UnitOfWork) -> bool:
    """Whether the file is a sample with a 今天 of its own."""
    return unit.setting(OWN_TODAY) is not None


def paper_mark(unit: UnitOfWork) -> str:
    """What the paper of a sample bears, so that nobody takes it for real; empty for a real file."""
    return PRACTICE if is_sample(unit) else ""


def make_sample(unit: UnitOfWork, *, today: date) -> None:
    """Give a sample file its own 今天; a real file never gets one."""
    unit.put_setting(OWN_TODAY, today.isoformat())


def preset_name(unit: UnitOfWork) -> str:
    """The preset whose words the file uses, empty when none."""
    return unit.once(PRESET, lambda: unit.setting(PRESET) or "")


def hidden_ledgers(unit: UnitOfWork) -> frozenset[str]:
    """The ledgers the office does not keep."""
    return frozenset(json.loads(unit.setting(HIDDEN) or "[]"))


@needs(Right.OFFICE)
def hide_ledger(unit: UnitOfWork, *, actor: Actor, ledger: str, hidden: bool) -> Changes:
    """Take a ledger off the tabs, or bring it back; its records stay."""
    declared = registry.find(ledger)
    kept = set(hidden_ledgers(unit))
    (kept.add if hidden else kept.discard)(declared.name)
    unit.put_setting(HIDDEN, json.dumps(sorted(kept)))
    return _set(unit, actor, f"{'隐藏' if hidden else '显示'}台账 {declared.label}", declared.name)


def table_layout(unit: UnitOfWork, *, ledger: str, operator: str) -> TableLayout:
    """The layout an operator left a table in; the declaration's own when he never changed it."""
    raw = unit.setting(f"layout:{operator}:{ledger}")
    if raw is None:
        return TableLayout()
    stored: dict[str, Any] = json.loads(raw)
    declared = registry.find(ledger)
    shown = _as_arranged(declared, stored["columns"], stored.get("keys") or _shipped_keys(declared))
    return TableLayout(shown, stored["widths"], stored.get("lines", 1), stored.get("frozen", 0))


def _as_arranged(ledger: Ledger, shown: list[str], keys: list[str]) -> tuple[str, ...]:
    """The columns an operator chose, when the ledger had `keys`: those the office hid since left out, those it added
    shown, and all in its order when it changed that.
    """
    hidden = {column.key for column in ledger.stored if column.hidden}
    added = [column.key for column in ledger.columns if column.own and column.in_table and column.key not in keys]
    chosen = [key for key in shown if key not in hidden]
    chosen += [key for key in added if key not in chosen]
    now = [column.key for column in ledger.columns]
    if shown and [key for key in keys if key in now] != [key for key in now if key in keys]:
        chosen.sort(key=lambda key: now.index(key) if key in now else -1)
    return tuple(chosen) if shown else ()


def _shipped_keys(ledger: Ledger) -> list[str]:
    return [column.key for column in registry.shipped(ledger.name).columns]


@needs(Right.READ)
def keep_table_layout(unit: UnitOfWork, *, actor: Actor, ledger: str, layout: TableLayout) -> None:
    """Remember the layout of a table for an operator; no history row, it is not a change of the ledger."""
    keys = [column.key for column in registry.find(ledger).columns]
    stored = {
        "columns": layout.columns, "widths": layout.widths, "lines": layout.lines, "frozen": layout.frozen,
        "keys": keys,
    }  # fmt: skip
    unit.put_setting(f"layout:{actor.name}:{ledger}", json.dumps(stored, ensure_ascii=False))


def pinned_fields(unit: UnitOfWork, *, ledger: str, operator: str) -> tuple[str, ...] | None:
    """The fields an operator wants to see first in a form; None when the declaration's own serve."""
    raw = unit.setting(f"pinned:{operator}:{ledger}")
    return None if raw is None else tuple(json.loads(raw))


@needs(Right.READ)
def pin_fields(unit: UnitOfWork, *, actor: Actor, ledger: str, keys: tuple[str, ...]) -> None:
    """Remember which fields a form opens with for an operator."""
    unit.put_setting(f"pinned:{actor.name}:{ledger}", json.dumps(keys))


def carried_fields(unit: UnitOfWork, *, ledger: str, operator: str) -> tuple[str, ...] | None:
    """The fields whose values an operator lets go over to the next new record; None when the declaration's own do."""
    raw = unit.setting(f"carried:{operator}:{ledger}")
    return None if raw is None else tuple(json.loads(raw))


@needs(Right.READ)
def carry_fields(unit: UnitOfWork, *, actor: Actor, ledger: str, keys: tuple[str, ...]) -> None:
    """Remember which fields go over to an operator's next new record."""
    unit.put_setting(f"carried:{actor.name}:{ledger}", json.dumps(keys))


@needs(Right.OFFICE)
def set_first_serial(unit: UnitOfWork, *, actor: Actor, ledger: str, year: int, serial: int) -> Changes:
    """Let a ledger's numbers go on from paper, once a year; raises Refused when numbers were already given."""
    declared = registry.find(ledger)
    if serial < 1 or not unit.set_first_serial(declared.name, year, serial):
        sentence = f"{declared.label}{year}年已经编过号，起始号不能再改；没有改动。"
        raise Refused(sentence, field="serial")
    return _set(unit, actor, f"设定 {records.number_text(declared, year, serial)} 为起始编号", declared.name)


def _set(unit: UnitOfWork, actor: Actor, words: str, ledger: str) -> Changes:
    unit.audit(operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, ledger=ledger)
    return Changes(words, ChangeKind.SETTINGS, ledger)
