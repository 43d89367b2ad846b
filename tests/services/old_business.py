"""Old business for the tests of 历史补录: sheets of it, and the import that takes it in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import (
    import_files,
    import_plan,
    importing,
    records,
    settings,
)
from app.services.changes import ChangeKind, Changes
from app.services.importing import Duplicates
from db.values import Money, Reference
from tests.services.test_importing import all_of, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.importing import Imported
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

TODAY, CUT_OFF = date(2014, 3, 31), "2014-04-30"
REASON = "照2013年纸质整改台账补录"
HEAD = ["问题描述", "登记日期", "整改状态", "销号日期", "销号编号", "销号审批人"]
LAMP = ["路灯不亮", "2013-03-01", "已销号", "2013-05-20", "销〔2013〕4号", "王镇长"]
DITCH = ["沟渠堵塞", "2013-04-01", "历史销号", "2013-06-18", "清整销字5号", "李书记"]
OPEN = ["井盖破损", "2014-03-10", "待整改", None, None, None]
OTHERS: list[tuple[str, list[str], list[str], dict[str, object], tuple[str, str]]] = [
    (
        "petitions", ["来访时间", "信访人姓名", "反映的主要问题", "办理状态", "受理日期", "办结日期"],
        ["2013-03-01", "郑某", "宅基地", "已办结", "2013-03-05", "2013-04-20"],
        {"status": "closed", "finished_on": date(2013, 4, 20), "accepted_on": date(2013, 3, 5), "outcome": None},
        ("办结日期", "没有填办结日期"),
    ),
    (
        "backlog_cases", ["排查日期", "案件名称", "化解结果", "化解日期", "销案审批人"],
        ["2012-03-01", "征地纠纷", "依法终结", "2013-04-20", "李书记"],
        {"status": "依法终结", "finished_on": date(2013, 4, 20), "close_out_approver": Reference("李书记")},
        ("化解结果", "没有填化解结果"),
    ),
    (
        "demands", ["日期", "诉求人", "内容", "解决日"], ["2013-03-01", "郑某", "要修路", "2013-05-01"],
        {"status": "已解决", "solved_on": date(2013, 5, 1), "result": None},
        ("解决日", ""),
    ),
    (
        "projects", ["立项日期", "项目名称", "形象进度", "实际竣工"], ["2012-03-01", "村道硬化", "交付", "2013-09-01"],
        {"status": "完成", "stage": "交付", "completed_on": date(2013, 9, 1), "accepted_on": None},
        ("实际竣工", "没有填实际竣工"),
    ),
    (
        "debts", ["债权人", "事由", "本金", "形成年份", "偿还日", "偿还额"],
        ["赵一", "修路料款", "5000", "2010", "2013-09-01", "5000"],
        {"repaid_on": date(2013, 9, 1), "repaid_amount": Money(500_000), "sign_off": None},
        ("本金", "没有填本金"),
    ),
]  # fmt: skip


def set_cut_off(desk: Desk, typed: str = CUT_OFF) -> None:
    change = {"历史补录截止日期": typed}
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values=change, reason="今年起用电子台账"))


def backfill(
    desk: Desk, path: Path, ledger: str = "rectifications", *, reason: str | None = REASON, actor: Actor | None = None,
    duplicates: Duplicates = Duplicates.SKIP,
) -> Imported:  # fmt: skip
    """Import a file, as 历史补录 when a reason is given."""
    declared, book = registry.find(ledger), import_files.read(path)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=declared, book=book)
        return importing.run(
            unit, actor=actor or desk.actor, plan=plan, file_name=path.name, backfill=reason, duplicates=duplicates
        )

    return desk.write(work)


def sheet(tmp_path: Path, *rows: Sequence[object], head: Sequence[object] = HEAD) -> Path:
    return workbook(tmp_path / "旧账.xlsx", [head, *rows])


def changed(row: Sequence[object], **cells: object) -> list[object]:
    """A row with some cells otherwise, by the labels of `HEAD`."""
    return [cells.get(label, value) for label, value in zip(HEAD, row, strict=True)]


def one(desk: Desk, tmp_path: Path, row: Sequence[object] = LAMP) -> Record:
    """One item that was struck off on paper."""
    made = backfill(desk, sheet(tmp_path, row))
    assert made.failed == ()
    return all_of(desk, "rectifications")[-1]


def edit(desk: Desk, record: Record, values: dict[str, Value]) -> None:
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=record.ledger, record_id=record.id, version=record.version, values=values
        )
    )


def void(desk: Desk, record: Record) -> None:
    desk.write(
        lambda unit: records.void(
            unit, actor=desk.actor, ledger=record.ledger, record_id=record.id, reason="补录错了"
        )
    )  # fmt: skip


def record_changes(record: Record) -> Changes:
    """A record as `do` takes it."""
    return Changes("", ChangeKind.ADDED, record.ledger, (record.id,), record.number)
