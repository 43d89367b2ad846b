from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import records, tallies, undo
from app.services.changes import Actor
from db.ask import ChildRow
from db.unit import NewRow, NumberTaken
from db.values import FuzzyCount
from tests import factories
from tests.services.test_gatekeeping import edit

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork

GOOD = ("发出票=100", "收回票=98", "有效票=96", "无效票=2", "好=80", "较好=10", "一般=4", "差=1", "弃权=1")


def appraisal(desk: Desk, *texts: str, rows: list[dict[str, str]] | None = None) -> Changes:
    counts = {pair.partition("=")[0]: pair for pair in (*GOOD, *texts)}
    return factories.add(
        desk, "appraisals", "日期=2014-03-20", "评议活动=班子评议", *counts.values(),
        children={"ballots": rows} if rows else None,
    )  # fmt: skip


def test_ballots_that_agree_are_saved(desk: Desk) -> None:
    made = appraisal(desk)
    assert factories.read(desk, "appraisals", made.ids[0]).values["good_rate"] == Decimal("83.33")


@pytest.mark.parametrize(
    ("texts", "check", "words"),
    [
        (("收回票=101", "无效票=5"), "returned_le_issued", "多于发出的100票，评议作废"),
        (("无效票=1",), "valid_and_spoilt", "有效96票加无效1票，与收回的98票不符"),
        (("好=81",), "grades_add_up", "合计97票，与有效票96票不符"),
        (("好=79",), "grades_add_up", "合计95票，与有效票96票不符"),
    ],
)
def test_a_sum_that_does_not_agree_is_refused_and_named(
    desk: Desk, texts: tuple[str, ...], check: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as caught:
        appraisal(desk, *texts)
    assert [one.check for one in caught.value.missing] == [check]


def test_a_void_appraisal_counts_every_ballot_as_spoilt(desk: Desk) -> None:
    texts = ("收回票=101", "有效票=0", "无效票=101", "好=0", "较好=0", "一般=0", "差=0", "弃权=0")
    assert appraisal(desk, *texts).number == "评议〔2014〕1号"


def test_an_unfinished_count_contradicts_nothing(desk: Desk) -> None:
    factories.add(desk, "appraisals", "日期=2014-03-20", "评议活动=班子评议", "发出票=100", "收回票=98", "好=80")
    factories.add(desk, "appraisals", "日期=2014-03-20", "评议活动=约数", "发出票=100余", "收回票=120")


def test_grades_may_add_up_to_the_returned_when_the_office_says_so(desk: Desk) -> None:
    with pytest.raises(Refused):
        appraisal(desk, "弃权=3")
    desk.write(lambda unit: unit.put_setting("appraisal_grades_sum", "returned"))
    appraisal(desk, "弃权=3")


def test_an_edit_is_asked_too(desk: Desk) -> None:
    made = appraisal(desk)
    with pytest.raises(Refused, match="与有效票96票不符"):
        edit(desk, made, "好=70")


def test_details_say_what_the_whole_says(desk: Desk) -> None:
    halves = [
        {"评议项目": "总体", "参评人类别": "群众代表", "发出票": "60"},
        {"评议项目": "总体", "参评人类别": "党员代表", "发出票": "40"},
        {"评议项目": "整改成效", "参评人类别": "党员代表", "发出票": "100"},
    ]
    appraisal(desk, rows=halves)
    halves[0]["发出票"] = "50"
    with pytest.raises(Refused, match="发出票填了100票，票数明细合计90票"):
        appraisal(desk, rows=halves)


def test_a_detailed_row_is_checked_for_itself(desk: Desk) -> None:
    row = {"评议项目": "整改成效", "参评人类别": "群众代表", "发出票": "10", "收回票": "11"}
    with pytest.raises(Refused, match="票数明细（整改成效 群众代表）收回11票，多于发出的10票"):
        appraisal(desk, rows=[row])


def questionnaire(desk: Desk, *options: dict[str, str], counts: tuple[str, ...] = ()) -> Changes:
    return factories.add(
        desk, "questionnaires", "发放日期=2014-03-01", "问卷名称=作风问卷",
        *(counts or ("发放数=500", "回收数=490", "有效数=480")), children={"options": list(options)},
    )  # fmt: skip


def option(chosen: str, *, kind: str = "单选", answered: str = "480", name: str = "甲") -> dict[str, str]:
    return {"题号": "1", "题型": kind, "选项": name, "票数": chosen, "答题份数": answered}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (("发放数=500", "回收数=501"), "回收数501，多于发放数500"),
        (("发放数=500", "回收数=490", "有效数=491"), "有效数491，多于回收数490"),
    ],
)
@pytest.mark.parametrize("ledger", ["questionnaires", "form_issues"])
def test_sheets_come_back_no_more_than_went_out(desk: Desk, ledger: str, counts: tuple[str, ...], words: str) -> None:
    named = ("问卷名称=问卷",) if ledger == "questionnaires" else ("名称=问卷", "种类=调查问卷")
    with pytest.raises(Refused, match=words):
        factories.add(desk, ledger, "发放日期=2014-03-01", *named, *counts)


