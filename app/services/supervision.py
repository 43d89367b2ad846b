"""督办: slips raised by rule in three colours, numbered, escalated when unanswered; a Monday slip per person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules import numbering
from app.rules.clocks import DeadlineState, deadline_state
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.rules.wording import date_text
from app.services import checking, links, records, settings
from app.services.changes import ChangeKind
from app.services.checking import day, row_of, standing, text
from app.services.permitted import needs
from db.ask import Filter, State
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.services.changes import Actor, Changes
    from app.services.checking import Row
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

PAPERS, KIND, PREFIX = "issued_papers", "督办单", "督"
SUPERVISED = ("rectifications", "petitions", "backlog_cases", "demands")

_LEADERS = ("lead_leader", "case_owner_leader")
_PROGRESS = (("progress", "progress_on"), ("treatments", "treated_on"), ("follow_ups", "followed_on"))
_STARTS = ("accepted_on", "assigned_on")


class Colour(StrEnum):
    """How pressing a slip is."""

    BLUE = "蓝"
    YELLOW = "黄"
    RED = "红"

    @property
    def label(self) -> str:
        """The colour with what it stands for."""
        return {"蓝": "蓝色·临期", "黄": "黄色·缓慢", "红": "红色·逾期"}[self.value]


@dataclass(frozen=True, slots=True)
class Slip:
    """A matter that asks for a slip: whose it is, when it was due, when it last moved, and why."""

    colour: Colour
    ledger: str
    record_id: int
    number: str
    matter: str
    responsible_org: str
    responsible_person: str
    leader: str
    due_on: date | None
    due_on_rolled: date | None
    last_moved_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a person has to do, and by when."""

    ledger: str
    record_id: int
    number: str
    matter: str
    due_on: date | None
    due_on_rolled: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Monday:
    """What one person has on his hands this week, what is due first standing first."""

    person: str
    organisation: str
    tasks: tuple[Task, ...]


def slips(unit: UnitOfWork) -> tuple[Slip, ...]:
    """Every open matter that is overdue, slow or near today, the most pressing first; paused ones are left alone."""
    slow_days = settings.number(unit, "slip_slow_days")
    raised = [
        slip
        for ledger in SUPERVISED
        for record in _unfinished(unit, ledger)
        if (slip := _slip(unit, record, slow_days)) is not None
    ]
    order = (Colour.RED, Colour.YELLOW, Colour.BLUE)
    return tuple(sorted(raised, key=lambda slip: order.index(slip.colour)))


def _unfinished(unit: UnitOfWork, ledger: str) -> Iterator[Record]:
    declared = registry.find(ledger)
    finished = declared.deadline.finished if declared.deadline else ""
    for record in standing(unit, ledger, Filter.state(State.OPEN), children=True):
        if not record.values.get("is_paused") and day(record.values, finished) is None:
            yield record


def _slip(unit: UnitOfWork, record: Record, slow_days: int) -> Slip | None:
    today, values = unit.clock.today(), record.values
    due_on, rolled = day(values, "due_on"), day(values, "due_on_rolled")
    moved_on = _last_moved(record)
    state = deadline_state(today, due_on, rolled, unit.reading.near_days)
    still = (today - moved_on).days if moved_on else 0
    if state is DeadlineState.OVERDUE:
        late = (today - (rolled or due_on or today)).days
        colour, reason = Colour.RED, f"时限{date_text(rolled or due_on or today)}，已逾期{late}日"
    elif moved_on and still >= slow_days:
        colour, reason = Colour.YELLOW, f"自{date_text(moved_on)}起{still}日没有进展"
    elif state is DeadlineState.NEAR and due_on is not None:
        colour, reason = Colour.BLUE, f"时限{date_text(due_on)}，还有{max((due_on - today).days, 0)}日"
    else:
        return None
    return Slip(
        colour=colour,
        ledger=record.ledger,
        record_id=record.id,
        number=record.number,
        matter=checking.matter(record),
        responsible_org=text(values, "responsible_org"),
        responsible_person=text(values, "responsible_person"),
        leader=_leader(record),
        due_on=due_on,
        due_on_rolled=rolled,
        last_moved_on=moved_on,
        reason=reason,
    )


def _leader(record: Record) -> str:
    return next((name for key in _LEADERS if (name := text(record.values, key))), "")


