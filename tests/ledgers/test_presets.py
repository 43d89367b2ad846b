from __future__ import annotations

import pytest

from app.ledgers import registry
from app.ledgers.presets import LABELS, PRESETS, VOCABULARIES, Preset, parse, preset
from app.rules.refusal import Exit, Refused


def data(**changes: object) -> dict[str, object]:
    words = dict.fromkeys(preset("study_check_change").words, "某词")
    return {
        "label": "某活动",
        "slogan": "",
        "stages": [],
        "vocabularies": {},
        "words": words,
        "statuses": {},
        **changes,
    }


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_that_comes_with_the_program_loads(name: str) -> None:
    assert preset(name).name == name


def test_the_2013_campaign_has_its_stages_and_the_four_malpractices() -> None:
    found = preset("mass_line_2013")
    assert found.label == "党的群众路线教育实践活动"
    assert [stage.name for stage in found.stages] == [
        "学习教育、听取意见",
        "查摆问题、开展批评",
        "整改落实、建章立制",
    ]
    assert found.vocabulary("issue_categories")[:4] == ("形式主义", "官僚主义", "享乐主义", "奢靡之风")
    assert found.vocabulary("grades") == ("好", "较好", "一般", "差")
    assert found.vocabulary("opinion_topics")[:4] == ("村街面貌", "环境卫生", "社保农合", "党建工作")
    assert found.vocabulary("special_action_names") == ("正风肃纪", "还利于民", "住村联户", "信访积案化解")


def test_the_generic_campaign_has_no_stages() -> None:
    assert preset("学查改").stages == ()


def test_a_list_a_preset_leaves_out_is_the_declarations_own() -> None:
    assert preset("study_check_change").vocabulary("petition_topics", ("土地",)) == ("土地",)


def test_every_vocabulary_is_used_by_a_column() -> None:
    used = {column.vocabulary for ledger in registry.LEDGERS + registry.BASE for column in ledger.columns}
    assert set(VOCABULARIES) <= used


@pytest.mark.parametrize("name", PRESETS)
def test_status_words_label_states_that_exist(name: str) -> None:
    flow = registry.find("rectifications").flow
    assert flow
    assert set(preset(name).statuses) <= {state for state, _ in flow.states}


def test_the_labels_are_those_of_the_files() -> None:
    assert tuple(preset(name).label for name in PRESETS) == LABELS


def test_an_unknown_preset_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="党的群众路线教育实践活动") as refused:
        preset("某活动")
    assert refused.value.exit_code is Exit.USAGE


@pytest.mark.parametrize(
    "changes",
    [
        {"vocabularies": {"colours": ["红"]}},
        {"vocabularies": {"grades": []}},
        {"vocabularies": {"grades": ["好", "好"]}},
        {"words": {"office": "活动办"}},
    ],
)
def test_a_preset_that_is_not_in_order_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="preset mine"):
        parse("mine", data(**changes))


def test_a_preset_in_order_is_read() -> None:
    read = parse("mine", data(vocabularies={"grades": ["优", "良"]}))
    assert isinstance(read, Preset)
    assert read.vocabulary("grades") == ("优", "良")
