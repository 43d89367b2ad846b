"""What a report draws on: figures as of a day, the records behind them with their children, the office and campaign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from app.figures import axes, reckon, slicing, whose
from app.figures.model import Lens, Ratio, Worked
from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import calendars, campaign_rules, figures, looking, office, own_indicators
from app.services.checking import BATCH, day, standing, text
from app.services.villages import Villages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from app.figures.catalogue import Catalogue
    from app.figures.frame import Frame
    from app.figures.model import Outcome
    from app.rules.calendar import WorkCalendar
    from app.services.figures import Figure, Rows
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

MOST_READ, WHOLE = 400, 20_000
"""So many records behind a figure are read to name them, of more only the first; a table has them all."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a report is about: the day it stands at, the campaign by name (empty: the one that runs), and the year's
    first day where only one year is told.
    """

    as_of: date
    campaign: str = ""
    since: date | None = None


class Source:
    """The ledgers as a report reads them; each figure and each list is read once."""

    def __init__(self, unit: UnitOfWork, terms: Terms) -> None:
        """Take a unit of work in a reading transaction; nothing is read before it is asked for."""
        self.unit = unit
        self.terms = terms
        self.as_of = terms.as_of
        self._behind: dict[tuple[str, int], tuple[Record, ...]] = {}
        self._counted: dict[str, Rows | None] = {}

    # ---- figures -----------------------------------------------------------------------------------------------------

    @cached_property
    def known(self) -> Catalogue:
        """All indicators, the office's own among them."""
        return own_indicators.catalogue(self.unit)

    @cached_property
    def _frame(self) -> Frame:
        terms = self.terms
        return looking.frame(self.unit, Lens(terms.as_of, terms.campaign, since=terms.since), by_two=True)

    @cached_property
    def _found(self) -> dict[str, Outcome]:
        return reckon.reckon(self._frame, self.known.indicators)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """All figures by code, groups among them."""
        known = self.known
        every = (figures.figures_of(self._frame, one, self._found, known.by_code) for one in known.indicators)
        return {figure.code: figure for found in every for figure in found}

    def figure(self, code: str) -> Figure | None:
        """The figure of a code, bare or full, or of a group of one (`O12.环境卫生`); None where there is none."""
        if code in self.figures:
            return self.figures[code]
        try:
            indicator, group = self.known.find(code)
        except Refused:
            return None
        return None if group else self.figures[indicator.code]

    def kept_by_unit(self, code: str) -> dict[str, Value]:
        """What each unit that keeps rows of a figure comes to by them, by the one name of the unit.

        Units that only sent a number are not among them.
        """
        indicator = self.known.by_code.get(code)
        if indicator is None or isinstance(indicator.measure, Ratio | Worked):
            return {}
        behind = self._found[code].behind
        sent = {one.key for one in (behind.totals if behind else ()) if one.ledger == "unit_reports"}
        found = slicing.slices(self._frame, self.known.by_code, self._found, code, axes.UNIT)
        return {label: value for label, value in found.items() if label not in sent}

    def parts(self, code: str) -> list[Figure]:
        """The groups of a figure, the largest first, those nobody named left out."""
        head = f"{code}."
        named = (
            one for key, one in self.figures.items() if key.startswith(head) and one.definition == self._said(code)
        )
        return [one for one in named if one.code.removeprefix(head).split(reckon.SEPARATOR)[0] != reckon.UNNAMED]

    def _said(self, code: str) -> str:
        found = self.figure(code)
        return found.definition if found else ""

    def count(self, code: str) -> int:
        """How many rows stand behind a figure, days without a row and totals of units among them."""
        found = self._rows(code)
        return len(found.ids) + len(found.totals) + len(found.days) if found else 0

    # ---- the records behind a figure ---------------------------------------------------------------------------------

    def records(self, code: str, most: int = MOST_READ) -> tuple[Record, ...]:
        """The records behind a figure with their children, in the order of their days, each once.

        Records of the restricted class are counted and never read: a report names nothing of them.
        """
        if (code, most) not in self._behind:
            self._behind[code, most] = tuple(self._read(code, most))
        return self._behind[code, most]

    def _read(self, code: str, most: int) -> Iterator[Record]:
        found = self._rows(code)
        ids = list(dict.fromkeys(found.ids))[:most] if found else []
        if found is None or not ids:
            return
        ledger = registry.find(found.ledger)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            known = self.unit.reading.records(ledger, batch)
            children = self.unit.reading.children(ledger, batch) if ledger.children else {}
            for one in batch:
                if one in known and not ledger.is_restricted(known[one].values):
                    yield replace(known[one], children=children.get(one, {}))

    def _rows(self, code: str) -> Rows | None:
        """The rows behind a figure; None for a group that has none yet."""
        if code not in self._counted:
            try:
                self._counted[code] = figures.rows_of(self._frame, self.known, self._found, code)
            except Refused:
                self._counted[code] = None
        return self._counted[code]

    @cached_property
    def units(self) -> whose.Units:
        """The units of the registers, by which one is known however its name was written."""
        return whose.units(self._frame)

    # ---- the office --------------------------------------------------------------------------------------------------

    @cached_property
    def office(self) -> str:
        """The office's name."""
        return office.name(self.unit)

    @cached_property
    def campaign(self) -> Record | None:
        """The campaign the report is about: the one named, else the one that runs."""
        known = standing(self.unit, "campaigns", children=True)
        wanted = self.terms.campaign
        if wanted:
            return next((one for one in known if wanted in (text(one.values, "name"), text(one.values, "short_name"),
                                                            one.number)), None)  # fmt: skip
        return campaign_rules.running(self.unit, on=self.as_of)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The office's work days."""
        return calendars.work_calendar(self.unit)

    @cached_property
    def villages(self) -> Villages:
        """The register of places."""
        return Villages(self.unit)

    def by_now(self, rows: Sequence[Mapping[str, Value]], key: str) -> list[Mapping[str, Value]]:
        """The rows of a child up to the day, in the order of their days; those without a day first."""
        kept = [row for row in rows if (on := day(row, key)) is None or on <= self.as_of]
        return sorted(kept, key=lambda row: str(day(row, key) or ""))