def test_a_single_choice_adds_up(desk: Desk) -> None:
    questionnaire(desk, option("300"), option("180", name="乙"))
    with pytest.raises(Refused, match="第1题是单选，各选项合计470票，与答题的480份不符"):
        questionnaire(desk, option("300"), option("170", name="乙"))


def test_a_multiple_choice_may_add_up_to_more_but_no_option_may(desk: Desk) -> None:
    questionnaire(desk, option("400", kind="多选"), option("300", kind="多选", name="乙"))
    with pytest.raises(Refused, match="选项「乙」有481票，多于答题的480份"):
        questionnaire(desk, option("400", kind="多选"), option("481", kind="多选", name="乙"))
    with pytest.raises(Refused, match="答题481份，多于有效问卷480份"):
        questionnaire(desk, option("400", kind="多选", answered="481"))


def test_the_respondents_add_up_to_the_sheets(desk: Desk) -> None:
    kinds = [{"对象类别": "群众", "人数": "324"}, {"对象类别": "党员", "人数": "176"}]
    texts = ("发放日期=2014-03-01", "种类=征求意见表", "名称=意见表", "发放数=500", "回收数=490")
    factories.add(desk, "form_issues", *texts, children={"respondents": kinds})
    kinds[1]["人数"] = "170"
    with pytest.raises(Refused, match="合计494人，与发放、回收、有效的份数（500、490）都不符"):
        factories.add(desk, "form_issues", *texts, children={"respondents": kinds})


def test_shares_are_of_those_who_answered_and_ties_share_a_rank() -> None:
    votes = [("路灯", 120), ("道路", 200), ("低保", 120), ("垃圾", 60), ("其他", 0)]
    rows = [{"option": name, "chosen": FuzzyCount(count), "answered": FuzzyCount(240)} for name, count in votes]
    found = tallies.shares({"valid": FuzzyCount(480)}, rows)
    assert [(one.option, one.percent, one.rank) for one in found] == [
        ("道路", Decimal("83.33"), 1),
        ("路灯", Decimal("50.00"), 2),
        ("低保", Decimal("50.00"), 2),
        ("垃圾", Decimal("25.00"), 4),
        ("其他", Decimal("0.00"), 5),
    ]
    assert [one.option for one in tallies.top(found, 2)] == ["道路", "路灯", "低保"]
    assert [one.option for one in tallies.top(found, 5)] == ["道路", "路灯", "低保", "垃圾"]


def test_a_contradiction_that_came_by_another_way_is_listed(desk: Desk) -> None:
    def merged(unit: UnitOfWork) -> None:
        ledger = unit.schema.ledgers["form_issues"]
        values = {"issued_on": None, "title": "旧表", "issued": FuzzyCount(50), "returned": FuzzyCount(60)}
        unit.insert_many(ledger, [NewRow("u1", NumberTaken("表卷0001", 0, 1), values)], operator="管理员")

    desk.write(merged)
    (found,) = [one for one in desk.read(tallies.found) if one.count]
    assert (found.name, found.rows[0].number) == ("form_issues.issued_returned_valid", "表卷0001")
    assert "回收数60，多于发放数50" in found.rows[0].names[1]


def test_undo_asks_the_same_sums(desk: Desk) -> None:
    made = appraisal(desk)

    def by_the_back_door(unit: UnitOfWork) -> None:
        ledger = unit.schema.ledgers["appraisals"]
        record = records.get(unit, ledger="appraisals", record_id=made.ids[0])
        unit.put_setting("appraisal_grades_sum", "returned")
        records.edit(
            unit, actor=desk.actor, ledger=ledger.name, record_id=record.id, version=1,
            values={"abstained": FuzzyCount(3)},
        )  # fmt: skip

    desk.write(by_the_back_door)
    with pytest.raises(Refused, match="与收回票98票不符"):
        desk.write(lambda unit: undo.undo(unit, actor=Actor("管理员")))


