"""The yearly lists of the archive among the checks: what earlier years left unfiled, and what its term is over for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import archiving, settings
from app.services.archiving import DESTROYED
from app.services.checking import Check, Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from db.unit import UnitOfWork


def unfiled(unit: UnitOfWork, as_of: date) -> Iterator[Row]:
    """By year and ledger, what was finished before the year of a day and is not filed; an office without a 全宗号
    files on paper and is told nothing.
    """
    if settings.value(unit, "fonds_no"):
        for (year, label), count in archiving.unfiled(unit, before=as_of.year).items():
            yield Row((f"{year}年", label, f"{count} 件"))


def expired(unit: UnitOfWork, as_of: date) -> Iterator[Row]:
    """The filed items whose term ended before the year of a day."""
    for one in archiving.filed(unit, expired_before=as_of.year):
        if one.outcome != DESTROYED:
            yield Row((one.code, one.title, f"{one.kept_until}年期满"), one.ledger, one.record_id, one.number)


ARCHIVE_CHECKS = (
    Check("archive_unfiled", "往年办结没有归档的", unfiled),
    Check("archive_expired", "保管期满待鉴定的", expired),
)
