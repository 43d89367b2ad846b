"""口令与恢复码: who may open an encrypted ledger, and what becomes of wrong tries.

A passphrase opens the key file only; changing one never touches the ledger. All of it is plain `db.keys` with the
sentences, the wait after wrong tries, and the rows of the history.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.rules import passphrases
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import faults, watching
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import attempts, identity, keys, recovery_code
from db.clock import OFFICE_ZONE
from db.errors import Fault, StoreError
from db.holding import Hold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk
    from db.keys import KeyFile

NOT_NEEDED = "这份台账没有加密，没有口令可改；没有任何改动。"


def operators_of(path: Path) -> tuple[str, ...]:
    """Who has a passphrase for an encrypted ledger, the first operator first; empty for a plain one.

    Raises Refused for a file that is none of ours.
    """
    try:
        found = identity.look(path)
        return keys.load(found.path)[0].operators if found.encrypted else ()
    except StoreError as error:
        raise faults.refusal(error) from error


def wait_left(path: Path) -> int:
    """Seconds until the next passphrase is taken for a ledger."""
    return attempts.wait_left(keys.identity(path))


def check_new(passphrase: str) -> None:
    """Raise Refused for a passphrase that is too weak."""
    fault = passphrases.fault(passphrase)
    if fault:
        raise Refused(fault, field="passphrase")


def unlock(path: Path, *, user: str, passphrase: str) -> tuple[bytes | None, str]:
    """The key of a ledger and the operator it opens for; (None, user) for a plain one. Raises StoreError."""
    found = identity.look(path)
    if not found.encrypted:
        return None, user
    if not passphrase:
        raise StoreError(Fault.PASSPHRASE_NEEDED, str(path))
    key, file = _try(found.path, user, lambda file: keys.unlock(file, passphrase, operator=user))
    keys.keep_both(found.path, file)
    return key, user or file.operators[0]


def _try(path: Path, user: str, work: Callable[[KeyFile], bytes], *, waits: bool = True) -> tuple[bytes, KeyFile]:
    """Try a secret on the key files of a ledger, the next one when the first was tampered with; counts a wrong one.

    A recovery code need not wait: nobody guesses 118 bits.
    """
    uuid = keys.identity(path)
    left = attempts.wait_left(uuid) if waits else 0
    if left:
        raise StoreError(Fault.TOO_SOON, wait_words(left))
    fault = StoreError(Fault.KEY_DAMAGED, str(keys.key_path(path)))
    for file in keys.load(path):
        try:
            return work(file), file
        except StoreError as error:
            if error.fault is Fault.WRONG_PASSPHRASE:
                attempts.count_failure(uuid, at=_now(), operator=user or file.operators[0])
                raise
            fault = StoreError(error.fault, str(keys.key_path(path)))
    raise fault


def wait_words(seconds: int) -> str:
    """A wait in words: 3 分 20 秒, 1 分钟."""
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return f"{minutes} 分钟"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


def _now() -> str:
    return datetime.now(OFFICE_ZONE).replace(microsecond=0, tzinfo=None).isoformat()


def tell_failures(desk: Desk) -> None:
    """Put the wrong tries before this sign-in into the history; where nothing can be saved now, at the next one."""
    if desk.store.key is None:
        return
    uuid = desk.store.key[keys.SECRET :]
    untold = attempts.succeed(uuid)
    if not untold or desk.read_only:
        return
    tries: dict[str, list[datetime]] = {}
    for at, operator in untold:
        tries.setdefault(operator, []).append(datetime.fromisoformat(at))
    try:
        desk.write(lambda unit: [watching.record_failed_sign_in(unit, name=n, at=times) for n, times in tries.items()])
    except Refused:
        return  # someone else has the file: told at the next sign-in
    attempts.told(uuid)


@needs(Right.READ)
def change_passphrase(desk: Desk, *, old: str, new: str) -> Changes:
    """Give the operator at the desk a new passphrase; raises Refused when the old one is wrong or the new too weak."""
    name = desk.actor.name
    file = _proved(desk, old)
    check_new(new)
    return _save(desk, keys.add_slot(file, _key(desk), name, new), f"修改 {name} 的口令")


@needs(Right.OPERATORS)
def set_passphrase(desk: Desk, *, operator: str, passphrase: str) -> Changes:
    """Give another operator a passphrase, in place of the one he had; raises Refused."""
    check_new(passphrase)
    return _save(desk, keys.add_slot(_current(desk), _key(desk), operator, passphrase), f"为 {operator} 设定口令")


@needs(Right.OPERATORS)
def withdraw_passphrase(desk: Desk, *, operator: str) -> Changes:
    """Take an operator's passphrase away; raises Refused for the last one."""
    file = _current(desk)
    if file.operators == (operator,):
        sentence = f"「{operator}」是唯一有口令的操作人，收回后谁都打不开台账；没有收回。"
        raise Refused(sentence, field="operator")
    return _save(desk, keys.remove_slot(file, _key(desk), operator), f"收回 {operator} 的口令")


