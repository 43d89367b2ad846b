from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pypdf
import pytest

from app.ledgers import registry
from app.paper.tree import Align
from app.rules.refusal import Refused
from app.services import anchors, history, printing
from app.services.listing import Ask
from db.ask import Filter
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.paper.tree import LedgerPaper
    from app.services.desk import Desk


def paper(desk: Desk, ledger: str, profile: str = "internal") -> LedgerPaper:
    """The document tree of a whole ledger."""
    return desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask(ledger), options=printing.PrintOptions(profile)))


def text(path: Path) -> str:
    """What poppler reads from a PDF."""
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def cell(tree: LedgerPaper, label: str, row: int = 0) -> str:
    """One cell of the tree by the label of its column."""
    at = [column.label for column in tree.columns].index(label)
    return list(tree.rows)[row].cells[at]


def test_a_row_carries_its_measures_its_state_and_its_days(desk: Desk) -> None:
    factories.add(
        desk, "rectifications", "登记日期=2014-03-09", "整改时限=2014-04-05", "整改措施=先查线路",
        children={"measures": [{"措施内容": "更换灯具", "完成时限": "2014-03-20"}]},
    )  # fmt: skip
    tree = paper(desk, "rectifications")
    assert cell(tree, "整改措施") == "先查线路\n更换灯具（完成时限2014.3.20，未开始）"
    assert (cell(tree, "整改状态"), cell(tree, "整改时限")) == ("待整改", "2014.4.5")
    assert (tree.title, tree.office) == ("清河镇整改台账", "清河镇")


def test_rows_that_begin_with_a_day_are_told_as_a_diary(desk: Desk) -> None:
    factories.add(
        desk, "backlog_cases", "案件名称=砖厂占地案",
        children={"progress": [
            {"日期": "2014-03-10", "进展情况": "丈量砖厂地块。", "登记人": "罗小军"}, {"日期": "2014-03-25"},
        ]},
    )  # fmt: skip
    assert cell(paper(desk, "backlog_cases"), "进展") == "2014.3.10　丈量砖厂地块（罗小军）\n2014.3.25"


def test_rows_of_a_record_are_told_as_an_office_says_them(desk: Desk) -> None:
    factories.add(
        desk, "study_plans", "名称=周三学习",
        children={"rules": [
            {"周期": "每周", "周几": "周三", "次数": "1", "每次课时": "1.5",
             "从何时起": "2014-02-26", "到何时止": "2014-06-25"},
        ]},
    )  # fmt: skip
    assert cell(paper(desk, "study_plans"), "学习安排") == "每周（周三，1次，每次1.5课时，2014.2.26起，2014.6.25止）"
    factories.add(
        desk, "self_examinations", "种类=对照检查材料", "人=孙某",
        children={"drafts": [{"第几稿": "1", "审阅意见": "退回重写。"}]},
    )  # fmt: skip
    assert cell(paper(desk, "self_examinations"), "审阅意见") == "第1稿（退回重写）"
    factories.add(
        desk, "projects", "项目名称=修路",
        children={
            "fundings": [{"资金来源": "县", "计划": "1000000"}, {"资金来源": "镇", "计划": "12345.67"}],
            "quantities": [{"内容": "整理土地", "计划数量": "420亩", "完成数量": "60亩"}],
        },
    )  # fmt: skip
    assert cell(paper(desk, "projects"), "建设内容及规模") == "整理土地（计划420亩，完成60亩）"
    assert cell(paper(desk, "projects"), "资金来源") == "1.县（计划100万元）\n2.镇（计划12345.67元）"


@pytest.mark.parametrize(
    ("ledger", "sets"),
    [
        ("self_examinations", ("种类=谈心谈话", "人=孙某", "转入编号=整改〔2014〕14号")),
        ("inspections", ("检查组=督导组", "对象=八个村", "转入编号=整改〔2014〕14号")),
        ("special_actions", ("名称=正风肃纪", "依据=清发〔2014〕14号")),
    ],
)
def test_a_number_stands_whole_in_its_column(desk: Desk, tmp_path: Path, ledger: str, sets: tuple[str, ...]) -> None:
    factories.add(desk, ledger, *sets)
    out = tmp_path / "编号.pdf"
    printing.print_ledger(desk, out=out, ask=Ask(ledger))
    assert "〔2014〕14号" in text(out).replace(" ", "")


