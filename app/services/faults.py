"""The faults of a ledger file, each as a sentence that says what is safe and what to do."""

from __future__ import annotations

from pathlib import Path

from app.rules.refusal import Exit, Refused
from db.errors import Fault, StoreError

_SENTENCES: dict[Fault, tuple[str, Exit]] = {
    Fault.MISSING: ("没有找到台账文件「{detail}」。没有新建任何文件；请核对文件名和所在文件夹。", Exit.DAMAGED),
    Fault.EXISTS: ("「{detail}」已经存在，没有覆盖它。请换一个文件名，或直接打开它。", Exit.REFUSED),
    Fault.FOREIGN: ("「{detail}」不是民情台账的文件，没有改动它。请选择扩展名为 .minqing 的台账文件。", Exit.DAMAGED),
    Fault.DAMAGED: ("台账文件「{detail}」受损，没有改动它。请先复制一份保存，再用最近的备份恢复。", Exit.DAMAGED),
    Fault.NEWER: (
        "这份台账由更新版本的程序建立（格式 {detail}），没有改动它。请升级本程序后再打开。",
        Exit.DAMAGED,
    ),
    Fault.READ_ONLY: ("「{detail}」只能读取，这一条还没有存上。请把台账移到可以写入的文件夹后再试。", Exit.REFUSED),
    Fault.LOCKED: ("台账正被占用（{detail}），这一条还没有存上，已有的记录都完好。请稍后再试。", Exit.REFUSED),
    Fault.FULL: (
        "磁盘写不进去了，这一条还没有存上，已有的记录都完好。请清理磁盘或换个盘，再保存一次。",
        Exit.REFUSED,
    ),
    Fault.NO_FOLDER: ("文件夹「{detail}」不存在，没有新建任何文件。请先建好文件夹或换个位置。", Exit.REFUSED),
    Fault.STALE: (
        "{detail}在您打开之后已被改动，这一次还没有存上，您填的内容还在。请重新打开这条记录，核对后再保存。",
        Exit.REFUSED,
    ),
    Fault.NOT_FOUND: ("没有找到这条记录，可能已被合并或恢复了备份。请刷新列表后再试。", Exit.REFUSED),
}


def refusal(error: StoreError) -> Refused:
    """The sentence for a fault; a path is shown by its file name only."""
    sentence, exit_code = _SENTENCES[error.fault]
    detail = Path(error.detail).name if error.fault is not Fault.STALE else error.detail
    return Refused(sentence.format(detail=detail or "文件"), exit_code=exit_code)