def test_open_questions_are_not_summed() -> None:
    rows = [ChildRow({"question_no": FuzzyCount(9), "question_kind": "开放", "chosen": FuzzyCount(999)})]
    sheet = tallies._Sheet("问卷〔2014〕1号", {"valid": FuzzyCount(10)}, {"options": rows})
    assert list(tallies._single_choice(sheet)) == []


WRONG: dict[tuple[str, str], tuple[tuple[str, ...], dict[str, list[dict[str, str]]]]] = {
    ("appraisals", "returned_le_issued"): (
        ("发出票=100", "收回票=101", "有效票=96", "无效票=5", "好=80", "较好=10", "一般=4", "差=1", "弃权=1"), {}
    ),
    ("appraisals", "valid_and_spoilt"): (("收回票=98", "有效票=96", "无效票=1"), {}),
    ("appraisals", "grades_add_up"): (("有效票=96", "好=81", "较好=10", "一般=4", "差=1", "弃权=1"), {}),
    ("appraisals", "details_add_up"): (
        ("发出票=100",), {"ballots": [{"评议项目": "总体", "参评人类别": "党员", "发出票": "60"},
                                  {"评议项目": "总体", "参评人类别": "群众", "发出票": "30"}]}
    ),
    ("questionnaires", "issued_returned_valid"): (("发放数=500", "回收数=501"), {}),
    ("questionnaires", "composition"): (("发放数=500",), {"respondents": [{"对象类别": "群众", "人数": "324"}]}),
    ("questionnaires", "single_choice"): (("有效数=480",), {"options": [option("300"), option("170", name="乙")]}),
    ("questionnaires", "options"): (("有效数=480",), {"options": [option("481", kind="多选")]}),
    ("form_issues", "issued_returned_valid"): (("发放数=500", "回收数=501"), {}),
    ("form_issues", "composition"): (("发放数=500",), {"respondents": [{"对象类别": "群众", "人数": "324"}]}),
    ("zero_reports", "is_confirmed"): (("日期=2099-03-04", "确认=是"), {}),
    ("zero_reports", "person_times"): (("日期=2014-03-04", "确认=是", "人次=5"), {}),
}  # fmt: skip
BEGUN = {
    "appraisals": ("日期=2014-03-20", "评议活动=班子评议"),
    "questionnaires": ("发放日期=2014-03-01", "问卷名称=问卷"),
    "form_issues": ("发放日期=2014-03-01", "名称=问卷", "种类=调查问卷"),
    "zero_reports": ("敏感期=两会", "单位=清一村"),
}


def test_every_sum_is_held_against_its_absence() -> None:
    assert {(ledger, name) for ledger, sums in tallies._SUMS.items() for name in sums} == set(WRONG)


@pytest.mark.parametrize(("ledger", "name"), WRONG, ids=["-".join(key) for key in WRONG])
def test_without_its_sum_a_contradiction_would_be_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, ledger: str, name: str
) -> None:
    texts, children = WRONG[ledger, name]
    with pytest.raises(Refused) as caught:
        factories.add(desk, ledger, *BEGUN[ledger], *texts, children=children)
    assert [one.check for one in caught.value.missing] == [name]
    others = {key: found for key, found in tallies._SUMS[ledger].items() if key != name}
    monkeypatch.setitem(tallies._SUMS, ledger, others)
    factories.add(desk, ledger, *BEGUN[ledger], *texts, children=children)


def test_whoever_signed_in_twice_is_listed_and_a_namesake_of_another_unit_is_not(desk: Desk) -> None:
    factories.add(desk, "people", "姓名=王一")
    for unit in ("村建办", "财政所"):
        factories.add(desk, "people", "姓名=张伟", f"单位={unit}")
    roster = [{"姓名": "王一"}, {"姓名": "张伟", "单位": "村建办"}, {"姓名": "张伟", "单位": "财政所"}]
    factories.add(desk, "learning_sessions", "日期=2014-03-10", children={"attendance": roster})
    twice = factories.add(
        desk, "learning_sessions", "日期=2014-03-11",
        children={"attendance": [*roster, {"姓名": "王一"}, {"姓名": "张伟", "单位": "财政所"}]},
    )  # fmt: skip
    (found,) = [one for one in desk.read(tallies.found) if one.count]
    (row,) = found.rows
    assert (row.number, row.names[1]) == (twice.number, "签到里王一、张伟写了不止一次")


