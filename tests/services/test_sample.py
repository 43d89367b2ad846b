from __future__ import annotations

import re
import shutil
from collections import Counter
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.flows import PETITION
from app.rules.identity import check_digit
from app.rules.refusal import Refused
from app.services import attachments, demo, figures, history, home, links, listing, office, transitions
from app.services.desk import new_desk, open_desk
from db import audit, sqlite
from db.ask import Ask, Filter, Record, State
from db.declare import Kind
from db.values import FuzzyCount, FuzzyDate, Money, Quantity, Reference
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from db.values import Value

pytestmark = pytest.mark.timeout(400)

PERIOD = (date(2014, 2, 24), date(2014, 3, 31))


@pytest.fixture(scope="module")
def township(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk(Path(shutil.copy(sample_file, tmp_path_factory.mktemp("sample"))))
    yield desk
    desk.close()


def _records(desk: Desk, ledger: str) -> list[Record]:
    declared = registry.find(ledger)

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        ask = Ask(ledger, sort=(("number", False),), limit=5000)
        return [unit.reading.with_children(declared, row) for row in unit.reading.rows(ask, 5000)]

    found: list[Record] = desk.read(work)
    return found


def _count(desk: Desk, ledger: str, *conditions: str) -> int:
    declared = registry.find(ledger)

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        filters = tuple(listing.condition(unit, ledger=declared, text=text) for text in conditions)
        return listing.count(unit, ask=Ask(ledger, filters=filters))

    return int(desk.read(work))


def _amount(value: object) -> int:
    assert isinstance(value, FuzzyCount)
    assert not value.is_floor
    return value.value


def test_the_file_is_a_sample_that_stands_at_the_end_of_march(township: Desk) -> None:
    assert township.read(office.is_sample)
    assert township.store.clock.today() == date(2014, 3, 31)


def test_no_ledger_is_empty(township: Desk) -> None:
    assert [x.label for x in registry.LEDGERS + registry.BASE if _count(township, x.name) == 0] == []


def test_the_history_is_whole_and_of_2014(township: Desk) -> None:
    count, fault = township.read(lambda unit: audit.verify(unit.connection, unit.schema))
    assert fault == ""
    assert count > 3000
    [first] = _records(township, "campaigns")
    assert first.created_at.year == 2014


def test_numbers_are_given_in_order_without_gaps(township: Desk) -> None:
    for ledger in registry.LEDGERS:
        serials = sorted(int(re.findall(r"\d+", row.number)[-1]) for row in _records(township, ledger.name))
        assert serials == list(range(1, len(serials) + 1)), ledger.label


@pytest.mark.parametrize(
    ("ledger", "column"),
    [
        ("opinions", "verbatim_text"),
        ("opinions", "consolidated_text"),
        ("opinions", "result"),
        ("petitions", "summary"),
        ("visits", "text"),
        ("visits", "result"),
        ("demands", "text"),
        ("rectifications", "description"),
        ("study_outputs", "title"),
    ],
)
def test_no_two_share_their_wording_nor_differ_by_a_running_number(township: Desk, ledger: str, column: str) -> None:
    texts = [str(row.values[column]) for row in _records(township, ledger) if row.values[column]]
    if ledger == "study_outputs":
        texts = [text for text in texts if text != "二、三月份学习笔记"]
    stripped = Counter(re.sub(r"[\d一二三四五六七八九十]+", "", text) for text in texts)
    assert [text for text, times in stripped.items() if times > 1] == []


def test_every_name_in_a_ledger_is_found_in_its_register(township: Desk) -> None:
    lost = set()
    for ledger in registry.LEDGERS + registry.BASE:
        tables = [(ledger.columns, [row.values for row in _records(township, ledger.name)])]
        for child in ledger.children:
            rows = [line.values for row in _records(township, ledger.name) for line in row.children.get(child.name, ())]
            tables.append((child.columns, rows))
        for columns, rows in tables:
            for column in columns:
                if column.kind in (Kind.PLACE, Kind.PERSON, Kind.HOUSEHOLD, Kind.CAMPAIGN):
                    values = [values.get(column.key) for values in rows]
                    lost |= {(ledger.label, v.name) for v in values if isinstance(v, Reference) and v.id is None}
    assert lost == set()


def test_seventeen_villages_with_groups_aliases_and_households(township: Desk) -> None:
    villages = [row for row in _records(township, "places") if row.values["kind"] == "村"]
    assert len(villages) == 17
    names = {str(row.values["name"]) for row in villages}
    assert {"大杨树", "东杨树", "兴旺庄", "兴旺店", "清一", "清三", "西洼庄", "东洼庄", "新立", "公义"} <= names
    groups = Counter(v.name for row in _records(township, "places") if isinstance(v := row.values["parent"], Reference))
    homes: Counter[str] = Counter()
    for row in _records(township, "households"):
        place = row.values["place"]
        assert isinstance(place, Reference)
        homes[place.name[:-2]] += 1
    for name in names:
        assert 3 <= groups[name] <= 8
        assert 40 <= homes[name] <= 120
    aliases = {
        line.values["alias"] for row in villages if row.values["name"] == "清三" for line in row.children["aliases"]
    }
    assert aliases == {"清三村", "清三村村委会"}


def test_identity_numbers_are_valid_but_of_no_place_and_telephones_of_no_operator(township: Desk) -> None:
    numbers = [str(n) for row in _records(township, "people") if (n := row.values["id_number"])]
    numbers += [str(n) for row in _records(township, "petitions") if (n := row.values["petitioner_id_number"])]
    assert len(numbers) > 150
    assert all(number[:6] == "990123" and number[17] == check_digit(number[:17]) for number in numbers)
    phones = [str(p) for name in ("people", "households") for r in _records(township, name) if (p := r.values["phone"])]
    assert len(set(phones)) == len(phones) > 500
    assert all(re.fullmatch(r"1540000\d{4}", phone) for phone in phones)


def test_fifteen_sessions_of_twenty_hours_with_a_sunday_and_one_of_several_days(township: Desk) -> None:
    sittings = [row.values for row in _records(township, "learning_sessions") if row.values["form"] == "集中学习"]
    assert len(sittings) == 15
    assert sum((Decimal(str(one["class_hours"])) for one in sittings), Decimal(0)) == 20
    days = [one["held_on"].start for one in sittings if isinstance(one["held_on"], FuzzyDate)]
    assert date(2014, 3, 9) in days
    assert [one["ended_on"] for one in sittings if one["ended_on"]] == [date(2014, 3, 20)]


def test_three_films_one_with_a_year_in_its_title(township: Desk) -> None:
    films = {row.values["film_title"] for row in _records(township, "learning_sessions")} - {None}
    assert films == {"雷锋在1959", "第一书记", "焦裕禄"}


def test_rosters_add_up_and_every_absentee_made_up(township: Desk) -> None:
    for row in _records(township, "learning_sessions"):
        states = Counter(line.values["state"] for line in row.children["attendance"])
        assert sum(states.values()) == 36
        assert _amount(row.values["attended"]) == states["到"]
        away = [line.values for line in row.children["attendance"] if line.values["state"] != "到"]
        assert all(line["makeup_on"] for line in away)


def test_two_people_still_owe_an_essay(township: Desk) -> None:
    roster = {row.values["name"] for row in _records(township, "people") if row.values["is_on_roster"]}
    written = {
        row.values["person"].name  # type: ignore[union-attr]
        for row in _records(township, "study_outputs")
        if row.values["kind"] == "心得"
    }
    assert roster - written == {"蒋海波", "汪涛"}


def test_every_party_member_signed_for_leaflet_reader_and_notebook(township: Desk) -> None:
    members = {row.values["name"] for row in _records(township, "people") if row.values["is_party_member"]}
    assert len(members) == 187
    got: dict[str, set[object]] = {}
    for row in _records(township, "material_issues"):
        lines = row.children["receipts"]
        assert _amount(row.values["quantity"]) == len(lines)
        got.setdefault(str(row.values["item"]), set()).update(line.values["person"].name for line in lines)  # type: ignore[union-attr]
    assert len(got) == 3
    assert all(names == members for names in got.values())


def test_one_hundred_and_eight_opinions_in_four_topics_twelve_adopted(township: Desk) -> None:
    rows = _records(township, "opinions")
    topics = Counter(row.values["topic"] for row in rows)
    assert topics == {"村街面貌": 29, "环境卫生": 28, "社保农合": 25, "党建工作": 26}
    adopted = Counter(row.values["adoption"] for row in rows)
    assert adopted["采纳"] + adopted["部分采纳"] == 12


def test_each_opinion_has_its_day_handler_source_and_answer(township: Desk) -> None:
    for row in _records(township, "opinions"):
        values = row.values
        raised = values["raised_on"]
        assert isinstance(raised, FuzzyDate)
        assert PERIOD[0] <= raised.start <= PERIOD[1]
        assert values["speaker"] or values["is_anonymous"]
        assert values["responsible_org"]
        assert values["consultation"]
        if values["feedback_on"]:
            assert values["result"]
            assert raised.start <= values["feedback_on"] <= PERIOD[1]  # type: ignore[operator]


def test_rounds_count_the_opinions_that_name_them(township: Desk) -> None:
    named = Counter(row.values["consultation"] for row in _records(township, "opinions"))
    for row in _records(township, "consultations"):
        if not row.values["is_summary"]:
            assert _amount(row.values["opinion_count"]) == named[row.number]


def test_opinions_of_visits_and_those_put_on_the_list_are_linked(township: Desk) -> None:
    for row in _records(township, "opinions"):
        found = township.read(lambda unit, row=row: links.of(unit, ledger="opinions", record_id=row.id))  # type: ignore[misc]
        numbers = {link.number for link in found}
        if row.values["method"] == "入户走访":
            assert row.values["consultation"] in numbers
        if row.values["rectification_no"]:
            assert row.values["rectification_no"] in numbers


def test_each_branch_has_a_collecting_team(township: Desk) -> None:
    branches = {row.values["name"] for row in _records(township, "organisations") if row.values["kind"] == "党支部"}
    charged = {
        row.values["charge_org"].name  # type: ignore[union-attr]
        for row in _records(township, "teams")
        if row.values["kind"] == "收集意见小组"
    }
    assert charged == branches
    assert len(branches) == 18


def test_four_special_actions(township: Desk) -> None:
    names = {row.values["name"] for row in _records(township, "special_actions")}
    assert names == {"正风肃纪", "还利于民", "住村联户", "信访积案化解"}


def test_two_debts_of_thirty_four_thousand_are_repaid(township: Desk) -> None:
    rows = [row.values for row in _records(township, "debts")]
    assert len(rows) == 2
    assert sum(one["principal"].fen for one in rows) == 3_400_000  # type: ignore[union-attr]
    assert [one["balance"] for one in rows] == [Money(0), Money(0)]


def test_ten_teams_five_households_a_cadre_all_met_by_the_day_before(township: Desk) -> None:
    rows = [row.values for row in _records(township, "household_links")]
    assert len({one["team"] for one in rows}) == 10
    cadres = Counter(one["cadre"].name for one in rows)  # type: ignore[union-attr]
    assert len(cadres) == 36
    assert set(cadres.values()) == {5}
    assert len({one["household"].id for one in rows}) == 180  # type: ignore[union-attr]
    met = [one["first_met_on"] for one in rows]
    assert max(met) == date(2014, 3, 30)  # type: ignore[type-var]


def test_five_petitions_are_settled_and_the_others_go_on(township: Desk) -> None:
    states = Counter(row.values["status"] for row in _records(township, "petitions"))
    assert states == {"closed": 5, "handling": 3, "accepted": 1, "forwarded": 1}


def test_nobody_went_up_and_every_village_said_so_each_day(township: Desk) -> None:
    rows = [row.values for row in _records(township, "zero_reports")]
    assert len(rows) == 17 * 11
    assert all(one["is_confirmed"] and _amount(one["incident_count"]) == 0 for one in rows)
    assert {one["reported_for"] for one in rows} == {date(2014, 3, day) for day in range(3, 14)}


def test_a_leader_and_a_line_on_each_working_day_most_without_a_visitor(township: Desk) -> None:
    logs = [row.values for row in _records(township, "reception_logs")]
    duty = {row.values["duty_on"] for row in _records(township, "duty_rota")}
    assert len(logs) == 26
    assert {one["held_on"] for one in logs} == duty
    assert sum(_amount(one["visit_count"]) == 0 for one in logs) == 18
    found = {one.code: one for one in township.read(figures.all_figures)}
    assert (found["X4.unmanned"].value, found["X4.unlogged"].value) == (0, 0)
    assert found["X4.unmanned"].detail == "按接访安排（每天）核对"


def test_eight_projects_with_the_quantities_of_the_report(township: Desk) -> None:
    rows = _records(township, "projects")
    assert len(rows) == 8
    planned = {str(line.values["item"]): line.values["planned"] for row in rows for line in row.children["quantities"]}
    assert planned["成片造林"] == Quantity(Decimal(2170), "亩")
    assert planned["环村林带"] == Quantity(Decimal(600), "亩")
    assert planned["危房改造"] == Quantity(Decimal(33), "户")
    assert planned["敬老院"] == Quantity(Decimal(2), "所")
    assert planned["村际道路"] == Quantity(Decimal(4), "条")
    rates = [line.values["rate"] for row in rows for line in row.children["fundings"] if line.values["rate"]]
    assert rates == [Money(500_000), Money(300_000)]
    places = {str(row.values["kind"]): len(row.children["places"]) for row in rows}
    assert places["土地整治"] == 5
    assert places["街面整治"] == places["党建服务"] == 6
    assert places["道路"] == 9


def test_rectification_items_stand_in_every_state(township: Desk) -> None:
    rows = _records(township, "rectifications")
    states = Counter(row.values["status"] for row in rows)
    assert set(states) == {
        "open", "in_progress", "applied", "checked", "signed", "published", "closed", "reopened",
    }  # fmt: skip
    assert sum(row.values["due_kind"] == "长期坚持" for row in rows) == 2
    results = [line.values["round_result"] for row in rows for line in row.children.get("close_out_rounds", ())]
    assert any("退回" in str(result) for result in results)


def test_three_near_and_two_overdue_in_the_whole_file(township: Desk) -> None:
    totals = {tile.state: tile.total for tile in township.read(home.tiles)}
    assert totals[State.NEAR] == 3
    assert totals[State.OVERDUE] == 2

    def of_items(state: State) -> int:
        ask = Ask("rectifications", filters=(Filter.state(state),))
        return township.read(lambda unit: listing.count(unit, ask=ask))

    assert (of_items(State.NEAR), of_items(State.OVERDUE)) == (3, 2)


def test_backlog_cases_have_leader_unit_person_and_plan(township: Desk) -> None:
    rows = [row.values for row in _records(township, "backlog_cases")]
    assert len(rows) == 4
    for one in rows:
        assert one["case_owner_leader"]
        assert one["responsible_org"]
        assert one["responsible_person"]
        assert one["case_plan"]


def test_ballots_add_up(township: Desk) -> None:
    grades = ("good", "fairly_good", "average", "poor", "abstained")
    for row in _records(township, "appraisals"):
        for values in (row.values, *(line.values for line in row.children.get("ballots", ()))):
            assert _amount(values["valid"]) + _amount(values["invalid"]) == _amount(values["returned"])
            assert sum(_amount(values[key]) for key in grades) == _amount(values["valid"])
        groups = row.children.get("ballots", ())
        for key in ("issued", "returned", "valid", *grades) if groups else ():
            assert sum(_amount(line.values[key]) for line in groups) == _amount(row.values[key])


def test_pictures_before_and_after_and_scans_are_attached(township: Desk) -> None:
    [item] = [row for row in _records(township, "rectifications") if "兴旺店二组" in str(row.values["description"])]
    found = township.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=item.id))
    assert [file.mark for file in found] == ["整改前", "整改后", ""]
    scan = found[-1]
    assert township.read(lambda unit: attachments.content(unit, sha256=scan.sha256)).startswith(b"%PDF")


