"""比对: every difference between frozen figures and what the ledgers say today, row by row, with its reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures import reckon, said
from app.figures.catalogue import mark
from app.figures.model import Distinct, Ratio
from app.rules.reading import show_value
from app.rules.rights import Right
from app.services import figures, freezing, looking, own_indicators, said_rows
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import audit, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.figures.frame import Frame
    from app.figures.model import Indicator, Outcome
    from app.figures.said import Reads
    from app.services.changes import Actor
    from app.services.freezing import FrozenFigure, FrozenRow, Report
    from app.services.said_rows import Row
    from db.audit import Event
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork

    Key = tuple[str, str, str]
    """Ledger, uuid of the record, uuid of the row of its child."""


class Why(StrEnum):
    """Why a row counts differently than it did when the figures were fixed."""

    LATE = "late"
    VOIDED = "voided"
    RESTORED = "restored"
    REDATED = "redated"
    REOPENED = "reopened"
    CHANGED = "changed"
    SORTED = "reclassified"
    MOVED = "moved"
    ERASED = "erased"
    ROW_ADDED = "row_added"
    ROW_GONE = "row_removed"
    UNIT = "unit_total"
    ELSEWHERE = "elsewhere"
    DEFINITION = "definition"


LABELS = {
    Why.LATE: "补登", Why.VOIDED: "作废", Why.RESTORED: "恢复", Why.REDATED: "改日期", Why.REOPENED: "重开",
    Why.CHANGED: "改数", Why.SORTED: "改分类", Why.MOVED: "改归属", Why.ERASED: "清除", Why.ROW_ADDED: "补登一行",
    Why.ROW_GONE: "删去一行", Why.UNIT: "单位报数变动", Why.ELSEWHERE: "相关台账变动", Why.DEFINITION: "口径变动",
}  # fmt: skip
_OF_PART = {
    said.Part.DATE: Why.REDATED, said.Part.AMOUNT: Why.CHANGED, said.Part.SORT: Why.SORTED, said.Part.SCOPE: Why.MOVED,
}  # fmt: skip
_ENTERED = (ChangeKind.ADDED.value, ChangeKind.IMPORTED.value)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that counts differently: what it added then and adds now (None: it was not counted), and why in words."""

    ledger: str
    record_id: int
    uuid: str
    number: str
    then: Any
    now: Any
    why: Why
    sentence: str

    @property
    def label(self) -> str:
        """The reason in a word."""
        return LABELS[self.why]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure that is not what was reported, with every row that makes the difference."""

    code: str
    name: str
    then: str
    now: str
    rows: tuple[Difference, ...]

    @property
    def mark(self) -> str:
        """The code as the office reads it."""
        return mark(self.code)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Frozen figures held against today's; `same` is how many are as they were reported."""

    report: Report
    changed: tuple[Compared, ...]
    same: int


@needs(Right.READ)
def compare(unit: UnitOfWork, *, actor: Actor, name: str) -> Comparison:
    """Hold frozen figures against the ledgers through the same lens and as of the same day.

    Raises Refused for a name that is not there.
    """
    report = freezing.find(unit, name)
    with unit.seeing(restricted=False):
        return _Compare(unit, report).result()


