from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import history, printing
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.paper.tree import LedgerPaper
    from app.services.desk import Desk


def paper(desk: Desk, ledger: str, profile: str = "internal") -> LedgerPaper:
    """The document tree of a whole ledger."""
    return desk.read(lambda unit: printing.ledger_paper(unit, ask=Ask(ledger), profile=profile))


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
    assert cell(tree, "整改措施") == "先查线路\n更换灯具（2014.3.20完成时限，未开始）"
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
