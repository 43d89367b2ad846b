"""The command `report`: reports to Word, PDF or Excel, and new figures into one that was edited."""

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
    from app.services.report_files import Given, Renewed


def _report(session: Session) -> dict[str, Any]:
    """生成报告（.docx、.pdf、.xlsx），或用 --refresh 刷新一份改过的 Word 报告里的数；不写文件时列出能生成的报告。"""
    from app.rules import dates
    from app.services import report_files

    options = session.options
    if not options.name:
        return {"reports": [{"name": name.replace("_", "-"), "label": label, "formats": list(formats)}
                            for name, label, formats in report_files.listed()]}  # fmt: skip
    if bool(options.out) == bool(options.refresh):
        sentence = "请写要生成的文件，或者用 --refresh 指定要刷新的 Word 报告，二者写一个，没有生成。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    with closing(session.desk()) as desk:
        today = desk.store.clock.today()
        as_of = dates.read_date(options.as_of, today=today) if options.as_of else None
        asked = {"report": options.name, "as_of": as_of, "campaign": options.campaign}
        if options.refresh:
            return _renewed(report_files.refresh(desk, path=Path(options.refresh), **asked), options.refresh)
        return _given(report_files.give(desk, out=Path(options.out), **asked), options.out)


def _given(given: Given, out: str) -> dict[str, Any]:
    composed = given.composed
    return {
        "path": out,
        "report": composed.name.replace("_", "-"),
        "as_of": composed.terms.as_of.isoformat(),
        "pages": given.pages or None,
        "figures": sum(one.is_figure for one in composed.items.values()),
        "gaps": list(composed.gaps),
        "missing": list(given.missing),
    }


def _renewed(renewed: Renewed, path: str) -> dict[str, Any]:
    done = renewed.done
    return {
        "path": path,
        "before": str(renewed.before),
        "changed": [{"code": code, "old": old, "new": new} for code, old, new in done.changed],
        "same": done.same,
        "unknown": list(done.unknown),
    }


def _with_report(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", nargs="?", default="", help="报告：self-check、statistics、petitions-year 等")
    sub.add_argument("out", nargs="?", default="", help="文件：.docx、.pdf 或 .xlsx")
    arguments.with_figures(sub)
    sub.add_argument("--refresh", default="", metavar="FILE.docx", help="刷新这份改过的 Word 报告里的数，文字不动")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "report": (_report, _with_report),
}
