"""What the papers of the office and of self-examination say: rosters, archive lists, talks, meetings of criticism."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.paper.forms.archive_list import ArchiveList
from app.paper.forms.criticism_summary import SELF, CriticismSummary
from app.paper.forms.life_meeting import Examined, LifeMeeting
from app.paper.forms.talk_record import TalkRecord
from app.paper.forms.team_roster import Team, TeamRoster
from app.rules.refusal import Refused
from app.services import archiving, checking, office, posts, settings
from app.services.form_source import Source, day_text, joined

if TYPE_CHECKING:
    from db.ask import Record
    from db.unit import UnitOfWork

YEAR = re.compile(r"(\d{4})\s*年?度?")
KEPT = ("永久", "30年", "10年")
_MEETINGS = ("民主生活会", "组织生活会")
_ORDER = ("组长", "主任", "副组长", "副主任", "成员", "联络员")


def year_of(asked: str) -> int | None:
    """The year that 2014 or 2014年 names; None for anything else."""
    match = YEAR.fullmatch(asked.strip())
    return int(match[1]) if match else None


def in_year(unit: UnitOfWork, *, ledger: str, key: str, asked: str) -> Record | None:
    """A record of the year that was asked for; None when no year was. Raises Refused when the year has none."""
    wanted = year_of(asked)
    if wanted is None:
        return None
    for record in checking.standing(unit, ledger, children=True):
        on = checking.day(record.values, key)
        if on is not None and on.year == wanted:
            return record
    sentence = f"{wanted}年没有登记，没有打印。请核对年份，或打印空白表。"
    raise Refused(sentence, field="number")


# ---- rosters and archives --------------------------------------------------------------------------------------------


def roster(source: Source) -> TeamRoster:
    """One body with its members; all that stood in the year that was asked for."""
    year, today = year_of(source.asked), source.unit.clock.today()
    found = [source.record]
    if year is not None:
        day = min(today, today.replace(year=year, month=12, day=31))
        standing = checking.standing(source.unit, source.record.ledger, children=True)
        found = [
            one
            for one in standing
            if checking.began(one.values, "founded_on", day) and checking.stands(one.values, day)
        ]
    number = source.record.number if year is None else ""
    return TeamRoster(
        office=office.name(source.unit),
        number=number,
        as_of=day_text(today),
        teams=tuple(_team(source.of(one)) for one in found),
    )


def _team(source: Source) -> Team:
    rows = source.cells("members", "role", "person", "organisation", "phone", "started_on", "ended_on")
    members = [(*row[:4], joined(*row[4:], mark="至")) for row in rows]
    if not members:
        leaders = re.split(r"[、，,；;\s]+", source.text("deputies"))
        members = [
            (role, name, "", "", "")
            for role, name in (("组长", source.text("leader")), *(("副组长", one) for one in leaders))
            if name
        ]
    members.sort(key=lambda row: _ORDER.index(row[0]) if row[0] in _ORDER else len(_ORDER))
    return Team(
        name=source.text("name"),
        kind=source.text("kind"),
        document_no=source.text("document_no"),
        founded_on=source.text("founded_on"),
        organisation=source.text("charge_org"),
        charge=source.text("charge_text"),
        members=tuple(members),
    )


def archive_list(source: Source) -> ArchiveList:
    """The papers with an archive number of the year that was asked for, else of the year of this paper."""
    day = source.day("dealt_on")
    year = year_of(source.asked) or (day.year if day else source.unit.clock.today().year)
    filed = [
        source.of(one)
        for one in checking.standing(source.unit, source.record.ledger)
        if checking.text(one.values, "archive_no")
    ]
    items = archiving.filed(source.unit, year=year)
    if items:
        return _filed_list(source, year, items)
    mine = [one for one in filed if (on := one.day("dealt_on")) and on.year == year]
    if not mine:
        source.refuse(f"{year}年没有归档的文件，没有打印。请先填写归档号，或打印空白表。")
    mine.sort(key=lambda one: one.text("archive_no"))
    terms = (*KEPT, *dict.fromkeys(one.text("retention") for one in mine if one.text("retention") not in KEPT))
    groups = ((term, tuple(_item(one) for one in mine if one.text("retention") == term)) for term in terms)
    return ArchiveList(
        office=office.name(source.unit), year=str(year), groups=tuple((term, items) for term, items in groups if items)
    )


def _filed_list(source: Source, year: int, items: tuple[archiving.Item, ...]) -> ArchiveList:
    """What the office filed for a year, as the list of the archive has it, by term."""
    by_term: dict[str, list[archiving.Item]] = {}
    for one in items:
        by_term.setdefault(one.term.value, []).append(one)
    groups = tuple((term, tuple(map(_filed, found))) for term, found in by_term.items())
    numbers = tuple(tuple(str(one.item_no) for one in found) for found in by_term.values())
    fonds = settings.value(source.unit, "fonds_no")
    return ArchiveList(
        office.name(source.unit), year=str(year), fonds=fonds, unit=items[0].unit_code, groups=groups, numbers=numbers
    )


def _filed(one: archiving.Item) -> tuple[str, ...]:
    day = f"{one.day[:4]}.{int(one.day[4:6])}.{int(one.day[6:])}" if one.day else ""
    pages = str(one.pages or "")
    return one.code, one.document_no, one.author, one.title, day, one.secrecy, pages, one.note


def _item(one: Source) -> tuple[str, ...]:
    day = one.day("dealt_on")
    short = f"{day.year}.{day.month}.{day.day}" if day else ""
    sent = one.text("direction") == "发文"
    author = office.name(one.unit) if sent else one.text("counterpart_org")
    secrecy = "" if one.text("secrecy") == "公开" else one.text("secrecy")
    return (
        one.text("archive_no"),
        one.text("document_no"),
        author,
        one.text("title"),
        short,
        secrecy,
        "",
        one.text("remark"),
    )


# ---- talks and criticism ---------------------------------------------------------------------------------------------


def talk(source: Source) -> TalkRecord:
    """A talk of two; raises Refused for another kind of self-examination."""
    if source.text("kind") != "谈心谈话":
        source.refuse(f"是{source.text('kind') or '别的查摆'}，不是谈心谈话，没有打印。")
    rows = source.cells("criticisms", "critic", "text")
    said = tuple(rows) or ((("", source.text("criticism_text")),) if source.text("criticism_text") else ())
    return TalkRecord(
        **source.head,
        held_on=source.text("held_on"),
        venue=source.text("venue"),
        person=source.text("person"),
        person_post=_post(source, "person"),
        counterpart=source.text("counterpart"),
        counterpart_post=_post(source, "counterpart"),
        organisation=source.text("organisation"),
        matter=source.text("text"),
        criticisms=said,  # type: ignore[arg-type]
        result=source.text("result"),
        rectification_no=source.text("rectification_no"),
    )


def _post(source: Source, key: str) -> str:
    """The post of that day, not of today."""
    return posts.held(source.unit, person=checking.reference(source.record.values, key), on=source.day("held_on"))


def life_meeting(source: Source) -> LifeMeeting:
    """A meeting of criticism, member by member; raises Refused for another kind."""
    if source.text("kind") not in _MEETINGS:
        source.refuse(f"是{source.text('kind') or '别的查摆'}，不是民主生活会，没有打印。")
    same = ("kind", "held_on", "venue", "organisation", "host", "result")
    own: dict[str, list[str]] = {}
    others: dict[str, list[tuple[str, str, str]]] = {}
    for critic, criticised, is_self, words, attitude in _criticisms(source):
        name = criticised or source.text("person")
        own.setdefault(name, [])
        if is_self or critic == name:
            own[name].append(words)
        else:
            others.setdefault(name, []).append((critic, words, attitude))
    return LifeMeeting(
        **source.head,
        **{key: source.text(key) for key in same},
        course=joined(source.text("text"), source.text("criticism_text"), mark="\n"),
        members=tuple(Examined(name, "\n".join(words), tuple(others.get(name, ()))) for name, words in own.items()),
    )


def _criticisms(source: Source) -> tuple[tuple[str, ...], ...]:
    return source.cells("criticisms", "critic", "criticised", "is_self", "text", "attitude")


def criticism(source: Source) -> CriticismSummary:
    """All criticism of a meeting, of a whole year when a year was asked for, person by person.

    Raises Refused when there is none.
    """
    year = year_of(source.asked)
    meetings = [source]
    if year is not None:
        found = checking.standing(source.unit, source.record.ledger, children=True)
        meetings = [one for one in map(source.of, found) if (day := one.day("held_on")) and day.year == year]
    rows = [
        _row(meeting, row)
        for meeting in meetings
        for row in meeting.cells(
            "criticisms", "criticised", "text", "critic", "is_self", "attitude", "rectification_no"
        )
    ]
    if not rows:
        source.refuse("没有登记批评意见，没有打印。需要时请打印空白表。")
    people = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: people.index(row[0]))
    return CriticismSummary(
        office=office.name(source.unit),
        number=source.record.number if year is None else "",
        meeting=joined(source.text("organisation"), source.text("kind")) if year is None else f"{year}年各次会议",
        held_on=source.text("held_on") if year is None else day_text(source.unit.clock.today()),
        rows=tuple(rows),
    )


def _row(meeting: Source, cells: tuple[str, ...]) -> tuple[str, str, str, str, str]:
    criticised, words, critic, is_self, attitude, number = cells
    name = criticised or meeting.text("person")
    return name, words + (SELF if is_self or critic == name else ""), critic, attitude, number