class _Compare:
    """Reckons anew what was frozen, and explains row by row what is not the same."""

    def __init__(self, unit: UnitOfWork, report: Report) -> None:
        self.unit, self.report = unit, report
        self.frame: Frame = looking.frame(unit, report.lens_by_code, by_two=True)
        self.known = own_indicators.catalogue(unit)
        self.found: dict[str, Outcome] = reckon.reckon(self.frame, self.known.indicators)
        self.reads = freezing.by_ledger(unit, self.known.indicators)

    def result(self) -> Comparison:
        then = freezing.figures_in(self.unit, self.report, with_rows=True)
        now = {
            one.code: one
            for indicator in self.known.indicators
            for one in figures.figures_of(self.frame, indicator, self.found, self.known.by_code)
        }
        changed: list[Compared] = []
        by_code = {old.code: old for old in then}
        regrouped = {
            one.code
            for one in self.known.indicators
            if one.by and _groups(by_code, one.code) != _groups(now, one.code) and one.code in by_code
        }
        for old in then:
            indicator = self.known.by_code.get(old.code)
            text = now[old.code].text if old.code in now else "—"
            rows = self._of(indicator, old, by_code, is_regrouped=old.code in regrouped)
            is_counted_alike = old.text == text and (_is_distinct(indicator) or isinstance(_measure(indicator), Ratio))
            is_same = is_counted_alike or (old.text == text and not rows)
            if not is_same:
                changed.append(Compared(old.code, old.name, old.text, text, rows or self._no_rows(indicator, old)))
        return Comparison(self.report, tuple(changed), len(then) - len(changed))

    def _no_rows(self, indicator: Indicator | None, old: FrozenFigure) -> tuple[Difference, ...]:
        """Of a figure whose definition is another one now, or is gone."""
        if indicator is not None and freezing.digest_of(indicator) == old.digest:
            return ()
        if indicator is None and old.code.rpartition(".")[0] in self.known.by_code:
            return ()  # a group: its figure tells the rows
        sentence = "这个指标的定义后来改过，或者已经删去；当时的定义：" + old.definition
        return (Difference(old.ledger, 0, "", "", None, None, Why.DEFINITION, sentence),)

    def _of(
        self, indicator: Indicator | None, old: FrozenFigure, every: dict[str, FrozenFigure], *, is_regrouped: bool
    ) -> tuple[Difference, ...]:
        """The rows that make a figure another; of a rate those of both its figures."""
        if indicator is None:
            return ()
        if not isinstance(indicator.measure, Ratio):
            return self._rows(indicator, old, is_regrouped=is_regrouped)
        codes = (indicator.measure.over, indicator.measure.under)
        pairs = ((self.known.by_code[code], every[code]) for code in codes if code in every)
        return tuple(dict.fromkeys(row for one, kept in pairs for row in self._rows(one, kept)))

    def _rows(self, indicator: Indicator, old: FrozenFigure, *, is_regrouped: bool = False) -> tuple[Difference, ...]:
        then = {_key(row): row for row in (*old.rows, *old.totals)}
        now, names = self._now(indicator)
        days = [day.isoformat() for day in self._days(indicator)]
        touched = [key for key in {*then, *now} if _amount(then.get(key)) != now.get(key)]
        touched += self._moved_between_groups(indicator, then, now) if is_regrouped else []
        explain = _Explain(self, indicator, {key for key in then if key in {_key(row) for row in old.totals}})
        rows = explain.rows(touched, then, now, names)
        return (*rows, *_day_differences(old, days))

    def _moved_between_groups(self, indicator: Indicator, then: dict[Key, FrozenRow], now: dict[Key, Any]) -> list[Key]:
        """Rows counted as before, but in another group: 环境卫生 → 村街面貌."""
        ledger, child = self.unit.schema.ledgers[indicator.source.ledger], indicator.source.child
        both = [key for key in then if key in now and then[key].amount == now[key] and key[0] == ledger.name]
        rows = said_rows.read(self.unit, ledger, self.reads[ledger.name], key="uuid", wanted={key[1] for key in both})
        return [
            key
            for key in both
            if any(
                _cell(then[key].said, child, key[2], by) != _cell(rows[key[1]].said, child, key[2], by)
                for by in indicator.by
            )
        ]

    def _days(self, indicator: Indicator) -> tuple[Any, ...]:
        behind = self.found[indicator.code].behind
        return behind.days if behind else ()

    def _now(self, indicator: Indicator) -> tuple[dict[Key, Any], dict[Key, int]]:
        """What each row adds today, and the record it is of."""
        behind = reckon.behind(self.frame, indicator, self.found[indicator.code])
        source = indicator.source
        uuids = self._uuids(source.ledger, behind.ids)
        children = self._child_uuids(source.ledger, source.child, behind.child_ids)
        added: dict[Key, Any] = {}
        names: dict[Key, int] = {}
        for at, record_id in enumerate(behind.ids):
            key = (source.ledger, uuids[record_id], children.get(behind.child_ids[at], "") if children else "")
            added[key] = mapping.stored(behind.amounts[at]) if at < len(behind.amounts) else 1
            names[key] = record_id
        for total in behind.totals:
            key = (total.ledger, self._uuids(total.ledger, (total.id,))[total.id], "")
            added[key], names[key] = mapping.stored(total.amount), total.id
        return added, names

    def _uuids(self, ledger: str, ids: Iterable[int]) -> dict[int, str]:
        return _uuids_of(self.unit, self.unit.schema.table(ledger), ids)

    def _child_uuids(self, ledger: str, child: str, ids: Iterable[int]) -> dict[int, str]:
        if not child:
            return {}
        return _uuids_of(self.unit, self.unit.schema.child(self.unit.schema.ledgers[ledger], child), ids)


