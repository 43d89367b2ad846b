from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.figures import reckon
from app.figures.catalogue import INDICATORS, MARKS, SHIPPED, mark
from app.figures.model import Count, Distinct, Lens, Ratio, Worked
from app.rules.refusal import Exit, Refused
from app.services import figures, looking, records
from app.services.changes import Actor
from app.services.desk import open_desk
from db.values import FuzzyCount, Quantity
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from db.unit import UnitOfWork

AS_OF = date(2014, 3, 31)
COUNTS = [one for one in INDICATORS if isinstance(one.measure, Count | Distinct)]


def _json(desk: Desk, campaign: str = "") -> dict[str, dict[str, object]]:
    found = desk.read(lambda unit: figures.as_json(unit, as_of="2014-03-31", campaign=campaign))
    return {str(one["code"]): one for one in found}


def test_every_code_and_name_is_there_once() -> None:
    assert len({one.code for one in INDICATORS}) == len(INDICATORS)
    assert len({one.name for one in INDICATORS}) == len(INDICATORS)
    assert all(one.definition.endswith("。") for one in INDICATORS)


@pytest.mark.parametrize(
    "code",
    [
        f"{family}{n}"
        for family, last in {"L": 10, "O": 14, "R": 6, "X": 5, "P": 6, "H": 9, "S": 3, "D": 3, "G": 3}.items()
        for n in range(1, last + 1)
    ],
)
def test_every_indicator_of_the_office_has_a_code(code: str) -> None:
    assert any(one.code == code or one.code.startswith(f"{code}.") for one in INDICATORS)


def test_rates_are_made_of_indicators_that_exist() -> None:
    codes = {one.code for one in INDICATORS}
    rates = [one.measure for one in INDICATORS if isinstance(one.measure, Ratio)]
    assert all({rate.over, rate.under} <= codes for rate in rates)


def test_json_has_the_shape_of_the_command_line(desk: Desk) -> None:
    factories.add(desk, "debts", "登记日期=2014-03-01", "事由=修路欠款", "本金=3.4万元")
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "课时=1.5")
    found = _json(desk)
    assert found["L1"] == {
        "code": "L1",
        "name": "集中学习",
        "value": 1,
        "counter": "次",
        "text": "1次",
        "as_of": "2014-03-31",
        "detail": None,
    }
    assert (found["G3.amount"]["value"], found["G3.amount"]["text"]) == ("34000.00", "3.4万元")
    assert (found["L2"]["value"], found["L5"]["value"]) == (1.5, None)


def test_rows_in_json_are_the_records_with_what_each_adds(desk: Desk) -> None:
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "学习形式=集中学习", "课时=1.5")
    found = desk.read(lambda unit: figures.rows_json(unit, actor=desk.actor, code="L2", as_of="2014-03-31"))
    assert (found["code"], found["value"]) == ("L2", 1.5)
    assert [(row["number"], row["held_on"], row["adds"]) for row in found["rows"]] == [
        ("学习〔2014〕1号", "2014-03-05", 1.5)
    ]


def test_rows_are_masked_for_who_only_looks_and_told_in_words(desk: Desk) -> None:
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-05", "信访人姓名=孟庆国", "联系电话=13900001234", "信访形式=来访",
        "重复访=是",
    )  # fmt: skip
    looks = Actor("看", role="查看")

    def told(actor: Actor, *, in_words: bool) -> dict[str, Any]:
        return desk.read(
            lambda unit: figures.rows_json(unit, actor=actor, code="X1.batches", as_of="2014-03-31", in_words=in_words)[
                "rows"
            ][0]
        )

    assert told(desk.actor, in_words=False)["petitioner_phone"] == "13900001234"
    for in_words in (False, True):
        assert "13900001234" not in str(told(looks, in_words=in_words))
        assert "孟庆国" not in str(told(looks, in_words=in_words))
    words = told(desk.actor, in_words=True)
    assert (words["编号"], words["办理状态"], words["重复访"]) == (made.number, "已登记", "是")


