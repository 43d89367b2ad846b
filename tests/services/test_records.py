from __future__ import annotations

import uuid as uuids
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import faults, history, links, listing, office, records, undo
from app.services.listing import Ask, Filter, State
from db.errors import Fault, StoreError
from db.values import FuzzyDate, Reference
from tests import factories

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk


def _edit(desk: Desk, changes: Changes, version: int = 0, **values: object) -> Changes:
    return desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=changes.ledger, record_id=changes.ids[0],
            version=version or changes.version, values=values,
        )  # type: ignore[arg-type]
    )  # fmt: skip


def _void(desk: Desk, changes: Changes, reason: str) -> Changes:
    return desk.write(
        lambda unit: records.void(
            unit, actor=desk.actor, ledger=changes.ledger, record_id=changes.ids[0], reason=reason
        )
    )


def _total(desk: Desk, ledger: str, search: str = "", *filters: Filter, voided: bool = False) -> int:
    ask = Ask(ledger, filters=filters, search=search, voided=voided)
    return desk.read(lambda unit: listing.count(unit, ask=ask))


def test_a_record_gets_the_number_of_its_own_year(desk: Desk) -> None:
    assert factories.add(desk, "rectifications", "登记日期=2014-03-09").number == "整改〔2014〕1号"
    assert factories.add(desk, "rectifications", "登记日期=2014-03-01").number == "整改〔2014〕2号"
    assert factories.add(desk, "rectifications", "登记日期=2015-01-05").number == "整改〔2015〕1号"


def test_redating_never_changes_a_number(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "登记日期=2014-12-31")
    _edit(desk, made, registered_on=FuzzyDate.from_stored("2015-01-02"))
    assert factories.read(desk, "rectifications", made.ids[0]).number == "整改〔2014〕1号"


def test_the_first_serial_goes_on_from_paper_once(desk: Desk) -> None:
    def start(serial: int) -> Changes:
        return desk.write(
            lambda unit: office.set_first_serial(
                unit, actor=desk.actor, ledger="rectifications", year=2014, serial=serial
            )
        )

    start(37)
    assert factories.add(desk, "rectifications", "登记日期=2014-03-09").number == "整改〔2014〕37号"
    with pytest.raises(Refused, match="已经编过号"):
        start(80)


def test_a_voided_number_is_never_given_again(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "登记日期=2014-03-09")
    _void(desk, made, "重复登记")
    assert factories.add(desk, "rectifications", "登记日期=2014-03-09").number == "整改〔2014〕2号"
    assert _total(desk, "rectifications") == 1
    assert _total(desk, "rectifications", voided=True) == 1


