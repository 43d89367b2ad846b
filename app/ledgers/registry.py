"""All declarations in the order of the tabs, and the one way to find a ledger by what a clerk calls it."""

from __future__ import annotations

import weakref
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from app.ledgers import (
    agency_services,
    aid_records,
    appraisals,
    backlog_cases,
    campaigns,
    card_issues,
    checklists,
    commitments,
    consultations,
    contact_points,
    debts,
    demands,
    documents,
    duty_rota,
    form_issues,
    holidays,
    household_links,
    household_roll,
    households,
    inspections,
    institutions,
    issued_papers,
    issues,
    learning_sessions,
    lecturer_rota,
    material_issues,
    meetings,
    opinions,
    organisations,
    pair_links,
    people,
    petitions,
    places,
    posts,
    projects,
    publicity,
    questionnaires,
    reception_logs,
    rectifications,
    research_reports,
    self_examinations,
    sensitive_periods,
    special_actions,
    study_outputs,
    study_plans,
    teams,
    unit_reports,
    visits,
    welfare_cases,
    zero_reports,
)
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from db.declare import Ledger

TABS: tuple[tuple[str, str], ...] = (
    ("learning", "学习教育"),
    ("opinions", "征求意见"),
    ("petitions", "信访"),
    ("projects", "惠民实事"),
    ("liaison", "联户走访"),
    ("rectification", "整改销号"),
    ("office", "办公"),
    ("base", "基础"),
)
"""The tabs with ledgers, as (machine name, label); 首页 and 报表 hold none."""

LEDGERS: tuple[Ledger, ...] = (
    study_plans.LEDGER,
    learning_sessions.LEDGER,
    study_outputs.LEDGER,
    material_issues.LEDGER,
    consultations.LEDGER,
    opinions.LEDGER,
    questionnaires.LEDGER,
    appraisals.LEDGER,
    research_reports.LEDGER,
    petitions.LEDGER,
    backlog_cases.LEDGER,
    reception_logs.LEDGER,
    duty_rota.LEDGER,
    zero_reports.LEDGER,
    projects.LEDGER,
    debts.LEDGER,
    welfare_cases.LEDGER,
    household_links.LEDGER,
    pair_links.LEDGER,
    visits.LEDGER,
    card_issues.LEDGER,
    contact_points.LEDGER,
    demands.LEDGER,
    aid_records.LEDGER,
    agency_services.LEDGER,
    publicity.LEDGER,
    commitments.LEDGER,
    rectifications.LEDGER,
    special_actions.LEDGER,
    institutions.LEDGER,
    inspections.LEDGER,
    checklists.LEDGER,
    self_examinations.LEDGER,
    teams.LEDGER,
    documents.LEDGER,
    meetings.LEDGER,
    unit_reports.LEDGER,
)
"""The 37 ledgers."""

BASE: tuple[Ledger, ...] = (
    places.LEDGER,
    households.LEDGER,
    people.LEDGER,
    posts.LEDGER,
    organisations.LEDGER,
    campaigns.LEDGER,
    sensitive_periods.LEDGER,
    holidays.LEDGER,
    lecturer_rota.LEDGER,
    form_issues.LEDGER,
    issues.LEDGER,
    issued_papers.LEDGER,
)
"""The ten base registers, and the two registers that keep numbers but are not among the 37."""

ROLLS: tuple[Ledger, ...] = (household_roll.LEDGER,)
"""What comes in as a sheet and has no table: its rows become records of registers."""

_BY_NAME = {key: ledger for ledger in LEDGERS + BASE for key in (ledger.name, ledger.label)}


def importable(name: str) -> Ledger:
    """The ledger or roll of that name or label that a sheet may be taken into; raises Refused as `find` does."""
    roll = next((one for one in ROLLS if name.strip() in (one.name, one.label)), None)
    return roll or find(name)


class Holder(Protocol):
    """What has a file open, with the ledgers as its office arranged them."""

    @property
    def ledgers(self) -> Mapping[str, Ledger]:
        """The ledgers by machine name."""


_working: ContextVar[Mapping[str, Ledger] | None] = ContextVar("ledgers", default=None)
"""The ledgers of the file whose transaction is under way."""
_open: list[weakref.ref[Holder]] = []
"""Who has a file open, the newest last; outside a transaction its ledgers are meant."""


@contextmanager
def using(ledgers: Mapping[str, Ledger]) -> Iterator[None]:
    """For the block, the ledgers of one file."""
    token = _working.set(ledgers)
    try:
        yield
    finally:
        _working.reset(token)


def opened(holder: Holder) -> None:
    """From now on, outside a transaction, the ledgers are those of this file."""
    _open.append(weakref.ref(holder))


def closed(holder: Holder) -> None:
    """The file is closed; the one that was opened before it, if any, is meant again."""
    _open[:] = [ref for ref in _open if ref() not in (None, holder)]


def current(ledger: Ledger) -> Ledger:
    """A ledger as the office of the open file arranged it; as it is declared while no file is open."""
    ledgers = _working.get()
    if ledgers is None:
        holder = next((held for ref in reversed(_open) if (held := ref()) is not None), None)
        ledgers = {} if holder is None else holder.ledgers
    return ledgers.get(ledger.name, ledger)


def find(name: str) -> Ledger:
    """The ledger of that machine name or label, as the open file has it; raises Refused (usage) naming those alike."""
    return current(shipped(name))


def shipped(name: str) -> Ledger:
    """The ledger of that machine name or label, as it is declared; raises Refused (usage) naming those alike."""
    wanted = name.strip()
    if wanted in _BY_NAME:
        return _BY_NAME[wanted]
    near = [key for key in _BY_NAME if wanted and wanted in key] or get_close_matches(wanted, _BY_NAME, n=3, cutoff=0.5)
    hint = f"是不是：{'、'.join(near[:3])}？" if near else "用 ledgers 命令可以看到全部台账的名称。"
    raise Refused(f"没有叫「{wanted}」的台账。{hint}", exit_code=Exit.USAGE)
