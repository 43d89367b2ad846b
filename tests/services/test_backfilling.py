"""历史补录: what was closed on paper before comes in as closed, marked, and never as this period's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import (
    attachments,
    batches,
    history,
    import_batches,
    import_files,
    import_plan,
    import_preview,
    listing,
    operators,
    records,
    settings,
    templates,
)
from app.services.backfilling import Backfill
from app.services.import_seen import Fate
from app.services.importing import Duplicates
from app.services.listing import Ask, Filter, State
from db.values import Reference
from tests import factories
from tests.services.old_business import (
    CUT_OFF,
    DITCH,
    HEAD,
    LAMP,
    OPEN,
    OTHERS,
    REASON,
    TODAY,
    backfill,
    changed,
    edit,
    one,
    set_cut_off,
    sheet,
)
from tests.services.test_importing import all_of
from tests.services.test_rechecks import close

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from db.unit import UnitOfWork


@pytest.fixture
def day(desk: Desk) -> Desk:
    """The first operator on 31 March 2014, with the day set until which old business is taken."""
    desk.store.clock.fixed = TODAY
    set_cut_off(desk)
    return desk


# ---- what is stored ----------------------------------------------------------------------------------------------


def test_closed_rows_are_stored_as_their_paper_says_and_nothing_is_made_up(day: Desk, tmp_path: Path) -> None:
    made = backfill(day, sheet(tmp_path, LAMP, DITCH, OPEN))
    assert (made.read, made.added, made.failed) == (3, 3, ())
    by_matter = {str(record.values["description"]): record for record in all_of(day, "rectifications")}
    lamp, ditch, hole = (by_matter[str(row[0])] for row in (LAMP, DITCH, OPEN))
    assert (lamp.values["status"], lamp.values["is_historical"]) == ("closed", True)
    assert (lamp.values["closed_on"], lamp.values["close_out_no"]) == (date(2013, 5, 20), "销〔2013〕4号")
    assert (lamp.values["close_out_approver"], lamp.values["review_kind"]) == (Reference("王镇长"), "历史补录")
    assert ditch.values["close_out_no"] == "清整销字5号"
    invented = ("completed_on", "applicant", "applied_by", "applied_on", "checker", "checked_by", "signed_by")
    assert [lamp.values[key] for key in (*invented, "evidence", "completion_text")] == [None] * 9
    assert day.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=lamp.id)) == ()
    assert (hole.values["status"], hole.values["is_historical"]) == ("open", None)
    assert lamp.missing_count > 0  # 待补, not refused


def test_the_history_says_it_was_backfilled_and_why(day: Desk, tmp_path: Path) -> None:
    made = backfill(day, sheet(tmp_path, LAMP, OPEN))
    lamp = next(record for record in all_of(day, "rectifications") if record.values["is_historical"])
    (line,) = day.read(lambda unit: history.of(unit, ledger="rectifications", uuid=lamp.uuid))
    assert line.description == f"补录 {lamp.number}"
    batch = day.read(lambda unit: import_batches.listed(unit, actor=day.actor))[0]
    assert (batch.uuid, batch.backfill_reason) == (made.batch, REASON)
    event = day.read(lambda unit: unit.events(unit.schema.audit.c.uuid == made.batch))[0]
    assert (event.entry.reason, event.entry.description) == (REASON, "历史补录导入整改台账 新增2条、更新0条")


def test_a_day_alone_says_that_it_was_closed(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path, changed(LAMP, 整改状态=None))
    assert (record.values["status"], record.values["is_historical"]) == ("closed", True)


def test_missing_stars_never_refuse_a_row(day: Desk, tmp_path: Path) -> None:
    """A plain import as well: the row comes in as 待补, and the list finds it."""
    rows = sheet(tmp_path, ["路灯不亮", "2014-03-01"], head=["问题描述", "登记日期"])
    made = backfill(day, rows, reason=None)
    assert (made.added, made.failed) == (1, ())
    found = day.read(lambda unit: listing.page(unit, ask=Ask("rectifications", (Filter.state(State.INCOMPLETE),))))
    lacking = records.missing_stars(registry.find("rectifications"), found.rows[0].values, {})
    assert {"source", "measures_text", "due_on", "responsible_org"} <= set(lacking)


# ---- who, when, why ------------------------------------------------------------------------------------------------


def test_only_who_manages_the_office_may(day: Desk, tmp_path: Path) -> None:
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="王录入", role="录入"))
    clerk = day.read(lambda unit: operators.find(unit, name="王录入"))
    with pytest.raises(Refused) as caught:
        backfill(day, sheet(tmp_path, LAMP), actor=clerk)
    assert caught.value.exit_code is Exit.NOT_ALLOWED
    assert "不能补录历史上办结的记录" in caught.value.sentence
    assert backfill(day, sheet(tmp_path, OPEN), actor=clerk, reason=None).added == 1


@pytest.mark.parametrize(
    ("ledger", "reason", "words"),
    [
        ("rectifications", "  ", "要写明原因"),
        ("opinions", REASON, "直接导入就可以"),
        ("welfare_cases", REASON, "直接导入就可以"),
    ],
)
def test_the_mode_asks_its_reason_and_a_ledger_with_a_closing(day: Desk, ledger: str, reason: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        day.read(lambda unit: Backfill(unit, registry.find(ledger), reason))


def test_without_a_day_set_nothing_old_is_taken(desk: Desk, tmp_path: Path) -> None:
    desk.store.clock.fixed = TODAY
    with pytest.raises(Refused, match="还没有设定历史补录截止日期"):
        backfill(desk, sheet(tmp_path, LAMP))
    assert all_of(desk, "rectifications") == ()


def test_the_mode_ends_with_its_day(day: Desk, tmp_path: Path) -> None:
    day.store.clock.fixed = date(2014, 4, 30)
    assert one(day, tmp_path).values["is_historical"] is True
    day.store.clock.fixed = date(2014, 5, 1)
    with pytest.raises(Refused, match="2014-04-30截止，现在不能再补录"):
        backfill(day, sheet(tmp_path, DITCH))
    assert len(all_of(day, "rectifications")) == 1


def test_the_day_is_set_once_and_never_behind(desk: Desk) -> None:
    desk.store.clock.fixed = TODAY
    with pytest.raises(Refused, match="不能设在今天（2014-03-31）以前"):
        set_cut_off(desk, "2014-03-30")
    with pytest.raises(Refused, match="2014-06-30 这样的日期"):
        set_cut_off(desk, "明年底")
    set_cut_off(desk, "2014年4月30日")
    for other in ("2014-12-31", "2014-04-29", ""):
        with pytest.raises(Refused):
            set_cut_off(desk, other)
    assert desk.read(lambda unit: settings.value(unit, "backfill_until")) == CUT_OFF
    (line,) = desk.read(settings.history)
    assert (line.description, line.reason) == (
        "办理规则：历史补录截止日期 （空） → 2014-04-30", "今年起用电子台账"
    )  # fmt: skip


def test_only_who_manages_sets_the_day(desk: Desk) -> None:
    desk.store.clock.fixed = TODAY
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李审核", role="审核"))
    checker = desk.read(lambda unit: operators.find(unit, name="李审核"))
    with pytest.raises(Refused) as caught:
        desk.write(lambda unit: settings.change(unit, actor=checker, values={"backfill_until": CUT_OFF}))
    assert caught.value.exit_code is Exit.NOT_ALLOWED


# ---- the gate -------------------------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, object], str]] = [
    ({"销号日期": None}, "没有填销号日期"),
    ({"销号日期": "2013-02-28"}, "的销号日期2013-02-28早于登记日期2013-03-01"),
    ({"销号日期": "2014-04-01"}, "在今天（2014-03-31）之后"),
    ({"销号审批人": None}, "没有填销号审批人"),
    ({"整改状态": "整改中"}, "看不出办完没有"),
    ({"登记日期": None}, "还没有填「登记日期」"),
]


@pytest.mark.parametrize(("cells", "words"), WRONG)
def test_the_gate_asks_sensible_days_and_who_approved(
    day: Desk, tmp_path: Path, cells: dict[str, object], words: str
) -> None:
    made = backfill(day, sheet(tmp_path, changed(LAMP, **cells), DITCH))
    assert (made.added, len(made.failed)) == (1, 1)
    assert words in made.failed[0].reason
    assert [record.values["description"] for record in all_of(day, "rectifications")] == ["沟渠堵塞"]


def test_what_was_closed_from_the_day_on_is_not_old(day: Desk, tmp_path: Path) -> None:
    day.store.clock.fixed = date(2014, 4, 30)
    made = backfill(day, sheet(tmp_path, changed(LAMP, 销号日期="2014-04-30"), changed(DITCH, 销号日期="2014-04-29")))
    assert (made.added, len(made.failed)) == (1, 1)
    assert "不早于历史补录截止日期2014-04-30" in made.failed[0].reason


def test_other_days_of_the_paper_are_held_too_and_kept(day: Desk, tmp_path: Path) -> None:
    head = [*HEAD, "完成日期", "签字人", "签字日期"]
    good = [*LAMP, "2013-05-10", "王镇长", "2013-05-19"]
    bad = [*DITCH, "2013-03-01", None, None]
    made = backfill(day, sheet(tmp_path, good, bad, head=head))
    assert (made.added, len(made.failed)) == (1, 1)
    assert "完成日期2013-03-01早于登记日期2013-04-01" in made.failed[0].reason
    (record,) = all_of(day, "rectifications")
    kept = (record.values["completed_on"], record.values["signed_by"], record.values["signed_on"])
    assert kept == (date(2013, 5, 10), Reference("王镇长"), date(2013, 5, 19))


@pytest.mark.parametrize("label", ["审核录入人", "重开日期"])
def test_what_only_a_step_here_writes_is_on_no_paper(day: Desk, tmp_path: Path, label: str) -> None:
    made = backfill(day, sheet(tmp_path, [*LAMP, "2013-05-01"], head=[*HEAD, label]))
    assert made.added == 0
    assert f"{label}：只能由本台账里的办理步骤得来" in made.failed[0].reason


def test_a_number_is_never_used_twice(day: Desk, tmp_path: Path) -> None:
    """Neither twice in a sheet, nor one that we gave; and what is on paper is not given here."""
    twice = changed(DITCH, 销号编号="销[2013]4号")
    made = backfill(day, sheet(tmp_path, LAMP, twice))
    assert (made.added, len(made.failed)) == (1, 1)
    assert "销[2013]4号已经有一条用了" in made.failed[0].reason
    backfill(day, sheet(tmp_path, changed(DITCH, 销号编号="销〔2014〕1号")))
    day.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    ours = factories.read(day, "rectifications", close(day, "桥栏杆坏了").ids[0])
    assert ours.values["close_out_no"] == "销〔2014〕2号"
    made = backfill(day, sheet(tmp_path, ["旧桥", *changed(LAMP, 销号编号="销〔2014〕2号")[1:]]))
    assert "销〔2014〕2号已经有一条用了" in made.failed[0].reason


# ---- the template ----------------------------------------------------------------------------------------------------

FILLED: dict[str, dict[str, object]] = {
    "rectifications": {"问题描述": "路灯不亮", "登记日期": "2013-3-1", "销号日期": "2013-5-20", "销号审批人": "王镇长"},
    "petitions": {"信访人姓名": "赵一", "来访时间": "2013-03-01", "反映的主要问题": "欠薪", "办结日期": "2013-05-20"},
    "backlog_cases": {
        "案件名称": "占地", "排查日期": "2013-3-1", "化解日期": "2013-5-20", "化解结果": "已化解", "销案审批人": "王某",
    },
    "demands": {"内容": "路灯", "日期": "2013-03-01", "解决日": "2013-05-20"},
    "projects": {"项目名称": "村道", "立项日期": "2013-03-01", "实际竣工": "2013-05-20"},
    "debts": {"债权人": "赵一", "事由": "料款", "本金": "3400", "偿还额": "3400", "偿还日": "2013-05-20"},
}  # fmt: skip


@pytest.mark.parametrize("ledger", list(FILLED))
def test_the_template_of_old_business_comes_in_as_old_business(day: Desk, tmp_path: Path, ledger: str) -> None:
    out = tmp_path / "模板.xlsx"
    import_files.write_sheets(out, day.read(lambda unit: templates.sheets(unit, ledger=ledger, for_old=True)))
    book = openpyxl.load_workbook(out)
    page = book.active
    labels = [cell.value for cell in page[2]]
    for label, text in FILLED[ledger].items():
        page.cell(4, labels.index(label) + 1, text)
    assert not {"历史补录", "审核方式"} & set(labels)
    book.save(out)
    made = backfill(day, out, ledger)
    assert (made.added, made.failed, made.blank) == (1, (), 1)
    (record,) = all_of(day, ledger)
    assert record.values["is_historical"] is True


def test_templates_say_what_no_import_sets_and_which_way_it_comes_in(day: Desk) -> None:
    def rows(ledger: str, *, for_old: bool) -> list[list[str]]:
        made = day.read(lambda unit: templates.sheets(unit, ledger=ledger, for_old=for_old))
        return [[str(cell or "") for cell in row] for row in made[-1].rows]

    (closed,) = [row for row in rows("rectifications", for_old=False) if row[2] == "不能填"]
    assert "销号日期、销号编号、销号审批人" in closed[1]
    assert "用“历史补录”的模板" in closed[3]
    (debts,) = [row for row in rows("debts", for_old=False) if row[2] == "不能填"]
    assert debts[1] == "办完的旧账"
    assert not [row for row in rows("publicity", for_old=False) if row[2] == "不能填"]
    told = {row[1]: row for row in rows("rectifications", for_old=True)}
    assert told["销号审批人"][3].startswith("办完的一定要填，照纸上写。")
    assert told["整改状态"][4] == "历史销号、已销号"
    with pytest.raises(Refused, match="没有要补录的办结"):
        rows("publicity", for_old=True)


# ---- every other door ----------------------------------------------------------------------------------------------


def test_a_plain_import_of_a_closed_row_names_the_way(day: Desk, tmp_path: Path) -> None:
    made = backfill(day, sheet(tmp_path, LAMP), reason=None)
    assert (made.added, len(made.failed)) == (0, 1)
    assert "不能由导入直接写成「已销号」" in made.failed[0].reason
    assert "请由管理人员用「历史补录」的方式导入" in made.failed[0].reason


def test_a_plain_import_of_other_closed_rows_names_the_way_too(day: Desk, tmp_path: Path) -> None:
    head = ["项目名称", "立项日期", "状态", "实际竣工"]
    made = backfill(
        day, sheet(tmp_path, ["村道", "2013-03-01", "完成", "2013-09-01"], head=head), "projects", reason=None
    )
    assert "没有填完成的实物量" in made.failed[0].reason
    assert "用「历史补录」的方式导入" in made.failed[0].reason
    head = ["项目名称", "立项日期", "计划投资"]
    made = backfill(day, sheet(tmp_path, ["村道", "2013-03-01", "三四千"], head=head), "projects", reason=None)
    assert "历史补录" not in made.failed[0].reason


def test_the_preview_says_what_the_import_will_do(day: Desk, tmp_path: Path) -> None:
    rows = (LAMP, changed(DITCH, 销号审批人=None), changed(OPEN, 销号编号="销〔2013〕4号"))
    book = import_files.read(sheet(tmp_path, *rows))

    def look(unit: UnitOfWork, mode: str | None) -> dict[Fate, int]:
        plan = import_plan.guess(unit, ledger=registry.find("rectifications"), book=book)
        return import_preview.look(unit, plan=plan, backfill=mode).counts

    assert day.read(lambda unit: look(unit, REASON)) == {
        Fate.NEW: 0, Fate.OLD: 1, Fate.KNOWN: 0, Fate.BLANK: 0, Fate.WRONG: 2,
    }  # fmt: skip
    assert day.read(lambda unit: look(unit, None))[Fate.WRONG] == 3
    made = backfill(day, sheet(tmp_path, *rows))
    assert (made.added, len(made.failed)) == (1, 2)


@pytest.mark.parametrize("ledger", ["rectifications", "petitions", "backlog_cases", "demands", "projects", "debts"])
def test_no_form_grid_batch_or_edit_sets_the_mark(day: Desk, ledger: str) -> None:
    least: dict[str, tuple[str, ...]] = {
        "rectifications": ("登记日期=2014-03-01",), "petitions": ("来访时间=2014-03-01", "信访人姓名=郑某"),
        "backlog_cases": ("排查日期=2014-03-01", "案件名称=宅基地"),
        "demands": ("日期=2014-03-01", "内容=要修路", "诉求人=郑某"), "projects": ("立项日期=2014-03-01",),
        "debts": ("形成年份=2010", "事由=料款", "债权人=赵一"),
    }  # fmt: skip
    with pytest.raises(Refused, match="历史补录"):
        factories.add(day, ledger, *least[ledger], "历史补录=是")
    made = factories.add(day, ledger, *least[ledger])
    with pytest.raises(Refused, match="历史补录"):
        edit(day, factories.read(day, ledger, made.ids[0]), {"is_historical": True})
    with pytest.raises(Refused):
        day.write(
            lambda unit: batches.edit(
                unit, actor=day.actor, ledger=ledger, ids=made.ids, values={"is_historical": True}
            )
        )  # fmt: skip
    assert factories.read(day, ledger, made.ids[0]).values["is_historical"] is None


def test_a_plain_import_does_not_set_the_mark(day: Desk, tmp_path: Path) -> None:
    made = backfill(
        day, sheet(tmp_path, ["路灯", "2014-03-01", "是"], head=["问题描述", "登记日期", "历史补录"]), reason=None
    )
    assert (made.added, len(made.failed)) == (0, 1)
    made = backfill(
        day, sheet(tmp_path, ["路灯", "2014-03-01", "否"], head=["问题描述", "登记日期", "历史补录"]), reason=None
    )
    assert made.added == 1


# ---- the other ledgers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ledger", "head", "row", "stored", "wanting"), OTHERS, ids=[one[0] for one in OTHERS])
def test_each_ledger_with_a_closing_takes_its_old_business(
    day: Desk, tmp_path: Path, ledger: str, head: list[str], row: list[str], stored: dict[str, object],
    wanting: tuple[str, str],
) -> None:  # fmt: skip
    if ledger != "backlog_cases":  # all that its gate asks stands in columns
        plain = backfill(day, sheet(tmp_path, row, head=head), ledger, reason=None)
        assert (plain.added, "历史补录" in plain.failed[0].reason) == (0, True)
    label, words = wanting
    without = [None if name == label else cell for name, cell in zip(head, row, strict=True)]
    made = backfill(day, sheet(tmp_path, without, head=head), ledger)
    if words:
        assert made.added == 0
        assert words in made.failed[0].reason
    else:
        assert all_of(day, ledger)[0].values["is_historical"] is None  # without its day it is open business
    made = backfill(day, sheet(tmp_path, row, head=head), ledger, duplicates=Duplicates.NEW)
    assert made.failed == ()
    record = next(one for one in all_of(day, ledger) if one.values["is_historical"])
    assert {key: record.values[key] for key in stored} == stored


def test_old_business_opened_again_is_held_to_every_gate(day: Desk, tmp_path: Path) -> None:
    ledger, head, row, *_ = OTHERS[2]
    backfill(day, sheet(tmp_path, row, head=head), ledger)
    (record,) = all_of(day, ledger)
    edit(day, record, {"phone": "13800001234"})  # it may be filled in without being opened
    record = factories.read(day, ledger, record.id)
    assert record.values["is_historical"] is True
    edit(day, record, {"status": "办理中", "solved_on": None})
    record = factories.read(day, ledger, record.id)
    assert record.values["is_historical"] is None
    with pytest.raises(Refused, match="没有填办理结果"):
        edit(day, record, {"status": "已解决", "solved_on": date(2013, 5, 1)})
    edit(day, record, {"status": "已解决", "solved_on": TODAY, "result": "已修好"})
    assert factories.read(day, ledger, record.id).values["is_historical"] is None


def test_old_business_does_not_slip_into_this_period(day: Desk, tmp_path: Path) -> None:
    """A project whose state alone is taken back would stand as completed here, without its quantities."""
    ledger, head, row, *_ = OTHERS[3]
    backfill(day, sheet(tmp_path, row, head=head), ledger)
    (record,) = all_of(day, ledger)
    with pytest.raises(Refused, match="没有填完成的实物量"):
        edit(day, record, {"status": "正常"})
    with pytest.raises(Refused, match=r"在今天（2014-03-31）之后"):
        edit(day, record, {"completed_on": date(2014, 4, 30)})
    edit(day, record, {"completed_on": date(2013, 10, 1)})
    assert factories.read(day, ledger, record.id).values["is_historical"] is True
