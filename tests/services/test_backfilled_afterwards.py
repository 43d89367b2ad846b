"""What becomes of old business after 历史补录 brought it in, and how it looks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import (
    chains,
    exporting,
    importing,
    listing,
    rechecks,
    records,
    settings,
    table_page,
    transitions,
    undo,
    verifying,
)
from app.services.desk import new_desk
from app.services.importing import Duplicates
from app.services.listing import Ask, Filter, State
from db.values import FuzzyDate, Reference
from tests import desks, factories
from tests.services.old_business import (
    DITCH,
    LAMP,
    OPEN,
    TODAY,
    backfill,
    changed,
    edit,
    one,
    record_changes,
    set_cut_off,
    sheet,
    void,
)
from tests.services.test_close_out import do
from tests.services.test_forms import read as read_form
from tests.services.test_importing import all_of
from tests.services.test_printing import cell, paper
from tests.services.test_rechecks import close

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk


@pytest.fixture
def day(desk: Desk) -> Desk:
    """The first operator on 31 March 2014, with the day set until which old business is taken."""
    desk.store.clock.fixed = TODAY
    set_cut_off(desk)
    return desk


# ---- afterwards ----------------------------------------------------------------------------------------------------


def test_it_may_be_filled_in_and_its_days_stay_sensible(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path)
    edit(day, record, {"measures_text": "换灯"})
    record = factories.read(day, "rectifications", record.id)
    assert (record.values["measures_text"], record.values["is_historical"]) == ("换灯", True)
    with pytest.raises(Refused, match="销号日期2013-05-20早于登记日期"):
        edit(day, record, {"registered_on": FuzzyDate(date(2013, 6, 1))})
    with pytest.raises(Refused, match="只能通过办理步骤改变"):
        edit(day, record, {"closed_on": date(2013, 5, 21)})


def test_one_struck_off_here_is_still_locked(day: Desk) -> None:
    day.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    record = factories.read(day, "rectifications", close(day, "桥栏杆坏了").ids[0])
    with pytest.raises(Refused, match="内容不能再改"):
        edit(day, record, {"measures_text": "换灯"})
    with pytest.raises(Refused, match="不能直接作废"):
        void(day, record)


def test_reopening_starts_a_round_of_this_period(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path)
    assert [
        step.action
        for step in day.read(lambda u: transitions.offered(u, actor=day.actor, ledger="rectifications", record=record))
    ] == ["reopen"]
    assert day.read(lambda unit: transitions.checklist(unit, actor=day.actor, record=record)) == ()
    do(day, record_changes(record), "reopen", "整改时限=2014-04-20", reason="灯又不亮了")
    again = factories.read(day, "rectifications", record.id)
    assert (again.values["status"], again.values["is_historical"], again.values["closed_on"]) == (
        "reopened",
        None,
        None,
    )
    (kept,) = again.children["close_out_rounds"]
    assert (kept.values["close_out_no"], kept.values["review_kind"]) == ("销〔2013〕4号", "历史补录")
    with pytest.raises(Refused, match="没有佐证材料"):
        do(day, record_changes(again), "apply-close", "完成情况=又换了灯", "完成日期=2014-03-30")


def test_it_is_voided_with_a_reason_and_its_number_is_free_again(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path)
    void(day, record)
    again = one(day, tmp_path, changed(LAMP, 问题描述="同一盏灯"))
    assert again.values["close_out_no"] == "销〔2013〕4号"
    with pytest.raises(Refused, match="已经有一条用了"):
        day.write(
            lambda unit: records.restore(unit, actor=day.actor, ledger="rectifications", record_id=record.id)
        )  # fmt: skip
    void(day, again)
    day.write(lambda unit: records.restore(unit, actor=day.actor, ledger="rectifications", record_id=record.id))
    assert factories.read(day, "rectifications", record.id).values["is_historical"] is True


def test_a_batch_is_undone_redone_and_withdrawn_whole(day: Desk, tmp_path: Path) -> None:
    made = backfill(day, sheet(tmp_path, LAMP, DITCH, OPEN))
    assert day.read(lambda unit: undo.labels(unit, actor=day.actor))[0].startswith("补录 ")
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert all_of(day, "rectifications") == ()
    day.write(lambda unit: undo.redo(unit, actor=day.actor))
    assert sum(record.values["is_historical"] is True for record in all_of(day, "rectifications")) == 2
    done = day.write(lambda unit: importing.withdraw(unit, actor=day.actor, batch=made.batch))
    assert (done.count, all_of(day, "rectifications")) == (3, ())
    assert backfill(day, sheet(tmp_path, LAMP, DITCH)).added == 2


def test_a_mended_sheet_corrects_what_the_paper_says(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path)
    mended = changed(LAMP, 销号日期="2013-05-28", 销号审批人="李书记")
    made = backfill(day, sheet(tmp_path, mended), duplicates=Duplicates.UPDATE)
    assert (made.updated, made.failed) == (1, ())
    now = factories.read(day, "rectifications", record.id)
    assert (now.values["closed_on"], now.values["close_out_approver"]) == (date(2013, 5, 28), Reference("李书记"))
    assert (now.values["close_out_no"], now.values["is_historical"]) == ("销〔2013〕4号", True)
    made = backfill(day, sheet(tmp_path, changed(LAMP, 销号日期="2014-04-01")), duplicates=Duplicates.UPDATE)
    assert "在今天" in made.failed[0].reason
    made = backfill(day, sheet(tmp_path, mended), duplicates=Duplicates.UPDATE, reason=None)
    assert (made.skipped, made.failed) == (1, ())  # it says what stands
    made = backfill(day, sheet(tmp_path, LAMP), duplicates=Duplicates.UPDATE, reason=None)
    assert "历史补录" in made.failed[0].reason


def test_our_own_item_is_never_closed_by_the_mode(day: Desk, tmp_path: Path) -> None:
    factories.add(day, "rectifications", "问题描述=路灯不亮", "登记日期=2013-03-01")
    made = backfill(day, sheet(tmp_path, LAMP), duplicates=Duplicates.UPDATE)
    assert (made.updated, len(made.failed)) == (0, 1)
    (record,) = all_of(day, "rectifications")
    assert (record.values["status"], record.values["is_historical"]) == ("open", None)
    assert backfill(day, sheet(tmp_path, LAMP)).skipped == 1


def test_export_and_backfill_are_the_identity(day: Desk, tmp_path: Path) -> None:
    backfill(day, sheet(tmp_path, LAMP, DITCH))
    out = tmp_path / "导出.xlsx"
    options = exporting.ExportOptions(purpose="日常办公")
    exporting.export(day, ask=Ask("rectifications"), out=out, options=options)
    other = new_desk(tmp_path / "另一本.minqing", office_name="清河镇", campaign="mass_line_2013")
    other.store.clock.fixed = TODAY
    set_cut_off(other)
    made = backfill(other, out)
    assert (made.added, made.failed) == (2, ())

    def told(desk: Desk) -> list[dict[str, object]]:
        return sorted(
            (dict(one.values) for one in all_of(desk, "rectifications")), key=lambda one: str(one["description"])
        )

    assert told(other) == told(day)
    other.close()


def test_the_history_accounts_for_every_record(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path)
    do(day, record_changes(record), "reopen", "整改时限=2014-04-20", reason="灯又不亮了")
    backfill(day, sheet(tmp_path, DITCH))
    day.close()
    again = desks.beside(day)
    assert [one.sentence for one in verifying.run(again) if not one.ok] == []
    again.close()


def test_a_sample_is_drawn_from_them_only_when_asked(day: Desk, tmp_path: Path) -> None:
    backfill(day, sheet(tmp_path, LAMP, DITCH))
    assert day.read(rechecks.pool) == ()
    day.write(lambda unit: settings.change(unit, actor=day.actor, values={"recheck_backfilled": "要"}))
    assert len(day.read(rechecks.pool)) == 2


# ---- how it looks ---------------------------------------------------------------------------------------------------


def test_it_is_marked_in_list_chain_and_filter(day: Desk, tmp_path: Path) -> None:
    backfill(day, sheet(tmp_path, LAMP, OPEN))
    ask = Ask("rectifications", (Filter.state(State.HISTORICAL),))
    shown = day.read(lambda unit: table_page.page(unit, ask=ask, columns=("number", table_page.MARKS, "status")))
    (row,) = shown.rows
    assert (row.cells[1], row.cells[2]) == ("待补 补录", "历史销号")
    ledger = registry.find("rectifications")
    for words in ("补录", "整改状态=历史销号"):
        assert day.read(lambda unit, words=words: listing.condition(unit, ledger=ledger, text=words)) == ask.filters[0]
    chain = day.read(lambda unit: chains.of(unit, ledger="rectifications", record_id=row.id))
    assert [node.state for node in chain.nodes] == ["历史销号（补录）"]
    assert State.HISTORICAL not in table_page.known_states(registry.find("opinions"))


def test_it_is_marked_on_paper(day: Desk, tmp_path: Path) -> None:
    record = one(day, tmp_path)
    tree = paper(day, "rectifications")
    assert (cell(tree, "编号"), cell(tree, "整改状态")) == (f"{record.number}（补录）", "历史销号")
    text = read_form(day, "销号申请(审核)表", record.number, tmp_path)
    assert f"{record.number}（补录）" in text
    assert ("2013年5月20日" in text, "销〔2013〕4号" in text) == (True, True)
    assert "历史补录：启用台账以前已在纸上销号，销号审批人王镇长" in text
