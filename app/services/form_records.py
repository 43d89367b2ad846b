"""What the forms of rectification, supervision, liaison, learning and meetings say, read from the ledgers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.forms.attendance_sheet import AttendanceSheet
from app.paper.forms.close_out_request import CloseOutRequest
from app.paper.forms.contact_cards import Card, ContactCards
from app.paper.forms.meeting_minutes import AgendaItem, MeetingMinutes
from app.paper.forms.monday_list import MondayList
from app.paper.forms.recheck_visit import RecheckVisit, VisitedItem
from app.paper.forms.supervision_slip import SupervisionSlip
from app.paper.forms.visit_diary import VisitDiary
from app.rules import numbering
from app.rules.backfill import LABEL, MARK, is_historical
from app.rules.refusal import Refused
from app.services import checking, office, rechecks, records, supervision
from app.services.form_source import Source, day_text, joined
from db.ask import Filter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from db.values import Reference


def _head(source: Source) -> Mapping[str, str]:
    return source.head


def close_out(source: Source) -> CloseOutRequest:
    """The close-out sheet of a rectification item: its present round, opinions left for the pen."""
    same = ("source", "due_on", "responsible_org", "responsible_person", "lead_leader", "description", "target",
            "completed_on", "closed_on", "close_out_no", "applied_on", "applicant")  # fmt: skip
    counts = ("rated_count", "satisfied_count", "basically_count", "dissatisfied_count")
    rated, satisfied, basically, dissatisfied = (_number(source, key) for key in counts)
    number = source.record.number
    return CloseOutRequest(
        office=office.name(source.unit),
        number=f"{number}\n（{MARK}）" if is_historical(source.record.values) else number,
        old_note=_old_note(source),
        **{key: source.text(key) for key in same},
        measures="\n".join(filter(None, (source.text("measures_text"), *_measures(source)))),
        completion=source.text("completion_text"),
        evidence="；".join(filter(None, (source.text("evidence"), *source.files()))),
        before=source.pictures("整改前"),
        after=source.pictures("整改后"),
        notice=_notice(source),
        rated=rated,
        satisfied=satisfied,
        basically=basically,
        dissatisfied=dissatisfied,
    )


def _old_note(source: Source) -> str:
    """What the sheet of an item says that was struck off on paper before; empty for any other."""
    if not is_historical(source.record.values):
        return ""
    return (
        f"{LABEL}：启用台账以前已在纸上销号，销号审批人{source.text('close_out_approver')}；"
        "签字、盖章和佐证以原纸质件为准，不在本表补签。"
    )


def _measures(source: Source) -> Iterator[str]:
    """The measures a line each: what, by whom, by when, how far."""
    for words, person, due_on, status in source.cells("measures", "text", "responsible_person", "due_on", "status"):
        yield f"{words.rstrip('。；')}（{joined(person, due_on and f'{due_on}前', status, mark='，')}）"


def _number(source: Source, key: str) -> str:
    value = getattr(source.record.values.get(key), "value", None)
    return "" if value is None else str(value)


def _notice(source: Source) -> str:
    start, end = source.text("notice_from"), source.text("notice_to")
    if not start:
        return ""
    objections = source.text("objections") or "____________"
    return (
        f"时间：{start}至{end or '________'}　地点：{source.text('notice_place') or '________'}　有无异议：{objections}"
    )


def slip(source: Source) -> SupervisionSlip:
    """An issued supervision slip; raises Refused for another kind of paper."""
    if source.text("kind") != supervision.KIND:
        sentence = f"{source.record.number}是{source.text('kind') or '别的单据'}，不是督办单，没有打印。"
        raise Refused(sentence, field="form")
    about = _supervised(source)
    leader = joined(
        *(about.text(key) for key in ("lead_leader", "case_owner_leader") if about and about.ledger.find(key))
    )
    return SupervisionSlip(
        office=office.name(source.unit),
        number=source.text("paper_no") or source.record.number,
        colour=source.text("colour"),
        record_no=source.text("record_no"),
        matter=about.prose(checking.matter(about.record)) if about else source.text("title"),
        responsible_org=source.text("recipient_org"),
        responsible_person=source.text("recipient"),
        leader=leader,
        reason=source.text("title").rpartition("：")[2],
        issued_on=source.text("issued_on"),
        answer_by=source.text("due_on"),
    )


def _supervised(source: Source) -> Source | None:
    """The record a slip is about, found by its number."""
    parsed = numbering.parse(source.text("record_no"))
    for name in supervision.SUPERVISED:
        ledger = registry.find(name)
        if parsed is not None and parsed.prefix == ledger.prefix:
            number = records.number_text(ledger, parsed.year, parsed.serial)
            found = source.unit.reading.one(ledger, number=number)
            return Source(source.unit, found, source.profile) if found else None
    return None


def recheck(source: Source) -> RecheckVisit:
    """The visit sheets of a drawn sample; raises Refused for an inspection that drew none."""
    lines = rechecks.visit_sheet(source.unit, inspection_id=source.record.id)
    if not lines:
        sentence = f"{source.record.number}没有抽取销号事项，没有回访表可打。请先抽取样本，或打印空白表。"
        raise Refused(sentence, field="form")
    return RecheckVisit(
        **_head(source),
        team=source.text("team"),
        drawn_on=source.text("inspected_on"),
        items=tuple(
            VisitedItem(
                number=line.number,
                close_out_no=line.close_out_no,
                closed_on=day_text(line.closed_on),
                place=line.place,
                source=line.source,
                responsible=joined(line.responsible_org, line.responsible_person),
                description=source.prose(line.description),
                measures=source.prose(line.measures),
                completion=source.prose(line.completion),
                evidence=source.prose("；".join(line.evidence)),
            )
            for line in lines
        ),
    )


def monday(source: Source) -> MondayList:
    """What a person of the register has to do this week; a list without tasks says so."""
    name = source.text("name")
    mine = next((one for one in supervision.mondays(source.unit) if one.person == name), None)
    tasks = mine.tasks if mine else ()
    today = source.unit.clock.today()
    first = today - timedelta(days=today.weekday())
    states = [task.state for task in tasks]
    late = "、".join(f"{state}{states.count(state)}件" for state in dict.fromkeys(states) if state)
    return MondayList(
        **_head(source),
        person=name,
        organisation=mine.organisation if mine else "",
        week=f"{day_text(first)}至{day_text(first + timedelta(days=4))}",
        summary=f"共{len(tasks)}件" + (f"：{late}。" if late else "，本周没有到期事项。"),
        tasks=tuple(
            (task.number, source.prose(task.matter), day_text(task.due_on) or "长期", task.state) for task in tasks
        ),
    )


def diary(source: Source) -> VisitDiary:
    """A visit as a page of the diary."""
    same = ("visited_on", "place", "household", "cadre", "companions", "difficulty", "handling", "result", "thoughts",
            "next_step")  # fmt: skip
    return VisitDiary(
        **_head(source),
        **{key: source.text(key) for key in same},
        age=source.text("interviewee_age"),
        family=source.text("family_text"),
        words=source.text("text"),
    )


def attendance(source: Source) -> AttendanceSheet:
    """The roster of a sitting; the signature boxes stay empty, whoever is on leave is marked."""
    rows = source.cells("attendance", "person", "organisation", "state")
    times = joined(source.text("start_at"), source.text("end_at"), mark="至")
    return AttendanceSheet(
        **_head(source),
        topic=source.text("topic"),
        kind=source.text("form"),
        held_on=joined(source.text("held_on"), times),
        venue=source.text("venue"),
        host=source.text("host"),
        expected=_number(source, "expected"),
        people=tuple((name, unit, "（请假）" if state == "请假" else "") for name, unit, state in rows),
    )


def cards(source: Source) -> ContactCards:
    """The cards of the cadre of a link: one for each household he is linked to now."""
    cadre, today = checking.reference(source.record.values, "cadre"), source.unit.clock.today()
    links = [
        Source(source.unit, record, source.profile)
        for record in checking.standing(source.unit, source.record.ledger)
        if checking.is_same(checking.reference(record.values, "cadre"), cadre)
        and checking.began(record.values, "started_on", today)
        and checking.stands(record.values, today)
    ]
    return ContactCards(
        **_head(source),
        cadre=source.text("cadre"),
        organisation=source.text("cadre_org"),
        post=source.text("cadre_title"),
        phone=source.text("cadre_phone") or _phone(source, cadre),
        cards=tuple(Card(link.text("place"), link.text("household")) for link in links),
    )


def _phone(source: Source, cadre: Reference | None) -> str:
    """The cadre's number in the register of people; of two of that name that were not told apart, none."""
    named = checking.standing(source.unit, "people", Filter("name", value=cadre.name)) if cadre else ()
    found = [source.unit.reading.one(registry.find("people"), id=cadre.id)] if cadre and cadre.id else list(named)
    return checking.text(found[0].values, "phone") if len(found) == 1 and found[0] is not None else ""


def minutes(source: Source) -> MeetingMinutes:
    """The minutes of a meeting: agenda and resolutions from its rows."""
    counts = (("应到", "expected"), ("实到", "attended"), ("请假", "on_leave"))
    told = (f"{label}{number}人" for label, key in counts if (number := _number(source, key)))
    same = ("kind", "venue", "host", "recorder", "audience", "topic", "resolution_text")
    return MeetingMinutes(
        **_head(source),
        **{key: source.text(key) for key in same},
        held_on=joined(source.text("held_on"), source.text("start_at")),
        counts="　".join(told),
        agenda=tuple(AgendaItem(*row) for row in source.cells("agenda", "topic", "reporter", "discussion")),
        resolutions=source.cells("resolutions", "text", "responsible_person", "due_on", "done_on"),  # type: ignore[arg-type]
    )
