"""What the papers of the reception room say: notices, slips sent on, the day's log, the month's rota, the deadlines."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from app.paper.forms import petition_notice
from app.paper.forms.deadline_slip import DeadlineSlip, Reckoned
from app.paper.forms.forward_slip import ForwardSlip
from app.paper.forms.petition_notice import PetitionNotice
from app.paper.forms.reception_day import ReceptionDay, Visit
from app.paper.forms.rota_month import WEEKDAYS, RotaDay, RotaMonth
from app.rules.clocks import CLOCKS
from app.rules.petition_gates import ACCUSATION
from app.rules.refusal import Refused
from app.services import calendars, checking, deadlines, office
from app.services.form_petitions import petitioner, rule_set, without_petitioner
from app.services.form_source import Source, day_text, joined
from db.ask import Filter

if TYPE_CHECKING:
    from db.ask import Record
    from db.unit import UnitOfWork

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*月?")
_WHERE = {
    "诉讼复议": "有管辖权的人民法院或者行政复议机关",
    "仲裁": "有管辖权的仲裁机构",
    "党员申诉": "有管辖权的党组织",
    "行政复议裁决": "有权作出复议、裁决的行政机关",
    "查处违法": "有权查处该违法行为的机关",
}


def month_of(asked: str) -> tuple[int, int] | None:
    """The year and month that 2014-03 or 2014年3月 names; None for anything else."""
    match = MONTH.fullmatch(asked.strip())
    year, month = map(int, match.groups()) if match else (0, 0)
    return (year, month) if 1 <= month <= 12 else None


def in_month(unit: UnitOfWork, *, ledger: str, key: str, asked: str) -> Record | None:
    """A record of the month that was asked for; None when no month was. Raises Refused when the month has none."""
    wanted = month_of(asked)
    if wanted is None:
        return None
    for record in checking.standing(unit, ledger):
        on = checking.day(record.values, key)
        if on is not None and (on.year, on.month) == wanted:
            return record
    sentence = f"{wanted[0]}年{wanted[1]}月没有登记，没有打印。请核对月份，或打印空白表。"
    raise Refused(sentence, field="number")


# ---- notices and slips -----------------------------------------------------------------------------------------------


def notice(source: Source) -> PetitionNotice:
    """What became of a petition at the window; raises Refused for one whose petitioner need not or cannot be told."""
    exempt = source.text("notice_exempt_reason")
    if exempt:
        source.refuse(f"登记为免予告知（{exempt}），不用打印告知书。")
    if source.day("declined_on"):
        source.refuse("已经不予受理，请打印不予受理告知书。")
    way, destination, forwarded_on = _way(source)
    clock = CLOCKS["T3" if source.day("received_from_upper_on") else "T2"]
    return PetitionNotice(
        **source.head,
        petitioner=petitioner(source),
        channel=source.text("channel"),
        received_on=source.text("received_on"),
        matter=source.text("summary"),
        article=clock.citation(rule_set(source)),
        way=way,
        destination=destination,
        forwarded_on=forwarded_on,
        responsible_org=source.text("responsible_org"),
        service="当面" if source.text("is_on_the_spot") else "",
        day=source.text("notified_on"),
    )


def _way(source: Source) -> tuple[int, str, str]:
    """Which way the petition goes, to whom, and the day it was sent on."""
    sent = source.cells("transfers", "destination", "transferred_on")[-1:]
    if source.text("route") in deadlines.FORWARDING or source.day("forwarded_on"):
        to, on = sent[0] if sent else (source.text("forwarded_to"), source.text("forwarded_on"))
        return petition_notice.FORWARDED, to, on
    if source.text("notice_kind") == "途径告知":
        return petition_notice.ELSEWHERE, _WHERE.get(source.text("statutory_route"), ""), ""
    return petition_notice.OWN, "", ""


def forward(source: Source) -> ForwardSlip:
    """The slip that sends a petition on; 检举控告 goes without who made it (2022 第三十条, 2005 第二十三条).

    Raises Refused for a petition that is kept or handed to an own unit, and for the body complained of.
    """
    sent = source.cells("transfers", "destination", "method", "transferred_on")[-1:]
    to, way, on = sent[0] if sent else ("", "", "")
    to, way, on = to or source.text("forwarded_to"), way or source.text("route"), on or source.text("forwarded_on")
    if way and way not in deadlines.FORWARDING:
        source.refuse(f"的办理方式是{way}，没有转出，没有打印。需要时请打印交办单。")
    if to and to == source.text("accused_org"):
        source.refuse(f"反映的就是{to}，材料不能转给被反映的单位，没有打印。请改转有权处理的机关。")
    withheld = source.text("petition_category") == ACCUSATION
    rules = rule_set(source)
    told = without_petitioner(source) if withheld else source.text
    named = {} if withheld else {
        "petitioner": petitioner(source), "phone": source.text("petitioner_phone"), "address": source.text("address"),
    }  # fmt: skip
    return ForwardSlip(
        **source.head,
        **named,
        way=way,
        destination=to,
        forwarded_on=on,
        article=CLOCKS["T1"].citation(rules),
        tell_article=CLOCKS["T3"].citation(rules),
        object_article=CLOCKS["T4"].citation(rules),
        is_withheld=withheld,
        channel=source.text("channel"),
        received_on=source.text("received_on"),
        category=source.text("petition_category"),
        matter=told("summary"),
        # The name of a file may name whoever sent it in.
        papers=() if withheld else tuple((name, "1份") for name in source.files()),
    )


# ---- receptions ------------------------------------------------------------------------------------------------------


def reception_day(source: Source) -> ReceptionDay:
    """The sheet of a duty day, with the leader's post and his substitute from the rota of that day."""
    on = source.day("held_on")
    same = ("leader", "venue", "recorder", "result", "remark", "held_on")
    batches, persons = source.number("visit_count"), source.number("person_times")
    planned = _planned(source, on)
    quiet = batches == "0" and not source.text("text")
    return ReceptionDay(
        **source.head,
        **{key: source.text(key) for key in same},
        weekday=WEEKDAYS[on.weekday()] if on else "",
        post=planned.text("leader_title") if planned else "",
        substitute=planned.text("substitute") if planned else "",
        batches=batches,
        persons=persons,
        visits=() if quiet else (_visit(source, persons),),
        is_quiet=quiet,
    )


