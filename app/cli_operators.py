"""The command line on operators: who may sign in, and what he may do."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

from app import cli_passphrases
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.desk import Desk

YES, NO = "是", "否"


def _operators(session: Session) -> dict[str, Any]:
    """列出操作人；add 登记，change 调整，retire 停用，passphrase 重设口令。"""
    options = session.options
    with closing(session.desk()) as desk:
        if options.what == "list":
            return _listed(desk)
        if not options.name:
            sentence = f"请写明操作人的姓名，例如 operators {options.what} 张三。没有改动。"
            raise Refused(sentence, exit_code=Exit.USAGE)
        return {"done": _ACTIONS[options.what](desk, options)}


def _listed(desk: Desk) -> dict[str, Any]:
    from app.services import operators

    def row(one: operators.Operator) -> dict[str, Any]:
        return {
            "name": one.name,
            "role": str(one.role),
            "marks": list(one.marks),
            "sees_restricted": one.sees_restricted,
            "retired": one.retired_at is not None,
        }

    found = desk.read(lambda unit: (*operators.everyone(unit), *operators.everyone(unit, retired=True)))
    return {"rows": [row(one) for one in found], "total": len(found), "doubts": list(desk.doubts)}


def _add(desk: Desk, options: argparse.Namespace) -> str:
    from app.services import staff

    if not options.role:
        sentence = "请用 --role 写明角色（录入、审核、领导、管理、查看），没有登记。"
        raise Refused(sentence, field="role", exit_code=Exit.USAGE)
    made = staff.register(
        desk, name=options.name, role=options.role, marks=options.mark or (),
        sees_restricted=options.restricted == YES, passphrase=_passphrase(desk),
    )  # fmt: skip
    return f"登记操作人 {made.name}"


def _change(desk: Desk, options: argparse.Namespace) -> str:
    from app.services import staff

    sees = None if options.restricted is None else options.restricted == YES
    marks = () if options.no_marks else options.mark
    done = staff.change(desk, name=options.name, role=options.role, marks=marks, sees_restricted=sees)
    return done.description


def _retire(desk: Desk, options: argparse.Namespace) -> str:
    from app.services import staff

    return staff.retire(desk, name=options.name).description


def _set_passphrase(desk: Desk, options: argparse.Namespace) -> str:
    from app.services import signing_in

    return signing_in.set_passphrase(desk, operator=options.name, passphrase=_passphrase(desk)).description


def _passphrase(desk: Desk) -> str:
    """The new operator's passphrase, where the ledger is encrypted."""
    return "" if desk.store.key is None else os.environ.get(cli_passphrases.NEW, "")


_ACTIONS: dict[str, Callable[[Desk, argparse.Namespace], str]] = {
    "add": _add,
    "change": _change,
    "retire": _retire,
    "passphrase": _set_passphrase,
}


def _with_operators(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("what", nargs="?", choices=("list", *_ACTIONS), default="list", help="做什么")
    sub.add_argument("name", nargs="?", default="", help="姓名")
    sub.add_argument("--role", default=None, help="角色：录入、审核、领导、管理、查看")
    sub.add_argument("--mark", action="append", default=None, help="标记：承办、审计")
    sub.add_argument("--no-marks", action="store_true", help="去掉全部标记")
    sub.add_argument("--restricted", nargs="?", const=YES, default=None, choices=(YES, NO), help="能否查看检举控告件")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "operators": (_operators, _with_operators),
}
