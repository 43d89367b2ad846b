"""Records as the JSON documents of the command line (design §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules import masking
from app.rules.reading import json_value
from app.rules.rights import Right
from app.services import history, listing, permitted, presenting, records, transitions
from app.services.permitted import needs

if TYPE_CHECKING:
    from app.services.changes import Actor
    from db.ask import Ask, ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork


def columns(ledger: Ledger, record: Record, *, masked: bool = False) -> dict[str, Any]:
    """A record's number and columns: dates ISO, money in yuan as text, absent as null.

    With `masked` everything personal is masked, for an operator who only looks (查看).
    """
    cells = {column.key: json_value(column, record.values.get(column.key)) for column in ledger.columns}
    if masked:
        names = presenting.names_in(ledger, record)
        cells = {key: _masked(ledger.column(key), cell, names) for key, cell in cells.items()}
    return {"number": record.number, **cells}


def _masked(column: Column, cell: Any, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - a JSON value
    if cell is None or not (isinstance(cell, str) or masking.is_hidden(column)):
        return cell
    return masking.on_screen(column, str(cell), everything=True, names=names)


@needs(Right.READ)
def rows(unit: UnitOfWork, *, ask: Ask, actor: Actor | None = None) -> dict[str, Any]:
    """A page of rows and the total."""
    ledger = registry.find(ask.ledger)
    page = listing.page(unit, ask=ask)
    masked = actor is not None and not permitted.may(actor, Right.REVEAL)
    return {"total": page.total, "rows": [columns(ledger, record, masked=masked) for record in page.rows]}


@needs(Right.READ)
def show(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, number: str) -> dict[str, Any]:
    """One record with children, attachments, links, history and the ★ columns it still lacks."""
    found = records.find(unit, ledger=ledger, number=number)
    shown = listing.show(unit, ledger=ledger.name, record_id=found.id)
    record = shown.record if shown else found
    return {
        **columns(ledger, record, masked=not permitted.may(actor, Right.REVEAL)),
        "uuid": record.uuid,
        "version": record.version,
        "voided": record.void_reason if record.voided_at else None,
        "missing": list(records.missing_stars(ledger, record.values, record.children)),
        "children": {
            child.name: [_child(child, row, actor) for row in record.children.get(child.name, ())]
            for child in ledger.children
        },
        "attachments": [_attachment(item) for item in (shown.attachments if shown else ())],
        "links": [
            {"words": link.words, "ledger": link.ledger, "number": link.number, "matter": link.matter}
            for link in (shown.links if shown else ())
        ],
        "history": [_line(line) for line in history.of(unit, ledger=ledger.name, uuid=record.uuid)],
        "allowed": allowed(unit, actor=actor, ledger=ledger, record=record),
    }


@needs(Right.READ)
def allowed(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, record: Record) -> list[dict[str, Any]]:
    """The steps a record may take now, each with what its gate still asks for."""
    steps = transitions.offered(unit, actor=actor, ledger=ledger.name, record=record)
    return [
        {
            "action": step.action,
            "label": step.label,
            "missing": [{"check": item.check, "sentence": item.sentence} for item in step.missing],
        }
        for step in steps
    ]


def _child(child: Child, row: ChildRow, actor: Actor) -> dict[str, Any]:
    cells = {column.key: json_value(column, row.values.get(column.key)) for column in child.columns}
    if permitted.may(actor, Right.REVEAL):
        return cells
    return {key: _masked(child.column(key), cell, ()) for key, cell in cells.items()}


def _attachment(item: Any) -> dict[str, Any]:  # noqa: ANN401 - an Attachment
    happened = item.happened_on.isoformat() if item.happened_on else None
    return {"name": item.name, "kind": item.kind, "size": item.size, "sha256": item.sha256, "happened_on": happened}


def _line(line: history.Line) -> dict[str, Any]:
    changes = [{"label": c.label, "old": c.old, "new": c.new} for c in line.changes if not c.sensitive]
    return {
        "at": line.at.isoformat(),
        "operator": line.operator,
        "description": line.description,
        "reason": line.reason,
        "changes": changes,
    }
