"""The files of an import: read apart with a sentence for each fault, rehearsed, and failures written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import backups, exporting, kept_backups, printing
from app.services.permitted import needs
from app.sheets import reader, writer
from app.sheets.book import FileFault, SheetError
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from app.services.importing import Imported
    from app.services.kept_backups import Made
    from app.sheets.book import Book
    from app.sheets.writer import OutSheet
    from db.unit import UnitOfWork

Answer = TypeVar("Answer")
AT_SERVER = "县级服务器由县里备份，写入前不另存一份；写入是一步，错了可以整批撤回。"
"""What is said before an import or a merge at a server, where an office keeps no backup of its own."""
_NOTHING_DONE = "台账没有改动。"
_SENTENCES: dict[FileFault, str] = {
    FileFault.MISSING: "没有找到文件「{name}」。请核对文件名和所在文件夹。",
    FileFault.EMPTY: "「{name}」是空文件。请重新保存一次再导入。",
    FileFault.TOO_LARGE: "「{name}」有 {detail} MB，太大了。请拆成几个文件再导入。",
    FileFault.EXPANDS: "「{name}」{detail}，不像办公表格，为保护电脑没有打开它。请核对文件的来历。",
    FileFault.TOO_MANY_CELLS: "「{name}」的表格超过二十万行、二百列或六百万格。请删去多余的空行空列，或拆成几个文件。",
    FileFault.UNSAFE: "「{name}」里有不安全的内容，没有打开它。请用表格软件另存一份再导入。",
    FileFault.ENCRYPTED: "「{name}」设了打开密码。请在表格软件里取消密码、另存一份再导入。",
    FileFault.DAMAGED: "「{name}」已经损坏，读不出来。请用表格软件打开、另存一份再导入。",
    FileFault.WEB_PAGE: "「{name}」其实是网页，不是工作簿。请用表格软件打开，另存为 .xlsx 再导入。",
    FileFault.UNKNOWN: "「{name}」不是工作簿，也不是文本表格。请选择 .xlsx、.xls、.et、.ods 或 .csv 文件。",
    FileFault.TOO_SLOW: "「{name}」读了两分钟还没有读完，已经停下。请拆成几个文件再导入。",
    FileFault.STOPPED: "已按您的要求停止读取「{name}」。",
    FileFault.ENCODING: "「{name}」不能按所选的编码读。请换一种编码再试。",
    FileFault.CLOSED: "「{name}」现在读不到，可能正在表格软件里打开着，或者U盘已拔出。请关掉它再导入。",
    FileFault.NOT_BEGUN: "电脑太忙，没有能开始读「{name}」。请关掉一些程序后再导入。",
}


def read(path: Path, *, encoding: str = "", go_on: Callable[[], bool] | None = None) -> Book:
    """The workbook in a file; raises Refused with a sentence for each fault of it."""
    try:
        return reader.read(path, encoding=encoding, go_on=go_on)
    except SheetError as error:
        raise refusal(error, path.name) from error


SHOWN_ERRORS = 5


def notes(book: Book) -> tuple[str, ...]:
    """What is to be known of a workbook before it is taken in, in sentences."""
    told = []
    if "macros" in book.notes:
        told.append("文件里有宏，已经忽略，不会运行。")
    if "hidden_rows" in book.notes:
        told.append("表里有隐藏的行（可能是筛选隐藏的），也会一起导入；不要的请先在表里删去。")
    errors = [note.removeprefix("error:") for note in book.notes if note.startswith("error:")]
    if errors:
        cells = "、".join(errors[:SHOWN_ERRORS]) + ("等" if len(errors) > SHOWN_ERRORS else "")
        told.append(f"表里有{len(errors)}格公式出错（{cells}，显示为 #N/A、#REF! 之类），按空白读取，请先改好再导入。")
    return tuple(told)


def refusal(error: SheetError, name: str) -> Refused:
    """The sentence for a fault of a file."""
    sentence = _SENTENCES[error.fault].format(name=name, detail=error.detail)
    missing = error.fault is FileFault.MISSING
    return Refused(f"{sentence}{_NOTHING_DONE}", field="path", exit_code=Exit.USAGE if missing else Exit.REFUSED)


@needs(Right.ENTER)
def back_up_first(desk: Desk) -> Made | None:
    """Keep a backup before an import; None for a file without records, and where the newest is as good. Raises
    Refused when it cannot be made.

    None at a server too: the county keeps its backups, and an import is one step that is withdrawn whole.
    """
    if desk.store.is_server or not desk.read(_holds_records):
        return None
    return kept_backups.before_import(backups.source(desk))


def _holds_records(unit: UnitOfWork) -> bool:
    return any(unit.reading.count(Ask(ledger.name)) for ledger in registry.LEDGERS)


class _Rehearsed(Exception):  # noqa: N818 - the way out of a transaction that must leave no trace
    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer


@needs(Right.ENTER)
def rehearse(desk: Desk, work: Callable[[UnitOfWork], Answer]) -> Answer:
    """What the work would answer; nothing of it stands."""

    def unwritten(unit: UnitOfWork) -> None:
        raise _Rehearsed(work(unit))

    try:
        desk.write(unwritten)
    except _Rehearsed as done:
        answer: Answer = done.answer  # type: ignore[assignment]
        return answer
    raise AssertionError


def write_failures(out: Path, plan: Plan, made: Imported) -> None:
    """Write the rows that did not come in as a workbook; raises Refused."""
    write_sheets(out, exporting.failures(plan, made))


def write_sheets(out: Path, sheets: Sequence[OutSheet]) -> None:
    """Write sheets as a workbook, whole or not at all; raises Refused."""
    printing.write_whole(out, lambda stream: writer.write_workbook(stream, sheets))
