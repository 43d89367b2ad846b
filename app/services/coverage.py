"""不漏: who and what has not been reached yet, each as a list that must be empty before 全覆盖 may be said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from app.services import checking, settings
from app.services.checking import Check, Row, began, day, lasts, reference, row_of, standing, text
from app.services.villages import Villages
from db.ask import Filter
from db.values import FuzzyCount, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.services.checking import Found
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

REACHED, NOT_REACHED, AWAY, REFUSED = "已走到", "未走到", "外出", "拒访"
BRANCH = "党支部"
ONE_DAY = timedelta(days=1)


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
        if lasts(record.values, on):
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
        if lasts(record.values, on):
            for place_id in places.above(reference(record.values, "place")):
                held[place_id] = held.get(place_id, 0) + 1
    for place in standing(unit, "places"):
        said = place.values.get("household_count")
        known = held.get(place.id, 0)
        if isinstance(said, FuzzyCount) and known < said.value and text(place.values, "kind") != "镇":
            yield row_of(place, text(place.values, "name"), f"应有{said.text()}户", f"登记了{known}户")


# ---- branches, contact points, cadres --------------------------------------------------------------------------------


def _same(one: Reference | None, other: Record, key: str = "name") -> bool:
    """Whether a reference names a register's entry: by its id, or by the name where no entry was known."""
    if one is None:
        return False
    return one.id == other.id if one.id else one.name == text(other.values, key)


def _branches(unit: UnitOfWork, on: date) -> list[Record]:
    return [row for row in standing(unit, "organisations", Filter("kind", value=BRANCH)) if lasts(row.values, on)]


def _branches_without_team(unit: UnitOfWork, on: date) -> Iterator[Row]:
    teams = [
        reference(team.values, "charge_org")
        for team in standing(unit, "teams", Filter("kind", value="收集意见小组"))
        if began(team.values, "founded_on", on) and lasts(team.values, on)
    ]
    for branch in _branches(unit, on):
        if not any(_same(charge, branch) for charge in teams):
            yield row_of(branch, text(branch.values, "name"))


def _contact_points_uncovered(unit: UnitOfWork, on: date) -> Iterator[Row]:
    held = [
        reference(row.values, "contact_point")
        for row in standing(unit, "contact_points")
        if began(row.values, "started_on", on) and lasts(row.values, on)
    ]
    for place in standing(unit, "places"):
        is_point = text(place.values, "kind") in ("村", "社区", "企业") and lasts(place.values, on)
        if is_point and not any(_same(point, place) for point in held):
            yield row_of(place, text(place.values, "kind"), text(place.values, "name"))


def _links(unit: UnitOfWork, on: date) -> list[Record]:
    found = standing(unit, "household_links")
    return [row for row in found if began(row.values, "started_on", on) and lasts(row.values, on)]