def test_what_adds_up_is_added_and_nothing_else(desk: Desk) -> None:
    for amount in ("1.2万元", "22000"):
        factories.add(desk, "debts", "债权人=赵某", "事由=修路材料款", f"本金={amount}")
    tree = paper(desk, "debts")
    assert tree.total is not None
    by_label = dict(zip((column.label for column in tree.columns), tree.total.cells, strict=True))
    assert (by_label["序号"], by_label["本金"], by_label["债权人"]) == ("合计", "34,000", "")
    assert tree.unit_note == "单位：元"


@pytest.mark.parametrize("ledger", ["debts", "projects", "aid_records"])
def test_the_largest_amount_stands_whole_with_its_separators(desk: Desk, tmp_path: Path, ledger: str) -> None:
    sets = {
        "debts": ("债权人=赵某", "事由=修路材料款", "本金=9999999999.99"),
        "projects": ("项目名称=修路", "计划投资=9999999999.99"),
        "aid_records": ("户=孟某", "款额=9999999999.99"),
    }
    factories.add(desk, ledger, *sets[ledger])
    tree = paper(desk, ledger)
    money = {column.label: column.align for column in tree.columns if column.label in ("本金", "计划投资", "款额")}
    assert list(money.values()) == [Align.RIGHT]
    out = tmp_path / "大额.pdf"
    printing.print_ledger(desk, out=out, ask=Ask(ledger))
    assert text(out).count("9,999,999,999.99") >= 2  # the row and the 合计


def test_a_text_of_many_pages_gets_a_broader_column(desk: Desk, tmp_path: Path) -> None:
    """Nine characters a line made eight pages of it."""
    factories.add(
        desk, "petitions", "信访人姓名=孟某", "来访时间=2014-03-09", "反映的主要问题=村西路灯不亮" + "不亮" * 1000
    )
    usual = {column.label: column.width for column in paper(desk, "petitions").columns}
    out = tmp_path / "长.pdf"
    assert printing.print_ledger(desk, out=out, ask=Ask("petitions")).pages <= 4
    shown = "".join(text(out).split())
    assert (shown.count("不"), shown.count("亮")) == (1001, 1001)
    assert "〔2014〕1号" in shown
    assert usual["办理结果"] == registry.find("petitions").column("result").width


def test_a_rate_has_its_sign_and_the_sheet_says_how_it_is_worked_out(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "questionnaires", "问卷名称=作风问卷", "发放数=500", "回收数=486", "有效数=472")
    assert (cell(paper(desk, "questionnaires"), "回收率"), cell(paper(desk, "questionnaires"), "有效率")) == (
        "97.2%", "97.12%",
    )  # fmt: skip
    out = tmp_path / "问卷.pdf"
    printing.print_ledger(desk, out=out, ask=Ask("questionnaires"))
    shown = text(out)
    assert "注：回收率＝回收数÷发放数，有效率＝有效数÷回收数。" in shown.replace(" ", "")


def test_the_ballots_of_several_items_are_not_added_up(desk: Desk) -> None:
    """The same 120 ballots stand in the row of each item."""
    for item in ("总体", "形式主义"):
        factories.add(desk, "appraisals", "评议活动=班子评议", f"评议项目={item}", "发出票=120")
    assert paper(desk, "appraisals").total is None


def test_a_list_of_all_years_says_which_years_those_are(desk: Desk) -> None:
    assert paper(desk, "demands").period == ""
    factories.add(desk, "demands", "内容=要求修井", "日期=2014-03-05")
    assert paper(desk, "demands").period == "2014年度"
    factories.add(desk, "demands", "内容=要求修路", "日期=2012-03-05")
    assert paper(desk, "demands").period == "2012年度至2014年度"
    only = Ask("demands", filters=(Filter.year(2012),))
    assert desk.read(lambda unit: printing.ledger_paper(unit, ask=only)).period == "2012年度"
    factories.add(desk, "people", "姓名=孟某")
    assert paper(desk, "people").period == ""


