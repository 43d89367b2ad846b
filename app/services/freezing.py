"""冻结: the figures as they were reported — when, to whom, by whom, through which lens — with every row behind them."""

from __future__ import annotations

import hashlib
import json
import uuid as uuids
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures import reckon, said
from app.figures.catalogue import INDICATORS
from app.figures.model import Lens, Ratio, Worked
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import figures, looking, office, own_indicators, said_rows
from app.services.changes import ChangeKind, Changes
from app.services.looking import WHOLE
from app.services.permitted import needs
from db import audit, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.figures.frame import Frame
    from app.figures.model import Behind, Indicator, Outcome, Total
    from app.figures.said import Reads
    from app.services.changes import Actor
    from app.services.figures import Figure
    from db.unit import UnitOfWork

MOST_NAME = 60
CODES = "codes"
"""Where the codes of what a lens names stand beside it."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Report:
    """Figures that were fixed: their name, the day they speak of, when, by whom and to whom, and what they stand on.

    `definitions` names the version of all definitions, `audit_seq` the last row of the history before, `digest` all
    that was fixed.
    """

    uuid: str
    name: str
    as_of: date
    frozen_at: datetime
    frozen_by: str
    reported_to: str
    note: str
    office: str
    lens: Lens
    definitions: str
    audit_seq: int
    digest: str
    codes: dict[str, str] = field(default_factory=dict)
    """By the fields of the lens, the codes of what they name."""

    @property
    def lens_by_code(self) -> Lens:
        """The lens by what its names meant on that day, however it is called today."""
        lens, code = self.lens, self.codes.get
        return replace(
            lens, campaign=code("campaign", lens.campaign), action=code("action", lens.action),
            place=code("place", lens.place), organisation=code("organisation", lens.organisation),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """A row behind a frozen figure: its record, the row of a child, what it added, and what it said on that day."""

    ledger: str
    uuid: str
    number: str
    child_uuid: str
    amount: Any
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FrozenFigure:
    """One figure as it was reported; `rows` are empty for a rate (its numerator has them) and for a group."""

    code: str
    name: str
    counter: str
    value: Any
    text: str
    base: str
    detail: str
    definition: str
    ledger: str
    child: str
    digest: str
    rows: tuple[FrozenRow, ...] = ()
    totals: tuple[FrozenRow, ...] = ()
    days: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The words with the base of a rate beside them."""
        return f"{self.text}（基数{self.base}）" if self.base and self.value is not None else self.text


# ---- fixing ----------------------------------------------------------------------------------------------------------


@needs(Right.EXPORT)
def freeze(
    unit: UnitOfWork, *, actor: Actor, name: str, lens: Lens = WHOLE, reported_to: str = "", note: str = ""
) -> Changes:
    """Fix all figures as they stand, with their rows and what these say; nothing of it is ever changed again.

    Records of the restricted class are not among them, as on paper. Raises Refused for a name that is empty or taken.
    """
    called = _free_name(unit, name)
    with unit.seeing(restricted=False):
        return _freeze(unit, actor, called, lens, reported_to.strip(), note.strip())


def _free_name(unit: UnitOfWork, name: str) -> str:
    called = name.strip()
    if not called or len(called) > MOST_NAME:
        sentence = f"请给冻结的数起个名字（例如“3月上报”），最多{MOST_NAME}个字，没有冻结。"
        raise Refused(sentence, field="name")
    table = unit.schema.frozen_reports
    if unit.connection.execute(sa.select(table.c.uuid).where(table.c.name == called)).first():
        sentence = f"已经有叫「{called}」的冻结数，报出去的数不能改，没有冻结。请换一个名字。"
        raise Refused(sentence, field="name")
    return called


