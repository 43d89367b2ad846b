"""One page of a record table as it is shown: cells as text, and the marks that say what a record still needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import clocks, masking
from app.rules.backfill import CLOSINGS, is_historical
from app.services import listing, presenting
from db.ask import STATE_LABELS, Ask, State
from db.declare import CARRIED

if TYPE_CHECKING:
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

NUMBER = "number"
MARKS = "@marks"
STANDING = (NUMBER, MARKS)
"""Columns every table begins with; they are not of the declaration."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record as a row: its id, its cells in the order of the columns asked for, its states, and in the same order
    the values themselves (none in a masked list), for one who types into the table.
    """

    id: int
    cells: tuple[str, ...]
    states: tuple[State, ...] = ()
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class TablePage:
    """Rows from `offset` on, how many the list has, and how many the ledger has without filters."""

    offset: int
    rows: tuple[TableRow, ...]
    total: int
    whole: int


def usual_columns(ledger: Ledger) -> tuple[str, ...]:
    """What a table shows until the clerk chooses: number, marks, the main date, the matter and the columns marked."""
    own = tuple(column.key for column in ledger.on_screen() if column.in_table)
    leading = tuple(key for key in (ledger.main_date, ledger.matter) if key and key not in own)
    status = (ledger.flow.column,) if ledger.flow and ledger.flow.column not in own else ()
    return (*STANDING, *leading, *own, *status)


def label_of(ledger: Ledger, key: str) -> str:
    """The heading of a column of a table."""
    if key in STANDING:
        return "提示" if key == MARKS else "代码" if ledger.base else "编号"
    return ledger.column(key).label


def page(
    unit: UnitOfWork, *, ask: Ask, columns: tuple[str, ...], with_whole: bool = True, masked: bool = False
) -> TablePage:
    """One page of the list, ready to be shown; `whole` is read only when asked for and something narrows the list.

    Numbers of people and sensitive cells are masked; with `masked` everything personal is.
    """
    found = listing.page(unit, ask=ask)
    ledger = registry.find(ask.ledger)
    narrowed = with_whole and bool(ask.filters or ask.search.strip())
    whole = listing.count(unit, ask=Ask(ask.ledger, voided=ask.voided)) if narrowed else found.total
    rows = tuple(_row(unit, ledger, columns, record, masked=masked) for record in found.rows)
    return TablePage(ask.offset, rows, found.total, whole)


def _row(unit: UnitOfWork, ledger: Ledger, columns: tuple[str, ...], record: Record, *, masked: bool) -> TableRow:
    states = states_of(unit, ledger=ledger, record=record)
    special = {NUMBER: record.number, MARKS: marks_text(states)}
    cells = (special[key] if key in special else text_of(ledger, key, record, masked=masked) for key in columns)
    values = () if masked else tuple(record.values.get(key) for key in columns)
    return TableRow(record.id, tuple(cells), states, values)


def text_of(ledger: Ledger, key: str, record: Record, *, masked: bool) -> str:
    """A column of a record as a cell of a table on the screen shows it."""
    names = presenting.names_in(ledger, record) if masked else ()
    column = ledger.column(key)
    return _on_screen(column, presenting.state_cell(ledger, column, record), masked=masked, names=names)


def cell_text(ledger: Ledger, key: str, value: Value, *, masked: bool = False, names: tuple[str, ...] = ()) -> str:
    """A value as a cell of a table on the screen shows it: in one line, numbers of people masked."""
    column = ledger.column(key)
    return _on_screen(column, presenting.cell(ledger, column, value), masked=masked, names=names)


def _on_screen(column: Column, text: str, *, masked: bool, names: tuple[str, ...]) -> str:
    return masking.on_screen(column, " ".join(text.splitlines()), everything=masked, names=names)


def marks_text(states: tuple[State, ...]) -> str:
    """The states of a record in words, so that nothing is said by colour alone."""
    words = {State.STARRED: "★", State.FOLLOW_UP: "跟进"}
    return " ".join(words.get(state, STATE_LABELS[state]) for state in states)


def states_of(unit: UnitOfWork, *, ledger: Ledger, record: Record) -> tuple[State, ...]:
    """The states of one record that a table marks, the gravest first; the same that filters and tiles count by."""
    if record.voided_at is not None:
        return ()
    today = unit.clock.today()
    follow_up = record.values.get("follow_up_on")
    held = {
        State.STARRED: record.values.get("starred") is True,
        State.FOLLOW_UP: isinstance(follow_up, date) and follow_up <= today,
        State.INCOMPLETE: record.missing_count > 0,
        State.RELAPSED: ledger.flow is not None and record.values.get(ledger.flow.column) == "reopened",
        State.HISTORICAL: is_historical(record.values),
        State.CARRIED: record.values.get(CARRIED) is not None,
    }
    others = tuple(state for state, holds in held.items() if holds)
    return (*_deadline_states(unit, ledger, record, today), *others)


def _deadline_states(unit: UnitOfWork, ledger: Ledger, record: Record, today: date) -> tuple[State, ...]:
    deadline = ledger.deadline
    if deadline is None or not ledger.is_open(record.values) or record.values.get(deadline.finished) is not None:
        return ()
    if deadline.paused and record.values.get(deadline.paused) is True:
        return ()
    due, rolled = record.values.get(deadline.due), record.values.get(deadline.rolled)
    state = clocks.deadline_state(
        today,
        due if isinstance(due, date) else None,
        rolled if isinstance(rolled, date) else None,
        unit.reading.near_days,
    )
    words = {clocks.DeadlineState.NEAR: State.NEAR, clocks.DeadlineState.OVERDUE: State.OVERDUE}
    return (words[state],) if state in words else ()


def known_states(ledger: Ledger) -> tuple[State, ...]:
    """The states by which a ledger's records can be filtered."""
    has_clock = ledger.deadline is not None
    known = {
        State.OPEN: has_clock or ledger.flow is not None,
        State.NEAR: has_clock,
        State.OVERDUE: has_clock,
        State.INCOMPLETE: any(True for _ in ledger.starred()),
        State.FOLLOW_UP: not ledger.base,
        State.STARRED: not ledger.base,
        State.RELAPSED: ledger.flow is not None and "reopened" in dict(ledger.flow.states),
        State.HISTORICAL: ledger.name in CLOSINGS,
        State.CARRIED: ledger.carries,
    }
    return tuple(state for state, holds in known.items() if holds)
