"""A closed year by every door that is not the form's: what it holds is the same after each was tried."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import (
    attachments,
    cell_changes,
    closed_years,
    import_files,
    import_plan,
    importing,
    joining,
    links,
    paste_over,
    reception,
    records,
    recycle_bin,
    undo,
    verifying,
    year_end,
)
from db.values import Reference
from tests import factories
from tests.services import package_offices
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from tests.services.package_offices import Offices

    Door = Callable[[Desk, "Year"], Any]

OLD, NEW = date(2013, 12, 20), date(2014, 1, 6)
SENTENCE = "2013年已于2014年1月6日由管理员结转"


class Year:
    """What 2013 had when it was closed: an item struck off with a file, a session with its roster, two of one name."""

    def __init__(self, desk: Desk) -> None:
        desk.store.clock.fixed = OLD
        desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
        self.people = [factories.add(desk, "people", f"姓名={name}", "类别=干部").ids[0] for name in ("李四", "李思")]
        self.struck = self._struck(desk)
        self.other = self._struck(desk)
        self.session = factories.add(
            desk, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习",
            children={"attendance": [{"姓名": "李思"}]},
        )  # fmt: skip
        self.rota = factories.add(desk, "duty_rota", "日期=2013-12-10", "带班领导=李四")
        self.opinion = factories.add(desk, "opinions", "日期=2013-11-05", "办结日期=2013-12-02")
        self.voided = factories.add(desk, "learning_sessions", "日期=2013-12-06", "学习形式=集中学习")
        desk.write(
            lambda unit: records.void(
                unit, actor=desk.actor, ledger="learning_sessions", record_id=self.voided.ids[0], reason="重复"
            )
        )
        ends = [(one.ledger, one.ids[0]) for one in (self.struck, self.other)]
        desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="related", start=ends[0], end=ends[1]))
        desk.store.clock.fixed = NEW
        desk.write(lambda unit: year_end.close(unit, actor=desk.actor, year=2013))
        self.fresh = factories.add(desk, "rectifications", "登记日期=2014-01-05")

    @staticmethod
    def _struck(desk: Desk) -> Changes:
        made = factories.add(desk, "rectifications", "登记日期=2013-12-01", "责任单位=村建办")
        desk.write(
            lambda unit: attachments.attach(
                unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png",
                data=made.number.encode(), happened_on=date(2013, 12, 18),
            )
        )  # fmt: skip
        do(desk, made, "apply-close", "完成情况=灯具已换新", "完成日期=2013-12-18")
        do(desk, made, "check")
        do(desk, made, "close")
        return made


def held(desk: Desk, year: int = 2013) -> dict[str, Any]:
    """All that a closed year has: its records with their rows and stamps, their files, the links within it."""
    found: dict[str, Any] = {}
    with desk.store.read() as unit:
        for ledger in unit.schema.ledgers.values():
            table = unit.schema.table(ledger.name)
            ids = list(unit.connection.execute(table.select().with_only_columns(table.c.id)).scalars())
            rows = unit.reading.children(ledger, ids)
            for key, one in unit.reading.records(ledger, ids).items():
                if (shut := closed_years.of_record(unit, ledger, one)) is not None and shut.year == year:
                    found[f"{ledger.name}/{key}"] = (one, rows.get(key))
        for table in (unit.schema.attachments, unit.schema.links):
            for row in unit.connection.execute(table.select()).mappings():
                ends = [
                    (row[key], row[f"{key.removesuffix('ledger')}{at}"])
                    for key, at in (
                        [("ledger", "record_id")] if "ledger" in row else [("from_ledger", "id"), ("to_ledger", "id")]
                    )
                ]
                if all(f"{ledger}/{at}" in found for ledger, at in ends):
                    found[f"{table.name}/{row['id']}"] = dict(row)
    return found


def _files(unit: UnitOfWork, made: Changes) -> attachments.Attachment:
    return attachments.of(unit, ledger=made.ledger, record_id=made.ids[0])[0]


def _describe(desk: Desk, year: Year) -> Changes:
    def work(unit: UnitOfWork) -> Changes:
        one = _files(unit, year.struck)
        return attachments.describe(
            unit, actor=desk.actor, attachment_id=one.id, caption="补说明", mark="", kind="photo", happened_on=None,
            taken_on=None, volume="", page="", rotation=90,
        )  # fmt: skip

    return desk.write(work)


def _take_off(desk: Desk, year: Year) -> Changes:
    return desk.write(
        lambda unit: attachments.remove(unit, actor=desk.actor, attachment_id=_files(unit, year.struck).id)
    )


def _unlink(desk: Desk, year: Year) -> Changes:
    def work(unit: UnitOfWork) -> Changes:
        (link,) = links.of(unit, ledger="rectifications", record_id=year.struck.ids[0])
        return links.remove(unit, actor=desk.actor, link_id=link.id)

    return desk.write(work)


def _rows(desk: Desk, year: Year) -> Changes:
    """The roster is emptied."""

    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="learning_sessions", record_id=year.session.ids[0])
        return records.edit(
            unit, actor=desk.actor, ledger=old.ledger, record_id=old.id, version=old.version, values={},
            children={"attendance": []},
        )  # fmt: skip

    return desk.write(work)


def _correct(desk: Desk, year: Year) -> Changes:
    return desk.write(
        lambda unit: records.correct(
            unit, actor=desk.actor, ledger="opinions", record_id=year.opinion.ids[0], key="verbatim_text",
            value="垃圾池满了", reason="笔误",
        )
    )  # fmt: skip


def _move_to_campaign(desk: Desk, year: Year) -> Changes:
    def work(unit: UnitOfWork) -> Changes:
        old = records.get(unit, ledger="learning_sessions", record_id=year.session.ids[0])
        return records.edit(
            unit, actor=desk.actor, ledger=old.ledger, record_id=old.id, version=old.version,
            values={"campaign": Reference("百日攻坚")},
        )  # fmt: skip

    return desk.write(work)


def _restore(desk: Desk, year: Year) -> Changes:
    chosen = [("learning_sessions", year.voided.ids[0])]
    return desk.write(lambda unit: recycle_bin.restore(unit, actor=desk.actor, chosen=chosen))


def _swap(desk: Desk, year: Year) -> Changes:
    return desk.write(
        lambda unit: reception.swap(unit, actor=desk.actor, rota_id=year.rota.ids[0], substitute="李思", reason="下乡")
    )


def _join(desk: Desk, year: Year) -> Changes:
    keep, other = year.people
    return desk.write(lambda unit: joining.join(unit, actor=desk.actor, ledger="people", keep=keep, other=other))


def _redate(desk: Desk, year: Year) -> Changes:
    old = factories.read(desk, "rectifications", year.fresh.ids[0])
    return desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=old.ledger, record_id=old.id, version=old.version,
            values={"registered_on": date(2013, 12, 9)},
        )
    )  # fmt: skip


DOORS: dict[str, Door] = {
    "file described": _describe, "file taken off": _take_off, "link taken off": _unlink, "rows of a record": _rows,
    "corrected": _correct, "another campaign": _move_to_campaign, "restored from the bin": _restore,
    "leader stands in": _swap, "two people merged": _join, "dated into it": _redate,
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_a_closed_year_is_shut_by(desk: Desk, door: str) -> None:
    year = Year(desk)
    before = held(desk)
    assert len(before) > 6
    with pytest.raises(Refused, match=SENTENCE):
        DOORS[door](desk, year)
    assert held(desk) == before


def test_pasting_over_and_beyond_reaches_no_closed_year(desk: Desk) -> None:
    year, before = Year(desk), held(desk)
    ids, keys = [year.session.ids[0]], ("held_on", "topic", "remark")
    block = [[None, None, "补记"], ["2013-12-08", "学党章", None], ["2014-01-03", "学条例", None]]

    def plan(unit: UnitOfWork) -> cell_changes.Planned:
        return paste_over.plan(unit, actor=desk.actor, ledger="learning_sessions", block=block, ids=ids, keys=keys)

    planned = desk.read(plan)
    assert (planned.failed, planned.count) == (2, 1)
    assert [SENTENCE in one.problem for one in planned.cells] == [True, True, False]
    desk.write(lambda unit: cell_changes.write(unit, actor=desk.actor, planned=planned, verb="粘贴", only_valid=True))
    assert held(desk) == before


def test_an_import_taken_back_is_not_brought_again_into_a_closed_year(desk: Desk, tmp_path: Path) -> None:
    desk.store.clock.fixed = NEW
    book = openpyxl.Workbook()
    for row in (["日期", "学习形式", "主题"], ["2013-12-07", "集中学习", "学党章"]):
        book.active.append(row)
    book.save(tmp_path / "学习.xlsx")
    ledger = registry.find("learning_sessions")

    def take(unit: UnitOfWork) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=import_files.read(tmp_path / "学习.xlsx"))
        return importing.run(unit, actor=desk.actor, plan=plan, file_name="学习.xlsx")

    factories.add(desk, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习")
    batch = desk.write(take).batch
    desk.write(lambda unit: importing.withdraw(unit, actor=desk.actor, batch=batch))
    desk.write(lambda unit: year_end.close(unit, actor=desk.actor, year=2013))
    before = held(desk)
    with pytest.raises(Refused, match=SENTENCE):
        desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert held(desk) == before


def test_a_package_reaches_no_closed_year(two: Offices) -> None:
    village, town = two.village, two.town
    for desk in (village, town):
        desk.store.clock.fixed = OLD
    factories.add(town, "rectifications", "登记日期=2013-12-02")
    mine = factories.add(village, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习")
    gone = factories.add(village, "learning_sessions", "日期=2013-12-06", "学习形式=集中学习")
    two.merge(two.pack())
    for desk in (village, town):
        desk.store.clock.fixed = NEW
    town.write(lambda unit: year_end.close(unit, actor=town.actor, year=2013))
    before = held(town)
    package_offices.edit(village, "learning_sessions", mine.uuid, "备注=村里补的话")
    village.write(
        lambda unit: attachments.attach(
            unit, actor=village.actor, ledger="learning_sessions", record_id=mine.ids[0], name="签到.png", data=b"1"
        )
    )
    village.write(
        lambda unit: records.void(
            unit, actor=village.actor, ledger="learning_sessions", record_id=gone.ids[0], reason="重复"
        )
    )
    redated = factories.add(village, "learning_sessions", "日期=2014-01-03", "学习形式=集中学习")
    package_offices.edit(village, "learning_sessions", redated.uuid, "日期=2013-12-28")
    carried = factories.add(village, "rectifications", "登记日期=2013-12-12")
    village.write(lambda unit: year_end.close(unit, actor=village.actor, year=2013))
    merged = two.merge(two.pack())
    assert held(town) == before
    assert package_offices.find(town, "learning_sessions", redated.uuid) is None
    assert package_offices.find(town, "rectifications", carried.uuid) is None
    assert merged.counts["held"] == 4
    assert all("2013年已于2014年1月6日由管理员结转" in one["sentence"] for one in merged.receipt["held"])
    assert [one.sentence for one in verifying.run(town) if not one.ok] == []