def _freeze(unit: UnitOfWork, actor: Actor, name: str, lens: Lens, reported_to: str, note: str) -> Changes:
    frame, known = looking.frame(unit, lens, by_two=True), own_indicators.catalogue(unit)
    lens = replace(lens, as_of=lens.as_of or unit.clock.today())
    found = reckon.reckon(frame, known.indicators)
    behind = {one.code: reckon.behind(frame, one, found[one.code]) for one in known.indicators if _has_rows(one)}
    kept = _Kept(unit, known.indicators)
    kept.read(known.indicators, behind)
    figure_rows = list(_figure_rows(frame, known.indicators, found, behind, kept))
    ledgers = kept.as_json()
    digest = hashlib.sha256(audit.canonical([figure_rows, ledgers]).encode()).hexdigest()
    seq, _hash = audit.head(unit.connection, unit.schema)
    report = {
        "uuid": uuids.uuid4().hex, "name": name, "as_of": frame.as_of, "frozen_at": unit.clock.now(),
        "frozen_by": actor.name, "reported_to": reported_to, "note": note, "office": office.name(unit),
        "lens": _lens_json(lens, looking.coded(unit, lens)), "definitions": version(), "audit_seq": seq,
        "digest": digest,
    }  # fmt: skip
    schema, run = unit.schema, unit.connection.execute
    run(schema.frozen_reports.insert(), report)
    run(schema.frozen_figures.insert(), [{**row, "report_uuid": report["uuid"]} for row in figure_rows])
    rows = [{"report_uuid": report["uuid"], "ledger": ledger, "rows": text} for ledger, text in ledgers.items()]
    if rows:
        run(schema.frozen_rows.insert(), rows)
    return _noted(unit, actor, report)


def _noted(unit: UnitOfWork, actor: Actor, report: dict[str, Any]) -> Changes:
    to = f"，报送{report['reported_to']}" if report["reported_to"] else ""
    words = f"冻结报数「{report['name']}」（截至{report['as_of']}{to}）"
    told = {key: str(report[key]) for key in ("name", "as_of", "reported_to", "lens", "definitions", "digest")}
    unit.audit(operator=actor.name, action=ChangeKind.FROZEN.value, description=words, uuid=report["uuid"], new=told)
    return Changes(words, ChangeKind.FROZEN, uuid=report["uuid"], number=report["name"])


def _has_rows(indicator: Indicator) -> bool:
    return not isinstance(indicator.measure, Ratio)


def _lens_json(lens: Lens, codes: dict[str, str]) -> str:
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(lens).items()}
    return json.dumps(told | {CODES: codes} if codes else told, ensure_ascii=False, sort_keys=True)


def version() -> str:
    """Names the shipped definitions: the same for two programs that count alike."""
    every = "".join(digest_of(one) for one in INDICATORS)
    return hashlib.sha256(every.encode()).hexdigest()[:12]


def digest_of(indicator: Indicator) -> str:
    """Names one definition."""
    is_worked = isinstance(indicator.measure, Worked)  # its function has no words but the definition's
    told = indicator.definition if is_worked else repr((indicator.definition, indicator.source, indicator.measure))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class _Kept:
    """The rows behind all figures, each record once, by ledger in the order of its ids."""

    def __init__(self, unit: UnitOfWork, indicators: Iterable[Indicator]) -> None:
        self._unit = unit
        self._rows: dict[str, dict[int, said_rows.Row]] = {}
        self._places: dict[str, dict[int, int]] = {}
        self.children: dict[tuple[str, str], dict[int, str]] = {}
        self._reads = by_ledger(unit, indicators)

    def read(self, indicators: Iterable[Indicator], behind: dict[str, Behind]) -> None:
        ids: dict[str, set[int]] = defaultdict(set)
        child_ids: dict[tuple[str, str], set[int]] = defaultdict(set)
        for one in indicators:
            rows = behind.get(one.code)
            if rows is None:
                continue
            ids[one.source.ledger].update(rows.ids)
            for total in rows.totals:
                ids[total.ledger].add(total.id)
            if rows.child_ids:
                child_ids[one.source.ledger, one.source.child].update(rows.child_ids)
        for name, wanted in ids.items():
            ledger = self._unit.schema.ledgers[name]
            found = said_rows.read(self._unit, ledger, self._reads.get(name, said.Reads()), key="id", wanted=wanted)
            self._rows[name] = dict(sorted(found.items()))
            self._places[name] = {row_id: place for place, row_id in enumerate(self._rows[name])}
        for (name, child), wanted in child_ids.items():
            self.children[name, child] = self._uuids(name, child, wanted)

    def _uuids(self, name: str, child: str, wanted: set[int]) -> dict[int, str]:
        table = self._unit.schema.child(self._unit.schema.ledgers[name], child)
        found: dict[int, str] = {}
        ids = sorted(wanted)
        for start in range(0, len(ids), _BATCH):
            query = sa.select(table.c.id, table.c.uuid).where(table.c.id.in_(ids[start : start + _BATCH]))
            found.update((row.id, row.uuid) for row in self._unit.connection.execute(query))
        return found

    def place(self, ledger: str, record_id: int) -> int:
        """Where a record stands among the kept rows of its ledger."""
        return self._places[ledger][record_id]

    def as_json(self) -> dict[str, str]:
        return {
            name: json.dumps([[row.uuid, row.number, row.said] for row in rows.values()], ensure_ascii=False)
            for name, rows in sorted(self._rows.items())
            if rows
        }


