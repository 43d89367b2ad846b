"""不漏: who and what has not been reached yet, each as a list that must be empty before 全覆盖 may be said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from app.figures import catalogue
from app.figures.whose import unit_key
from app.services import checking, own_indicators, settings
from app.services.checking import Check, Row, began, day, lasts, reference, row_of, standing, stands, text, whom
from app.services.villages import Villages
from db.ask import Filter
from db.values import FuzzyCount, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from app.services.checking import Found
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

REACHED, NOT_REACHED, AWAY, REFUSED = "已走到", "未走到", "外出", "拒访"
BRANCH = "党支部"


# ---- village × group × household -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Household:
    """One household of the matrix: where it is, whether it was reached, and on which day that was learnt."""

    id: int
    number: str
    name: str
    village: str
    group: str
    state: str = NOT_REACHED
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of a village (an empty group name: households under the village itself)."""

    village: str
    group: str
    households: tuple[Household, ...]

    def count(self, state: str) -> int:
        """How many of its households are in a state."""
        return sum(household.state == state for household in self.households)


def matrix(unit: UnitOfWork, *, as_of: date | None = None) -> tuple[GroupLine, ...]:
    """Every registered household by village and group as of a day; reached once is reached, else the last word."""
    on = as_of or unit.clock.today()
    places = Villages(unit)
    lines: dict[tuple[str, str], list[Household]] = {
        (place.village, place.group): [] for place in places.all() if place.village and place.stands(on)
    }
    for household in _households(unit, places, on):
        lines.setdefault((household.village, household.group), []).append(household)
    groups = {village for village, group in lines if group}
    return tuple(
        GroupLine(village, group, tuple(found))
        for (village, group), found in lines.items()
        if found or group or village not in groups
    )


def _households(unit: UnitOfWork, places: Villages, on: date) -> list[Household]:
    registered = []
    for record in standing(unit, "households"):
        if stands(record.values, on):
            place = places.of(reference(record.values, "place"))
            name = text(record.values, "head_name")
            registered.append(Household(record.id, record.number, name, place.village, place.group))
    seen = _seen(unit, places, on, registered)
    return [_as_seen(household, seen.get(household.id, [])) for household in registered]


def _as_seen(household: Household, seen: list[tuple[date, str]]) -> Household:
    if not seen:
        return household
    seen_on, state = max(seen, key=lambda one: (one[1] == REACHED, one[0]))
    return replace(household, state=state, seen_on=seen_on)


def _seen(
    unit: UnitOfWork, places: Villages, on: date, registered: Iterable[Household]
) -> dict[int, list[tuple[date, str]]]:
    """What the visits up to a day say of each household; a name without an entry counts when one household bears it."""
    bearers: dict[tuple[str, str], list[int]] = {}
    for household in registered:
        bearers.setdefault((household.village, household.name), []).append(household.id)
    seen: dict[int, list[tuple[date, str]]] = {}
    for visited_on, state, named, place in _said(unit, on):
        known = [named.id] if named.id else bearers.get((places.of(place).village, named.name), [])
        if len(known) == 1:
            seen.setdefault(known[0], []).append((visited_on, state))
    return seen


def _said(unit: UnitOfWork, on: date) -> Iterator[tuple[date, str, Reference, Reference | None]]:
    for visit in standing(unit, "visits", children=True):
        visited_on, place = day(visit.values, "visited_on"), reference(visit.values, "place")
        if visited_on is None or visited_on > on:
            continue
        if (household := reference(visit.values, "household")) is not None:
            yield visited_on, REACHED, household, place
        for row in visit.children.get("results", ()):
            if (household := reference(row.values, "household")) is not None:
                state = text(row.values, "state") or REACHED
                yield visited_on, state, household, reference(row.values, "place") or place


def _in_state(state: str) -> _Finder:
    def find(unit: UnitOfWork, on: date) -> Iterator[Row]:
        for line in matrix(unit, as_of=on):
            for one in line.households:
                if one.state == state:
                    yield Row((one.village, one.group, one.name), "households", one.id, one.number)

    return find