@needs(Right.OPERATORS)
def new_recovery_code(desk: Desk, *, passphrase: str) -> str:
    """A fresh recovery code, to be shown once; the old one opens nothing any more. Raises Refused."""
    file, code = keys.new_recovery(_proved(desk, passphrase), _key(desk))
    _save(desk, file, "换发恢复码")
    return code


def recover(path: Path, *, code: str, passphrase: str, operator: str = "") -> str:
    """Open by the recovery code, set a new passphrase (the first operator's unless one is named): the next code.

    Raises Refused when the code cannot be one (naming its group), is wrong, or the passphrase is too weak.
    """
    typed = read_code(code)
    check_new(passphrase)
    try:
        found = identity.look(path)
        if not found.encrypted:
            raise Refused(NOT_NEEDED)
        with Hold(found.path).held(operator):
            pass  # whoever has the file is told of, before anything changes
        key, file = _try(found.path, operator, lambda file: keys.unlock_by_code(file, typed), waits=False)
        name = operator or file.operators[0]
        if name not in file.operators:
            sentence = f"这份台账里没有名为「{name}」、有口令的操作人，没有做任何改动。请核对姓名。"
            raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
        file, fresh = keys.new_recovery(keys.add_slot(file, key, name, passphrase), key)
        _write(found.path, file)
        attempts.succeed(file.uuid)
    except StoreError as error:
        raise faults.refusal(error) from error
    _tell_recovery(found.path, name, passphrase)
    return fresh


def _tell_recovery(path: Path, name: str, passphrase: str) -> None:
    from contextlib import closing

    from app.services.desk import open_desk

    with closing(open_desk(path, user=name, passphrase=passphrase)) as desk:
        if not desk.read_only:
            _told(desk, f"用恢复码打开，重设 {name} 的口令，换发恢复码")


def read_code(code: str) -> str:
    """A recovery code as it was typed, in its printed form; raises Refused naming the group that cannot be."""
    try:
        return recovery_code.read_code(code)
    except recovery_code.BadCodeError as error:
        where = f"第 {error.group} 组抄错了" if error.group else "长度不对，应为 6 组、每组 5 个字"
        sentence = f"恢复码{where}，没有任何改动。请对照打印的恢复码再输一遍。"
        raise Refused(sentence, field="code") from error


def _key(desk: Desk) -> bytes:
    if desk.store.key is None:
        raise Refused(NOT_NEEDED)
    return desk.store.key


def _current(desk: Desk) -> KeyFile:
    """The key file that belongs to the open ledger: the first whose seal is right."""
    key = _key(desk)
    try:
        whole = [file for file in keys.load(desk.path) if keys.is_sealed_by(file, key)]
    except StoreError as error:
        raise faults.refusal(error) from error
    if not whole:
        raise faults.refusal(StoreError(Fault.KEY_DAMAGED, str(keys.key_path(desk.path))))
    return whole[0]


def _proved(desk: Desk, passphrase: str) -> KeyFile:
    """The key file, after the operator at the desk showed that he knows his passphrase; raises Refused."""
    _key(desk)
    try:
        name = desk.actor.name
        _, file = _try(desk.path, name, lambda file: keys.unlock(file, passphrase, operator=name))
    except StoreError as error:
        raise faults.refusal(error) from error
    attempts.succeed(file.uuid)
    return file


def _save(desk: Desk, file: KeyFile, words: str) -> Changes:
    """Write the key file and the row of the history while the file is ours: neither without the other."""
    if desk.read_only:
        raise faults.refusal(StoreError(Fault.READ_ONLY, str(desk.path)))
    with desk.held():
        _write(desk.path, file)
        return _told(desk, words)


def _write(path: Path, file: KeyFile) -> None:
    try:
        keys.save(path, file)
    except OSError as error:
        sentence = "钥匙文件写不进台账所在的文件夹，口令和恢复码都没有改动，原来的仍然有效。请清理磁盘后再试。"
        raise Refused(sentence) from error


def _told(desk: Desk, words: str) -> Changes:
    desk.write(lambda unit: unit.audit(operator=desk.actor.name, action=ChangeKind.KEYS.value, description=words))
    return Changes(words, ChangeKind.KEYS)


@needs(Right.OPERATORS)
def recovery_sheet(desk: Desk, *, code: str) -> bytes:
    """The sheet with the recovery code as a PDF, to be printed or saved where the clerk says."""
    from app.paper import recovery_sheet as paper
    from app.services import office

    return paper.draw(
        office=desk.read(office.name), file=desk.path.name, code=code, made_on=desk.store.clock.now().date()
    )


@needs(Right.READ)
def prove(desk: Desk, *, passphrase: str) -> None:
    """Raise Refused unless it is the passphrase of the operator at the desk; wrong tries count as at signing in."""
    _proved(desk, passphrase)