def _groups(figures_by_code: Mapping[str, Any], code: str) -> dict[str, str]:
    """The words for each group of a figure."""
    return {one: kept.text for one, kept in figures_by_code.items() if one.startswith(f"{code}.")}


def _measure(indicator: Indicator | None) -> Any:  # noqa: ANN401 - any measure, or none
    return None if indicator is None else indicator.measure


def _cell(said_then: dict[str, Any], child: str, child_uuid: str, key: str) -> Any:  # noqa: ANN401 - a stored cell
    """What a row, or the row of its child, says in a column."""
    own = said_then.get(f"#{child}", {}).get(child_uuid, {}) if child else {}
    return own.get(key, said_then.get(key))


def _uuids_of(unit: UnitOfWork, table: sa.Table, ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), said_rows.BATCH):
        query = sa.select(table.c.id, table.c.uuid).where(table.c.id.in_(wanted[start : start + said_rows.BATCH]))
        found.update((row.id, row.uuid) for row in unit.connection.execute(query))
    return found


def _key(row: FrozenRow) -> Key:
    return row.ledger, row.uuid, row.child_uuid


def _amount(row: FrozenRow | None) -> Any:  # noqa: ANN401 - what a cell adds, as it was stored
    return None if row is None else row.amount


def _is_distinct(indicator: Indicator | None) -> bool:
    return indicator is not None and isinstance(indicator.measure, Distinct)


def _day_differences(old: FrozenFigure, now: list[str]) -> Iterator[Difference]:
    for day in sorted({*old.days} ^ {*now}):
        words = f"{day} 当时没有记录，后来补上了" if day in old.days else f"{day} 当时有记录，现在没有了"
        yield Difference(old.ledger, 0, "", day, None, None, Why.ELSEWHERE, words)


# ---- why -------------------------------------------------------------------------------------------------------------


class _Explain:
    """Tells of each row that differs what happened to its record since the figures were fixed."""

    def __init__(self, compare: _Compare, indicator: Indicator, totals: set[Key]) -> None:
        self.unit, self.seq = compare.unit, compare.report.audit_seq
        self.indicator, self.totals = indicator, totals
        ledgers = self.unit.schema.ledgers
        self.parts: Reads = said.reads(ledgers, indicator)
        self.reads = compare.reads
        self.others = "、".join(sorted(ledgers[name].label for name in self.parts.others))

    def rows(
        self, touched: list[Key], then: dict[Key, FrozenRow], now: dict[Key, Any], names: dict[Key, int]
    ) -> tuple[Difference, ...]:
        by_ledger: dict[str, list[Key]] = defaultdict(list)
        for key in touched:
            by_ledger[key[0]].append(key)
        found: list[Difference] = []
        for name, keys in by_ledger.items():
            uuids = {key[1] for key in keys}
            ledger = self.unit.schema.ledgers[name]
            rows = said_rows.read(self.unit, ledger, self.reads.get(name, self.parts), key="uuid", wanted=uuids)
            events = _events(self.unit, uuids, self.seq)
            for key in keys:
                found.append(self._row(ledger, key, then.get(key), now.get(key), rows.get(key[1]), events[key[1]]))
        return tuple(sorted(found, key=lambda one: (one.ledger, one.number, one.record_id)))

    def _row(
        self, ledger: Ledger, key: Key, old: FrozenRow | None, adds: object, row: Row | None, events: list[Event]
    ) -> Difference:  # fmt: skip
        why, words = self._why(ledger, key, old, row, events)
        number = row.number if row is not None else old.number if old is not None else ""
        record_id = row.id if row is not None else 0
        sentence = f"{number}（{ledger.label}）{words}"
        return Difference(ledger.name, record_id, key[1], number, _amount(old), adds, why, sentence)

    def _why(
        self, ledger: Ledger, key: Key, old: FrozenRow | None, row: Row | None, events: list[Event]
    ) -> tuple[Why, str]:
        if row is None:
            return Why.ERASED, "内容已经清除，不再计入"
        if row.voided_by:
            return Why.VOIDED, f"后来作废（{row.voided_by}，原因：{row.void_reason or '未写'}）"
        added = next((one for one in events if one.entry.action in _ENTERED), None)
        if added is not None and old is None:
            return Why.LATE, f"冻结以后才登记（{added.entry.operator}，{added.at:%Y-%m-%d %H:%M}）"
        if old is None and any(one.entry.action == ChangeKind.RESTORED for one in events):
            return Why.RESTORED, "当时已经作废，后来恢复"
        before = old.said if old is not None else self._before(ledger, events, row)
        told = self._told(ledger, key, before, row.said)
        if told is not None:
            return told
        is_total = key in self.totals or (ledger.name == "unit_reports" and self.indicator.source.ledger != ledger.name)
        if is_total:
            return Why.UNIT, "单位报的总数：这个单位有了明细或新的报数，算法随之改变"
        elsewhere = self.others or "同一对象的其他记录"
        return Why.ELSEWHERE, f"本身没有改动，因{elsewhere}的变动而{'计入' if old is None else '变化'}"

    def _before(self, ledger: Ledger, events: list[Event], row: Row) -> dict[str, Any]:
        """What a row said when the figures were fixed: by the first change since, else as it says today."""
        first = next((one for one in events if one.entry.old), None)
        if first is None:
            return row.said
        return said_rows.of_history(ledger, self.reads.get(ledger.name, self.parts), first.entry.old or {})

    def _told(self, ledger: Ledger, key: Key, before: dict[str, Any], now: dict[str, Any]) -> tuple[Why, str] | None:
        """What this figure reads of the record that is not what it was: the gravest reason, and all cells in words."""
        if now.get("reopened_on") not in (None, before.get("reopened_on")):
            return Why.REOPENED, f"后来重开（{now['reopened_on']}）"
        found: list[tuple[Why, str]] = []
        for column in ledger.columns:
            part = self.parts.record.get(column.key)
            if part is not None and before.get(column.key) != now.get(column.key):
                found.append((_OF_PART[part], _cell_words(column, before, now)))
        for name, keys in self.parts.children.items():
            found += _child_words(ledger.child(name), keys, before.get(f"#{name}", {}), now.get(f"#{name}", {}), key[2])
        if not found:
            return None
        order = list(Why)
        why = min((one for one, _ in found), key=order.index)
        return why, "；".join(dict.fromkeys(words for _, words in found))


