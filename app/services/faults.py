"""The faults of a ledger file, each as a sentence that says what is safe and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from app.rules.places import FILE_ONLY
from app.rules.refusal import Exit, Refused
from app.rules.width import quote
from db.errors import Fault, StoreError

HALF_CHARACTER = "输入的内容里有损坏的字（只有半个），存不下来，也查不了；没有改动任何内容。请删掉它重新输入。"

_SENTENCES: dict[Fault, tuple[str, Exit]] = {
    Fault.MISSING: ("没有找到台账文件「{detail}」。没有新建任何文件；请核对文件名和所在文件夹。", Exit.DAMAGED),
    Fault.EXISTS: ("「{detail}」已经存在，没有覆盖它。请换一个文件名，或直接打开它。", Exit.REFUSED),
    Fault.FOREIGN: ("「{detail}」不是民情台账的文件，没有改动它。请选择扩展名为 .minqing 的台账文件。", Exit.DAMAGED),
    Fault.DAMAGED: ("台账文件「{detail}」受损，没有改动它。请先复制一份保存，再用最近的备份恢复。", Exit.DAMAGED),
    Fault.NEWER: (
        "这份台账由更新版本的程序建立，本程序不能在里面登记，没有改动它。请升级本程序后再打开。",
        Exit.DAMAGED,
    ),
    Fault.OLDER: (
        "「{detail}」是旧格式，要升级后才能打开，但它或它的文件夹不能写入，或正由别人使用；没有改动它。"
        "请复制到能写入的文件夹，再打开那一份。",
        Exit.REFUSED,
    ),
    Fault.READ_ONLY: ("「{detail}」只能读取，这一条还没有存上。请把台账移到可以写入的文件夹后再试。", Exit.REFUSED),
    Fault.LOCKED: ("台账正被占用（{detail}），这一条还没有存上，已有的记录都完好。请稍后再试。", Exit.REFUSED),
    Fault.FULL: (
        "磁盘写不进去了，这一条还没有存上，已有的记录都完好。请清理磁盘或换个盘，再保存一次。",
        Exit.REFUSED,
    ),
    Fault.NO_FOLDER: ("文件夹「{detail}」不存在，没有新建任何文件。请先建好文件夹或换个位置。", Exit.REFUSED),
    Fault.LONG_NAME: ("「{detail}」的名称太长，没有新建任何文件。请换一个 60 个字以内的名称。", Exit.REFUSED),
    Fault.STALE: (
        "{detail}在您打开之后已被改动，这一次还没有存上，您填的内容还在。请重新打开这条记录，核对后再保存。",
        Exit.REFUSED,
    ),
    Fault.WRONG_PASSPHRASE: (
        "口令不对，没有打开台账，也没有任何改动。请核对操作人、大小写和输入法后再试。",
        Exit.NOT_ALLOWED,
    ),
    Fault.PASSPHRASE_NEEDED: ("台账「{detail}」已加密，要输入口令才能打开；没有任何改动。", Exit.NOT_ALLOWED),
    Fault.TOO_SOON: (
        "口令连续输错，请过 {detail} 再试；台账完好，没有任何改动。忘记口令可以用恢复码打开。",
        Exit.NOT_ALLOWED,
    ),
    Fault.KEY_LOST: (
        "「{detail}」像是加密的台账，但旁边和本机都没有它的钥匙文件（同名，扩展名 .minqing.key）；没有改动它。"
        "请把钥匙文件放回台账旁边，或用备份恢复。",
        Exit.DAMAGED,
    ),
    Fault.KEY_DAMAGED: (
        "钥匙文件「{detail}」受损，或不是这份台账的；台账和钥匙文件都没有改动。请从备份或原来的电脑取回钥匙文件。",
        Exit.DAMAGED,
    ),
    Fault.NOT_ENCRYPTED: (
        "「{detail}」旁边有钥匙文件，它自己却没有加密，可能被换过；没有打开，也没有改动它。请向管理员核实后用备份恢复。",
        Exit.DAMAGED,
    ),
    Fault.REPLACED: (
        "台账文件「{detail}」在打开之后被换掉或移走了，这一条还没有存上，您填的内容还在窗口里。"
        "请先查明是谁动了文件，再关闭窗口重新打开。",
        Exit.DAMAGED,
    ),
    Fault.LINKED: (
        "「{detail}」在磁盘上还有另一个名字（硬链接），同时用会损坏台账，没有打开。请先复制成单独的一份再打开。",
        Exit.REFUSED,
    ),
    Fault.NETWORK: (
        "「{detail}」在网络共享文件夹里，在那里登记会损坏台账，没有保存任何内容。请把台账放到本机硬盘或U盘上。",
        Exit.REFUSED,
    ),
    Fault.OPENED_TO_READ: ("这份台账是只读打开的，这一条还没有存上。请等对方用完、关闭后重新打开。", Exit.REFUSED),
    Fault.ADDRESS: (
        "服务器地址写得不全，没有连接。请按“postgresql://登录名@服务器/库名”写，或向县里的管理员问清。",
        Exit.USAGE,
    ),
    Fault.UNSAFE: (
        "服务器「{detail}」要求不核对证书就连接，别人可能在线路上看到内容，没有连接。请去掉地址里的 sslmode。",
        Exit.NOT_ALLOWED,
    ),
    Fault.SERVER_GONE: (
        "连不上服务器「{detail}」，或连接中途断了；这一次没有存上，已有的记录都完好，您填的内容还在。"
        "请检查网络，过一会儿再试。",
        Exit.REFUSED,
    ),
    Fault.SERVER_REFUSED: (
        "服务器「{detail}」不让登录：登录名或口令不对，或没有开通；没有任何改动。请核对后再试，或请县里的管理员查看。",
        Exit.NOT_ALLOWED,
    ),
    Fault.CERTIFICATE: (
        "服务器「{detail}」的证书对不上，可能连到了别的机器；没有登录，也没有送出任何内容。请向县里的管理员核实证书。",
        Exit.NOT_ALLOWED,
    ),
    Fault.NO_RIGHTS: (
        "登录名在服务器「{detail}」上没有这项权限，没有改动任何内容。请县里的管理员核对它是哪个单位的。",
        Exit.NOT_ALLOWED,
    ),
    Fault.NOT_FOUNDED: (
        "服务器「{detail}」上还没有建好台账，没有改动任何内容。请县里的管理员先建库并登记本单位。",
        Exit.REFUSED,
    ),
    Fault.SERVER_OLDER: (
        "服务器「{detail}」上的台账是旧格式，没有打开，也没有改动。请县里的管理员用新版本的程序升级后再打开。",
        Exit.REFUSED,
    ),
    Fault.TOO_FEW_LOCKS: (
        "服务器「{detail}」一次能锁住的表不够多，没有办成，什么也没有改动。"
        "请管理员把服务器的 max_locks_per_transaction 调大（按单位分 16 份要 512），重启服务器后再试。",
        Exit.REFUSED,
    ),
    Fault.FOR_THE_COUNTY: (
        "县里的登录名只能查看各单位的台账，这一条没有存上。要登记请用本单位自己的登录名。",
        Exit.NOT_ALLOWED,
    ),
    Fault.MOVED: ("这份台账已经搬走，这里只能查看，这一条没有存上。请到搬去的地方登记。", Exit.REFUSED),
    Fault.NO_SUCH_OFFICE: ("服务器上没有登记「{detail}」这个单位，没有打开。请核对单位名称。", Exit.REFUSED),
    Fault.UNCERTAIN: (
        "保存时与服务器「{detail}」断了线，还不能确定这一条是否存上；您填的内容还在。"
        "请等线路恢复后原样再存一次：已经存上的不会重复登记。",
        Exit.REFUSED,
    ),
    Fault.FILE_ONLY: (FILE_ONLY, Exit.REFUSED),
    Fault.NOT_FOUND: ("没有找到这条记录，可能已被合并或恢复了备份。请刷新列表后再试。", Exit.REFUSED),
}


ANOTHER_PROGRAM = "另一个程序，可能是杀毒或同步软件"
_WORDS = (Fault.STALE, Fault.LOCKED, Fault.TOO_SOON)
"""Faults whose detail is words, not a path."""
_SERVERS = frozenset(
    (
        Fault.UNSAFE, Fault.SERVER_GONE, Fault.SERVER_REFUSED, Fault.CERTIFICATE, Fault.NO_RIGHTS, Fault.NOT_FOUNDED,
        Fault.SERVER_OLDER, Fault.TOO_FEW_LOCKS, Fault.UNCERTAIN,
    )
)  # fmt: skip
"""Faults of a county's server, whose detail is its name and the name of what lies on it."""
BANDS: dict[Fault, str] = {
    Fault.READ_ONLY: "这份台账只能查看：文件或所在文件夹不能写入。",
    Fault.FULL: "这份台账只能查看：磁盘写不进去了。要紧的先备份、导出到另一块磁盘；清理磁盘后关闭再打开。",
    Fault.NETWORK: "这份台账只能查看：它在网络共享文件夹里，在那里登记会损坏台账。请复制到本机硬盘再登记。",
    Fault.NEWER: "这份台账只能查看：它由更新版本的程序建立。请升级本程序后再登记。",
    Fault.OPENED_TO_READ: "这份台账是只读打开的：正由别人使用，请等对方关闭后重新打开再登记。",
    Fault.MOVED: "这份台账只能查看：它已经搬走。请到搬去的地方登记。",
    Fault.FOR_THE_COUNTY: "这份台账只能查看：县里的登录名不登记。",
}
"""Why an open ledger cannot be written, for the band above the pages."""
BEHIND = (
    "这份台账比本机上次保存时少了一部分记录：可能杀毒软件隔离了它旁边的 -wal 文件，或放回了旧的一份。"
    "请先不要登记，查看隔离区或最近的备份，核对后再用。"
)