def _last_moved(record: Record) -> date | None:
    """The newest dated entry of its progress, else the day it was accepted, handed over or listed."""
    main = registry.find(record.ledger).main_date
    days = [day(record.values, key) for key in (*_STARTS, main)]
    days += [day(row.values, key) for child, key in _PROGRESS for row in record.children.get(child, ())]
    days += [day(row.values, "done_on") for row in record.children.get("measures", ())]
    return max((one for one in days if one is not None), default=None)


def as_json(unit: UnitOfWork) -> list[dict[str, Any]]:
    """The slips as the command line prints them."""
    return [
        {
            "colour": slip.colour.value,
            "ledger": slip.ledger,
            "number": slip.number,
            "matter": slip.matter,
            "responsible_org": slip.responsible_org or None,
            "responsible_person": slip.responsible_person or None,
            "due_on": slip.due_on.isoformat() if slip.due_on else None,
            "due_on_rolled": slip.due_on_rolled.isoformat() if slip.due_on_rolled else None,
            "reason": slip.reason,
        }
        for slip in slips(unit)
    ]


# ---- issuing, answering, escalating ----------------------------------------------------------------------------------


@needs(Right.SUPERVISE)
def issue(unit: UnitOfWork, *, actor: Actor, slip: Slip) -> Changes:
    """Put a slip on the register of papers out, numbered 督〔year〕n号, to be answered within the office's days.

    Raises Refused while a slip of that colour on the matter is still unanswered, and for the restricted class: the
    register of papers is open to all.
    """
    record = records.get(unit, ledger=slip.ledger, record_id=slip.record_id)
    if registry.find(slip.ledger).is_restricted(record.values):
        sentence = f"{slip.number}限制查阅，不发督办单：单据登记人人可见。请当面督办，记在这一件的“督办”里。"
        raise Refused(sentence)
    waiting = [paper for paper in _unanswered(unit) if text(paper.values, "record_no") == slip.number]
    if any(text(paper.values, "colour") == slip.colour for paper in waiting):
        sentence = f"{slip.number}的{slip.colour}色督办单已经发出，还没有收回，没有重复发出。请先催收回复。"
        raise Refused(sentence)
    today = unit.clock.today()
    paper_no = numbering.text(PREFIX, today.year, unit.take_serial("supervision", today.year))
    values: dict[str, Value] = {
        "issued_on": today,
        "kind": KIND,
        "paper_no": paper_no,
        "colour": slip.colour.value,
        "title": f"{slip.matter.rstrip('。')}：{slip.reason}",
        "record_no": slip.number,
        "recipient_org": _named(slip.responsible_org),
        "recipient": _named(slip.responsible_person or slip.leader),
        "due_on": today + timedelta(days=settings.number(unit, "slip_answer_days")),
    }
    changes = records.add(unit, actor=actor, ledger=PAPERS, values=values)
    links.add(unit, actor=actor, kind="related", start=(PAPERS, changes.ids[0]), end=(slip.ledger, slip.record_id))
    return replace(changes, description=f"发出督办单 {paper_no}")


def _named(name: str) -> Reference | None:
    return Reference(name) if name else None


def waiting(unit: UnitOfWork) -> tuple[Row, ...]:
    """The slips that have not come back, whether their day has passed or not: number, recipient, title."""
    return tuple(map(_paper_row, _unanswered(unit)))


def unanswered(unit: UnitOfWork) -> tuple[Row, ...]:
    """The slips whose day to be answered has passed and which have not come back."""
    today = unit.clock.today()
    late = [paper for paper in _unanswered(unit) if (due := day(paper.values, "due_on_rolled")) and due < today]
    return tuple(map(_paper_row, late))


def _paper_row(paper: Record) -> Row:
    return row_of(paper, text(paper.values, "paper_no"), text(paper.values, "recipient"), text(paper.values, "title"))


def _unanswered(unit: UnitOfWork) -> list[Record]:
    papers = standing(unit, PAPERS, Filter("kind", value=KIND))
    return [paper for paper in papers if day(paper.values, "returned_on") is None]