def _groups_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Groups (villages, where there are none) in which no household was reached."""
    return (Row((line.village, line.group)) for line in matrix(unit, as_of=on) if not line.count(REACHED))


def _households_unregistered(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Villages and groups whose register holds fewer households than they are said to have."""
    places = Villages(unit)
    held: dict[int, int] = {}
    for record in standing(unit, "households"):
        if stands(record.values, on):
            for place_id in places.above(reference(record.values, "place")):
                held[place_id] = held.get(place_id, 0) + 1
    for place in standing(unit, "places"):
        said = place.values.get("household_count") if stands(place.values, on) else None
        known = held.get(place.id, 0)
        if isinstance(said, FuzzyCount) and known < said.value and text(place.values, "kind") != "镇":
            yield row_of(place, text(place.values, "name"), f"应有{said.text()}户", f"登记了{known}户")


# ---- branches, contact points, cadres --------------------------------------------------------------------------------


def _branches(unit: UnitOfWork, on: date) -> list[Record]:
    return [row for row in standing(unit, "organisations", Filter("kind", value=BRANCH)) if stands(row.values, on)]


def _branches_without_team(unit: UnitOfWork, on: date) -> Iterator[Row]:
    who = whom(unit, "organisations")
    in_charge = {
        who(team, "charge_org")
        for team in standing(unit, "teams", Filter("kind", value="收集意见小组"))
        if began(team.values, "founded_on", on) and stands(team.values, on)
    }
    for branch in _branches(unit, on):
        if branch.id not in in_charge:
            yield row_of(branch, text(branch.values, "name"))


def _contact_points_uncovered(unit: UnitOfWork, on: date) -> Iterator[Row]:
    who = whom(unit, "places")
    held = {
        who(row, "contact_point")
        for row in standing(unit, "contact_points")
        if began(row.values, "started_on", on) and stands(row.values, on)
    }
    for place in standing(unit, "places"):
        is_point = text(place.values, "kind") in ("村", "社区", "企业") and stands(place.values, on)
        if is_point and place.id not in held:
            yield row_of(place, text(place.values, "kind"), text(place.values, "name"))


def _links(unit: UnitOfWork, on: date) -> list[Record]:
    found = standing(unit, "household_links")
    return [row for row in found if began(row.values, "started_on", on) and stands(row.values, on)]


