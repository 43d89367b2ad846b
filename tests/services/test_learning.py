"""Each practice task is ticked by what stands in a real sample and its history, and by nothing near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import (
    forms,
    import_files,
    import_plan,
    importing,
    learning,
    links,
    printing,
    records,
    report_files,
    transitions,
    undo,
)
from app.services.learning_checks import CHECKS
from db.ask import Ask
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.services.importing import Imported
    from app.services.learning import Standing
    from db.unit import UnitOfWork

pytestmark = pytest.mark.timeout(400)

NAMES = (
    "petition", "symposium", "attendance", "visit", "project", "raise", "close", "papers", "import", "mistakes",
)  # fmt: skip
VISIT = ("走访人员=田雨欣", "走访内容=门前路灯坏了半个月", "处理方式=登记造册")
PROJECT = ("项目名称=郑庄涵管更换", "建设内容及规模=换三处涵管", "建设地点=郑庄")


def standing(desk: Desk, name: str) -> Standing:
    found = desk.write(learning.look)
    return next(one for one in found if one.task.name == name)


def counts(desk: Desk, name: str) -> list[tuple[int, int]]:
    return [(part.have, part.want) for part in standing(desk, name).parts]


def is_done(desk: Desk, name: str) -> bool:
    return standing(desk, name).is_done


def void(desk: Desk, ledger: str, record_id: int) -> None:
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger=ledger, record_id=record_id, reason="重复登记"))


def household(desk: Desk) -> str:
    return desk.read(lambda unit: str(unit.reading.page(Ask("households", limit=1)).rows[0].values["head_name"]))


def item(desk: Desk, number: str) -> int:
    ledger = registry.find("rectifications")
    return desk.read(lambda unit: records.find(unit, ledger=ledger, number=number).id)


def link(desk: Desk, kind: str, start: tuple[str, int], end: tuple[str, int]) -> Changes:
    return desk.write(lambda unit: links.add(unit, actor=desk.actor, kind=kind, start=start, end=end))


def test_there_are_ten_tasks_and_each_has_its_check() -> None:
    tasks = learning.tasks()
    assert tuple(task.name for task in tasks) == NAMES == tuple(CHECKS)
    assert all(task.purpose and len(task.steps) >= 3 and task.parts for task in tasks)


def test_each_task_is_done_on_a_page_there_is() -> None:
    assert all(registry.find(task.page) for task in learning.tasks() if task.page != learning.REPORT)


def test_no_task_is_done_in_a_fresh_sample(sample_desk: Desk) -> None:
    assert [one.task.name for one in sample_desk.write(learning.look) if one.is_done] == []
    assert all(part.have == 0 for one in sample_desk.write(learning.look) for part in one.parts)


def test_a_real_ledger_has_no_tasks(desk: Desk) -> None:
    with pytest.raises(Refused, match="正式台账"):
        desk.write(learning.look)
    assert desk.read(lambda unit: unit.setting(learning.KEPT)) is None


def test_a_petition_in_person_with_all_of_its_words_counts(sample_desk: Desk) -> None:
    desk = sample_desk
    whole = ("信访人姓名=周桂兰", "村(组)=郑庄", "问题类别=申诉求决", "反映的主要问题=宅基地边界与邻居争执")
    factories.add(desk, "petitions", *whole[:-2], whole[-1])
    factories.add(desk, "petitions", *whole, "信访形式=来信")
    assert not is_done(desk, "petition")
    factories.add(desk, "petitions", *whole)
    assert is_done(desk, "petition")


def test_a_petition_that_was_voided_again_does_not_count(sample_desk: Desk) -> None:
    whole = ("信访人姓名=周桂兰", "村(组)=郑庄", "问题类别=申诉求决", "反映的主要问题=宅基地边界与邻居争执")
    void(sample_desk, "petitions", factories.add(sample_desk, "petitions", *whole).ids[0])
    assert not is_done(sample_desk, "petition")


def test_ten_opinions_of_one_symposium_count_and_the_same_words_only_once(sample_desk: Desk) -> None:
    desk = sample_desk
    number = factories.add(desk, "consultations", "方式=座谈会", "主题=听取村民代表意见", "地点=镇政府").number
    assert counts(desk, "symposium") == [(1, 1), (0, 10)]
    for place in range(9):
        factories.add(desk, "opinions", "方式=座谈会", f"场次={number}", f"原始意见=第{place}条：村口路灯不亮")
    factories.add(desk, "opinions", "方式=座谈会", f"场次={number}", "原始意见=第8条：村口路灯不亮")
    factories.add(desk, "opinions", "方式=座谈会", "场次=另一场", "原始意见=别的一场会上说的")
    assert counts(desk, "symposium") == [(1, 1), (9, 10)]
    factories.add(desk, "opinions", "方式=座谈会", "场次=听取村民代表意见", "原始意见=垃圾池满了没人拉")
    assert is_done(desk, "symposium")


def test_a_visit_round_is_no_symposium(sample_desk: Desk) -> None:
    number = factories.add(sample_desk, "consultations", "方式=入户走访", "主题=走访郑庄").number
    factories.add(sample_desk, "opinions", f"场次={number}")
    assert counts(sample_desk, "symposium") == [(0, 1), (0, 10)]


def roster(desk: Desk, count: int, last: dict[str, str]) -> list[dict[str, str]]:
    people = desk.read(lambda unit: unit.reading.page(Ask("people", limit=60)).rows)
    names = list(dict.fromkeys(str(one.values["name"]) for one in people))[:count]
    assert len(names) == count
    return [{"姓名": name} for name in names[:-1]] + [{"姓名": names[-1], **last}]


def test_forty_different_people_and_one_make_up_count(sample_desk: Desk) -> None:
    desk = sample_desk
    few = roster(desk, 39, {"到会情况": "请假"})
    twice = [*few, few[0]]
    factories.add(desk, "learning_sessions", "主题=学习党章", children={"attendance": twice})
    assert counts(desk, "attendance") == [(39, 40), (0, 1)]
    away = {"到会情况": "请假", "补学日期": "2014-03-31", "补学方式": "自学"}
    factories.add(desk, "learning_sessions", "主题=补课", children={"attendance": roster(desk, 2, away)})
    assert counts(desk, "attendance") == [(39, 40), (1, 1)]
    factories.add(desk, "learning_sessions", "主题=专题学习", children={"attendance": roster(desk, 40, {})})
    assert is_done(desk, "attendance")


def test_a_visit_needs_a_household_of_the_register(sample_desk: Desk) -> None:
    desk = sample_desk
    known = household(desk)
    factories.add(desk, "visits", "走访对象=没有这一户的人", *VISIT)
    factories.add(desk, "visits", f"走访对象={known}", *VISIT[:2])
    factories.add(desk, "visits", f"走访对象={known}", *VISIT[:2], "处理方式=当场解决")
    assert not is_done(desk, "visit")
    factories.add(desk, "visits", f"走访对象={known}", *VISIT)
    assert is_done(desk, "visit")


def test_a_project_needs_planned_money_from_two_sources(sample_desk: Desk) -> None:
    desk = sample_desk
    county, town = {"资金来源": "县", "计划": "3万"}, {"资金来源": "镇", "计划": "2万"}
    factories.add(desk, "projects", *PROJECT, children={"fundings": [county, {**county, "用途": "管材"}]})
    factories.add(desk, "projects", *PROJECT[:2], "备注=没有地点", children={"fundings": [county, town]})
    assert counts(desk, "project") == [(1, 1), (1, 2)]
    factories.add(desk, "projects", *PROJECT, "备注=两处来钱", children={"fundings": [county, town]})
    assert is_done(desk, "project")


def test_an_opinion_must_have_become_the_item(sample_desk: Desk) -> None:
    desk = sample_desk
    made = factories.add(desk, "rectifications", "问题描述=村口路灯损坏多日").ids[0]
    opinion = desk.read(lambda unit: unit.reading.page(Ask("opinions", limit=1)).rows[0].id)
    petition = desk.read(lambda unit: unit.reading.page(Ask("petitions", limit=1)).rows[0].id)
    link(desk, "related", ("opinions", opinion), ("rectifications", made))
    link(desk, "raises", ("petitions", petition), ("rectifications", made))
    link(desk, "raises", ("opinions", opinion), ("rectifications", item(desk, "2014-17")))
    assert counts(desk, "raise") == [(1, 1), (0, 1)]
    link(desk, "raises", ("opinions", opinion), ("rectifications", made))
    assert is_done(desk, "raise")


def step(desk: Desk, number: str, action: str, **values: object) -> Changes:
    record_id = item(desk, number)

    def work(unit: UnitOfWork) -> Changes:
        return transitions.do(
            unit, actor=desk.actor, ledger="rectifications", record_id=record_id, action=action, reason="再看看",
            values=values,  # type: ignore[arg-type]
        )  # fmt: skip

    return desk.write(work)


def test_only_the_step_of_closing_strikes_an_item_off(sample_desk: Desk) -> None:
    desk = sample_desk
    step(desk, "2014-4", "return")
    with pytest.raises(Refused):
        step(desk, "2014-17", "close")
    assert not is_done(desk, "close")
    step(desk, "2014-13", "close", closed_on=desk.store.clock.today())
    assert is_done(desk, "close")


def test_an_item_that_was_closed_and_opened_again_does_not_count(sample_desk: Desk) -> None:
    desk = sample_desk
    today = desk.store.clock.today()
    step(desk, "2014-13", "close", closed_on=today)
    step(desk, "2014-13", "reopen", due_on=today.replace(month=6, day=30))
    assert not is_done(desk, "close")


def test_a_ledger_on_paper_and_the_look_back_report_count(sample_desk: Desk, tmp_path: Path) -> None:
    desk = sample_desk
    forms.print_form(desk, form="close_out_request", number="2014-13", out=tmp_path / "form.pdf")
    report_files.give(desk, report="statistics", out=tmp_path / "table.xlsx")
    assert counts(desk, "papers") == [(0, 1), (0, 1)]
    printing.print_ledger(desk, out=tmp_path / "ledger.pdf", ask=Ask("rectifications"))
    assert counts(desk, "papers") == [(1, 1), (0, 1)]
    report_files.give(desk, report="self_check", out=tmp_path / "report.docx")
    assert is_done(desk, "papers")


def take(desk: Desk, path: Path, rows: Sequence[Sequence[str]]) -> Imported:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    ledger, read = registry.find("people"), import_files.read(path)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=read)
        return importing.run(unit, actor=desk.actor, plan=plan, file_name=path.name)

    return desk.write(work)


def test_an_import_counts_while_it_stands_and_brings_something(sample_desk: Desk, tmp_path: Path) -> None:
    desk = sample_desk
    head = ("姓名", "性别", "职务")
    made = take(desk, tmp_path / "人员.xlsx", [head, ("练习甲", "女", "干事")])
    assert made.added == 1
    desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=made.batch))
    factories.add(desk, "people", "姓名=练习乙")
    assert not is_done(desk, "import")
    take(desk, tmp_path / "又一张.xlsx", [head, ("练习丙", "男", "干事")])
    assert is_done(desk, "import")


def test_a_mistake_is_undone_and_a_record_voided_and_found_again(sample_desk: Desk) -> None:
    desk = sample_desk
    made = factories.add(desk, "opinions", "原始意见=随便记一条").ids[0]
    void(desk, "opinions", made)
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))  # the undo brings it back, the bin was not used
    assert counts(desk, "mistakes") == [(1, 1), (0, 1)]
    void(desk, "opinions", made)
    assert counts(desk, "mistakes") == [(1, 1), (0, 1)]
    desk.write(lambda unit: records.restore(unit, actor=desk.actor, ledger="opinions", record_id=made))
    assert is_done(desk, "mistakes")


def test_a_withdrawn_import_is_no_undone_mistake(sample_desk: Desk, tmp_path: Path) -> None:
    made = take(sample_desk, tmp_path / "人员.xlsx", [("姓名", "性别", "职务"), ("练习甲", "女", "干事")])
    sample_desk.write(lambda unit: importing.withdraw(unit, actor=sample_desk.actor, batch=made.batch))
    assert counts(sample_desk, "mistakes") == [(0, 1), (0, 1)]


def test_a_tick_stays_when_the_row_goes_and_a_task_can_be_done_once_more(sample_desk: Desk) -> None:
    desk = sample_desk
    county, town = {"资金来源": "县", "计划": "3万"}, {"资金来源": "镇", "计划": "2万"}
    made = factories.add(desk, "projects", *PROJECT, children={"fundings": [county, town]})
    assert is_done(desk, "project")
    void(desk, "projects", made.ids[0])
    assert is_done(desk, "project")
    desk.write(lambda unit: learning.once_more(unit, task="project"))
    assert counts(desk, "project") == [(0, 1), (0, 2)]
