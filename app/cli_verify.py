"""The commands that hold a file against itself, its history, and what was written outside it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session


MARKS = {True: "✓", False: "！"}


def verify(session: Session) -> dict[str, Any] | list[dict[str, Any]]:
    """核验文件、历史、附件和编号；--anchor 对照纸上的锚，--export-history 导出历史供另外核验。"""
    from app.services import anchors, exporting_history, package_receipt, self_check, verifying

    options = session.options
    receipt = package_receipt.read(Path(options.receipt)) if options.receipt else None
    if options.anchor:
        anchors.read(options.anchor)
    try:
        desk = session.desk()
    except Refused as refusal:
        if refusal.exit_code is not Exit.DAMAGED:
            raise
        session.exit_code = Exit.DAMAGED
        return {"ok": False, "checks": [{"name": "open", "ok": False, "sentence": refusal.sentence}]}
    with closing(desk):
        if options.export_history:
            return {"exported": exporting_history.export(desk, out=Path(options.export_history))}
        if receipt is not None:
            options.anchor = desk.read(lambda unit: package_receipt.own_anchor(unit, receipt)).text
        found = verifying.run(desk, anchor=options.anchor, quick=options.quick)
        own = len(found)
        if options.all:
            found += self_check.surroundings(desk)
    answer = verifying.as_json(found)
    answer["ok"] = all(one.ok for one in found[:own])  # what lies around the file does not damage it
    session.exit_code = Exit.DONE if answer["ok"] else Exit.DAMAGED
    return answer if options.json else [{"mark": MARKS[one.ok], "said": one.sentence} for one in found]


def anchor(session: Session) -> dict[str, Any]:
    """显示现在的锚：历史的条数和短码，可抄在纸上。"""
    from app.services import anchors

    with closing(session.desk()) as desk:
        found = desk.read(anchors.of)
    return {"anchor": found.text, "seq": found.seq, "code": found.code}


def with_verify(sub: argparse.ArgumentParser) -> None:
    """What `verify` takes."""
    sub.add_argument("--anchor", default="", help="纸上、备份或回执里的锚")
    sub.add_argument("--receipt", default="", metavar="回执.mqrec", help="对照回执里记下的本台账的锚")
    sub.add_argument("--all", action="store_true", help="连同字体、磁盘空间、电脑时间、备份一起查")
    sub.add_argument("--quick", action="store_true", help="文件结构只查一遍大概")
    sub.add_argument("--export-history", default="", metavar="OUT.jsonl", help="导出历史链，供另外的程序核验")


COMMANDS: dict[str, tuple[Callable[[Session], Any], Callable[[argparse.ArgumentParser], None]]] = {
    "verify": (verify, with_verify),
    "anchor": (anchor, arguments.with_nothing),
}
