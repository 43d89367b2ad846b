"""历史补录: old business that was closed on paper before the office began to work here, taken in by a sheet.

Once and before a day set once: `settings` keeps the day, only 管理 may use the mode, and the history keeps the reason.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules import backfill
from app.rules.backfill import CLOSINGS, LABEL, NOT_FROM_PAPER, REVIEW_KIND, same_number
from app.rules.refusal import Refused
from app.services import settings
from db.declare import HISTORICAL, ChangedBy, Kind
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.rules.backfill import BackfillSnapshot, Closing
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

CUT_OFF = "backfill_until"
RECTIFICATIONS = "rectifications"


def cut_off(unit: UnitOfWork) -> date | None:
    """The day from which nothing is old business any more; None until the office sets it."""
    stored = settings.value(unit, CUT_OFF)
    return date.fromisoformat(stored) if stored else None


def no_closing() -> str:
    """What is said of a ledger that takes no old business, because none of its columns is closed to an import."""
    return f"这本台账没有要补录的办结，不用{LABEL}，直接导入就可以。"


def why_not(unit: UnitOfWork, *, ledger: str) -> str:
    """Why a ledger takes no old business now; empty when it does."""
    if ledger not in CLOSINGS:
        return no_closing()
    last = cut_off(unit)
    if last is None:
        return f"还没有设定{LABEL}截止日期，不能补录。请管理人员先在“工具—办理规则—统计和核对”里设定，设定后不能再改。"
    if unit.clock.today() > last:
        return f"{LABEL}到{last}截止，现在不能再补录。没有办结的请直接导入，按办理步骤办。"
    return ""


class Backfill:
    """One run of 历史补录 into a ledger: what its rows say of their closing, and the numbers that are taken."""

    def __init__(self, unit: UnitOfWork, ledger: Ledger, reason: str) -> None:
        """Raise Refused without a reason, without a day set, after that day, or for a ledger that has no closing."""
        self.reason = reason.strip()
        refusal = why_not(unit, ledger=ledger.name)
        if refusal:
            raise Refused(refusal, field="backfill")
        if not self.reason:
            sentence = f"{LABEL}要写明原因，没有导入。请写上照哪一本纸质台账补录、为什么补录。"
            raise Refused(sentence, field="reason")
        self._unit, self._ledger, self._closing = unit, ledger, CLOSINGS[ledger.name]

    def paper(self, values: Mapping[str, Value], claims: Mapping[str, Value], own: str = "") -> dict[str, Value] | None:
        """What the paper of a row says of its closing, with the mark; None for a row that is not closed.

        `own` is the number the record already has. Raises Refused for what no paper can say, or a number that is taken.
        """
        said = {**values, **claims}
        if not self._closing.is_claimed(said) and not backfill.is_historical(said):
            return None
        allowed = {HISTORICAL, *paper_keys(self._ledger)}
        for key in claims:
            if key not in allowed:
                label = self._ledger.column(key).label
                sentence = f"{label}：只能由本台账里的办理步骤得来，{LABEL}不能写，这一行没有存。请去掉这一格。"
                raise Refused(sentence, field=key)
        paper: dict[str, Value] = {**claims, HISTORICAL: True}
        if self._closing.state and said.get(self._closing.state) is None:
            paper[self._closing.state] = self._usual_state()
        if self._ledger.find(REVIEW_KIND):
            paper[REVIEW_KIND] = LABEL
        self._refuse_taken(str(paper.get(self._closing.number) or ""), own)
        return paper

    def _usual_state(self) -> str:
        """The state of a row that gives only the day it was closed; raises Refused where that may be any of several."""
        if self._closing.usual:
            return self._closing.usual
        label = self._ledger.column(self._closing.state).label
        sentence = f"没有填{label}，看不出是怎么办完的，没有存。请照纸质台账填写{label}。"
        raise Refused(sentence, field=self._closing.state)

    def _refuse_taken(self, number: str, own: str) -> None:
        if number and same_number(number) != same_number(own) and is_taken(self._unit, number):
            raise _taken(self._ledger, self._closing, number)

    def keep(self, paper: Mapping[str, Value]) -> None:
        """Remember the number of a row that comes in, for the rows below it."""
        number = str(paper.get(self._closing.number) or "")
        if number:
            _standing_numbers(self._unit).add(same_number(number))


def paper_keys(ledger: Ledger) -> tuple[str, ...]:
    """The columns that a step writes otherwise and the paper of old business may give."""
    written = (column.key for column in ledger.columns if column.changed_by is ChangedBy.ACTION)
    return tuple(key for key in written if key not in NOT_FROM_PAPER)


def _taken(ledger: Ledger, closing: Closing, number: str) -> Refused:
    label = ledger.column(closing.number).label
    sentence = f"{label}：{number}已经有一条用了，没有存。请核对纸质台账上的编号；重复登记的请去掉一条。"
    return Refused(sentence, field=closing.number)


def is_taken(unit: UnitOfWork, number: str) -> bool:
    """Whether a record that stands was struck off under that number, here or on paper."""
    return same_number(number) in _standing_numbers(unit)


def refuse_taken_again(unit: UnitOfWork, *, ledger: Ledger, values: Mapping[str, Value]) -> None:
    """Raise Refused when a voided record of old business would stand again under a number that was used since."""
    closing = CLOSINGS.get(ledger.name)
    number = str(values.get(closing.number) or "") if closing and closing.number else ""
    if closing is None or not number or not backfill.is_historical(values):
        return
    if is_taken(unit, number):
        raise _taken(ledger, closing, number)
    _standing_numbers(unit).add(same_number(number))


def _standing_numbers(unit: UnitOfWork) -> set[str]:
    """The close-out numbers of all items that stand, those of rounds that ended too; read once in a transaction."""

    def read() -> set[str]:
        table, rounds = _tables(unit)
        standing = table.c.voided_at.is_(None)
        own = sa.select(table.c.close_out_no).where(standing, table.c.close_out_no.is_not(None))
        ended = sa.select(rounds.c.close_out_no).join(table, table.c.id == rounds.c.parent_id)
        ended = ended.where(standing, rounds.c.close_out_no.is_not(None))
        return {same_number(number) for number in unit.connection.execute(sa.union_all(own, ended)).scalars()}

    return unit.once("close_out_numbers", read)


def is_on_paper(unit: UnitOfWork, number: str) -> bool:
    """Whether a close-out number was brought in from paper at any time: such a number is not given again."""
    if cut_off(unit) is None:
        return False

    def read() -> set[str]:
        table, rounds = _tables(unit)
        own = sa.select(table.c.close_out_no).where(table.c[HISTORICAL].is_(True), table.c.close_out_no.is_not(None))
        ended = sa.select(rounds.c.close_out_no).where(rounds.c[REVIEW_KIND] == LABEL)
        found = unit.connection.execute(sa.union_all(own, ended)).scalars()
        return {same_number(one) for one in found if one}

    return number in unit.once("paper_numbers", read)


def _tables(unit: UnitOfWork) -> tuple[sa.Table, sa.Table]:
    ledger = unit.schema.ledgers[RECTIFICATIONS]
    return unit.schema.table(RECTIFICATIONS), unit.schema.child(ledger, "close_out_rounds")


# ---- the gate --------------------------------------------------------------------------------------------------------


def snapshot(unit: UnitOfWork, *, ledger: Ledger, number: str, values: Mapping[str, Value]) -> BackfillSnapshot:
    """A record of old business as its gate sees it."""
    closing = CLOSINGS[ledger.name]
    found = closing.found or ledger.main_date
    state = str(values.get(closing.state) or "") if closing.state else ""
    return backfill.BackfillSnapshot(
        number=number,
        today=unit.clock.today(),
        closing=closing,
        labels={column.key: column.label for column in ledger.columns},
        cut_off=cut_off(unit),
        found=(ledger.column(found).label, _day(values.get(found))),
        state=ledger.flow.label(state) if ledger.flow else state,
        is_closed=not closing.state or state in closing.closed,
        closed_on=_day(values.get(closing.day)),
        approver=_text(values.get(closing.approver)) if closing.approver else "",
        other_days=tuple(
            (ledger.column(key).label, day)
            for key in paper_keys(ledger)
            if key != closing.day and ledger.column(key).kind is Kind.DATE and (day := _day(values.get(key)))
        ),
    )


def _day(value: Value) -> date | None:
    day = value.start if isinstance(value, FuzzyDate) else value
    return day if isinstance(day, date) else None


def _text(value: Value) -> str:
    return value.name if isinstance(value, Reference) else str(value or "")