def test_nothing_is_confirmed_ahead_nor_with_somebody_in_it(day: Desk) -> None:
    line = ("敏感期=两会", "单位=清一村", "报告人=甲")
    with pytest.raises(Refused, match="的日期2014-04-01还没有到，不能先确认"):
        factories.add(day, "zero_reports", *line, "日期=2014-04-01", "确认=是")
    for counts in (("起=0", "人次=5"), ("起=2", "人次=0")):
        with pytest.raises(Refused, match="两个数对不上"):
            factories.add(day, "zero_reports", *line, "日期=2014-03-31", "确认=是", *counts)
    made = factories.add(day, "zero_reports", *line, "日期=2014-04-01")
    with pytest.raises(Refused, match="不能先确认"):
        edit(day, made, "确认=是")
    factories.add(day, "zero_reports", *line, "日期=2014-03-31", "确认=是", "起=2", "人次=5")
    assert not [one for one in day.read(tallies.found) if one.count]


def test_a_reception_with_fewer_people_than_batches_is_listed(day: Desk) -> None:
    for on, batches, persons in (("04", 0, 0), ("11", 2, 5), ("18", 2, 1), ("25", 0, 3)):
        factories.add(
            day, "reception_logs", f"日期=2014-03-{on}", "值班领导=王镇长", f"来访批次={batches}", f"人次={persons}"
        )
    (found,) = [one for one in day.read(tallies.found) if one.count]
    assert [row.names for row in found.rows] == [("王镇长", "2批次，1人次"), ("王镇长", "0批次，3人次")]


def test_what_ends_before_it_begins_is_listed_in_every_ledger(day: Desk) -> None:
    factories.add(day, "learning_sessions", "日期=2014-03-10", "结束日期=2014-03-01")
    factories.add(day, "contact_points", "联系点=清一", "开始日期=2014-03", "结束日期=2014-03-01")
    factories.add(day, "sensitive_periods", "名称=两会", "开始日期=2014-03-13", "结束日期=2014-03-03")
    (found,) = [one for one in day.read(tallies.found) if one.count]
    assert [row.names[0] for row in found.rows] == ["学习活动", "敏感期"]


def test_more_at_a_session_than_were_to_come_are_listed(day: Desk) -> None:
    for on, counts in (("10", (10, 8, 1, 1)), ("11", (10, 12, 0, 0)), ("12", (10, 8, 2, 1))):
        texts = (f"{word}={count}" for word, count in zip(("应到", "实到", "请假", "缺席"), counts, strict=True))
        factories.add(day, "learning_sessions", f"日期=2014-03-{on}", *texts)
    factories.add(day, "learning_sessions", "日期=2014-03-13", "应到=10余", "实到=12")
    (found,) = [one for one in day.read(tallies.found) if one.count]
    assert [row.names[1] for row in found.rows] == ["应到10，实到12", "应到10，实到8、请假2、缺席1"]


def test_a_petition_that_contradicts_itself_is_listed(day: Desk) -> None:
    for texts in (
        ("登记日期=2014-03-05", "人数=3", "代表人数=3", "初访=是"),
        ("登记日期=2014-03-01",),
        ("登记日期=2014-04-09", "初访=是", "重复访=是"),
        ("登记日期=2014-03-05", "人数=3", "代表人数=8"),
    ):
        factories.add(day, "petitions", "来访时间=2014-03-05", "信访人姓名=孟某", *texts)
    (found,) = [one for one in day.read(tallies.found) if one.count]
    assert [row.names[1] for row in found.rows] == [
        "2014-03-05收到，2014-03-01就登记了",
        "登记日期2014-04-09还没有到；初访和重复访都勾选了",
        "来了3人，代表却有8人",
    ]


def test_an_appraisal_entered_as_a_whole_and_by_groups_is_listed(desk: Desk) -> None:
    whole = appraisal(desk, "对象=班子")
    parts = [appraisal(desk, "对象=班子", f"参评人类别={group}") for group in ("党员代表", "群众代表")]
    appraisal(desk, "对象=王镇长")
    appraisal(desk, "对象=班子", "评议项目=整改成效")
    (found,) = [one for one in desk.read(tallies.found) if one.count]
    (row,) = found.rows
    assert (row.number, row.names[2]) == (
        whole.number, f"分类别的票数另有{parts[0].number}、{parts[1].number}，计了两次",
    )  # fmt: skip


def test_a_day_to_come_is_listed_where_nothing_is_entered_ahead(day: Desk) -> None:
    for on in ("2014-03-31", "2014-04-01"):
        factories.add(day, "petitions", f"来访时间={on}", "信访人姓名=孟某")
        factories.add(day, "duty_rota", f"日期={on}", "带班领导=王镇长")
        factories.add(day, "learning_sessions", f"日期={on}")
    (found,) = [one for one in day.read(tallies.found) if one.count]
    assert [(row.number, row.names[2]) for row in found.rows] == [("信访〔2014〕2号", "2014-04-01")]
