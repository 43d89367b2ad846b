from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pypdf
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import anchors, history, printing
from app.services.listing import Ask
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


def test_what_adds_up_is_added_and_nothing_else(desk: Desk) -> None:
    for amount in ("1.2万元", "22000"):
        factories.add(desk, "debts", "债权人=赵某", "事由=修路材料款", f"本金={amount}")
    tree = paper(desk, "debts")
    assert tree.total is not None
    by_label = dict(zip((column.label for column in tree.columns), tree.total.cells, strict=True))
    assert (by_label["序号"], by_label["本金"], by_label["债权人"]) == ("合计", "34000", "")
    assert tree.unit_note == "单位：元"


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
        ("4", "", "4000"), ("小计", "未填村 1条", "4000"),
    ]  # fmt: skip
    assert [line["mark"] for line in lines if line["mark"]] == ["郑庄", "贾庄", "未填村"]
    assert tree.total is not None
    assert dict(zip(labels, tree.total.cells, strict=True))["本金"] == "4123"
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