def by_ledger(unit: UnitOfWork, indicators: Iterable[Indicator]) -> dict[str, Reads]:
    """What figures read of each ledger."""
    every: dict[str, list[Reads]] = defaultdict(list)
    for one in indicators:
        if _has_rows(one):
            every[one.source.ledger].append(said.reads(unit.schema.ledgers, one))
    found = {name: said.union(reads) for name, reads in every.items()}
    found["unit_reports"] = said.union(
        [found.get("unit_reports", said.Reads()), said.Reads(dict.fromkeys(_REPORTED, said.Part.SORT))]
    )
    return found


_REPORTED = ("organisation", "indicator", "as_of", "value")


def _figure_rows(
    frame: Frame,
    indicators: Iterable[Indicator],
    found: dict[str, Outcome],
    behind: dict[str, Behind],
    kept: _Kept,
) -> Iterable[dict[str, Any]]:
    by_code, position = {one.code: one for one in indicators}, 0
    for indicator in by_code.values():
        for one in figures.figures_of(frame, indicator, found, by_code):
            is_whole = one.code == indicator.code
            rows = _rows_json(indicator, behind.get(indicator.code), kept) if is_whole else "{}"
            yield _figure_row(position, one, indicator, rows)
            position += 1


def _figure_row(position: int, figure: Figure, indicator: Indicator, rows: str) -> dict[str, Any]:
    value = None if figure.value is None else json.dumps(mapping.stored(figure.value))
    return {
        "position": position, "code": figure.code, "name": figure.name, "counter": figure.counter, "value": value,
        "text": figure.text, "base": figure.base, "detail": figure.detail, "definition": figure.definition,
        "ledger": figure.ledger, "child": indicator.source.child, "digest": digest_of(indicator), "rows": rows,
    }  # fmt: skip


def _rows_json(indicator: Indicator, behind: Behind | None, kept: _Kept) -> str:
    if behind is None:
        return "{}"
    ledger, child = indicator.source.ledger, indicator.source.child
    uuids_of = kept.children.get((ledger, child), {})
    rows = [
        [
            kept.place(ledger, record_id),
            uuids_of[behind.child_ids[at]] if behind.child_ids else "",
            mapping.stored(behind.amounts[at]) if at < len(behind.amounts) else 1,
        ]
        for at, record_id in enumerate(behind.ids)
    ]
    totals = [_total_json(total, kept) for total in behind.totals]
    days = [day.isoformat() for day in behind.days]
    return json.dumps({"rows": rows, "totals": totals, "days": days}, ensure_ascii=False)


def _total_json(total: Total, kept: _Kept) -> list[Any]:
    return [total.ledger, kept.place(total.ledger, total.id), mapping.stored(total.amount)]


# ---- reading ---------------------------------------------------------------------------------------------------------


@needs(Right.READ)
def listed(unit: UnitOfWork, *, actor: Actor) -> tuple[Report, ...]:
    """All frozen figures, the newest first."""
    table = unit.schema.frozen_reports
    rows = unit.connection.execute(sa.select(table).order_by(table.c.audit_seq.desc())).mappings()
    return tuple(_report(row) for row in rows)


