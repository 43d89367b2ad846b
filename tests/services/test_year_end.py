"""年度结转: what was open goes on in the next year, and the closed year is shut by every door."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from app.bootstrap import main
from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import (
    attachments,
    batches,
    cell_changes,
    closed_years,
    entry,
    figures,
    import_files,
    import_paste,
    import_plan,
    importing,
    links,
    listing,
    operators,
    printing,
    records,
    undo,
    verifying,
    year_compare,
    year_end,
)
from app.services.changes import Actor
from app.services.importing import Duplicates
from db.ask import Ask, Filter, State
from db.declare import CARRIED
from tests import desks, factories
from tests.services import package_offices
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from tests.services.package_offices import Offices

OLD, NEW = date(2013, 12, 20), date(2014, 1, 6)


@pytest.fixture
def old_year(desk: Desk) -> Desk:
    """A desk that has records of 2013 and stands on 6 January 2014."""
    desk.store.clock.fixed = OLD
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    return desk


def _item(desk: Desk, *texts: str) -> Changes:
    return factories.add(desk, "rectifications", "登记日期=2013-12-01", "责任单位=村建办", *texts)


def _strike_off(desk: Desk, made: Changes, done_on: str = "2013-12-18") -> None:
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png",
            data=made.number.encode(), happened_on=date.fromisoformat(done_on),
        )
    )  # fmt: skip
    do(desk, made, "apply-close", "完成情况=灯具已换新", f"完成日期={done_on}")
    do(desk, made, "check")
    do(desk, made, "close")


def _close(desk: Desk, year: int = 2013, on: date = NEW) -> Changes:
    desk.store.clock.fixed = on
    return desk.write(lambda unit: year_end.close(unit, actor=desk.actor, year=year))


def _edit(desk: Desk, made: Changes, *texts: str) -> Changes:
    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger=made.ledger, record_id=made.ids[0])
        values = entry.read_values(unit, ledger=registry.find(made.ledger), texts=entry.pairs(texts))
        return records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=old.id, version=old.version, values=values
        )

    return desk.write(work)


def _numbers(desk: Desk, *filters: Filter, ledger: str = "rectifications") -> list[str]:
    ask = Ask(ledger, filters=filters, sort=(("number", False),))
    return [one.number for one in desk.read(lambda unit: unit.reading.page(ask)).rows]


# ---- what is carried -------------------------------------------------------------------------------------------------


def test_what_is_open_is_carried_with_its_number_and_what_is_struck_off_stays(old_year: Desk) -> None:
    is_open, struck = _item(old_year), _item(old_year)
    _strike_off(old_year, struck)
    done = _close(old_year)
    assert done.description == "2013年度结转，1件未办结的转入2014年"
    carried = factories.read(old_year, "rectifications", is_open.ids[0])
    assert (carried.number, carried.values[CARRIED], carried.year) == (is_open.number, Decimal(2014), 2013)
    assert factories.read(old_year, "rectifications", struck.ids[0]).values[CARRIED] is None
    fresh = factories.add(old_year, "rectifications", "登记日期=2014-01-05")
    assert _numbers(old_year, Filter.state(State.CARRIED)) == [is_open.number]
    assert _numbers(old_year, Filter.year(2014)) == [is_open.number, fresh.number]
    assert _numbers(old_year, Filter.year(2013)) == [is_open.number, struck.number]
    assert [one.sentence for one in verifying.run(old_year) if not one.ok] == []


def test_every_kind_of_open_matter_is_carried(old_year: Desk) -> None:
    owed = factories.add(old_year, "debts", "登记日期=2013-11-01", "事由=修路料款", "债权人=赵一", "本金=300")
    paid = factories.add(
        old_year, "debts", "登记日期=2013-11-02", "事由=砖款", "债权人=钱二", "本金=200", "偿还日=2013-12-02",
        "偿还额=200", "领款人签收=有欠条",
    )  # fmt: skip
    part = factories.add(
        old_year, "debts", "登记日期=2013-11-03", "事由=瓦款", "债权人=孙三", "本金=200", "偿还日=2013-12-02",
        "偿还额=150", "领款人签收=有欠条",
    )  # fmt: skip
    opinion = factories.add(old_year, "opinions", "日期=2013-11-05")
    session = factories.add(old_year, "learning_sessions", "日期=2013-11-05", "学习形式=集中学习")
    _close(old_year)
    got = {one.number for one in old_year.read(year_end.open_items) if one.is_carried}
    assert got == {owed.number, part.number, opinion.number}
    assert paid.number in _numbers(old_year, Filter.year(2013), ledger="debts")
    assert _numbers(old_year, Filter.year(2014), ledger="learning_sessions") == []
    assert _numbers(old_year, Filter.year(2013), ledger="learning_sessions") == [session.number]


def test_what_was_finished_after_the_end_of_the_year_was_open_at_its_end(old_year: Desk) -> None:
    late, long_ago = _item(old_year), _item(old_year)
    _strike_off(old_year, long_ago)
    old_year.store.clock.fixed = NEW
    _strike_off(old_year, late, "2014-01-04")
    plan = old_year.read(lambda unit: year_end.plan(unit, year=2013))
    assert [one.number for one in plan.items] == [late.number]
    _close(old_year, on=date(2014, 1, 8))
    assert _numbers(old_year, Filter.year(2014)) == [late.number]


def test_an_item_goes_through_as_many_years_as_it_stays_open(old_year: Desk) -> None:
    made = _item(old_year, "时限类型=长期坚持")
    _close(old_year)
    _close(old_year, 2014, date(2015, 1, 5))
    assert factories.read(old_year, "rectifications", made.ids[0]).values[CARRIED] == Decimal(2015)
    assert [_numbers(old_year, Filter.year(year)) for year in (2012, 2013, 2014, 2015, 2016)] == [
        [], [made.number], [made.number], [made.number], [],
    ]  # fmt: skip
    lines = {one.year: (one.records, one.came_in, one.open) for one in old_year.read(year_end.listed)}
    assert lines == {2015: (0, 1, 1), 2014: (0, 1, 0), 2013: (1, 0, 0)}


def test_what_lasts_is_in_the_ledger_of_every_year_until_it_ends(desk: Desk) -> None:
    desk.store.clock.fixed = date(2016, 3, 1)
    for text in ("结束日期=2014", "结束日期=2030-01-01", "备注=没有结束"):
        factories.add(desk, "contact_points", "领导=周敏", "联系点=清一村", "开始日期=2013-05-01", text)
    until, planned, open_ended = (f"联点〔2013〕{serial}号" for serial in (1, 2, 3))
    found = {year: _numbers(desk, Filter.year(year), ledger="contact_points") for year in range(2012, 2017)}
    both = [planned, open_ended]
    assert found == {2012: [], 2013: [until, *both], 2014: [until, *both], 2015: both, 2016: both}
    ledger = registry.find("contact_points")
    assert desk.read(lambda unit: listing.years(unit, ledger=ledger)) == (2016, 2015, 2014, 2013)


def test_a_year_that_is_not_over_or_has_nothing_is_not_closed(old_year: Desk) -> None:
    _item(old_year)
    for year, words in ((2013, "还没有过完"), (2012, "没有登记过记录")):
        with pytest.raises(Refused, match=words):
            old_year.write(lambda unit, year=year: year_end.close(unit, actor=old_year.actor, year=year))
    _close(old_year)
    with pytest.raises(Refused, match="2013年已于2014年1月6日由管理员结转，不用再结转"):
        _close(old_year)


def test_of_the_restricted_class_no_number_is_told(old_year: Desk) -> None:
    open_case = factories.add(old_year, "petitions", "登记日期=2013-12-02", "信访人姓名=赵一")
    told = factories.add(old_year, "petitions", "登记日期=2013-12-03", "信访人姓名=钱二", "问题类别=检举控告")
    assert "1件" in _close(old_year).description
    for made in (open_case, told):
        assert factories.read(old_year, "petitions", made.ids[0]).values[CARRIED] == Decimal(2014)
    with old_year.store.read() as unit:
        unit.sees_restricted = False
        assert [one.number for one in year_end.open_items(unit)] == [open_case.number]
        assert [one.open for one in year_end.listed(unit)] == [1, 0]


# ---- the closed year -------------------------------------------------------------------------------------------------

SENTENCE = "2013年已于2014年1月6日由管理员结转.*年度结转”里写明原因重新打开"


@pytest.fixture
def closed_year(old_year: Desk) -> tuple[Desk, Changes, Changes]:
    """A closed 2013 with an item struck off in it, and one carried out of it."""
    struck, is_open = _item(old_year), _item(old_year)
    _strike_off(old_year, struck)
    _close(old_year)
    return old_year, struck, is_open


def _session(desk: Desk) -> Changes:
    return factories.add(desk, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习")


def _held(desk: Desk, made: Changes) -> list[tuple[str, Callable[[UnitOfWork], Any]]]:
    """Every way by which the window, the grid and the files reach a record that is there, by its name."""
    name, record_id = made.ledger, made.ids[0]
    declared = registry.find(name)
    given = {"remark": "补记"}

    def edit(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger=name, record_id=record_id)
        return records.edit(unit, actor=desk.actor, ledger=name, record_id=record_id, version=old.version, values=given)

    def paste(unit: UnitOfWork) -> Changes:
        planned = cell_changes.same(unit, actor=desk.actor, ledger=name, ids=[record_id], values=given)
        assert (planned.failed, planned.count) == (1, 0)
        with pytest.raises(Refused, match="一条也没有改动"):
            cell_changes.write(unit, actor=desk.actor, planned=planned, verb="批量修改")
        raise Refused(planned.cells[0].problem)

    def cell(unit: UnitOfWork) -> Changes:
        return cell_changes.write_cell(
            unit, actor=desk.actor, ledger=name, record_id=record_id, key="remark", before=None, value="补记"
        )

    def batch(unit: UnitOfWork) -> Any:  # noqa: ANN401
        return batches.edit(unit, actor=desk.actor, ledger=name, ids=[record_id], values=given, reason="统一")

    def void(unit: UnitOfWork) -> Changes:
        return records.void(unit, actor=desk.actor, ledger=name, record_id=record_id, reason="重复")

    def attach(unit: UnitOfWork) -> Changes:
        return attachments.attach(
            unit, actor=desk.actor, ledger=name, record_id=record_id, name="一.png", data=b"\x89PNG"
        )

    def enter(unit: UnitOfWork) -> Changes:
        values = {declared.main_date: date(2013, 6, 1), declared.matter: "补登的一次"}
        return records.add(unit, actor=desk.actor, ledger=name, values=values)

    return [
        ("form", edit),
        ("paste", paste),
        ("grid", cell),
        ("batch", batch),
        ("void", void),
        ("file", attach),
        ("new", enter),
    ]


@pytest.mark.parametrize("way", ["form", "paste", "grid", "batch", "void", "file", "new"])
def test_a_closed_year_is_shut_to_the_window(old_year: Desk, way: str) -> None:
    made = _session(old_year)
    _close(old_year)
    before = old_year.read(lambda unit: unit.reading.count(Ask("learning_sessions")))
    work = dict(_held(old_year, made))[way]
    with pytest.raises(Refused, match=SENTENCE):
        old_year.write(work)
    assert old_year.read(lambda unit: unit.reading.count(Ask("learning_sessions"))) == before
    assert factories.read(old_year, "learning_sessions", made.ids[0]).version == made.version


def test_a_closed_year_is_shut_to_an_import_a_paste_and_a_withdrawal(old_year: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["日期", "学习形式", "主题"])
    book.active.append(["2013-12-07", "集中学习", "学党章"])
    book.active.append(["2014-01-03", "集中学习", "学条例"])
    book.save(tmp_path / "学习.xlsx")
    read = import_files.read(tmp_path / "学习.xlsx")
    ledger = registry.find("learning_sessions")

    def take(unit: UnitOfWork, duplicates: Duplicates = Duplicates.SKIP) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=read)
        return importing.run(unit, actor=old_year.actor, plan=plan, file_name="学习.xlsx", duplicates=duplicates)

    _session(old_year)
    _close(old_year)
    made = old_year.write(take)
    assert (made.added, len(made.failed)) == (1, 1)
    assert "2013年已于2014年1月6日" in made.failed[0].reason
    block = import_paste.block("日期\t学习形式\t主题\r\n2013-12-09\t集中学习\t粘贴的\r\n")
    plan = old_year.read(
        lambda unit: import_paste.plan(unit, ledger=ledger, book=block, columns=("number", "held_on"), current="number")
    )
    pasted = old_year.write(
        lambda unit: importing.run(unit, actor=old_year.actor, plan=plan, file_name=import_paste.NAME)
    )
    assert (pasted.added, len(pasted.failed)) == (0, 1)


def test_an_import_neither_changes_a_record_of_a_closed_year_nor_is_taken_out_of_one(
    old_year: Desk, tmp_path: Path
) -> None:
    ledger = registry.find("learning_sessions")

    def take(unit: UnitOfWork, name: str, duplicates: Duplicates) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=import_files.read(tmp_path / name))
        return importing.run(unit, actor=old_year.actor, plan=plan, file_name=name, duplicates=duplicates)

    for name, remark in (("一.xlsx", None), ("二.xlsx", "补记")):
        book = openpyxl.Workbook()
        book.active.append(["编号", "日期", "学习形式", "主题", "备注"])
        book.active.append(["学习〔2013〕1号" if remark else None, "2013-12-07", "集中学习", "学党章", remark])
        book.save(tmp_path / name)
    first = old_year.write(lambda unit: take(unit, "一.xlsx", Duplicates.SKIP))
    assert first.added == 1
    _close(old_year)
    again = old_year.write(lambda unit: take(unit, "二.xlsx", Duplicates.UPDATE))
    assert (again.updated, len(again.failed)) == (0, 1)
    assert "2013年已于2014年1月6日" in again.failed[0].reason
    with pytest.raises(Refused, match=SENTENCE):
        old_year.write(lambda unit: importing.withdraw(unit, actor=old_year.actor, batch=first.batch))
    (record,) = old_year.read(lambda unit: unit.reading.page(Ask("learning_sessions"))).rows
    assert (record.values["remark"], record.voided_at) == (None, None)


def test_undo_does_not_reach_into_a_closed_year(old_year: Desk) -> None:
    old_year.store.clock.fixed = NEW
    _session(old_year)
    old_year.write(lambda unit: year_end.close(unit, actor=old_year.actor, year=2013))
    with pytest.raises(Refused, match=SENTENCE):
        old_year.write(lambda unit: undo.undo(unit, actor=old_year.actor))
    assert old_year.read(lambda unit: unit.reading.count(Ask("learning_sessions"))) == 1


def test_a_step_on_what_was_carried_is_taken_and_on_what_stayed_is_refused(
    closed_year: tuple[Desk, Changes, Changes],
) -> None:
    desk, struck, is_open = closed_year
    with pytest.raises(Refused, match=SENTENCE):
        do(desk, struck, "reopen", reason="反弹")
    _edit(desk, is_open, "备注=继续办")
    _strike_off(desk, is_open, "2014-01-05")
    assert factories.read(desk, "rectifications", is_open.ids[0]).values["status"] == "closed"
    _close(desk, 2014, date(2015, 1, 5))
    with pytest.raises(Refused, match="2014年的记录，2014年已于2015年1月5日"):
        do(desk, is_open, "reopen", reason="反弹")


def test_no_date_is_moved_into_or_out_of_a_closed_year(closed_year: tuple[Desk, Changes, Changes]) -> None:
    desk, _struck, is_open = closed_year
    fresh = factories.add(desk, "learning_sessions", "日期=2014-01-03", "学习形式=集中学习")
    with pytest.raises(Refused, match="要改到2013年"):
        _edit(desk, fresh, "日期=2013-12-31")
    with pytest.raises(Refused, match="原来在2013年"):
        _edit(desk, is_open, "登记日期=2014-01-02")
    with pytest.raises(Refused, match="2013年"):
        desk.write(
            lambda unit: records.void(
                unit, actor=desk.actor, ledger="rectifications", record_id=is_open.ids[0], reason="重复"
            )
        )


def test_a_link_from_this_year_into_the_closed_one_is_made_but_none_within_it(
    closed_year: tuple[Desk, Changes, Changes],
) -> None:
    desk, struck, is_open = closed_year

    def link(unit: UnitOfWork, one: Changes, other: Changes) -> Changes:
        ends = [(made.ledger, made.ids[0]) for made in (one, other)]
        return links.add(unit, actor=desk.actor, kind="related", start=ends[0], end=ends[1])

    desk.write(lambda unit: link(unit, is_open, struck))
    fresh = factories.add(desk, "rectifications", "登记日期=2014-01-05")
    desk.write(lambda unit: link(unit, fresh, struck))
    desk.write(lambda unit: year_end.reopen(unit, actor=desk.actor, year=2013, reason="补登"))
    desk.store.clock.fixed = OLD
    other = _item(desk)
    _strike_off(desk, other)
    _close(desk)
    with pytest.raises(Refused, match=SENTENCE):
        desk.write(lambda unit: link(unit, other, struck))


def test_records_of_a_closed_year_in_a_package_are_held_with_the_sentence(two: Offices) -> None:
    village, town = two.village, two.town
    for desk in (village, town):
        desk.store.clock.fixed = OLD
    mine = factories.add(village, "rectifications", "登记日期=2013-12-01")
    factories.add(town, "rectifications", "登记日期=2013-12-02")
    first = two.merge(two.pack())
    assert first.counts["new"] == 1
    town.store.clock.fixed = village.store.clock.fixed = NEW
    town.write(lambda unit: year_end.close(unit, actor=town.actor, year=2013))
    late = factories.add(village, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习")
    package_offices.edit(village, "rectifications", mine.uuid, "备注=村里补的话")
    merged = two.merge(two.pack())
    assert (merged.counts["held"], merged.counts["changed"]) == (1, 1)
    assert package_offices.find(town, "learning_sessions", late.uuid) is None
    assert "2013年已于2014年1月6日由管理员结转" in merged.receipt["held"][0]["sentence"]
    kept = package_offices.find(town, "rectifications", mine.uuid)
    assert kept is not None
    assert (kept.values["remark"], kept.values[CARRIED]) == ("村里补的话", Decimal(2014))


def test_registers_belong_to_no_year(closed_year: tuple[Desk, Changes, Changes]) -> None:
    desk = closed_year[0]
    made = factories.add(desk, "people", "姓名=李四")
    assert _edit(desk, made, "备注=调入").number == made.number


def test_what_is_done_in_the_new_year_leaves_the_figures_of_the_closed_one(
    closed_year: tuple[Desk, Changes, Changes],
) -> None:
    desk, struck, is_open = closed_year
    end = year_compare.lens_of(2013)

    def told() -> dict[str, tuple[str, str]]:
        found = desk.read(lambda unit: figures.all_figures(unit, lens=end))
        return {one.code: (one.text, one.base) for one in found}

    before = told()
    assert (before["R1.total"][0], before["R1.closed"][0], before["R1.open"][0]) == ("2项", "1项", "1项")
    _edit(desk, is_open, "备注=继续办", "责任人=周敏")
    _strike_off(desk, is_open, "2014-01-05")
    factories.add(desk, "rectifications", "登记日期=2014-01-05")
    factories.add(desk, "learning_sessions", "日期=2014-01-03", "学习形式=集中学习")
    assert told() == before
    assert factories.read(desk, "rectifications", struck.ids[0]).version > 0


# ---- opening again ---------------------------------------------------------------------------------------------------


def test_a_year_is_opened_again_with_a_reason_and_closed_once_more(
    closed_year: tuple[Desk, Changes, Changes],
) -> None:
    desk, struck, is_open = closed_year
    with pytest.raises(Refused, match="写明原因"):
        desk.write(lambda unit: year_end.reopen(unit, actor=desk.actor, year=2013, reason=" "))
    desk.write(lambda unit: year_end.reopen(unit, actor=desk.actor, year=2013, reason="漏登一件"))
    event = desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "year"))[0].entry
    assert (event.description, event.reason, event.operator) == ("重新打开2013年", "漏登一件", desk.actor.name)
    desk.store.clock.fixed = OLD
    _strike_off(desk, is_open)
    more = _item(desk)
    assert factories.read(desk, "rectifications", is_open.ids[0]).values[CARRIED] == Decimal(2014)
    _close(desk)
    assert factories.read(desk, "rectifications", is_open.ids[0]).values[CARRIED] is None
    assert _numbers(desk, Filter.year(2014)) == [more.number]
    assert _numbers(desk, Filter.year(2013)) == [struck.number, is_open.number, more.number]
    assert [one.sentence for one in verifying.run(desk) if not one.ok] == []


def test_only_the_managing_role_closes_and_opens(old_year: Desk) -> None:
    _item(old_year)
    old_year.write(lambda unit: operators.add(unit, actor=old_year.actor, name="王五", role="录入"))
    clerk = Actor("王五", "录入")
    old_year.store.clock.fixed = NEW
    with pytest.raises(Refused, match="结转年度") as refused:
        old_year.write(lambda unit: year_end.close(unit, actor=clerk, year=2013))
    assert refused.value.exit_code == Exit.NOT_ALLOWED
    assert old_year.read(closed_years.closed) == {}


# ---- paper and command line ------------------------------------------------------------------------------------------


def test_the_ledger_of_the_new_year_marks_what_came_into_it(closed_year: tuple[Desk, Changes, Changes]) -> None:
    desk, _struck, is_open = closed_year
    fresh = factories.add(desk, "rectifications", "登记日期=2014-01-05")

    def paper(*filters: Filter) -> tuple[str, list[str]]:
        made = desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask("rectifications", filters=filters)))
        return made.period, [row.cells[1] for row in made.rows]

    assert paper(Filter.year(2014)) == ("2014年度", [f"{is_open.number}（上年结转）", fresh.number])
    assert paper(Filter.year(2013))[1][1] == is_open.number
    assert paper()[1][1] == f"{is_open.number}（结转）"
    assert desk.read(lambda unit: listing.years(unit, ledger=registry.find("rectifications"))) == (2014, 2013)


def test_the_command_line_is_refused_by_the_same_gate(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write(lambda unit: unit.put_setting("own_today", "2014-01-06"))
    desk.store.clock.fixed = NEW
    _session(desk)
    path = desks.place(desk)
    desk.close()
    assert main(["--file", path, "close-year", "2013"]) == 0
    assert main(["--file", path, "list", "学习活动", "--where", "年度=2013"]) == 0
    assert "共 1 条" in capsys.readouterr().out
    for words in (
        ["add", "学习活动", "--set", "日期=2013-12-09", "主题=学党章"],
        ["edit", "学习活动", "2013-1", "--set", "备注=补"],
        ["void", "学习活动", "2013-1", "--reason", "重复"],
        ["undo"],
    ):
        assert main(["--file", path, *words]) == 1, words
        assert "2013年已于2014年1月6日由管理员结转" in capsys.readouterr().err
    assert main(["--file", path, "reopen-year", "2013", "--reason", "漏登"]) == 0
    assert main(["--file", path, "edit", "学习活动", "2013-1", "--set", "备注=补"]) == 0
    with closing(desks.beside(desk)) as again:
        assert again.read(closed_years.closed) == {}


# ---- what lasts ------------------------------------------------------------------------------------------------------


def test_what_lasts_is_kept_up_in_the_next_year_and_ended_there(old_year: Desk) -> None:
    link = factories.add(old_year, "pair_links", "结对日期=2013-03-01", "帮扶党员=李四", "受帮扶党员=王五")
    over = factories.add(
        old_year, "pair_links", "结对日期=2013-03-02", "帮扶党员=赵六", "受帮扶党员=钱七", "解除日期=2013-11-30"
    )
    _close(old_year)
    end = year_compare.lens_of(2013)

    def pairs() -> str:
        found = old_year.read(lambda unit: figures.all_figures(unit, lens=end))
        return next(one.text for one in found if one.code == "H1")

    assert pairs() == "1对"
    with pytest.raises(Refused, match=SENTENCE):
        _edit(old_year, over, "成效=补写")
    _edit(old_year, link, "成效=学会了果树嫁接")
    for texts, words in ((("解除日期=2013-12-30",), "要改到2013年"), (("结对日期=2014-01-02",), "原来在2013年")):
        with pytest.raises(Refused, match=words):
            _edit(old_year, link, *texts)
    with pytest.raises(Refused, match="这一年的台账里有它"):
        old_year.write(
            lambda unit: records.void(
                unit, actor=old_year.actor, ledger="pair_links", record_id=link.ids[0], reason="重复"
            )
        )
    old_year.store.clock.fixed = date(2014, 6, 1)
    _edit(old_year, link, "解除日期=2014-05-20", "解除原因=外出务工")
    assert pairs() == "1对"
    factories.add(old_year, "learning_sessions", "日期=2014-05-05", "学习形式=集中学习")
    _close(old_year, 2014, date(2015, 1, 5))
    with pytest.raises(Refused, match="2014年的记录，2014年已于2015年1月5日"):
        _edit(old_year, link, "成效=补写")