def test_public_paper_masks_names_in_columns_and_in_prose(desk: Desk) -> None:
    factories.add(desk, "petitions", "信访人姓名=欧阳秀英", "反映的主要问题=欧阳秀英反映门前积水")
    public = paper(desk, "petitions", "public")
    shown = "".join("".join(row.cells) for row in public.rows)
    assert "欧阳秀英" not in shown
    assert "积水" in shown
    assert "欧阳秀英" in "".join("".join(row.cells) for row in paper(desk, "petitions").rows)


@pytest.mark.parametrize("ledger", [ledger.name for ledger in registry.LEDGERS])
def test_every_empty_ledger_prints_one_page_that_says_none(desk: Desk, tmp_path: Path, ledger: str) -> None:
    out = tmp_path / "空.pdf"
    printed = printing.print_ledger(desk, out=out, ask=Ask(ledger))
    assert printed.pages == 1
    assert printed.missing == ()
    shown = text(out)
    assert "无" in shown
    assert "第 1 页 共 1 页" in shown
    fonts = subprocess.run(["pdffonts", out], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_user_text_is_never_markup(desk: Desk, tmp_path: Path) -> None:
    words = "反映A&B公司<b>粗</b>&nbsp;<img src=x> <!-- 注 -->"
    factories.add(desk, "rectifications", f"问题描述={words}")
    out = tmp_path / "字.pdf"
    printing.print_ledger(desk, out=out, ask=Ask("rectifications"))
    shown = "".join(text(out).split())
    assert "反映A&B公司" in shown
    assert "&nbsp;" in shown
    assert "<!--注" in shown


def test_printing_is_a_history_row(desk: Desk, tmp_path: Path) -> None:
    printing.print_ledger(desk, out=tmp_path / "x.pdf", ask=Ask("rectifications"))
    assert "打印 整改台账（内部）1 页" in desk.read(lambda unit: history.recent(unit))[0]


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(Refused, match="内部、公示、上报"):
        printing.profile_of("私用")


@pytest.fixture
def villages(desk: Desk) -> Desk:
    """Two villages, one with a group under it, and debts in them and in none."""
    for name in ("郑庄", "贾庄"):
        factories.add(desk, "places", f"名称={name}", "种类=村")
    factories.add(desk, "places", "名称=郑庄一组", "种类=组", "上级=郑庄")
    for place, amount in (("贾庄", "100"), ("郑庄", "20"), ("郑庄一组", "3"), ("", "4000")):
        where = [f"村(组)={place}"] if place else []
        factories.add(desk, "debts", "债权人=赵某", "事由=修路材料款", f"本金={amount}", *where)
    return desk


def grouped(desk: Desk) -> LedgerPaper:
    options = printing.PrintOptions(subtotals=True)
    return desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask("debts"), options=options))


def test_each_village_has_its_subtotal_and_all_add_up_to_the_total(villages: Desk) -> None:
    tree = grouped(villages)
    labels = [column.label for column in tree.columns]
    lines = [dict(zip(labels, row.cells, strict=True)) | {"mark": row.bookmark} for row in tree.rows]
    assert [(line["序号"], line["编号"] if line["序号"] == "小计" else "", line["本金"]) for line in lines] == [
        ("1", "", "20"), ("2", "", "3"), ("小计", "郑庄 2条", "23"),
        ("3", "", "100"), ("小计", "贾庄 1条", "100"),
        ("4", "", "4,000"), ("小计", "未填村 1条", "4,000"),
    ]  # fmt: skip
    assert [line["mark"] for line in lines if line["mark"]] == ["郑庄", "贾庄", "未填村"]
    assert tree.total is not None
    assert dict(zip(labels, tree.total.cells, strict=True))["本金"] == "4,123"
    assert tree.total.cells[1] == "共4条"


