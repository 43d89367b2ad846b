"""Every check list of the program under one roof: 不漏, sums, old cases, receptions, holidays that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.rules.refusal import Exit, Refused
from app.services import checking
from app.services.archive_checks import ARCHIVE_CHECKS
from app.services.backlog import BACKLOG_CHECKS
from app.services.coverage import COVERAGE
from app.services.deadlines import HOLIDAY_CHECKS
from app.services.papers_out import PAPER_CHECKS
from app.services.reception import RECEPTION_CHECKS
from app.services.study_progress import STUDY_CHECKS
from app.services.tallies import TALLIES

if TYPE_CHECKING:
    from datetime import date

    from app.services.checking import Found
    from db.unit import UnitOfWork

GROUPS = (
    ("不漏", (*COVERAGE, *STUDY_CHECKS)),
    ("合计", TALLIES),
    ("积案", BACKLOG_CHECKS),
    ("接访", RECEPTION_CHECKS),
    ("单据", PAPER_CHECKS),
    ("归档", ARCHIVE_CHECKS),
    ("时限", HOLIDAY_CHECKS),
)
"""The checks by what they are about, in the order they are shown."""
CHECKS = {check.name: check for _label, checks in GROUPS for check in checks}


def find(unit: UnitOfWork, *, name: str = "", as_of: date | None = None) -> tuple[Found, ...]:
    """The check of that machine name or label, all of them when none is named; raises Refused (exit 2) for another."""
    wanted = [check for check in CHECKS.values() if name in ("", check.name, check.label)]
    if not wanted:
        sentence = f"没有叫「{name}」的检查。不写名称可以列出全部检查。"
        raise Refused(sentence, field="name", exit_code=Exit.USAGE)
    return checking.run(unit, checks=wanted, as_of=as_of)


def as_json(unit: UnitOfWork, *, name: str = "", as_of: date | None = None) -> dict[str, Any]:
    """The checks as the command line prints them."""
    return {
        "checks": [
            {"name": one.name, "label": one.label, "count": one.count, "rows": [_row(row) for row in one.rows]}
            for one in find(unit, name=name, as_of=as_of)
        ]
    }


def _row(row: checking.Row) -> dict[str, Any]:
    return {"names": list(row.names), "ledger": row.ledger or None, "number": row.number or None}
