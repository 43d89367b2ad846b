"""列设置: what an office may do with the columns of a ledger, what is refused, and how it is told and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import (
    batches,
    columns,
    entry,
    exporting,
    history,
    import_plan,
    listing,
    office,
    printing,
    records,
    table_page,
    templates,
    undo,
    verifying,
)
from app.services.changes import Actor
from app.services.listing import Ask
from db import layout
from db.declare import Kind
from db.values import Reference
from tests import desks, factories
from tests.services.test_importing import all_of, take, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.columns import Arranged
    from app.services.desk import Desk
    from db.layout import Layout
    from db.unit import UnitOfWork

NAME = "rectifications"


def arrange(
    desk: Desk, *steps: Callable[[Arranged], Layout], ledger: str = NAME, actor: Actor | None = None
) -> Changes:
    """Change the layout of a ledger by steps."""

    def work(unit: UnitOfWork) -> Changes:
        before = arranged = columns.of(unit, ledger=ledger)
        for step in steps:
            arranged = replace(arranged, layout=step(arranged))
        return columns.change(
            unit, actor=actor or desk.actor, ledger=ledger, wanted=arranged.layout, seen=before.layout
        )

    return desk.write(work)


def add(desk: Desk, *texts: str, ledger: str = NAME) -> Changes:
    """Add own columns from 名称:类型[:选项]."""
    return arrange(desk, *(lambda one, text=text: columns.added(one, text) for text in texts), ledger=ledger)


def labels(desk: Desk, ledger: str = NAME) -> list[str]:
    return [column.label for column in desk.ledgers[ledger].columns]


def told(desk: Desk) -> list[str]:
    return [line.description for line in desk.read(lambda unit: columns.history(unit, ledger=NAME))]


def is_sound(desk: Desk) -> bool:
    return all(one.ok for one in verifying.run(desk))


# ---- own columns -----------------------------------------------------------------------------------------------------


def test_an_own_column_of_each_kind_is_entered_shown_and_kept(desk: Desk) -> None:
    add(desk, "安装年份:数字", "回访日:日期", "等级:选项:甲、乙", "包片干部:人员", "门牌:文字")
    made = factories.add(
        desk, NAME, "安装年份=2012.5", "回访日=2014年3月5日", "等级=乙", "包片干部=孟祥", "门牌=3组12号"
    )
    values = factories.read(desk, NAME, made.ids[0]).values
    assert [values[f"own_{n}"] for n in range(1, 6)] == [
        Decimal("2012.5"), date(2014, 3, 5), "乙", Reference("孟祥"), "3组12号",
    ]  # fmt: skip
    desk.close()
    again = desks.beside(desk)
    assert factories.read(again, NAME, made.ids[0]).values["own_2"] == date(2014, 3, 5)
    assert again.read(lambda unit: listing.count(unit, ask=Ask(NAME, search="3组12号"))) == 1
    again.close()


def test_own_columns_stand_before_the_remark_and_in_form_table_and_paper(desk: Desk) -> None:
    add(desk, "安装年份:数字")
    ledger = desk.ledgers[NAME]
    assert labels(desk)[labels(desk).index("备注") - 1] == "安装年份"
    assert "own_1" in table_page.usual_columns(ledger)
    assert "安装年份" in [column.label for column in ledger.printed()]
    assert registry.shipped(NAME).find("安装年份") is None
    assert registry.find("整改台账") is ledger


def test_the_other_ledgers_are_left_as_they_are(desk: Desk) -> None:
    add(desk, "安装年份:数字")
    assert desk.ledgers["petitions"] is registry.shipped("petitions")
    with desk.store.read() as unit:
        assert unit.layouts().keys() == {NAME}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("等级:选项", "「等级」是选项，还没有写可选的内容"),
        ("等级:表格", "没有「表格」这种列，没有改动。可用的有：文字、数字、日期、选项、人员。"),
        (":文字", "列名是空的，没有改动。请写上列名。"),
        ("责任单位:文字", "整改台账已经有「责任单位」这一列，没有改动。请换一个名称。"),
        ("编号:文字", "「编号」在表里另有用处，不能作列名，没有改动。请换一个名称。"),
        ("措施:文字", "「措施」在表里另有用处"),
        ("1号:文字", "列名「1号」里有不能用的符号"),
        ("a=b:文字", "列名「a=b」里有不能用的符号"),
        ("二十个字以上的列名没有哪张表的表头排得下吧你说:文字", "最多20个，没有改动"),
    ],
)
def test_a_column_that_could_not_be_told_apart_is_refused(desk: Desk, text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        add(desk, text)
    assert sentence in refused.value.sentence
    assert desk.ledgers[NAME] is registry.shipped(NAME)
    assert told(desk) == []


def test_a_ledger_takes_twenty_own_columns_and_no_more(desk: Desk) -> None:
    add(
        desk,
        *(f"第{n}列".replace(str(n), "一二三四五六七八九十"[n % 10] + "甲乙"[n // 10]) + ":文字" for n in range(20)),
    )
    with pytest.raises(Refused) as refused:
        add(desk, "再来一列:文字")
    assert refused.value.sentence == (
        "整改台账已经有20个自设的列，不能再加，没有改动。请先停用不再用的列，内容会保留。"
    )
    arrange(desk, lambda one: columns.removed(one, "own_7"))
    add(desk, "再来一列:文字")
    assert desk.ledgers[NAME].column("own_21").label == "再来一列"


def test_a_column_taken_away_keeps_its_values_and_its_name_and_comes_back(desk: Desk) -> None:
    add(desk, "安装年份:数字", "等级:选项:甲,乙")
    made = factories.add(desk, NAME, "安装年份=2012", "等级=甲")
    done = arrange(desk, lambda one: columns.removed(one, "安装年份"))
    assert done.description == "列设置 整改台账：停用「安装年份」，内容保留"
    assert "安装年份" not in labels(desk)
    with pytest.raises(Refused):
        desk.read(lambda unit: listing.condition(unit, ledger=registry.find(NAME), text="own_1=2012"))
    with pytest.raises(Refused, match="停用的列里有它，请恢复那一列，或换一个名称"):
        add(desk, "安装年份:文字")
    factories.add(desk, NAME, "等级=乙")
    record = factories.read(desk, NAME, made.ids[0])
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=NAME, record_id=record.id, version=record.version, values={"own_2": "乙"}
        )
    )
    assert is_sound(desk)
    arrange(desk, lambda one: columns.removed(one, "安装年份", removed=False))
    assert factories.read(desk, NAME, made.ids[0]).values["own_1"] == Decimal(2012)
    assert is_sound(desk)


def test_the_kind_stays_once_there_were_values_even_only_in_the_history(desk: Desk) -> None:
    add(desk, "安装年份:文字")

    def to_number(one: Arranged) -> Layout:
        return one.layout.with_own(replace(one.layout.own[0], kind=Kind.NUMBER))

    assert arrange(desk, to_number).description == "列设置 整改台账：「安装年份」的类型 文字 → 数字"
    made = factories.add(desk, NAME, "安装年份=2012")
    record = factories.read(desk, NAME, made.ids[0])
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=NAME, record_id=record.id, version=record.version, values={"own_1": None}
        )
    )
    with pytest.raises(Refused) as refused:
        arrange(desk, lambda one: one.layout.with_own(replace(one.layout.own[0], kind=Kind.TEXT)))
    assert refused.value.sentence == (
        "「安装年份」已经填过内容（现有的、作废的或历史里的），类型不能由数字改成文字，没有改动。"
        "请另加一列；这一列可以停用，内容会保留。"
    )


def test_a_choice_in_use_is_not_taken_away(desk: Desk) -> None:
    add(desk, "等级:选项:甲,乙,丙")
    factories.add(desk, NAME, "等级=乙")

    def choices(*wanted: str) -> Callable[[Arranged], Layout]:
        return lambda one: one.layout.with_own(replace(one.layout.own[0], choices=wanted))

    with pytest.raises(Refused, match="选项「乙」还有 1 条记录在用，不能去掉"):
        arrange(desk, choices("甲", "丙"))
    done = arrange(desk, choices("乙", "丁"))
    assert done.description == "列设置 整改台账：「等级」的选项 甲、乙、丙 → 乙、丁"
    with pytest.raises(Refused, match="不在可填的内容里，可填：乙、丁"):
        factories.add(desk, NAME, "等级=甲")


def test_the_history_of_a_record_tells_old_and_new_by_the_label(desk: Desk) -> None:
    add(desk, "安装年份:数字", "包片干部:人员")
    made = factories.add(desk, NAME, "安装年份=2012", "包片干部=孟祥")
    record = factories.read(desk, NAME, made.ids[0])
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=NAME, record_id=record.id, version=record.version,
            values={"own_1": Decimal(2013), "own_2": Reference("赵一")},
        )
    )  # fmt: skip
    arrange(desk, lambda one: columns.removed(one, "安装年份"), lambda one: columns.renamed(one, "包片干部", "联系人"))
    newest = desk.read(lambda unit: history.of(unit, ledger=NAME, uuid=made.uuid))[0]
    assert [(one.label, one.old, one.new) for one in newest.changes] == [
        ("联系人", "孟祥", "赵一"), ("安装年份", "2012", "2013"),
    ]  # fmt: skip


# ---- names, order, hiding --------------------------------------------------------------------------------------------


def test_a_renamed_column_answers_to_both_names_everywhere(desk: Desk, tmp_path: Path) -> None:
    done = arrange(desk, lambda one: columns.renamed(one, "责任单位", "牵头科室"))
    assert done.description == "列设置 整改台账：「责任单位」改名为「牵头科室」"
    factories.add(desk, NAME, "牵头科室=党政办")
    factories.add(desk, NAME, "责任单位=财政所")
    for text in ("责任单位=财政所", "牵头科室=财政所", "responsible_org=财政所"):
        ask = desk.read(lambda unit, text=text: listing.condition(unit, ledger=registry.find(NAME), text=text))
        assert desk.read(lambda unit, ask=ask: listing.count(unit, ask=Ask(NAME, filters=(ask,)))) == 1
    for head, org in (("牵头科室", "一所"), ("责任单位", "二所")):
        path = workbook(
            tmp_path / f"{head}.xlsx", [["问题描述", "登记日期", head], [f"{org}的路灯不亮", "2014-3-9", org]]
        )
        assert take(desk, NAME, path).added == 1
    found = sorted(str(one.values["responsible_org"]) for one in all_of(desk, NAME))
    assert found == sorted(str(Reference(name)) for name in ("党政办", "财政所", "一所", "二所"))
    sheet = next(iter(desk.read(lambda unit: list(exporting.export_sheets(
        unit, ask=Ask(NAME), options=exporting.ExportOptions()
    )))))  # fmt: skip
    assert "牵头科室" in [column.label for column in sheet.columns]
    assert "责任单位" not in [column.label for column in sheet.columns]


def test_the_old_name_of_a_column_goes_to_no_other(desk: Desk) -> None:
    arrange(desk, lambda one: columns.renamed(one, "责任单位", "牵头科室"))
    with pytest.raises(Refused, match="「责任单位」是这本台账另一列的原名，不能给别的列"):
        add(desk, "责任单位:文字")
    arrange(desk, lambda one: columns.renamed(one, "牵头科室", ""))
    assert desk.ledgers[NAME].column("responsible_org").label == "责任单位"
    with desk.store.read() as unit:
        assert unit.setting("columns:rectifications") == "{}"


def test_order_is_that_of_table_paper_and_export(desk: Desk) -> None:
    add(desk, "安装年份:数字")
    arrange(desk, lambda one: columns.ordered(one, ("安装年份", "责任人", "问题描述")))
    ledger = desk.ledgers[NAME]
    assert labels(desk)[:4] == ["安装年份", "责任人", "问题描述", "登记日期"]
    assert [column.label for column in ledger.printed()][:3] == ["安装年份", "责任人", "问题描述"]
    assert table_page.usual_columns(ledger)[2:4] == ("own_1", "description")
    assert desk.read(lambda unit: columns.of(unit, ledger=NAME)).layout.order[:2] == ("own_1", "responsible_person")
    arrange(desk, lambda one: replace(one.layout, order=()))
    assert labels(desk)[0] == "登记日期"


@pytest.mark.parametrize(
    ("ledger", "name", "reason"),
    [
        (NAME, "问题描述", "不填它，记录就存不上"),
        (NAME, "登记日期", "不填它，记录就存不上"),
        (NAME, "责任人", "它是★列"),
        (NAME, "整改时限", "它是★列"),
        (NAME, "顺延后时限", "时限从它算起，或算到它为止"),
        (NAME, "佐证材料", "办理和登记时要查它"),
        (NAME, "签字日期", "它记的是办理步骤"),
        ("opinions", "不采纳理由", "办理和登记时要查它"),
        ("debts", "偿还日期", "办理和登记时要查它"),
    ],
)
def test_what_the_form_cannot_do_without_is_not_hidden(desk: Desk, ledger: str, name: str, reason: str) -> None:
    known = registry.shipped(ledger).find(name)
    assert known is not None, name
    with pytest.raises(Refused) as refused:
        arrange(desk, lambda one: columns.shown(one, known.key, on_screen=False), ledger=ledger)
    assert refused.value.sentence.startswith(f"「{known.label}」不能从屏幕上隐藏：{reason}")
    arrange(desk, lambda one: columns.printed(one, known.key, width=0), ledger=ledger)
    assert known.key not in [column.key for column in desk.ledgers[ledger].printed()]


def test_a_hidden_column_keeps_its_values_and_is_found_and_exported_when_asked_for(desk: Desk, tmp_path: Path) -> None:
    add(desk, "门牌:文字")
    factories.add(desk, NAME, "门牌=3组12号", "配合单位=电管站")
    arrange(
        desk,
        lambda one: columns.shown(one, "门牌", on_screen=False),
        lambda one: columns.shown(one, "配合单位", on_screen=False),
    )
    ledger = desk.ledgers[NAME]
    assert not {"门牌", "配合单位"} & {column.label for column in ledger.on_screen()}
    assert "own_1" not in table_page.usual_columns(ledger)
    assert desk.read(lambda unit: listing.count(unit, ask=Ask(NAME, search="电管站"))) == 1
    assert desk.read(lambda unit: listing.count(unit, ask=Ask(NAME, search="12号"))) == 1

    def heads(*keys: str) -> list[str]:
        options = exporting.ExportOptions(columns=keys)
        found = desk.read(lambda unit: list(exporting.export_sheets(unit, ask=Ask(NAME), options=options)))
        return [column.label for column in found[0].columns]

    assert not {"门牌", "配合单位"} & set(heads())
    assert heads("own_1", "co_orgs") == ["编号", "门牌", "配合单位"]
    template = desk.read(lambda unit: templates.sheets(unit, ledger=NAME)[0])
    assert "门牌" not in [column.label for column in template.columns]
    path = workbook(tmp_path / "b.xlsx", [["问题描述", "登记日期", "门牌"], ["井盖破损多日", "2014-3-9", "4组1号"]])
    assert take(desk, NAME, path).added == 1
    assert sorted(str(one.values["own_1"]) for one in all_of(desk, NAME)) == ["3组12号", "4组1号"]


def test_width_and_paper_are_told_and_bounded(desk: Desk) -> None:
    done = arrange(
        desk,
        lambda one: columns.printed(one, "配合单位", width=None),
        lambda one: columns.printed(one, "责任人", width=22),
        lambda one: columns.printed(one, "备注", width=0),
    )
    assert done.description == (
        "列设置 整改台账：「配合单位」印在纸上，宽 20 毫米；「责任人」纸面宽 14 → 22 毫米；「备注」不印在纸上"
    )
    with pytest.raises(Refused, match="「责任人」的纸面宽度要在8到160毫米之间"):
        arrange(desk, lambda one: columns.printed(one, "责任人", width=3))


# ---- who, and back again ---------------------------------------------------------------------------------------------


def test_only_those_who_manage_may_arrange_columns(desk: Desk) -> None:
    with pytest.raises(Refused, match="不能调整台账的列，没有改动"):
        arrange(desk, lambda one: columns.added(one, "门牌:文字"), actor=Actor("小李", role="录入"))


def test_a_change_is_undone_and_done_again(desk: Desk) -> None:
    arrange(desk, lambda one: columns.renamed(one, "责任单位", "牵头科室"))
    add(desk, "安装年份:数字")
    made = factories.add(desk, NAME, "安装年份=2012")
    for words in (
        "撤销：新增",
        "撤销：列设置 整改台账：增加「安装年份」（数字）",
        "撤销：列设置 整改台账：「责任单位」改名",
    ):
        assert desk.write(lambda unit: undo.undo(unit, actor=desk.actor)).description.startswith(words)
    assert labels(desk) == [column.label for column in registry.shipped(NAME).columns]
    assert is_sound(desk)
    for _ in range(3):
        desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert desk.ledgers[NAME].column("responsible_org").label == "牵头科室"
    assert factories.read(desk, NAME, made.ids[0]).values["own_1"] == Decimal(2012)
    assert factories.read(desk, NAME, made.ids[0]).voided_at is None
    assert is_sound(desk)


def test_a_key_is_never_given_twice(desk: Desk) -> None:
    add(desk, "安装年份:数字")
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    add(desk, "门牌:文字")
    assert desk.ledgers[NAME].column("own_2").label == "门牌"
    assert desk.ledgers[NAME].column("own_1").retired


def test_undo_never_goes_over_what_was_arranged_since(desk: Desk) -> None:
    add(desk, "安装年份:数字")
    other = desk.write(lambda unit: _other_manager(unit, desk))
    arrange(desk, lambda one: columns.renamed(one, "安装年份", "建成年份"), actor=other)
    with pytest.raises(Refused, match="这本台账的列又改过，没有撤销"):
        desk.write(lambda unit: undo.undo(unit, actor=desk.actor))


def _other_manager(unit: UnitOfWork, desk: Desk) -> Actor:
    from app.services import operators

    return operators.add(unit, actor=desk.actor, name="王管理", role="管理")


def test_what_was_seen_before_another_change_is_not_written_over_it(desk: Desk) -> None:
    stale = desk.read(lambda unit: columns.of(unit, ledger=NAME)).layout
    add(desk, "安装年份:数字")
    wanted = stale.with_own(layout.OwnColumn("own_1", "门牌"))
    with pytest.raises(Refused, match="列设置刚才在别处改过，没有改动"):
        desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger=NAME, wanted=wanted, seen=stale))
    assert labels(desk).count("安装年份") == 1


def test_a_change_that_fails_leaves_the_ledger_as_it_was(desk: Desk) -> None:
    def work(unit: UnitOfWork) -> Changes:
        arranged = columns.of(unit, ledger=NAME)
        columns.change(unit, actor=desk.actor, ledger=NAME, wanted=columns.added(arranged, "门牌:文字"))
        raise Refused("到此为止")

    with pytest.raises(Refused):
        desk.write(work)
    assert desk.ledgers[NAME] is registry.shipped(NAME)


# ---- what follows ----------------------------------------------------------------------------------------------------


def test_public_paper_masks_people_and_leaves_out_what_is_personal(desk: Desk) -> None:
    add(desk, "经手人:人员", "家庭情况:文字!", "门牌:文字")
    factories.add(desk, NAME, "经手人=欧阳秀英", "家庭情况=独居", "门牌=3组")
    options = printing.PrintOptions(profile="public", looked=True)
    paper = desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask(NAME), options=options, actor=desk.actor))
    row = dict(zip((column.label for column in paper.columns), next(iter(paper.rows)).cells, strict=True))
    assert row["经手人"] == "欧**英"
    assert "家庭情况" not in row
    assert row["门牌"] == "3组"
    page = desk.read(lambda unit: table_page.page(unit, ask=Ask(NAME), columns=("own_1", "own_2")))
    assert page.rows[0].cells == ("欧阳秀英", "***")


def test_what_is_personal_is_not_found_by_its_words_and_again_when_it_is_not(desk: Desk) -> None:
    add(desk, "家庭情况:文字")
    factories.add(desk, NAME, "家庭情况=独居老人")

    def mark(*, personal: bool) -> None:
        arrange(desk, lambda one: one.layout.with_own(replace(one.layout.own[0], personal=personal)))

    def found() -> int:
        return desk.read(lambda unit: listing.count(unit, ask=Ask(NAME, search="独居")))

    assert found() == 1
    mark(personal=True)
    assert found() == 0
    mark(personal=False)
    assert found() == 1


def test_a_head_that_was_mapped_before_takes_a_column_added_since(desk: Desk, tmp_path: Path) -> None:
    rows: list[list[object]] = [["问题描述", "登记日期", "安装年份"], ["村西路灯不亮多日", "2014-3-9", "2012"]]
    take(desk, NAME, workbook(tmp_path / "a.xlsx", rows))
    add(desk, "安装年份:数字")
    rows[1][0] = "村东路灯不亮多日"
    take(desk, NAME, workbook(tmp_path / "b.xlsx", rows))
    assert [one.values["own_1"] for one in all_of(desk, NAME)] == [None, Decimal(2012)]


def test_a_template_has_own_columns_with_their_choices(desk: Desk) -> None:
    add(desk, "等级:选项:甲,乙")
    sheet = desk.read(lambda unit: templates.sheets(unit, ledger=NAME)[0])
    assert [column.choices for column in sheet.columns if column.label == "等级"] == [("甲", "乙")]


def test_an_operators_own_table_takes_up_what_the_office_changed(desk: Desk) -> None:
    kept = office.TableLayout(("number", "@marks", "description", "co_orgs", "registered_on"), {}, 2)
    desk.write(lambda unit: office.keep_table_layout(unit, actor=desk.actor, ledger=NAME, layout=kept))
    add(desk, "安装年份:数字")
    arrange(desk, lambda one: columns.shown(one, "配合单位", on_screen=False))

    def shown() -> tuple[str, ...]:
        name = desk.actor.name
        return desk.read(lambda unit: office.table_layout(unit, ledger=NAME, operator=name)).columns

    assert shown() == ("number", "@marks", "description", "registered_on", "own_1")
    arrange(desk, lambda one: columns.ordered(one, ("安装年份", "问题来源")))
    assert shown() == ("number", "@marks", "own_1", "registered_on", "description")
    dropped = office.TableLayout(("number", "description"), {}, 1)
    desk.write(lambda unit: office.keep_table_layout(unit, actor=desk.actor, ledger=NAME, layout=dropped))
    assert shown() == ("number", "description")


def test_base_registers_take_own_columns_too(desk: Desk) -> None:
    add(desk, "微信群:文字", ledger="places")
    factories.add(desk, "places", "名称=清一村", "种类=村", "微信群=清一村民群")
    found = all_of(desk, "places")
    assert [one.values["own_1"] for one in found] == ["清一村民群"]


def test_a_filled_workbook_of_own_columns_keeps_what_excel_gives(desk: Desk, tmp_path: Path) -> None:
    add(desk, "安装年份:数字", "回访日:日期", "等级:选项:甲,乙")
    book = openpyxl.Workbook()
    book.active.append(["问题描述", "登记日期", "安装年份", "回访日", "等级"])
    book.active.append(["村西路灯不亮多日", date(2014, 3, 9), 2012, date(2014, 3, 20), "甲"])
    book.active.append(["村东井盖破损多日", date(2014, 3, 9), "不详", date(2014, 3, 20), "甲"])
    book.save(tmp_path / "a.xlsx")
    made = take(desk, NAME, tmp_path / "a.xlsx")
    assert (made.added, [(one.row, one.column, one.value) for one in made.failed]) == (1, [(3, "安装年份", "不详")])
    values = all_of(desk, NAME)[0].values
    assert (values["own_1"], values["own_2"], values["own_3"]) == (Decimal(2012), date(2014, 3, 20), "甲")


def test_columns_of_an_import_are_known_by_key(desk: Desk) -> None:
    add(desk, "等级:选项:甲,乙")
    known = desk.read(lambda unit: import_plan.columns_of(unit, ledger=registry.find(NAME)))
    assert known["own_1"].label == "等级"
    with pytest.raises(Refused, match="不在可填的内容里"):
        desk.read(lambda unit: entry.read_values(unit, ledger=registry.find(NAME), texts={"等级": "丙"}))


def test_a_batch_sets_an_own_column_of_many_records_in_one_step(desk: Desk) -> None:
    add(desk, "等级:选项:甲,乙")
    ids = [factories.add(desk, NAME, "等级=甲").ids[0] for _ in range(3)]

    def work(unit: UnitOfWork) -> Changes:
        outcome = batches.edit(unit, actor=desk.actor, ledger=NAME, ids=ids, values={"own_1": "乙"})
        assert outcome.changes is not None
        return outcome.changes

    desk.write(work)
    assert {one.values["own_1"] for one in all_of(desk, NAME)} == {"乙"}
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert {one.values["own_1"] for one in all_of(desk, NAME)} == {"甲"}