@needs(Right.SUPERVISE)
def escalate(unit: UnitOfWork, *, actor: Actor, paper_id: int) -> Changes:
    """Send an unanswered slip one leader up: to the leader of the matter, after him to the head of the office.

    Raises Refused before its day has passed, when it came back, or when no leader above is known.
    """
    paper = records.get(unit, ledger=PAPERS, record_id=paper_id)
    number = text(paper.values, "paper_no")
    if paper.id not in {row.record_id for row in unanswered(unit)}:
        sentence = f"{number}已经收回，或者还没有到应回日期，不用上报。"
        raise Refused(sentence)
    leader = _next_leader(unit, paper)
    if leader is None:
        sentence = f"{number}上面没有可以上报的领导，没有上报。请填写事项的责任领导，或在“工具—办理规则”里填主要领导。"
        raise Refused(sentence, field="escalated_to")
    return records.apply(
        unit, actor=actor, ledger=registry.find(PAPERS), old=paper,
        values={"escalated_to": leader, "escalated_on": unit.clock.today()},
        reason="督办单到期没有回复", kind=ChangeKind.EDITED, verb="上报督办单",
    )  # fmt: skip


def _next_leader(unit: UnitOfWork, paper: Record) -> Reference | None:
    passed = {text(paper.values, key) for key in ("recipient", "escalated_to")}
    matters = links.of(unit, ledger=PAPERS, record_id=paper.id)
    above = [_leader(records.get(unit, ledger=link.ledger, record_id=link.record_id)) for link in matters]
    above.append(settings.value(unit, "chief_leader"))
    if text(paper.values, "escalated_to"):
        above = above[-1:]
    return next((_named(name) for name in above if name and name not in passed), None)


# ---- Monday ----------------------------------------------------------------------------------------------------------


def mondays(unit: UnitOfWork) -> tuple[Monday, ...]:
    """Per responsible person what is his and due when, by name; what nobody answers for comes last, without a name."""
    mine: dict[str, list[Task]] = {}
    units: dict[str, str] = {}
    for person, organisation, task in _tasks(unit):
        mine.setdefault(person, []).append(task)
        units[person] = units.get(person) or organisation
    order = sorted(mine, key=lambda person: (not person, person))
    return tuple(Monday(person, units[person], tuple(sorted(mine[person], key=_due_first))) for person in order)


def _due_first(task: Task) -> tuple[bool, str, str]:
    return (task.due_on is None, str(task.due_on), task.number)


def _tasks(unit: UnitOfWork) -> Iterator[tuple[str, str, Task]]:
    for ledger in registry.LEDGERS:
        if ledger.deadline is not None and ledger.find("responsible_person") is not None:
            for record in _unfinished(unit, ledger.name):
                person, org = text(record.values, "responsible_person"), text(record.values, "responsible_org")
                due_on, rolled = (day(record.values, key) for key in (ledger.deadline.due, ledger.deadline.rolled))
                yield person, org, _task(unit, record, checking.matter(record), due_on, rolled)
                yield from _measures(unit, record, person, org)
    yield from _resolutions(unit)


def _measures(unit: UnitOfWork, record: Record, person: str, org: str) -> Iterator[tuple[str, str, Task]]:
    """The undone measures of an item that another person, or another day, answers for."""
    for row in record.children.get("measures", ()):
        theirs, due_on = text(row.values, "responsible_person") or person, day(row.values, "due_on")
        is_own = theirs == person and due_on in (None, day(record.values, "due_on"))
        if text(row.values, "status") != "已完成" and not is_own:
            yield theirs, org, _task(unit, record, f"措施：{text(row.values, 'text')}", due_on, due_on)


def _resolutions(unit: UnitOfWork) -> Iterator[tuple[str, str, Task]]:
    for meeting in standing(unit, "meetings", children=True):
        for row in meeting.children.get("resolutions", ()):
            if day(row.values, "done_on") is None:
                due_on = day(row.values, "due_on")
                task = _task(unit, meeting, f"会议议定：{text(row.values, 'text')}", due_on, due_on)
                yield text(row.values, "responsible_person"), "", task


def _task(unit: UnitOfWork, record: Record, words: str, due_on: date | None, rolled: date | None) -> Task:
    state = deadline_state(unit.clock.today(), due_on, rolled, unit.reading.near_days)
    return Task(record.ledger, record.id, record.number, words, due_on, rolled, state.label)