def test_villages_are_the_outline_of_the_pdf(villages: Desk, tmp_path: Path) -> None:
    out = tmp_path / "村.pdf"
    printing.print_ledger(villages, out=out, ask=Ask("debts"), options=printing.PrintOptions(subtotals=True))
    assert [place.title for place in pypdf.PdfReader(out).outline] == ["郑庄", "贾庄", "未填村"]


def test_equal_data_give_equal_bytes_and_the_file_says_what_it_is(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    for name in ("一.pdf", "二.pdf"):  # of one moment of the history: its anchor stands at the foot
        paper = desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask("rectifications")))
        printing.write_pdf(paper, tmp_path / name)
    assert (tmp_path / "一.pdf").read_bytes() == (tmp_path / "二.pdf").read_bytes()
    read = pypdf.PdfReader(tmp_path / "一.pdf")
    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.author) == ("清河镇整改台账", "清河镇")
    assert read.metadata["/CreationDate"] == f"D:{desk.store.clock.today():%Y%m%d}000000+08'00'"
    assert read.trailer["/Root"]["/Lang"] == "zh-CN"


def test_paper_within_offices_bears_the_anchor_and_public_paper_does_not(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    shown = {}
    for profile in ("internal", "report", "public"):
        anchor = desk.read(anchors.of).text
        out = tmp_path / f"{profile}.pdf"
        options = printing.PrintOptions(profile=profile, looked=True)
        printing.print_ledger(desk, out=out, ask=Ask("rectifications"), options=options)
        shown[profile] = "".join(anchor.split()) in "".join(text(out).split())
    assert shown == {"internal": True, "report": True, "public": False}


def test_a_numbered_copy_says_who_printed_it_and_bears_its_watermark(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    out = tmp_path / "份.pdf"
    options = printing.PrintOptions(copy_no=3, watermark="仅供督导组使用")
    printing.print_ledger(desk, out=out, ask=Ask("rectifications"), options=options)
    shown = "".join(text(out).split())
    assert "第3份" in shown
    assert f"打印：{desk.actor.name}{desk.store.clock.today():%Y-%m-%d}" in shown
    assert "仅供督导组使用" in "".join(pypdf.PdfReader(out).pages[0].extract_text().split())


def test_selected_records_alone_are_printed(desk: Desk) -> None:
    ids = [factories.add(desk, "rectifications").ids[0] for _ in range(3)]
    ask = Ask("rectifications", ids=(ids[0], ids[2]))
    tree = desk.read(lambda unit: printing.ledger_paper(unit, ask=ask))
    assert [row.cells[1].split("〕")[1] for row in tree.rows] == ["1号", "3号"]


def test_what_is_counted_in_books_and_what_in_sheets_stand_side_by_side_in_the_total(desk: Desk) -> None:
    def total() -> str:
        tree = paper(desk, "material_issues")
        assert tree.total is not None
        return tree.total.cells[[column.label for column in tree.columns].index("数量")]

    factories.add(desk, "material_issues", "日期=2014-03-01", "资料=读本", "数量=300", "单位=册")
    assert total() == "300"
    factories.add(desk, "material_issues", "日期=2014-03-02", "资料=折页", "数量=261", "单位=张")
    factories.add(desk, "material_issues", "日期=2014-03-03", "资料=汇编", "数量=5", "单位=册")
    assert total() == "305册、261张"


def test_the_counts_of_a_village_are_told_by_their_own_counters_too(desk: Desk) -> None:
    columns = (registry.find("material_issues").column("quantity"),)
    sums = printing._Sums(columns)
    for line in ("数量=4",), ("数量=5", "单位=张"):
        made = factories.add(desk, "material_issues", "日期=2014-03-01", "资料=读本", *line)
        (record,) = desk.read(
            lambda unit, made=made: list(unit.reading.records(registry.find("material_issues"), [made.ids[0]]).values())  # type: ignore[misc]
        )
        sums.add(record)
    assert list(sums.texts()) == ["4册、5张"]
