"""Why a file could not be read, each in a sentence: the file's fault, another program's, or the computer's."""

from __future__ import annotations

import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import import_files, import_plan
from app.sheets import reader
from app.sheets.book import Book, FileFault, Sheet, SheetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.desk import Desk
    from app.sheets.book import Cell


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good workbook."""
    made = tmp_path / "打开着.xlsx"
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("台账").write_row(0, 0, ("日期", "事项"))
    return made


@contextmanager
def no_handles() -> Iterator[None]:
    """This process may open no further file: opening fails as it does where another program has locked it."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_file_that_cannot_be_opened_is_not_called_damaged(path: Path) -> None:
    with pytest.raises(SheetError) as found, no_handles():
        reader.read_here(path)
    assert found.value.fault is FileFault.CLOSED


def test_a_reader_that_cannot_be_begun_is_told_and_the_file_is_not_blamed(path: Path) -> None:
    with pytest.raises(Refused) as found, no_handles():
        import_files.read(path)
    assert found.value.sentence == "电脑太忙，没有能开始读「打开着.xlsx」。请关掉一些程序后再导入。台账没有改动。"
    assert import_files.read(path).sheets[0].rows == [["日期", "事项"]]


def test_every_fault_of_a_file_has_its_sentence() -> None:
    said = {fault: import_files.refusal(SheetError(fault, "展开后太大"), "意见.xlsx").sentence for fault in FileFault}
    assert len(set(said.values())) == len(FileFault)


def ask_for_too_much() -> int:
    """Ask for more memory than a reader may have."""
    return len(bytearray(2 << 30))


def test_a_reader_whose_memory_is_used_up_is_told_in_a_whole_sentence() -> None:
    with pytest.raises(SheetError) as found:
        reader.read_apart(ask_for_too_much)
    assert import_files.refusal(found.value, "意见.xlsx").sentence.startswith("「意见.xlsx」展开后太大，不像办公表格")


def test_what_is_to_be_known_of_a_workbook_is_told() -> None:
    assert import_files.notes(Book(())) == ()
    told = import_files.notes(Book((), ("macros", "hidden_rows", *(f"error:B{n}" for n in range(2, 9)))))
    assert [sentence[:8] for sentence in told] == ["文件里有宏，已经", "表里有隐藏的行（", "表里有7格公式出"]
    assert "（B2、B3、B4、B5、B6等，显示为" in told[2]


def test_sheets_that_are_not_taken_in_are_told(desk: Desk) -> None:
    head: list[Cell] = ["债权人", "事由", "本金"]
    book = Book(
        (
            Sheet("一月", [head, ["赵一", "料款", 1]]),
            Sheet("二月", [[*head, "备注"], ["钱二", "工钱", 2, "急"]]),
            Sheet("填表说明", [["怎样填写"], ["栏目"], ["本金"]]),
            Sheet("空", []),
        )
    )
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find("debts"), book=book, sheet="一月"))
    assert import_plan.left_out(book, plan) == ("没有导入的工作表：二月。表头不同的要分开导入。",)


def test_columns_without_a_name_are_told(desk: Desk) -> None:
    rows: list[list[Cell]] = [
        ["债权人", None, "事由", "本金"],
        ["赵一", "男", "料款", 1, "急"],
        ["钱二", "女", "工钱", 2, "缓"],
    ]
    book = Book((Sheet("表", [*rows, [None, None, None, None, None, "盖章"]]),))
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find("debts"), book=book))
    assert [one[:10] for one in import_plan.left_out(book, plan)] == ["第2列、第5列没有栏"]


def test_a_sheet_that_only_steps_write_is_not_called_left_out(desk: Desk) -> None:
    rounds: list[list[Cell]] = [["所属编号", "申请人"], ["整改〔2014〕1号", "沈明"]]
    book = Book((Sheet("整改台账", [["问题描述", "登记日期"], ["路灯不亮", "2014-03-01"]]), Sheet("销号轮次", rounds)))
    plan = desk.read(lambda unit: import_plan.guess(unit, ledger=registry.find("rectifications"), book=book))
    assert import_plan.left_out(book, plan) == ()