def find(unit: UnitOfWork, name: str) -> Report:
    """The frozen figures of that name; raises Refused (usage) naming those there are."""
    table = unit.schema.frozen_reports
    wanted = name.strip()
    row = unit.connection.execute(sa.select(table).where(table.c.name == wanted)).mappings().first()
    if row is None:
        names = unit.connection.execute(sa.select(table.c.name).order_by(table.c.audit_seq.desc())).scalars().all()
        known = "、".join(names[:10]) or "（还没有冻结过）"
        sentence = f"没有叫「{wanted}」的冻结数。已冻结的有：{known}。"
        raise Refused(sentence, field="name", exit_code=Exit.USAGE)
    return _report(row)


def _report(row: Any) -> Report:  # noqa: ANN401 - a row of the driver
    told = json.loads(row["lens"])
    codes = told.pop(CODES, {})
    days = {key: date.fromisoformat(told[key]) for key in ("as_of", "since") if told.get(key)}
    lens = Lens(**{**told, **days})
    return Report(**{**dict(row), "lens": lens}, codes=codes)


def figures_in(unit: UnitOfWork, report: Report, *, with_rows: bool = False) -> tuple[FrozenFigure, ...]:
    """The figures of a report in their order, with the rows behind them when asked."""
    table = unit.schema.frozen_figures
    query = sa.select(table).where(table.c.report_uuid == report.uuid).order_by(table.c.position)
    kept = _kept_rows(unit, report) if with_rows else {}
    return tuple(_frozen(row, kept, with_rows=with_rows) for row in unit.connection.execute(query).mappings())


def _kept_rows(unit: UnitOfWork, report: Report) -> dict[str, list[Any]]:
    table = unit.schema.frozen_rows
    query = sa.select(table.c.ledger, table.c.rows).where(table.c.report_uuid == report.uuid)
    return {row.ledger: json.loads(row.rows) for row in unit.connection.execute(query)}


def _frozen(row: Any, kept: dict[str, list[Any]], *, with_rows: bool) -> FrozenFigure:  # noqa: ANN401 - a row
    told = {key: row[key] for key in ("code", "name", "counter", "text", "base", "detail", "definition", "ledger",
                                      "child", "digest")}  # fmt: skip
    value = None if row["value"] is None else json.loads(row["value"])
    if not with_rows:
        return FrozenFigure(**told, value=value)
    behind = json.loads(row["rows"])
    own = kept.get(row["ledger"], [])
    rows = (_row(row["ledger"], own[at], child, amount) for at, child, amount in behind.get("rows", ()))
    totals = (_row(ledger, kept[ledger][at], "", amount) for ledger, at, amount in behind.get("totals", ()))
    return FrozenFigure(**told, value=value, rows=tuple(rows), totals=tuple(totals), days=tuple(behind.get("days", ())))


def _row(ledger: str, kept: list[Any], child: str, amount: object) -> FrozenRow:
    uuid, number, told = kept
    return FrozenRow(ledger, uuid, number, child, amount, told)


def as_json(unit: UnitOfWork, name: str) -> dict[str, Any]:
    """Frozen figures as the command line prints them, from the store alone."""
    report = find(unit, name)
    return {
        **report_json(report),
        "figures": [
            {"code": one.code, "name": one.name, "value": one.value, "counter": one.counter, "text": one.text,
             "detail": one.detail or None}
            for one in figures_in(unit, report)
        ],
    }  # fmt: skip


def report_json(report: Report) -> dict[str, Any]:
    """What a report says of itself."""
    return {
        "name": report.name,
        "as_of": report.as_of.isoformat(),
        "frozen_at": report.frozen_at.isoformat(),
        "frozen_by": report.frozen_by,
        "reported_to": report.reported_to or None,
        "note": report.note or None,
        "filter": looking.described(report.lens) or None,
        "definitions": report.definitions,
        "digest": report.digest,
    }
