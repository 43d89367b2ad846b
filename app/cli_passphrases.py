"""The passphrase on the command line: from the environment or asked on the terminal, never an argument in sight."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.rules import passphrases
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk

PRESENT, NEW, CODE = "MINQING_PASSPHRASE", "MINQING_NEW_PASSPHRASE", "MINQING_RECOVERY_CODE"


def for_opening(path: Path, user: str) -> str:
    """The passphrase of a ledger; empty for a plain one. On a terminal it is asked for when the environment has none.

    Raises Refused for a file that is none of ours.
    """
    given = os.environ.get(PRESENT, "")
    if given or not sys.stdin.isatty():
        return given
    from app.services import signing_in

    operators = signing_in.operators_of(path)
    return getpass.getpass(f"{user or operators[0]} 的口令：") if operators else ""


def for_backup(operators: tuple[str, ...], user: str) -> str:
    """The passphrase of an encrypted backup, as it was when the backup was made; empty when nobody can be asked."""
    given = os.environ.get(PRESENT, "")
    if given or not sys.stdin.isatty():
        return given
    return getpass.getpass(f"备份时 {user or operators[0]} 的口令：")


def for_a_new_file(*, plain: bool) -> str:
    """The passphrase of a file to be made, empty for a plain one.

    Raises Refused (exit 2) when none is given and nobody can be asked.
    """
    if plain:
        return ""
    sentence = (
        f"新台账要加密：请用环境变量 {PRESENT} 给出口令，或在终端里运行；确实不要加密时写 --plain。没有新建台账。"
    )
    return _given(PRESENT, "新口令：", sentence, twice=True)


def for_a_role(role: str) -> str:
    """The password somebody will sign in with at a server; raises Refused for one that is too weak or not given."""
    sentence = f"请用环境变量 {NEW} 给出 {role} 的口令，或在终端里运行；没有改动任何内容。"
    given = _given(NEW, f"{role} 的口令：", sentence, twice=True)
    fault = passphrases.fault(given)
    if fault:
        raise Refused(fault, field="passphrase")
    return given


def _given(name: str, prompt: str, sentence: str, *, twice: bool = False) -> str:
    given = os.environ.get(name, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused(sentence, exit_code=Exit.USAGE)
    typed = getpass.getpass(prompt)
    if twice and typed != getpass.getpass("再输一遍："):
        raise Refused(passphrases.DIFFERENT, field="passphrase")
    return typed


def change(desk: Callable[[], Desk]) -> dict[str, Any]:
    """Change the passphrase of the operator at the desk."""
    from app.services import signing_in

    with closing(desk()) as opened:
        if opened.store.key is None:
            raise Refused(signing_in.NOT_NEEDED)
        old = _given(PRESENT, "现在的口令：", f"请用环境变量 {PRESENT} 给出现在的口令。")
        new = _given(NEW, "新口令：", f"请用环境变量 {NEW} 给出新口令，或在终端里运行。", twice=True)
        changes = signing_in.change_passphrase(opened, old=old, new=new)
    return {"done": changes.description}


def recover(path: Path, user: str) -> dict[str, Any]:
    """Open by the recovery code and set a new passphrase; the answer holds the next code."""
    from app.services import signing_in

    code = _given(CODE, "恢复码：", f"请用环境变量 {CODE} 给出恢复码，或在终端里运行。")
    new = _given(NEW, "新口令：", f"请用环境变量 {NEW} 给出新口令，或在终端里运行。", twice=True)
    fresh = signing_in.recover(path, code=code, passphrase=new, operator=user)
    return {"done": "已用恢复码重设口令", "recovery_code": fresh}