def _cadre_ratio(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Cadres whose households are not five (or as the office set); the register's cadres with none are among them."""
    wanted, who = settings.number(unit, "households_per_cadre"), whom(unit, "people")
    names: dict[int | str, str] = {row.id: text(row.values, "name") for row in _people(unit, on) if _is_cadre(row)}
    linked: dict[int | str, set[object]] = {cadre: set() for cadre in names}
    for link in _links(unit, on):
        if cadre := who(link, "cadre"):
            names.setdefault(cadre, text(link.values, "cadre"))
            linked.setdefault(cadre, set()).add(_household_of(link))
    for cadre, households in linked.items():
        if len(households) != wanted:
            yield Row((names[cadre], f"联系{len(households)}户", f"应联系{wanted}户"))


def _household_of(link: Record) -> object:
    """What tells the household of a link from others: its entry, else the name and the place."""
    household, place = reference(link.values, "household"), text(link.values, "place")
    if household is None:
        return link.id
    return household.id or (household.name, place)


def _not_one_to_one(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Party members who stand in more than one pair, on either side."""
    who, paired = whom(unit, "people"), dict[int | str, list[str]]()
    for pair in standing(unit, "pair_links"):
        if began(pair.values, "started_on", on) and stands(pair.values, on):
            for key in ("first_party", "second_party"):
                if member := who(pair, key):
                    paired.setdefault(member, []).append(text(pair.values, key))
    for names in paired.values():
        if len(names) > 1:
            yield Row((names[-1], f"结了{len(names)}对", "应结1对"))


def _is_cadre(person: Record) -> bool:
    return text(person.values, "kind") == "干部" and text(person.values, "rank") != "村干部"


def _not_met(unit: UnitOfWork, on: date) -> Iterator[Row]:
    for link in _links(unit, on):
        met = day(link.values, "first_met_on")
        if met is None or met > on:
            yield row_of(link, text(link.values, "cadre"), text(link.values, "place"), text(link.values, "household"))


# ---- the roster ------------------------------------------------------------------------------------------------------


def _people(unit: UnitOfWork, on: date) -> list[Record]:
    return [person for person in standing(unit, "people") if stands(person.values, on, ended="left_on")]


def _roster(unit: UnitOfWork, on: date) -> list[Record]:
    return [person for person in _people(unit, on) if person.values.get("is_on_roster")]


def _missing(unit: UnitOfWork, roster: Iterable[Record], reached: Iterable[Reference | None]) -> Iterator[Record]:
    """Those of a roster whom no reference names; a name that several bear names nobody."""
    borne = unit.once("names of people", lambda: Counter(text(one.values, "name") for one in standing(unit, "people")))
    known = [one for one in reached if one is not None]
    ids, names = {one.id for one in known if one.id}, {one.name for one in known if not one.id and borne[one.name] == 1}
    return (one for one in roster if one.id not in ids and text(one.values, "name") not in names)


def _person_row(person: Record, *more: str) -> Row:
    unit_name = text(person.values, "organisation") or text(person.values, "branch")
    return row_of(person, unit_name, text(person.values, "name"), *more)


def _not_trained(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """People of the roster who sat in no session and made none up."""
    came: list[Reference | None] = []
    for session in standing(unit, "learning_sessions", children=True):
        rows = session.children.get("attendance", ())
        if began(session.values, "held_on", on):
            came += [reference(row.values, "person") for row in rows if _attended(row.values, on)]
    return (_person_row(person) for person in _missing(unit, _roster(unit, on), came))


def _attended(values: Mapping[str, Value], on: date) -> bool:
    made_up = day(values, "makeup_on")
    return text(values, "state") == "到" or (made_up is not None and made_up <= on)


def _outputs_owed(kind: str) -> _Finder:
    def find(unit: UnitOfWork, on: date) -> Iterator[Row]:
        given = standing(unit, "study_outputs", Filter("kind", value=kind))
        authors = [reference(row.values, "person") for row in given if began(row.values, "submitted_on", on)]
        return (_person_row(person) for person in _missing(unit, _roster(unit, on), authors))

    return find


def _materials_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """人手一册: for each item that reached somebody of the roster, those whom it did not reach."""
    roster = _roster(unit, on)
    received: dict[str, list[Reference | None]] = {}
    for issue in standing(unit, "material_issues", children=True):
        if began(issue.values, "issued_on", on):
            received.setdefault(text(issue.values, "item"), []).extend(_recipients(issue, roster))
    for item, persons in received.items():
        without = list(_missing(unit, roster, persons))
        if len(without) < len(roster):
            yield from (_person_row(person, item) for person in without)


def _recipients(issue: Record, roster: list[Record]) -> list[Reference | None]:
    """Who got it: those who signed, the one named, or a whole branch when there was one for each of its people."""
    signed = [reference(row.values, "person") for row in issue.children.get("receipts", ())]
    named, branch, quantity = reference(issue.values, "recipient"), text(issue.values, "branch"), _quantity(issue)
    if signed or named is not None:
        return [*signed, named]
    members = [person for person in roster if branch and text(person.values, "branch") == branch]
    enough = quantity >= len(members)
    return [Reference(text(person.values, "name"), person.id) for person in members] if enough else []


def _quantity(issue: Record) -> int:
    value = issue.values.get("quantity")
    return value.value if isinstance(value, FuzzyCount) else 0


# ---- reports and talks -----------------------------------------------------------------------------------------------


def half_year(on: date) -> tuple[date, date]:
    """The first and the last day of the half-year a day lies in."""
    return (
        (date(on.year, 1, 1), date(on.year, 6, 30)) if on.month <= 6 else (date(on.year, 7, 1), date(on.year, 12, 31))
    )


def _branches_without_report(unit: UnitOfWork, on: date) -> Iterator[Row]:
    first, _last = half_year(on)
    who = whom(unit, "organisations")
    held = {
        who(row, "organisation")
        for row in standing(unit, "self_examinations", Filter("kind", value="述职"))
        if (held_on := day(row.values, "held_on")) is not None and first <= held_on <= on
    }
    for branch in _branches(unit, on):
        if branch.id not in held:
            yield row_of(branch, text(branch.values, "name"))


def _pairs_not_talked(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Pairs of committee members (班子成员) of one body between whom no talk is on record."""
    who = whom(unit, "people")
    talked = {
        frozenset((who(row, "person"), who(row, "counterpart")))
        for row in standing(unit, "self_examinations", Filter("kind", value="谈心谈话"))
        if began(row.values, "held_on", on)
    }
    committees: dict[str, dict[int | str, str]] = {}
    for post in standing(unit, "posts", Filter("is_committee_member", value=True)):
        if began(post.values, "started_on", on) and stands(post.values, on):
            members = committees.setdefault(text(post.values, "organisation"), {})
            members.setdefault(who(post, "person"), text(post.values, "person"))
    for body, members in committees.items():
        for one, other in combinations(members, 2):
            if frozenset((one, other)) not in talked:
                yield Row((body, members[one], members[other]))


def _reporting(unit: UnitOfWork, on: date) -> list[Record]:
    found = standing(unit, "organisations", Filter("is_reporting", value=True))
    return [row for row in found if stands(row.values, on)]


def _units_silent(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """For each indicator the reporting units missing from its newest reporting day; all of them when none ever came."""
    units, known = _reporting(unit, on), catalogue.named(own_indicators.catalogue(unit).indicators)
    who = whom(unit, "organisations")
    reports: dict[str, dict[date, set[int | str]]] = {}
    called: dict[str, str] = {}
    for row in standing(unit, "unit_reports"):
        reported, indicator = day(row.values, "as_of"), text(row.values, "indicator")
        if reported is not None and reported <= on:
            code = catalogue.meant(indicator, known)
            by_day = reports.setdefault(code, {})
            by_day.setdefault(reported, set()).add(who(row, "organisation"))
            called[code] = indicator
    if not reports:
        yield from (row_of(one, text(one.values, "name")) for one in units)
    for code, by_day in reports.items():
        newest = max(by_day)
        for one in units:
            if one.id not in by_day[newest]:
                yield row_of(one, text(one.values, "name"), called[code], newest.isoformat())


def _items_unchecked(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Of a standard that a village or team is checked by, the items that others were checked for and it was not."""
    places, dissolved = whom(unit, "places"), _dissolved(unit, on)
    items: dict[str, dict[str, None]] = {}
    checked: dict[tuple[str, int | str], tuple[str, set[str]]] = {}
    for row in standing(unit, "checklists"):
        subject = places(row, "place") or text(row.values, "subject")
        if subject and began(row.values, "checked_on", on):
            standard, item = text(row.values, "standard"), text(row.values, "item")
            items.setdefault(standard, {})[item] = None
            name = text(row.values, "place") or text(row.values, "subject")
            checked.setdefault((standard, subject), (name, set()))[1].add(item)
    for (standard, subject), (name, done) in checked.items():
        if subject not in dissolved:
            yield from (Row((standard, name, item)) for item in items[standard] if item not in done)


def _dissolved(unit: UnitOfWork, on: date) -> frozenset[int | str]:
    return frozenset(place.id for place in standing(unit, "places") if not stands(place.values, on))


def _plans_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    who = whom(unit, "organisations")
    handed_in = {
        who(plan, "organisation")
        for plan in standing(unit, "study_plans")
        if _is_handed_in(plan, on) and lasts(plan.values, on)
    }
    for one in _reporting(unit, on):
        if one.id not in handed_in:
            yield row_of(one, text(one.values, "name"))


def _is_handed_in(plan: Record, on: date) -> bool:
    """Whether a plan was handed in by a day: on the day written, else when it begins."""
    return began(plan.values, "submitted_on" if day(plan.values, "submitted_on") else "started_on", on)


def _zero_reports_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Days of sensitive periods up to a day on which a unit that reports sent nothing, or nothing confirmed."""
    for period in standing(unit, "sensitive_periods"):
        start, until = day(period.values, "started_on"), min(day(period.values, "ended_on") or on, on)
        days = [start + timedelta(days=n) for n in range((until - start).days + 1)] if start else []
        name = text(period.values, "name")
        lines = _zero_lines(unit, name, frozenset(days))
        asked = _asked_for(unit, on, period, lines)
        for at in days:
            for key, (org, opened) in asked.items():
                line = lines.get((key, at))
                if line is None or not _is_confirmed(line):
                    yield row_of(line or opened, name, at.isoformat(), org, "未确认" if line else "未报")


def _asked_for(
    unit: UnitOfWork, on: date, period: Record, lines: Mapping[tuple[int | str, date], Record]
) -> dict[int | str, tuple[str, Record]]:
    """Whose lines of a period are asked for, each with its name and what is opened: every reporting unit; where none of
    them sent any, the town reports as a whole, as the figure says too.
    """
    units: dict[int | str, tuple[str, Record]] = {
        one.id: (text(one.values, "name"), one) for one in _reporting(unit, on)
    }
    sent = {key: (text(line.values, "organisation"), period) for (key, _at), line in lines.items()}
    if not sent or units.keys() & sent.keys():
        return units or {"": ("", period)}
    return sent


def _zero_lines(unit: UnitOfWork, period: str, days: frozenset[date]) -> dict[tuple[int | str, date], Record]:
    """The lines of a period on some days by unit and day; of two the confirmed one."""
    who = whom(unit, "organisations", unit_key)
    found: dict[tuple[int | str, date], Record] = {}
    for line in standing(unit, "zero_reports", Filter("sensitive_period", value=period)):
        at = day(line.values, "reported_for")
        key = (who(line, "organisation"), at or date.min)
        if at in days and (key not in found or _is_confirmed(line)):
            found[key] = line
    return found


def _is_confirmed(line: Record) -> bool:
    return bool(line.values.get("is_confirmed")) and line.values.get("incident_count") is not None


if TYPE_CHECKING:
    _Finder = Callable[[UnitOfWork, date], Iterable[Row]]

COVERAGE: tuple[Check, ...] = (
    Check("households_not_reached", "没有走到的户", _in_state(NOT_REACHED)),
    Check("households_away", "外出的户", _in_state(AWAY)),
    Check("households_refused", "拒访的户", _in_state(REFUSED)),
    Check("groups_not_reached", "没有走到的村组", _groups_missing),
    Check("households_unregistered", "户名册不全的村组", _households_unregistered),
    Check("branches_without_team", "没有收集意见小组的支部", _branches_without_team),
    Check("contact_points_uncovered", "没有人联系的村、社区、企业", _contact_points_uncovered),
    Check("cadre_ratio", "联系户数不符的干部", _cadre_ratio),
    Check("not_one_to_one", "不是一对一的党员结对", _not_one_to_one),
    Check("first_visits", "还没有入户见面的联系户", _not_met),
    Check("not_trained", "还没有参加过学习的人", _not_trained),
    Check("essays_owed", "没有交心得体会的人", _outputs_owed("心得")),
    Check("notes_owed", "没有交学习笔记的人", _outputs_owed("笔记")),
    Check("materials_missing", "没有领到学习资料的人", _materials_missing),
    Check("items_unchecked", "达标核查没有核完的项目", _items_unchecked),
    Check("plans_missing", "没有报学习计划的单位", _plans_missing),
    Check("branches_without_report", "本半年没有述职的支部", _branches_without_report),
    Check("pairs_not_talked", "还没有谈心谈话的班子成员", _pairs_not_talked),
    Check("units_silent", "没有报数的单位", _units_silent),
    Check("zero_reports_missing", "缺报的零报告", _zero_reports_missing),
)
"""The checks of 不漏, each a list that is empty when nothing was missed."""


def found(unit: UnitOfWork, *, as_of: date | None = None) -> tuple[Found, ...]:
    """Every check of coverage as of a day, the file's own today when none is given."""
    return checking.run(unit, checks=COVERAGE, as_of=as_of)