def test_voiding_needs_a_reason(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    with pytest.raises(Refused, match="作废原因"):
        _void(desk, made, "  ")


def test_a_voided_record_is_not_edited(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    voided = _void(desk, made, "重复")
    with pytest.raises(Refused, match="已经作废"):
        _edit(desk, voided, description="改一改")


def test_a_double_submit_is_one_record(desk: Desk) -> None:
    uuid = uuids.uuid4().hex
    values = {"verbatim_text": "村东头的垃圾池满了十来天没人拉"}
    first, second = (
        desk.write(lambda unit: records.add(unit, actor=desk.actor, ledger="opinions", values=values, uuid=uuid))
        for _ in range(2)
    )
    assert first.number == second.number
    assert _total(desk, "opinions") == 1


def test_the_second_of_two_savers_is_told(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    _edit(desk, made, target="路灯全亮")
    with pytest.raises(Refused, match="已被改动") as caught:
        _edit(desk, made, version=1, target="换成太阳能灯")
    assert "还在" in caught.value.sentence
    assert factories.read(desk, "rectifications", made.ids[0]).values["target"] == "路灯全亮"


def test_a_record_needs_its_matter_to_be_saved(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        desk.write(lambda unit: records.add(unit, actor=desk.actor, ledger="rectifications", values={"target": "全亮"}))
    assert caught.value.field == "description"
    assert "问题描述" in caught.value.sentence


def test_a_petition_also_needs_a_name_or_anonymous(desk: Desk) -> None:
    with pytest.raises(Refused, match="信访人姓名"):
        factories.add(desk, "petitions")
    assert factories.add(desk, "petitions", "匿名=是").number.startswith("信访〔")


def test_missing_stars_are_counted_not_refused(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "时限类型=长期坚持")
    record = factories.read(desk, "rectifications", made.ids[0])
    missing = records.missing_stars(registry.find("rectifications"), record.values, record.children)
    assert record.missing_count == len(missing) > 0
    assert not {"status", "closed_on", "close_out_no", "due_on"} & set(missing)
    assert _total(desk, "rectifications", "", Filter.state(State.INCOMPLETE)) == 1


def test_rows_of_measures_stand_for_the_measures_column(desk: Desk) -> None:
    children = {"measures": [{"措施内容": "更换灯具", "完成时限": "2014-03-20"}]}
    made = factories.add(desk, "rectifications", children=children)
    record = factories.read(desk, "rectifications", made.ids[0])
    missing = records.missing_stars(registry.find("rectifications"), record.values, record.children)
    assert "measures_text" not in missing
    assert record.children["measures"][0].values["status"] == "未开始"


def test_a_transition_column_is_not_typed_in(desk: Desk) -> None:
    with pytest.raises(Refused, match="办理步骤"):
        factories.add(desk, "rectifications", "销号日期=2014-03-20")


def test_a_spoken_word_is_corrected_not_overwritten(desk: Desk) -> None:
    made = factories.add(desk, "opinions", "原始意见=路灯不量")
    with pytest.raises(Refused, match="更正"):
        _edit(desk, made, verbatim_text="路灯不亮")

    def correct(reason: str) -> Changes:
        return desk.write(
            lambda unit: records.correct(
                unit, actor=desk.actor, ledger="opinions", record_id=made.ids[0], key="verbatim_text",
                value="路灯不亮", reason=reason,
            )
        )  # fmt: skip

    with pytest.raises(Refused, match="写明原因"):
        correct("")
    correct("登记时打错一个字")
    line = desk.read(lambda unit: history.of(unit, ledger="opinions", uuid=made.uuid))[0]
    assert line.reason == "登记时打错一个字"
    change = line.changes[0]
    assert (change.label, change.old, change.new) == (
        "原始意见",
        "路灯不量",
        "路灯不亮",
    )


def test_names_are_resolved_through_aliases(desk: Desk) -> None:
    factories.add(desk, "places", "名称=清三", "种类=村", children={"aliases": [{"名称": "清三村村委会"}]})
    made = factories.add(desk, "rectifications", "村(组)=清三村村委会")
    assert factories.read(desk, "rectifications", made.ids[0]).values["place"] == Reference("清三", 1)


def test_a_name_no_register_has_is_kept_as_written(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "村(组)=没登记过的村")
    assert factories.read(desk, "rectifications", made.ids[0]).values["place"] == Reference("没登记过的村", None)


def test_a_village_filter_takes_in_its_groups(desk: Desk) -> None:
    factories.add(desk, "places", "名称=清三", "种类=村")
    factories.add(desk, "places", "名称=清三一组", "种类=组", "上级=清三")
    factories.add(desk, "rectifications", "村(组)=清三一组")
    ledger = registry.find("rectifications")
    where = desk.read(lambda unit: listing.condition(unit, ledger=ledger, text="村=清三"))
    assert _total(desk, "rectifications", "", where) == 1


@pytest.mark.parametrize("search", ["路灯", "村西", "cxldbl", "CXLD", "夜间 路灯", "2014〕1号"])
def test_a_record_is_found_by_two_characters_or_initials(desk: Desk, search: str) -> None:
    factories.add(desk, "rectifications", "登记日期=2014-03-09")
    assert _total(desk, "rectifications", search) == 1


@pytest.mark.parametrize("search", ["灯路", "%", '"', "路灯 没有", "' OR 1=1", "*", "NEAR(", "text:路灯"])
def test_what_does_not_occur_is_not_found_and_never_an_error(desk: Desk, search: str) -> None:
    factories.add(desk, "rectifications")
    assert _total(desk, "rectifications", search) == 0


def test_all_readings_of_a_polyphone_find_a_name(desk: Desk) -> None:
    factories.add(desk, "people", "姓名=单雄信")
    assert [_total(desk, "people", typed) for typed in ("sxx", "dxx", "cxx")] == [1, 1, 1]


def test_undo_takes_back_step_by_step_and_keeps_the_history(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    _edit(desk, made, target="路灯全亮")
    said = [desk.write(lambda unit: undo.undo(unit, actor=desk.actor)).description for _ in range(2)]
    assert said == [f"撤销：修改 {made.number}", f"撤销：新增 {made.number}"]
    record = factories.read(desk, "rectifications", made.ids[0])
    assert record.voided_at is not None
    assert record.values["target"] is None
    assert len(desk.read(lambda unit: history.of(unit, ledger="rectifications", uuid=made.uuid))) == 4


def test_redo_does_again_what_was_undone(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    _edit(desk, made, target="路灯全亮")
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert factories.read(desk, "rectifications", made.ids[0]).values["target"] == "路灯全亮"
    with pytest.raises(Refused, match="没有可以重做"):
        desk.write(lambda unit: undo.redo(unit, actor=desk.actor))


def test_undo_brings_back_children(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", children={"measures": [{"措施内容": "更换灯具"}]})
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], version=1, values={},
            children={"measures": []},
        )
    )  # fmt: skip
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    rows = factories.read(desk, "rectifications", made.ids[0]).children["measures"]
    assert [row.values["text"] for row in rows] == ["更换灯具"]


def test_a_link_is_walked_from_either_end_and_undone(desk: Desk) -> None:
    opinion = factories.add(desk, "opinions")
    item = factories.add(desk, "rectifications")
    start, end = (opinion.ledger, opinion.ids[0]), (item.ledger, item.ids[0])
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", start=start, end=end))
    seen = [desk.read(lambda unit, at=at: links.of(unit, ledger=at[0], record_id=at[1])) for at in (start, end)]
    assert [(link.words, link.number) for (link,) in seen] == [("转为", item.number), ("来自", opinion.number)]
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert desk.read(lambda unit: links.of(unit, ledger=start[0], record_id=start[1])) == ()


def test_a_link_is_not_made_twice(desk: Desk) -> None:
    opinion, item = factories.add(desk, "opinions"), factories.add(desk, "rectifications")
    start, end = (opinion.ledger, opinion.ids[0]), (item.ledger, item.ids[0])
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", start=start, end=end))
    with pytest.raises(Refused, match="已经这样关联过"):
        desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="转为", start=start, end=end))


def test_a_deadline_on_a_rest_day_is_rolled(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "整改时限=2026-05-01")
    assert str(factories.read(desk, "rectifications", made.ids[0]).values["due_on_rolled"]) == "2026-05-06"


def test_every_fault_of_a_file_has_a_sentence() -> None:
    for fault in Fault:
        sentence = faults.refusal(StoreError(fault, "/tmp/清河镇.minqing")).sentence
        assert sentence.endswith("。")
        assert "/tmp" not in sentence or fault in (Fault.STALE, Fault.TOO_SOON)  # a number, a wait: no path
        assert not {"数据库", "异常", "null"} & {word for word in ("数据库", "异常", "null") if word in sentence}


def test_a_duplicate_has_no_villagers_name_and_no_number(desk: Desk) -> None:
    one = factories.add(
        desk, "petitions", "来访时间=2014-03-01", "信访人姓名=赵某", "联系电话=13800000001", "反映的主要问题=路灯不亮",
        "责任单位=镇党政办",
    ).ids[0]  # fmt: skip
    ledger = registry.find("petitions")
    record = desk.read(lambda unit: records.get(unit, ledger="petitions", record_id=one))
    given = records.duplicate_values(ledger, record, date(2014, 3, 31))
    assert not {"petitioner_name", "petitioner_phone"} & set(given)
    assert given["responsible_org"] == record.values["responsible_org"]