def _planned(source: Source, on: date | None) -> Source | None:
    rows = checking.standing(source.unit, "duty_rota", Filter("duty_on", value=on)) if on else ()
    leader = checking.text(source.record.values, "leader")
    mine = [row for row in rows if leader in (checking.text(row.values, key) for key in ("leader", "substitute"))]
    return source.of(mine[0]) if mine else None


def _visit(source: Source, persons: str) -> Visit:
    forwarded = source.text("forwarded_to")
    ways = (
        ("√ 当场办结" if source.text("is_settled_on_spot") else ""),
        (f"√ 转{forwarded}" if forwarded else ""),
        (f"√ 登记受理\n{source.text('petition_no')}" if source.text("petition_no") else ""),
    )
    return Visit(
        source.text("visitors"), persons, source.text("text"), source.text("reply"), "\n".join(filter(None, ways))
    )


def rota_month(source: Source) -> RotaMonth:
    """The receptions of the month that was asked for, else of the month of this line of the rota."""
    on = source.day("duty_on")
    if on is None:
        source.refuse("没有日期，没有打印。请先填写日期。")
    year, month = month_of(source.asked) or (on.year, on.month)
    lines = [source.of(one) for one in checking.standing(source.unit, "duty_rota", Filter("kind", value="接访"))]
    planned = {
        day.day: line for line in lines if (day := line.day("duty_on")) and (day.year, day.month) == (year, month)
    }
    venues = dict.fromkeys(filter(None, (line.text("venue") for line in planned.values())))
    noticed = sorted(day for line in planned.values() if (day := line.day("notice_on")))
    return RotaMonth(
        office=office.name(source.unit),
        year=year,
        month=month,
        days=tuple(
            _rota_day(source, date(year, month, 1), day, planned.get(day)) for day in range(1, _last(year, month) + 1)
        ),
        venue="、".join(venues),
        phone=next(filter(None, (line.text("phone") for line in planned.values())), ""),
        notice_on=day_text(noticed[0]) if noticed else "",
    )


def _last(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def _rota_day(source: Source, first: date, day: int, line: Source | None) -> RotaDay:
    rest = calendars.work_calendar(source.unit).is_rest(first.replace(day=day))
    if line is None:
        return RotaDay(day, is_rest=rest)
    mode = line.text("reception_mode")
    return RotaDay(
        day,
        leader=line.text("leader"),
        title=line.text("leader_title"),
        substitute=line.text("substitute"),
        staff=line.text("staff"),
        mode="" if mode == "定点接访" else mode,
        is_rest=rest,
    )


# ---- deadlines -------------------------------------------------------------------------------------------------------


def _in_words(found: re.Match[str]) -> str:
    return day_text(date.fromisoformat(found[0]))


def deadline_slip(source: Source) -> DeadlineSlip:
    """Every clock of a petition or rectification item; raises Refused while none runs."""
    lines = deadlines.of(source.unit, ledger=source.record.ledger, record_id=source.record.id)
    if not lines:
        source.refuse("还没有开始计算的时限，没有打印。请先登记收到、受理或整改时限的日期，或打印空白表。")
    is_petition = source.record.ledger == deadlines.PETITIONS
    return DeadlineSlip(
        **source.head,
        matter=source.prose(checking.matter(source.record)),
        responsible=joined(source.text("responsible_org"), source.text("responsible_person")),
        rules=rule_set(source).cited if is_petition else "整改台账登记的时限",
        as_of=day_text(source.unit.clock.today()),
        lines=tuple(
            Reckoned(
                label=line.label,
                citation=line.citation,
                start=day_text(line.start),
                due_on=day_text(line.due_on),
                rolled=day_text(line.due_on_rolled),
                sentence=_ISO_DAY.sub(_in_words, line.explanation),
                state=line.state.label,
            )
            for line in lines
        ),
        warning="有的年份节假日安排尚未公布，相关日期按双休日推算，公布后须重新计算。"
        if any(line.is_uncertain for line in lines)
        else "",
    )