def _cell_words(column: Column, before: dict[str, Any], now: dict[str, Any]) -> str:
    texts = (show_value(column, mapping.unkept(column, cells.get(column.key))) or "（空）" for cells in (before, now))
    return f"{column.label}：{'→'.join(texts)}"


def _child_words(
    child: Child, keys: dict[str, said.Part], before: dict[str, Any], now: dict[str, Any], only: str
) -> Iterator[tuple[Why, str]]:
    """What changed in the rows of a child, or in the one row that was counted."""
    for uuid in sorted({*before, *now} if not only else {only}):
        if uuid not in before and uuid in now:
            yield Why.ROW_ADDED, f"{child.label}后来补登一行"
        elif uuid in before and uuid not in now:
            yield Why.ROW_GONE, f"{child.label}删去一行"
        else:
            old, new = before.get(uuid, {}), now.get(uuid, {})
            for key in sorted(keys):
                if old.get(key) != new.get(key):
                    yield _OF_PART[keys[key]], f"{child.label}的{_cell_words(child.column(key), old, new)}"


def _events(unit: UnitOfWork, uuids: set[str], since: int) -> dict[str, list[Event]]:
    """The history rows of records since a row of it, the oldest first, by uuid."""
    chain = unit.schema.audit
    found: dict[str, list[Event]] = defaultdict(list)
    wanted = sorted(uuids)
    for start in range(0, len(wanted), said_rows.BATCH):
        batch = wanted[start : start + said_rows.BATCH]
        where = sa.and_(chain.c.seq > since, chain.c.uuid.in_(batch))
        for event in reversed(audit.events(unit.connection, unit.schema, where, len(batch) * 1000)):
            found[event.entry.uuid].append(event)
    return found


@needs(Right.READ)
def as_json(unit: UnitOfWork, *, actor: Actor, name: str) -> dict[str, Any]:
    """A comparison as the command line prints it."""
    found = compare(unit, actor=actor, name=name)
    return {
        **freezing.report_json(found.report),
        "same": found.same,
        "changed": [
            {
                "code": one.code,
                "name": one.name,
                "then": one.then,
                "now": one.now,
                "rows": [_row_json(row) for row in one.rows],
            }
            for one in found.changed
        ],
    }


def _row_json(row: Difference) -> dict[str, Any]:
    return {
        "ledger": row.ledger,
        "number": row.number,
        "uuid": row.uuid,
        "then": row.then,
        "now": row.now,
        "why": row.why.value,
        "reason": row.label,
        "sentence": row.sentence,
    }