def _cadre_ratio(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Cadres whose households are not five (or as the office set); the register's cadres with none are among them."""
    wanted = settings.number(unit, "households_per_cadre")
    linked: dict[str, int] = {text(row.values, "name"): 0 for row in _people(unit, on) if _is_cadre(row)}
    for link in _links(unit, on):
        cadre = text(link.values, "cadre")
        linked[cadre] = linked.get(cadre, 0) + 1
    for cadre, count in linked.items():
        if cadre and count != wanted:
            yield Row((cadre, f"联系{count}户", f"应联系{wanted}户"))


def _is_cadre(person: Record) -> bool:
    return text(person.values, "kind") == "干部" and text(person.values, "rank") != "村干部"


def _not_met(unit: UnitOfWork, on: date) -> Iterator[Row]:
    for link in _links(unit, on):
        met = day(link.values, "first_met_on")
        if met is None or met > on:
            yield row_of(link, text(link.values, "cadre"), text(link.values, "place"), text(link.values, "household"))


# ---- the roster ------------------------------------------------------------------------------------------------------


def _people(unit: UnitOfWork, on: date) -> list[Record]:
    return [person for person in standing(unit, "people") if lasts(person.values, on, ended="left_on")]


def _roster(unit: UnitOfWork, on: date) -> list[Record]:
    return [person for person in _people(unit, on) if person.values.get("is_on_roster")]


def _missing(roster: Iterable[Record], reached: Iterable[Reference | None]) -> Iterator[Record]:
    """Those of a roster whom no reference names."""
    known = [one for one in reached if one is not None]
    ids, names = {one.id for one in known if one.id}, {one.name for one in known if not one.id}
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
    return (_person_row(person) for person in _missing(_roster(unit, on), came))


def _attended(values: Mapping[str, Value], on: date) -> bool:
    made_up = day(values, "makeup_on")
    return text(values, "state") == "到" or (made_up is not None and made_up <= on)


def _outputs_owed(kind: str) -> _Finder:
    def find(unit: UnitOfWork, on: date) -> Iterator[Row]:
        given = standing(unit, "study_outputs", Filter("kind", value=kind))
        authors = [reference(row.values, "person") for row in given if began(row.values, "submitted_on", on)]
        return (_person_row(person) for person in _missing(_roster(unit, on), authors))

    return find


def _materials_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """人手一册: for each item that reached somebody of the roster, those whom it did not reach."""
    roster = _roster(unit, on)
    received: dict[str, list[Reference | None]] = {}
    for issue in standing(unit, "material_issues", children=True):
        if began(issue.values, "issued_on", on):
            received.setdefault(text(issue.values, "item"), []).extend(_recipients(issue, roster))
    for item, persons in received.items():
        without = list(_missing(roster, persons))
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
    held = [
        reference(row.values, "organisation")
        for row in standing(unit, "self_examinations", Filter("kind", value="述职"))
        if (held_on := day(row.values, "held_on")) is not None and first <= held_on <= on
    ]
    for branch in _branches(unit, on):
        if not any(_same(one, branch) for one in held):
            yield row_of(branch, text(branch.values, "name"))


def _pairs_not_talked(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Pairs of committee members (班子成员) of one body between whom no talk is on record."""
    talked = {
        frozenset((text(row.values, "person"), text(row.values, "counterpart")))
        for row in standing(unit, "self_examinations", Filter("kind", value="谈心谈话"))
        if began(row.values, "held_on", on)
    }
    committees: dict[str, list[str]] = {}
    for post in standing(unit, "posts", Filter("is_committee_member", value=True)):
        if began(post.values, "started_on", on) and lasts(post.values, on):
            committees.setdefault(text(post.values, "organisation"), []).append(text(post.values, "person"))
    for body, members in committees.items():
        for one, other in combinations(dict.fromkeys(members), 2):
            if frozenset((one, other)) not in talked:
                yield Row((body, one, other))


def _reporting(unit: UnitOfWork, on: date) -> list[Record]:
    found = standing(unit, "organisations", Filter("is_reporting", value=True))
    return [row for row in found if lasts(row.values, on)]


def _units_silent(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """For each indicator the reporting units missing from its newest reporting day; all of them when none ever came."""
    units = _reporting(unit, on)
    reports: dict[str, dict[date, list[Reference | None]]] = {}
    for row in standing(unit, "unit_reports"):
        reported = day(row.values, "as_of")
        if reported is not None and reported <= on:
            by_day = reports.setdefault(text(row.values, "indicator"), {})
            by_day.setdefault(reported, []).append(reference(row.values, "organisation"))
    if not reports:
        yield from (row_of(one, text(one.values, "name")) for one in units)
    for indicator, by_day in reports.items():
        newest = max(by_day)
        for one in units:
            if not any(_same(said, one) for said in by_day[newest]):
                yield row_of(one, text(one.values, "name"), indicator, newest.isoformat())


def _plans_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    handed_in = [
        reference(plan.values, "organisation")
        for plan in standing(unit, "study_plans")
        if began(plan.values, "started_on", on) and lasts(plan.values, on)
    ]
    for one in _reporting(unit, on):
        if not any(_same(plan, one) for plan in handed_in):
            yield row_of(one, text(one.values, "name"))


def _zero_reports_missing(unit: UnitOfWork, on: date) -> Iterator[Row]:
    """Days of sensitive periods up to a day on which a reporting unit sent nothing, or nothing that was confirmed."""
    sent = {
        (text(row.values, "sensitive_period"), text(row.values, "organisation"), day(row.values, "reported_for")): row
        for row in standing(unit, "zero_reports")
    }
    for period in standing(unit, "sensitive_periods"):
        name, at = text(period.values, "name"), day(period.values, "started_on")
        until = min(day(period.values, "ended_on") or on, on)
        while at is not None and at <= until:
            for one in _reporting(unit, at):
                org = text(one.values, "name")
                line = sent.get((name, org, at))
                if line is None or not line.values.get("is_confirmed"):
                    yield row_of(line or one, name, at.isoformat(), org, "未确认" if line else "未报")
            at += ONE_DAY


if TYPE_CHECKING:
    from collections.abc import Callable

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
    Check("first_visits", "还没有入户见面的联系户", _not_met),
    Check("not_trained", "还没有参加过学习的人", _not_trained),
    Check("essays_owed", "没有交心得体会的人", _outputs_owed("心得")),
    Check("notes_owed", "没有交学习笔记的人", _outputs_owed("笔记")),
    Check("materials_missing", "没有领到学习资料的人", _materials_missing),
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
