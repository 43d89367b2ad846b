"""搬台账: an office's ledgers carried from their file to a county's server and back, whole, and compared row by row."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import county, faults, signing_in
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import keys, moving
from db.errors import Fault, StoreError
from db.opened import MOVED_TO
from db.store import create_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.backups import Progress
    from app.services.desk import Desk
    from db.moving import Carried
    from db.opened import Opened

FILE, SERVER = "本机文件", "县级服务器"
NOT_EMPTY = "要搬去的地方已经有台账，没有搬，两边都没有改动。请先核对是不是已经搬过；要搬到新登记的单位或新的文件。"
UNLIKE = "搬过去的内容与原来的对不上（{table}），已经撤回，两边都没有改动。请先核验这份台账，再搬一次。"
UNKNOWN = (
    "新文件“{name}”已经写好，逐行核对一致，可以打开；与服务器的连接断了，还不知道那边是否已经停止登记。"
    "请连上后打开服务器上的台账看一眼：仍能登记的，请删去新文件再搬一次。"
)
UNKNOWN_THERE = (
    "搬到最后一步时与服务器断了线，还不知道台账是否已经在服务器上；本机的这一份没有改动。请先不要登记，等线路恢复后再搬一次："
    "如果说那里已经有台账，就是这一次已经搬到，请改用服务器上的那一份，本机的不要再登记。"
)
ARRIVED = (
    "台账已经搬到服务器，逐行核对一致；本机的这一份没有能标成“已搬走”（多半是磁盘满了）。"
    "请改用服务器上的那一份，本机的不要再登记。"
)
ALREADY = "这份台账已经搬走过，这里只能查看；没有再搬。请到搬去的地方办理。"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried: rows of all tables, how many are files of records and rows of the history; the recovery code of
    a new encrypted file.
    """

    rows: int
    files: int
    history: int
    recovery_code: str = ""


@needs(Right.RESTORE)
def to_server(desk: Desk, *, text: str, password: str = "", progress: Progress | None = None) -> Moved:
    """Carry a file's ledgers to an office of a server that is entered and empty; the file is only read from then on.

    Raises Refused, and then neither place has changed; but where the line broke at the very end, nobody knows, and
    where the file could not be marked then, the sentence says that the server has them.
    """
    if desk.store.is_server:
        raise faults.refusal(StoreError(Fault.FILE_ONLY))
    _refuse_moved(desk)
    with _sentences(), closing(county.connect(text, password=password)) as target, desk.held():
        try:
            return _carry(desk, target, SERVER, progress)
        except StoreError as error:
            if error.fault is Fault.UNCERTAIN:
                raise Refused(UNKNOWN_THERE) from error
            raise


@needs(Right.RESTORE)
def to_file(desk: Desk, *, path: Path, passphrase: str = "", progress: Progress | None = None) -> Moved:
    """Carry an office's ledgers from a server into a new file, encrypted when a passphrase is given; the server's are
    only read from then on.

    Raises Refused, and then neither place has changed; but where the line broke as the server was told, the new file,
    which is whole then, stays.
    """
    if not desk.store.is_server:
        sentence = "这份台账本来就在本机的文件里，没有搬。要另存一份请用备份。"
        raise Refused(sentence)
    _refuse_moved(desk)
    if passphrase:
        signing_in.check_new(passphrase)
    new = keys.new_keys(desk.actor.name, passphrase) if passphrase and not path.exists() else None
    with _sentences():
        target = create_store(path, county.LEDGERS, new=new)
        try:
            with closing(target):
                carried = _carry(desk, target, FILE, progress)
        except BaseException as error:
            if isinstance(error, StoreError) and error.fault is Fault.UNCERTAIN:
                raise Refused(UNKNOWN.format(name=path.name)) from error
            for made in (path, *((keys.key_path(path), keys.spare_path(new.file.uuid)) if new else ())):
                made.unlink(missing_ok=True)
            raise
    return Moved(carried.rows, carried.files, carried.history, new.code if new else "")


def _refuse_moved(desk: Desk) -> None:
    if desk.store.closed_to_writing is Fault.MOVED:
        raise Refused(ALREADY)
    if desk.store.closed_to_writing is not None:
        raise faults.refusal(StoreError(desk.store.closed_to_writing))


def _carry(desk: Desk, target: Opened, where: str, progress: Progress | None) -> Moved:
    """Carry all rows, and let what stays behind say that it is no longer the one that is kept.

    Both in one turn of saving: what another desk saves meanwhile waits for it, and is told that the ledgers are gone.
    """
    has_arrived = False
    try:
        with desk.store.write() as source:
            with target.write() as unit:
                carried = moving.carry(source, unit, told=progress)
                unit.audit(
                    operator=desk.actor.name, action=ChangeKind.MOVED_HOUSE.value,
                    description=f"台账搬到{where}，{carried.total} 行逐行核对一致", new=carried.rows,
                )  # fmt: skip
            has_arrived = True
            source.put_setting(MOVED_TO, where)
            source.audit(
                operator=desk.actor.name, action=ChangeKind.MOVED_HOUSE.value,
                description=f"台账搬到{where}，这里不再登记",
            )  # fmt: skip
    except StoreError as error:
        if has_arrived and target.is_server:  # a new file is taken away again
            raise Refused(ARRIVED) from error
        raise
    desk.store.closed_to_writing = Fault.MOVED
    return _told(carried)


def _told(carried: Carried) -> Moved:
    return Moved(carried.total, carried.rows["attachment"], carried.rows["audit"])


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        if error.fault is Fault.EXISTS and not error.detail:
            raise Refused(NOT_EMPTY) from error
        if error.fault is Fault.DAMAGED and error.detail.isidentifier():
            raise Refused(UNLIKE.format(table=_label(error.detail))) from error
        raise faults.refusal(error) from error


def _label(table: str) -> str:
    known = {ledger.name: ledger.label for ledger in county.LEDGERS}
    return known.get(table.partition("__")[0], "历史和设置")
