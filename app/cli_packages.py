"""The commands of packages: package, merge, receipt, and the lists of packages and open conflicts."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.rules.refusal import Exit, Refused
from app.rules.width import quote

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from app.cli_session import Session
    from app.services.desk import Desk
    from app.services.package_conflicts import Conflict
    from app.services.package_file import Package
    from app.services.package_outcome import Merged

PASSPHRASE = "MINQING_PACKAGE_PASSPHRASE"  # noqa: S105 - the name of a variable


def _package(session: Session) -> dict[str, Any]:
    """把台账装成一个密封的上报包，报给上一级；口令取自 MINQING_PACKAGE_PASSPHRASE，不设就不加密。"""
    from app.services import packages

    options = session.options
    wanted = packages.Wanted(
        options.to, tuple(options.ledgers), os.environ.get(PASSPHRASE, ""),
        options.reason if options.restricted else "", options.second,
    )  # fmt: skip
    with closing(session.desk()) as desk:
        if options.restricted and not options.reason:
            packages.refuse_unreasoned()
        sent = packages.pack(desk, out=Path(options.out), wanted=wanted)
    return {
        "path": str(sent.path),
        "serial": sent.serial,
        "sha256": sent.digest,
        "encrypted": bool(wanted.passphrase),
        "counts": sent.counts,
        "attachments": sent.attachments,
    }


def _merge(session: Session) -> dict[str, Any]:
    """并入下级的上报包；--dry-run 只看结果，--choose 选定冲突，--receipt 写出回执。"""
    from app.services import package_receipt, package_taking

    options = session.options
    package = _opened(Path(options.source))
    with closing(session.desk()) as desk:
        choices = _choices(desk, package, options) if options.choose or options.all else {}
        work = package_taking.preview if options.dry_run else package_taking.take
        made = work(desk, package=package, choices=choices)
    answer = _as_json(made, is_rehearsed=options.dry_run)
    if made.conflicts or made.held:
        session.exit_code = Exit.REFUSED
    if options.receipt and not options.dry_run:
        try:
            package_receipt.write(made.receipt, out=Path(options.receipt))
        except Refused:  # the package is merged, and that is told all the same
            name, session.exit_code = quote(Path(options.receipt).name), Exit.REFUSED
            answer["receipt"] = f"已经并入，回执{name}写不进所选的文件夹。请换一个位置，用 receipt --out 再写一份。"
    return answer


def _opened(path: Path) -> Package:
    from app.services import package_file

    passphrase = os.environ.get(PASSPHRASE, "")
    if not passphrase and sys.stdin.isatty() and package_file.needs_passphrase(path):
        passphrase = getpass.getpass("上报包的口令：")
    return package_file.open_package(path, passphrase=passphrase)


def _choices(desk: Desk, package: Package, options: argparse.Namespace) -> dict[tuple[str, str], str]:
    from app.services import package_conflicts, package_taking

    found = package_taking.preview(desk, package=package).conflicts
    chosen = {(one.uuid, one.key): options.all for one in found} if options.all else {}
    return chosen | dict(package_conflicts.chosen(found, text) for text in options.choose)


def _as_json(made: Merged, *, is_rehearsed: bool) -> dict[str, Any]:
    return {
        "batch": "" if is_rehearsed else made.batch,
        "office": made.office,
        "serial": made.serial,
        "changed_anything": made.is_new,
        **made.counts,
        "ledgers": made.ledgers,
        "conflict_list": _told(made.conflicts),
        "held_list": [{"ledger": one.label, "number": one.number, "sentence": one.sentence} for one in made.held],
        "warnings": list(made.warnings),
        "anchor": made.receipt["anchor"],
    }


def _told(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    return [
        {
            "ledger": one.label,
            "number": one.number,
            "field": one.field,
            "ours": one.ours,
            "ours_by": one.ours_by,
            "ours_at": one.ours_at.isoformat(),
            "theirs": one.theirs,
            "theirs_by": one.theirs_by,
            "theirs_at": one.theirs_at.isoformat(),
            "office": one.office,
        }
        for one in conflicts
    ]


def _conflicts(session: Session) -> dict[str, Any]:
    """列出还没有选定的冲突；--choose 选定。"""
    from app.services import package_conflicts

    options = session.options
    with closing(session.desk()) as desk:
        found = desk.read(lambda unit: package_conflicts.listed(unit, actor=desk.actor))
        if options.choose or options.all:
            chosen = {(one.uuid, one.key): options.all for one in found} if options.all else {}
            chosen |= dict(package_conflicts.chosen(found, text) for text in options.choose)
            desk.write(lambda unit: package_conflicts.settle(unit, actor=desk.actor, choices=chosen))
            found = desk.read(lambda unit: package_conflicts.listed(unit, actor=desk.actor))
    return {"conflicts": _told(found)}


def _receipt(session: Session) -> dict[str, Any]:
    """收下上级对上报包的回执，并核对回执里的锚；--out 把并入时的回执再写一份。"""
    from app.services import package_receipt, package_withdrawal

    options = session.options
    with closing(session.desk()) as desk:
        if options.out:
            merges = desk.read(lambda unit: package_withdrawal.merges(unit, actor=desk.actor))
            receipt = package_withdrawal.receipt_of(merges, options.source)
            package_receipt.write(receipt, out=Path(options.out))
            return {"path": options.out, "receipt": receipt}
        receipt = package_receipt.read(Path(options.source))
        taken = desk.write(lambda unit: package_receipt.take_in(unit, actor=desk.actor, receipt=receipt))
    if taken.wrong:
        session.exit_code = Exit.DAMAGED
    return {
        "serial": taken.serial,
        "office": taken.office,
        **taken.counts,
        "conflict_list": list(taken.conflicts),
        "held_list": list(taken.held),
        "anchor_ok": not taken.wrong,
        "sentence": taken.wrong or "回执里的锚与本台账的历史一致。",
    }


def _packages(session: Session) -> dict[str, Any]:
    """列出报出的上报包和并入的上报包，各到第几号。"""
    from app.services import package_gates, package_receipt, package_withdrawal

    with closing(session.desk()) as desk:
        sent = desk.read(lambda unit: package_receipt.sent(unit, actor=desk.actor))
        merges = desk.read(lambda unit: package_withdrawal.merges(unit, actor=desk.actor))
        held = desk.read(lambda unit: package_gates.waiting(unit, actor=desk.actor))
    return {
        "sent": [
            {
                "serial": one.serial, "to": one.sent_to, "at": one.sent_at.isoformat(), "records": one.records,
                "merged_at": one.merged_at or None, "receipt": one.counts or None,
            }
            for one in sent
        ],
        "merged": [
            {
                "batch": one.uuid, "office": one.label, "serial": one.serial, "at": one.merged_at.isoformat(),
                "by": one.operator, "withdrawn": one.is_taken_back, **one.counts["total"],
            }
            for one in merges
        ],
        "held": [
            {"office": one.office, "ledger": one.ledger, "number": one.number, "sentence": one.sentence} for one in held
        ],
    }  # fmt: skip


def _with_package(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("out", help="上报包文件（.mqpkg）")
    sub.add_argument("--to", required=True, help="报给哪个单位，照它台账里的单位名称写")
    sub.add_argument("--ledgers", nargs="+", action="extend", default=[], help="只报哪些台账；不写就全报")
    sub.add_argument("--restricted", action="store_true", help="连同检举控告件（要有权限、原因和口令）")
    sub.add_argument("--reason", default="", help="报出检举控告件的原因")
    sub.add_argument("--second", default="", help="同意报出的另一位操作人")


def _with_choices(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--choose", nargs="+", action="extend", default=[], metavar="编号.栏目=报来", help="选定冲突：本单位 或 报来"
    )
    sub.add_argument("--all", choices=("ours", "theirs"), default="", help="其余的冲突都保留本单位的，或都采用报来的")


def _with_merge(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("source", help="上报包文件（.mqpkg）")
    sub.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    _with_choices(sub)
    sub.add_argument("--receipt", default="", metavar="OUT.mqrec", help="回执写到哪个文件")


def _with_receipt(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("source", help="回执文件（.mqrec）；用 --out 时是并入批次")
    sub.add_argument("--out", default="", metavar="OUT.mqrec", help="把一次并入的回执再写一份")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "package": (_package, _with_package),
    "merge": (_merge, _with_merge),
    "receipt": (_receipt, _with_receipt),
    "packages": (_packages, arguments.with_nothing),
    "conflicts": (_conflicts, _with_choices),
}