UNMERGED = "可能正有人在用这份台账，或上次没有正常关闭：最近保存的几条这里看不到，要在能写入的文件夹里打开才看得到。"


def synced(service: str) -> str:
    """What to say of a ledger in a folder that a service synchronises."""
    return f"台账放在“{service}”的同步文件夹里：同步可能损坏台账，也会把内容传到网上。请移到普通文件夹。"


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No room on the disk, none for this user, or a file larger than the disk's format takes (FAT32: 4 GB)."""
OURS = (".minqing", ".minqing.key")


def spare_ledgers(out: Path) -> None:
    """Refuse to write what leaves the program over a ledger or its key file."""
    from db import identity  # late: it brings the keys, which a start does without

    is_ours = out.name.lower().endswith(OURS)
    if not is_ours:
        try:
            identity.look(out)
            is_ours = True
        except StoreError as error:
            is_ours = error.fault in (Fault.NOT_ENCRYPTED, Fault.KEY_DAMAGED)
        except OSError:
            return  # whoever writes there will tell
    if is_ours:
        sentence = f"{quote(out.name)}是台账文件或它的钥匙文件的名字，没有写在上面，台账没有改动。请换一个文件名。"
        raise Refused(sentence, field="out")


def refusal(error: StoreError) -> Refused:
    """The sentence for a fault; a path is shown by its file name only."""
    sentence, exit_code = _SENTENCES[error.fault]
    detail = error.detail if error.fault in _WORDS else Path(error.detail).name
    if error.fault in _SERVERS:
        detail = error.detail.partition("/")[0]
    if error.fault is Fault.LOCKED and Path(error.detail).is_absolute():
        detail = ANOTHER_PROGRAM
    return Refused(sentence.format(detail=detail or "文件"), exit_code=exit_code)
