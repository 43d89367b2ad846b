from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import forms, inspection_outlines, listing
from app.services.inspection_outlines import CHOSEN, FILE_KEY, Heading, Outline

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk


def keep(desk: Desk, *headings: Heading, name: str = "迎检", before: str = "") -> Changes:
    outline = Outline(name, "迎检材料", headings)
    return desk.write(lambda unit: inspection_outlines.keep(unit, actor=desk.actor, outline=outline, before=before))


def find(desk: Desk, name: str = "迎检") -> Outline:
    return desk.read(lambda unit: inspection_outlines.find(unit, name=name))


def test_every_preset_begins_an_outline_whose_conditions_and_forms_are_there(desk: Desk) -> None:
    assert len(inspection_outlines.presets()) >= 3
    for preset in inspection_outlines.presets():
        desk.write(
            lambda unit, preset=preset: inspection_outlines.start(unit, actor=desk.actor, preset_name=preset.label)
        )
        made = find(desk, preset.label)
        assert [one.title for one in made.headings] == [one.title for one in preset.outline.headings]
        for one in made.headings:
            for text in one.where:
                desk.read(
                    lambda unit, one=one, text=text: listing.condition(
                        unit, ledger=unit.schema.ledgers[one.ledger], text=text
                    )
                )
            assert {form.name for form in forms.of(one.ledger)} >= set(one.forms)
    names = [one.title for one in inspection_outlines.preset("look_back").outline.headings if one.level == 1]
    assert names[:4] == ["一看学习教育", "二看听取意见", "三看专项行动", "四看惠民实事"]


def test_headings_are_numbered_and_one_that_brings_its_number_has_no_other() -> None:
    levels = (
        ("学习教育", 1),
        ("集中学习", 2),
        ("党课", 3),
        ("自学", 3),
        ("笔记", 2),
        ("听取意见", 1),
        ("三看专项行动", 1),
    )
    headings = [Heading(title, level) for title, level in levels]
    assert inspection_outlines.numbers(headings) == ("一、", "1. ", "(1) ", "(2) ", "2. ", "二、", "")
    flat = [Heading(f"标题{n}") for n in range(inspection_outlines.MOST_HEADINGS)]
    assert inspection_outlines.numbers(flat)[-1] == "二百、"


def test_an_outline_is_kept_changed_and_dropped_with_its_history(desk: Desk) -> None:
    keep(desk, Heading("学习教育"), Heading("集中学习", 2, "learning_sessions", ("学习形式=集中学习",)))
    before = find(desk)
    assert all(one.key for one in before.headings)
    changed = replace(before, headings=before.headings[::-1][1:])
    desk.write(lambda unit: inspection_outlines.keep(unit, actor=desk.actor, outline=changed))
    assert [one.title for one in find(desk).headings] == ["学习教育"]
    events = desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "settings"))
    entry = events[0].entry
    assert entry.description == "保存迎检包「迎检」的提纲"
    assert [len(told["headings"]) for told in (entry.old, entry.new)] == [2, 1]
    desk.write(lambda unit: inspection_outlines.drop(unit, actor=desk.actor, name="迎检"))
    assert desk.read(inspection_outlines.listed) == ()
    with pytest.raises(Refused, match="还没有建过"):
        find(desk)


def test_a_new_name_does_not_leave_the_old_one_behind_nor_take_anothers(desk: Desk) -> None:
    keep(desk, Heading("甲"))
    keep(desk, Heading("乙"), name="年终")
    keep(desk, Heading("甲"), name="迎检二", before="迎检")
    assert [one.name for one in desk.read(inspection_outlines.listed)] == ["年终", "迎检二"]
    with pytest.raises(Refused, match="已经有叫「年终」的迎检包"):
        keep(desk, Heading("甲"), name="年终", before="迎检二")


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ((), "1到200个标题"),
        ((Heading(" "),), "第1个标题要填"),
        ((Heading("甲", 2),), "「甲」前面缺上一级标题"),
        ((Heading("甲"), Heading("乙", 3)), "「乙」前面缺上一级标题"),
        ((Heading("甲", 1, "learning_sessions", ("没有的列=1",)),), "没有「没有的列」这一列"),
        ((Heading("甲", 1, "learning_sessions", forms=("close_out_request",)),), "不是学习活动的表单"),
    ],
)
def test_what_cannot_be_bound_is_not_kept(desk: Desk, headings: tuple[Heading, ...], words: str) -> None:
    with pytest.raises(Refused, match=words):
        keep(desk, *headings)
    assert desk.read(inspection_outlines.listed) == ()


def test_a_headings_own_file_lives_as_long_as_an_outline_has_it(desk: Desk) -> None:
    def add(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        made = inspection_outlines.add_file(unit, actor=desk.actor, name="方案.pdf", data=b"%PDF-plan")
        outline = Outline("迎检", "迎检材料", (Heading("甲", files=(made,)),))
        inspection_outlines.keep(unit, actor=desk.actor, outline=outline)
        return made

    made = desk.write(add)
    assert desk.read(lambda unit: inspection_outlines.file_of(unit, made)) == b"%PDF-plan"
    with pytest.raises(Refused, match="与添加时不一致"):
        desk.read(lambda unit: inspection_outlines.file_of(unit, replace(made, sha256="0" * 64)))
    with pytest.raises(Refused, match="是空的"):
        desk.write(lambda unit: inspection_outlines.add_file(unit, actor=desk.actor, name="空.pdf", data=b""))
    desk.write(lambda unit: inspection_outlines.drop(unit, actor=desk.actor, name="迎检"))
    assert desk.read(lambda unit: unit.setting(FILE_KEY + made.uuid)) is None


def test_what_is_not_needed_is_not_kept(desk: Desk) -> None:
    keep(
        desk,
        Heading("甲", 1, "", ("学习形式=集中学习",), forms=("close_out_request",), attachments=CHOSEN, picked=("x",)),
    )
    told = json.loads(desk.read(lambda unit: unit.setting("inspection:迎检")) or "")
    assert set(told["headings"][0]) == {"title", "level", "key"}
