"""The lines that a figure opens: one for each row counted, each with what it adds, as many as the figure says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import wording
from app.services import figures, own_indicators, presenting, records
from app.services.looking import WHOLE
from db.values import FuzzyDate

if TYPE_CHECKING:
    from app.figures.model import Lens
    from app.services.figures import Rows
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

PAGE = 500
UNIT_TOTAL = "单位报的总数"
NO_RECORD = "这一天没有记录"


@dataclass(frozen=True, slots=True)
class Line:
    """One row counted: its record (ledger empty: a day without one), number, day and matter, and what it adds."""

    ledger: str
    record_id: int
    number: str
    day: str
    matter: str
    adds: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the lines behind a figure; `total` is how many there are in all, `text` what they come to.

    `is_rate` says that they are those of the numerator.
    """

    code: str
    ledger: str
    label: str
    text: str
    total: int
    lines: tuple[Line, ...]
    is_rate: bool


def page(unit: UnitOfWork, *, code: str, lens: Lens = WHOLE, offset: int = 0, limit: int = PAGE) -> Listed:
    """One page of the lines behind a figure or a slice of it; raises Refused (usage) for an unknown code."""
    found = figures.rows(unit, code=code, lens=lens)
    indicator, _group = own_indicators.catalogue(unit).find(code.partition(figures.SLICED)[0])
    ledger = registry.find(found.ledger)
    parts = (len(found.ids), len(found.totals), len(found.days))
    lines: list[Line] = []
    for at in range(offset, min(offset + limit, sum(parts))):
        if at >= parts[0] + parts[1]:
            day = found.days[at - parts[0] - parts[1]]
            lines.append(Line("", 0, "", FuzzyDate(day).text(), NO_RECORD, ""))
        elif at >= parts[0]:
            lines.append(_total(unit, found, at - parts[0], indicator.counter))
    own = range(offset, min(offset + limit, parts[0]))
    behind = unit.reading.records(ledger, sorted({found.ids[at] for at in own}))
    rows = [_line(ledger, behind[found.ids[at]], _adds(found, at, indicator.counter)) for at in own]
    is_rate = indicator.counter == "%"
    text = wording.worded(found.value, indicator.counter)
    return Listed(code, ledger.name, ledger.label, text, sum(parts), (*rows, *lines), is_rate)


def of_records(unit: UnitOfWork, *, code: str, text: str, ledger: str, ids: tuple[int, ...]) -> Listed:
    """The lines of records that are known already: those a report quoted; each once."""
    declared = registry.find(ledger)
    found = unit.reading.records(declared, sorted(set(ids)))
    lines = tuple(_line(declared, found[one], "") for one in dict.fromkeys(ids) if one in found)
    return Listed(code, declared.name, declared.label, text, len(lines), lines, is_rate=False)


def _line(ledger: Ledger, record: Record, adds: str) -> Line:
    day = ledger.column(ledger.main_date) if ledger.main_date else None
    shown = presenting.cell(ledger, day, record.values.get(day.key)) if day else ""
    return Line(ledger.name, record.id, record.number, shown, records.matter_text(ledger, record), adds)


def _adds(found: Rows, at: int, counter: str) -> str:
    value: Value = found.amounts[at] if at < len(found.amounts) else 1
    return wording.worded(value, "" if counter == "%" else counter)


def _total(unit: UnitOfWork, found: Rows, at: int, counter: str) -> Line:
    total = found.totals[at]
    ledger = registry.find(total.ledger)
    record = records.get(unit, ledger=ledger.name, record_id=total.id)
    line = _line(ledger, record, wording.worded(total.amount, counter))
    return Line(line.ledger, line.record_id, line.number, line.day, f"{total.unit}：{UNIT_TOTAL}", line.adds)
