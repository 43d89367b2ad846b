"""What an item must pass beside the five checks: by its own rule, else its campaign's, else the office's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import common, registry
from app.ledgers.campaigns import DRIVE
from app.services import settings
from app.services.checking import began, day, lasts, reference, standing, text

if TYPE_CHECKING:
    from datetime import date

    from db.ask import Record
    from db.unit import UnitOfWork

CAMPAIGNS = "campaigns"
ASKED = {"要": True, "不要": False}
"""The answers that decide; any other word (按活动, 按办理规则) hands the question on."""


def asked(unit: UnitOfWork, *, record: Record) -> dict[str, bool]:
    """Whether signature, publication and satisfaction are asked of an item, by the keys of the gate's snapshot."""
    campaign = campaign_of(unit, record=record)
    return {key: _asked(unit, key, record, campaign) for key, _label in common.CLOSE_OUT_ASKS}


def _asked(unit: UnitOfWork, key: str, record: Record, campaign: Record | None) -> bool:
    answers = [text(record.values, key), text(campaign.values, key) if campaign else ""]
    decided = next((ASKED[answer] for answer in answers if answer in ASKED), None)
    return settings.is_on(unit, key) if decided is None else decided


def campaign_of(unit: UnitOfWork, *, record: Record) -> Record | None:
    """The campaign an item belongs to: the one it names, else the newest that ran on the day it was listed."""
    named = reference(record.values, "campaign")
    if named is not None:
        found = unit.reading.one(registry.find(CAMPAIGNS), id=named.id) if named.id else None
        return found if found is not None and found.voided_at is None else None
    listed = day(record.values, registry.find(record.ledger).main_date)
    return running(unit, on=listed) if listed is not None else None


def running(unit: UnitOfWork, *, on: date) -> Record | None:
    """The campaign that began last among those that ran on a day; a drive is part of one, not one of its own."""
    declared = unit.once("campaigns", lambda: standing(unit, CAMPAIGNS))
    ran = [
        one
        for one in declared
        if text(one.values, "kind") != DRIVE
        and day(one.values, "started_on")
        and began(one.values, "started_on", on)
        and lasts(one.values, on)
    ]
    return max(ran, key=lambda one: (str(day(one.values, "started_on")), one.id), default=None)
