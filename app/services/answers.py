"""Records as the command line tells them: JSON documents (design §7) with what is stored, and the office's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules import masking, reading
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
    record, masked = shown.record if shown else found, not permitted.may(actor, Right.REVEAL)
    return {
        **columns(ledger, record, masked=masked),
        "uuid": record.uuid,
        "version": record.version,
        "voided": record.void_reason if record.voided_at else None,
        "missing": list(records.missing_stars(ledger, record.values, record.children)),
        "children": {
            child.name: [child_columns(child, row, masked=masked) for row in record.children.get(child.name, ())]
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
def rows_in_words(unit: UnitOfWork, *, ask: Ask, actor: Actor) -> dict[str, Any]:
    """A page of rows and the total as the office reads them; a blank cell is null."""
    ledger = registry.find(ask.ledger)
    page, masked = listing.page(unit, ask=ask), not permitted.may(actor, Right.REVEAL)
    return {"total": page.total, "rows": [in_words(ledger, record, masked=masked) for record in page.rows]}


@needs(Right.READ)
def show_in_words(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, number: str) -> dict[str, Any]:
    """One record as the office reads it, each part under its Chinese name, several of a kind one a line."""
    found = records.find(unit, ledger=ledger, number=number)
    shown = listing.show(unit, ledger=ledger.name, record_id=found.id)
    record, masked = shown.record if shown else found, not permitted.may(actor, Right.REVEAL)
    missing = records.missing_stars(ledger, record.values, record.children)
    parts = {
        "作废原因": [record.void_reason] if record.voided_at else [],
        "待补": ["、".join(ledger.column(key).label for key in missing)] if missing else [],
        **{
            child.label: [row_in_words(child, row, masked=masked) for row in record.children.get(child.name, ())]
            for child in ledger.children
        },
        "附件": [item.name for item in (shown.attachments if shown else ())],
        "关联": [
            f"{link.words} {registry.find(link.ledger).label} {link.number} {link.matter}"
            for link in (shown.links if shown else ())
        ],
        "历史": [_line_in_words(line) for line in history.of(unit, ledger=ledger.name, uuid=record.uuid)],
        "可以办理": allowed_in_words(unit, actor=actor, ledger=ledger, record=record),
    }
    told = in_words(ledger, record, masked=masked)
    for label, lines in parts.items():  # 进展 is the name of a column and of the rows below it
        told[label] = "\n\t".join(filter(None, (told.get(label), *lines))) or None
    return told


def in_words(ledger: Ledger, record: Record, *, masked: bool) -> dict[str, str | None]:
    """A record by the labels of its columns, each cell as tables show it."""
    told = {column.key: presenting.state_cell(ledger, column, record) for column in ledger.columns}
    if masked:
        names = presenting.names_in(ledger, record)
        told = {key: _masked(ledger.column(key), text, names) if text else text for key, text in told.items()}
    return {"编号": record.number, **{ledger.column(key).label: text or None for key, text in told.items()}}


def row_in_words(child: Child, row: ChildRow, *, masked: bool) -> str:
    """A row of a child in one line, masked for who only looks."""
    told = {column.key: reading.show_value(column, row.values.get(column.key)) for column in child.columns}
    if masked:
        told = {key: _masked(child.column(key), text, ()) if text else text for key, text in told.items()}
    return "，".join(f"{child.column(key).label}：{text}" for key, text in told.items() if text)


def _line_in_words(line: history.Line) -> str:
    return f"{line.at:%Y-%m-%d %H:%M} {line.operator} {line.description}" + (
        f"（{line.reason}）" if line.reason else ""
    )


@needs(Right.READ)
def allowed_in_words(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, record: Record) -> list[str]:
    """The steps a record may take now in the office's words, each with the sentences of what is missing."""
    steps = transitions.offered(unit, actor=actor, ledger=ledger.name, record=record)
    return [
        f"{step.label}（{step.action}）" + "".join(f"\n\t· {item.sentence}" for item in step.missing) for step in steps
    ]


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


def child_columns(child: Child, row: ChildRow, *, masked: bool) -> dict[str, Any]:
    """A row of a child by its columns, masked for who only looks."""
    cells = {column.key: json_value(column, row.values.get(column.key)) for column in child.columns}
    if not masked:
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