def test_what_was_known_later_was_entered_later(township: Desk) -> None:
    [row] = [r for r in _records(township, "opinions") if "垃圾池就砌在我家门对过" in str(r.values["verbatim_text"])]
    events = township.read(lambda unit: history.of(unit, ledger="opinions", uuid=row.uuid))
    assert [event.at.date() for event in events][::-1] == [
        date(2014, 3, 3), date(2014, 3, 4), date(2014, 3, 5), date(2014, 3, 17),
    ]  # fmt: skip


def test_every_ledger_is_printed_under_its_place_and_name(township: Desk, tmp_path: Path) -> None:
    printed = demo.print_all(township, tmp_path)
    assert len(printed) == 37
    assert printed[0].name == "01-学习计划.pdf"
    assert all(path.read_bytes().startswith(b"%PDF") for path in printed)


def test_the_demo_never_overwrites_a_real_ledger(tmp_path: Path) -> None:
    path = tmp_path / demo.FILE
    new_desk(path, office_name="清河镇").close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="正式台账"):
        demo.build(tmp_path)
    assert path.read_bytes() == before


def test_every_form_has_a_true_example_but_the_notice_of_declining(township: Desk, tmp_path: Path) -> None:
    """No petition of the sample was declined; every other form is filled from a record."""
    printed = demo.print_forms(township, tmp_path)
    assert len(printed) == 38
    assert [path.name for path in printed if path.stem.endswith("-空白")] == ["表-不予受理告知书-空白.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in printed)


LAST_DAY = date(2014, 3, 31)
TO_THE_END: tuple[tuple[str, dict[str, Value]], ...] = (
    ("reply", {"result": "已答复", "replied_on": LAST_DAY}),
    ("serve", {"service_method": "当面"}),
    ("review", {"review_received_on": LAST_DAY}),
    ("review", {"review_replied_on": LAST_DAY}),
    ("serve", {"service_method": "当面"}),
    ("recheck", {"recheck_received_on": LAST_DAY}),
    ("recheck", {"recheck_replied_on": LAST_DAY}),
    ("finish", {"outcome": "不予支持"}),
    ("archive", {}),
    ("reopen", {"has_new_facts": True}),
    ("decline", {"declined_reason": "不属本机关职权"}),
)
"""A petition of the township that is being handled, walked through every state that is left."""


def test_a_petition_of_the_township_is_walked_through_every_state(township: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "清河镇.minqing"
    sqlite.backup(township.path, copy)
    with closing(open_desk(copy)) as desk:
        first = next(row for row in _records(desk, "petitions") if row.values["status"] == "handling")
        seen = {str(row.values["status"]) for row in _records(desk, "petitions")}
        for action, values in TO_THE_END:
            changes = desk.write(
                lambda unit, action=action, values=values: transitions.do(
                    unit, actor=desk.actor, ledger="petitions", record_id=first.id, action=action, values=values,
                    reason="回头看",
                )
            )  # fmt: skip
            seen.add(changes.status)
        sent = factories.add(
            desk, "petitions", "来访时间=2014-03-28", "信访人姓名=郑某", "收到转办日期=2014-03-28", "适用条例=2022"
        )
        seen.add(str(factories.read(desk, "petitions", sent.ids[0]).values["status"]))
        back = desk.write(
            lambda unit: transitions.do(
                unit, actor=desk.actor, ledger="petitions", record_id=sent.ids[0], action="return",
                values={"is_return_consented": True}, reason="不属本镇职权",
            )
        )  # fmt: skip
        seen.add(back.status)
    assert seen == {name for name, _label in PETITION.states}