def test_rows_of_a_child_are_shown_with_their_record(desk: Desk) -> None:
    row = [{"姓名": "梁国栋", "到会情况": "请假", "补学日期": "2014-03-10"}]
    factories.add(desk, "learning_sessions", "日期=2014-03-05", children={"attendance": row * 2})
    found = desk.read(lambda unit: figures.rows_json(unit, actor=desk.actor, code="L9", as_of="2014-03-31"))
    assert [(one["number"], one["attendance"]["person"]) for one in found["rows"]] == [
        ("学习〔2014〕1号", "梁国栋")
    ] * 2


def test_a_unit_report_stands_among_the_rows(desk: Desk) -> None:
    factories.add(desk, "unit_reports", "单位=清三村", "指标=H1", "截至日=2014-03-20", "数值=1987")
    found = desk.read(lambda unit: figures.rows_json(unit, actor=desk.actor, code="H1", as_of="2014-03-31"))
    assert [(one["ledger"], one["organisation"], one["adds"]) for one in found["rows"]] == [
        ("unit_reports", "清三村", 1987)
    ]


def test_a_bare_code_is_its_first_part(desk: Desk) -> None:
    assert desk.read(lambda unit: figures.rows(unit, code="R1")).code == "R1.total"
    assert desk.read(lambda unit: figures.rows(unit, code="L4")).code == "L4.attendances"


@pytest.mark.parametrize("code", ["L99", "集中学", "O12.没有的主题", "", "L4.nobody"])
def test_an_unknown_code_is_refused_naming_near_ones(desk: Desk, code: str) -> None:
    with pytest.raises(Refused) as caught:
        desk.read(lambda unit: figures.rows(unit, code=code))
    assert caught.value.exit_code == Exit.USAGE
    assert "指标" in caught.value.sentence


def test_a_near_code_is_named(desk: Desk) -> None:
    with pytest.raises(Refused, match="L1 集中学习"):
        desk.read(lambda unit: figures.rows(unit, code="集中学"))


def test_what_the_office_reads_for_a_code_has_no_letters_and_opens_the_same_rows(desk: Desk) -> None:
    assert len(set(MARKS.values())) == len(MARKS)
    assert [seen for seen in MARKS.values() if any(one.isascii() and one.isalpha() for one in seen)] == []
    assert [mark(one) for one in ("L3.party_lectures", "O12.环境卫生", "Z2")] == ["学习3-1", "征求12·环境卫生", "自定2"]
    assert desk.read(lambda unit: figures.rows(unit, code="学习3-1")).code == "L3.party_lectures"


def test_an_unknown_campaign_is_refused_naming_those_there_are(desk: Desk) -> None:
    with pytest.raises(Refused, match="党的群众路线教育实践活动") as caught:
        _json(desk, "三严三实")
    assert caught.value.exit_code == Exit.USAGE


def test_without_a_day_the_files_own_today_is_meant(desk: Desk) -> None:
    desk.store.clock.fixed = AS_OF
    assert {one.as_of for one in desk.read(figures.all_figures)} == {AS_OF}


def test_the_rows_of_a_rate_are_its_numerator(desk: Desk) -> None:
    factories.add(desk, "opinions", "日期=2014-03-05", "采纳情况=不采纳", "不采纳理由=不合政策")
    adopted = factories.add(desk, "opinions", "日期=2014-03-05", "采纳情况=采纳")
    found = desk.read(lambda unit: figures.rows(unit, code="O9.rate"))
    assert (found.value, found.ids) == (Decimal(50), adopted.ids)


# ---- whatever is entered and voided, a figure and its rows agree -----------------------------------------------------

