from __future__ import annotations

import pytest

from app.ledgers import registry
from app.rules.refusal import Exit, Refused

LEDGERS = {
    "learning": ("study_plans 学习计划 learning_sessions 学习活动 study_outputs 笔记心得 material_issues 资料发放"),
    "opinions": (
        "consultations 征求活动 opinions 意见建议 questionnaires 调查问卷 appraisals 民主评议 research_reports 调研报告"
    ),
    "petitions": (
        "petitions 信访事项 backlog_cases 积案化解 reception_logs 接访日志 duty_rota 值班排班 zero_reports 零报告"
    ),
    "projects": "projects 惠民实事项目 debts 欠账清退 welfare_cases 民生保障",
    "liaison": (
        "household_links 联户结对 pair_links 党员结对 visits"
        " 走访日记 card_issues 联系卡发放 contact_points 联系点"
        " demands 群众诉求 aid_records 慰问帮扶 agency_services"
        " 便民代办 publicity 宣传发动 commitments 承诺公示"
    ),
    "rectification": (
        "rectifications 整改台账 special_actions 专项行动"
        " institutions 制度建设 inspections 督导检查 checklists 达标核查"
        " self_examinations 查摆批评"
    ),
    "office": "teams 机构名册 documents 文件简报 meetings 会议 unit_reports 单位报数",
}


def test_the_37_ledgers_stand_in_their_tabs_in_order() -> None:
    expected = [
        (tab, name, label)
        for tab, words in LEDGERS.items()
        for name, label in zip(words.split()[::2], words.split()[1::2], strict=True)
    ]
    assert [(ledger.tab, ledger.name, ledger.label) for ledger in registry.LEDGERS] == expected
    assert len(registry.LEDGERS) == 37


def test_the_base_registers_are_there() -> None:
    assert [ledger.name for ledger in registry.BASE] == [
        "places", "households", "people", "posts", "organisations", "campaigns", "sensitive_periods", "holidays",
        "lecturer_rota", "form_issues", "issues", "issued_papers",
    ]  # fmt: skip


def test_the_ten_base_registers_have_codes_and_the_others_numbers() -> None:
    assert [ledger.base for ledger in registry.BASE] == [True] * 10 + [False] * 2
    assert not any(ledger.base for ledger in registry.LEDGERS)


def test_tabs_are_those_of_the_window() -> None:
    assert [label for _, label in registry.TABS] == [
        "学习教育", "征求意见", "信访", "惠民实事", "联户走访", "整改销号", "办公", "基础",
    ]  # fmt: skip
    names = {name for name, _ in registry.TABS}
    assert {ledger.tab for ledger in registry.LEDGERS + registry.BASE} <= names


@pytest.mark.parametrize("attribute", ["name", "label", "prefix", "title"])
def test_no_two_ledgers_share_a_name(attribute: str) -> None:
    found = [getattr(ledger, attribute) for ledger in registry.LEDGERS + registry.BASE]
    assert len(set(found)) == len(found)


def test_prefixes_are_short_words() -> None:
    for ledger in registry.LEDGERS + registry.BASE:
        assert 1 <= len(ledger.prefix) <= 4
        assert not ledger.prefix.isascii()


@pytest.mark.parametrize("name", ["petitions", "信访事项", " 信访事项 "])
def test_a_ledger_is_found_by_machine_name_and_by_label(name: str) -> None:
    assert registry.find(name).name == "petitions"


@pytest.mark.parametrize(("said", "meant"), [("petition", "petitions"), ("信访", "信访事项"), ("整改台帐", "整改台账")])
def test_an_unknown_name_is_refused_with_names_that_look_like_it(said: str, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        registry.find(said)
    assert refused.value.exit_code is Exit.USAGE
    assert said in refused.value.sentence
    assert meant in refused.value.sentence


def test_a_name_like_no_other_is_refused_with_the_way_to_the_list() -> None:
    with pytest.raises(Refused, match="ledgers"):
        registry.find("天气预报")


def test_what_has_a_unit_of_its_own_in_every_row_is_not_added_up() -> None:
    declared = [one for ledger in registry.LEDGERS for one in (ledger, *ledger.children)]
    united = [
        (one.name, column)
        for one in declared
        for column in one.columns
        if f"{column.key}_unit" in {other.key for other in one.columns}
    ]
    assert "welfare_cases" in {name for name, _column in united}
    assert [(name, column.key) for name, column in united if column.totalled] == []
