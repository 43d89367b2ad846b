"""A row that was read, held against all that guards a record: as the form is, or as old business (历史补录)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import backfill
from app.rules.refusal import Refused
from app.services import import_rows, records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.backfilling import Backfill
    from app.services.import_rows import ReadRow
    from app.services.records import LookUp, Prepared
    from db.ask import ChildRow, Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value


def prepare(
    unit: UnitOfWork,
    *,
    ledger: Ledger,
    read: ReadRow,
    look_up: LookUp,
    mode: Backfill | None = None,
    children: Mapping[str, Sequence[ChildRow]] | None = None,
) -> Prepared:
    """Hold a new row against all that guards it: as the form would be, or with `mode` as 历史补录 where it is closed.

    Raises Refused; a row that says it was closed is told by what way such rows come in.
    """
    paper = mode.paper(read.values, read.claims) if mode is not None else None
    if paper is None:
        import_rows.refuse_claims(ledger, read, None)
    try:
        ready = records.prepare(
            unit, ledger=ledger, values=read.values, children=children or {}, look_up=look_up, paper=paper
        )
    except Refused as refusal:
        if paper is not None or refusal.field or not refusal.missing:
            raise
        hint = backfill.hint(ledger.name, read.values)
        raise Refused(refusal.sentence + hint, missing=refusal.missing) from None
    if mode is not None and paper is not None:
        mode.keep(paper)
    return ready


def paper_again(ledger: Ledger, read: ReadRow, old: Record, mode: Backfill | None) -> dict[str, Value]:
    """What a row says anew of the closing of a record of old business; nothing for any other record.

    Raises Refused for a row that claims what only a step may give.
    """
    paper = None
    if mode is not None and backfill.is_historical(old.values):
        closing = backfill.CLOSINGS[ledger.name]
        stands = {key: old.values.get(key) for key in (closing.state,) if key}
        own = str(old.values.get(closing.number) or "") if closing.number else ""
        paper = mode.paper({**stands, **read.values}, read.claims, own)
    if paper is None:
        import_rows.refuse_claims(ledger, read, old)
    return paper or {}