_LINES: dict[str, tuple[str, ...]] = {
    "集中学习": ("learning_sessions", "学习形式=集中学习", "课时=1.5", "实到=30余"),
    "观影": ("learning_sessions", "学习形式=观看影片", "影片名称=焦裕禄"),
    "座谈": ("consultations", "方式=座谈会", "主题=听意见", "参加人次=20", "组织单位=清一村"),
    "汇总": ("consultations", "方式=座谈会", "主题=汇总", "单位汇总=是", "填报单位=清三村", "场次=3", "参加人次=80"),
    "意见": ("opinions", "主题=环境卫生", "采纳情况=采纳"),
    "走访": ("visits", "走访内容=看望", "走访对象=杨德昌", "走访人次=2"),
    "整改": ("rectifications", "时限类型=立行立改"),
    "联户": ("household_links", "户主=杨德昌", "联系干部=梁国栋", "联户小组=第一组"),
    "报数": ("unit_reports", "指标=O1", "数值=5余"),
    "项目": ("projects", "计划投资=5万元", "受益人=300"),
}
_DATES = {
    "learning_sessions": "日期",
    "consultations": "日期",
    "opinions": "日期",
    "visits": "走访时间",
    "rectifications": "登记日期",
    "household_links": "结对日期",
    "unit_reports": "截至日",
    "projects": "立项日期",
}


def _enter(desk: Desk, index: int, name: str, day: int) -> tuple[str, int]:
    ledger, *texts = _LINES[name]
    unit = (f"单位=第{index}单位",) if ledger == "unit_reports" else ()
    made = factories.add(desk, ledger, f"{_DATES[ledger]}=2014-03-{day:02d}", *texts, *unit)
    return made.ledger, made.ids[0]


def _amount(value: object) -> int:
    return value.value if isinstance(value, FuzzyCount) else int(value)  # type: ignore[call-overload,no-any-return]


@pytest.mark.timeout(600)  # many files are made; a busy machine takes its time
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(st.tuples(st.sampled_from(sorted(_LINES)), st.integers(1, 31)), min_size=1, max_size=7),
    voided=st.sets(st.integers(0, 6), max_size=3),
    last_day=st.integers(1, 31),
)
@example(entries=[("汇总", 3)], voided=set(), last_day=31)
def test_any_mix_of_entry_and_voiding_keeps_figure_and_rows_equal(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    entries: list[tuple[str, int]],
    voided: set[int],
    last_day: int,
) -> None:
    path = tmp_path_factory.mktemp("mix") / "混合.minqing"
    path.write_bytes(template.read_bytes())
    desk = open_desk(path)
    made = [_enter(desk, index, *line) for index, line in enumerate(entries)]
    for index in voided & set(range(len(made))):
        ledger, row_id = made[index]
        desk.write(
            lambda unit, ledger=ledger, row_id=row_id: records.void(
                unit, actor=desk.actor, ledger=ledger, record_id=row_id, reason="重复"
            )
        )
    _assert_all_agree(desk, date(2014, 3, last_day))
    desk.close()


def _assert_all_agree(desk: Desk, as_of: date) -> None:
    desk.read(lambda unit: _agree(unit, as_of))


def _agree(unit: UnitOfWork, as_of: date) -> None:
    """One look at the file for all: the rows are those that a figure opens from a report."""
    found = figures.all_figures(unit, as_of=as_of)
    frame = looking.frame(unit, Lens(as_of))
    reckoned = reckon.reckon(frame, INDICATORS)
    by_code = {one.code: one for one in INDICATORS}
    for figure in found:
        indicator = by_code.get(figure.code)
        if indicator is None or isinstance(indicator.measure, Ratio | Worked) or figure.ledger not in _DATES:
            continue
        behind = figures.rows_of(frame, SHIPPED, reckoned, figure.code)
        assert behind.value == figure.value, figure.code
        if indicator in COUNTS:
            assert len(behind.ids) + sum(_amount(one.amount) for one in behind.totals) == _amount(figure.value), (
                figure.code
            )
        groups = [one for one in found if one.code.startswith(f"{figure.code}.") and one.code not in by_code]
        if indicator.by and indicator in COUNTS and isinstance(indicator.measure, Count):
            # What units sent in without saying which group it is of stands in a group of its own.
            summed = sum(_amount(one.value) for one in groups if not isinstance(one.value, Quantity))
            assert summed == _amount(figure.value), figure.code
