"""The commands of a year's end: which years there are, closing and opening them, two years side by side, hand-over."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli_usage import year

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.desk import Desk
    from app.services.year_end import OpenItem
    from db.unit import UnitOfWork


def _years(session: Session) -> dict[str, Any]:
    """列出各年度：登记了多少、上年结转多少、没有办结多少、结转没有。"""
    from app.services import year_end

    with closing(session.desk()) as desk:
        lines = desk.read(year_end.listed)
    rows = [
        {
            "year": one.year, "records": one.records, "came_in": one.came_in, "open": one.open,
            "closed_on": one.closed.on.isoformat() if one.closed else None,
            "closed_by": one.closed.by if one.closed else None,
        }
        for one in lines
    ]  # fmt: skip
    return {"rows": rows, "total": len(rows)}


def _close(session: Session) -> dict[str, Any]:
    """结转一个年度；没有办结的转入下一年、编号不变，这一年的记录从此只能看；--dry-run 只列出要结转哪些。"""
    from app.services import year_end

    year = session.options.year
    with closing(session.desk()) as desk:
        if session.options.dry_run:
            plan = desk.read(lambda unit: year_end.plan(unit, year=year))
            rows = [_item(one) for one in plan.items]
            return {"year": plan.year, "into": plan.into, "rows": rows, "total": len(rows)}
        changes = desk.write(lambda unit: year_end.close(unit, actor=desk.actor, year=year))
    return {"year": year, "done": changes.description}


def _item(one: OpenItem) -> dict[str, Any]:
    due = one.due_on.isoformat() if one.due_on else None
    return {"ledger": one.ledger_label, "number": one.number, "matter": one.matter, "due_on": due}


def _reopen(session: Session) -> dict[str, Any]:
    """重新打开一个已结转的年度；要写明原因。"""
    from app.services import year_end

    options = session.options
    with closing(session.desk()) as desk:
        changes = desk.write(
            lambda unit: year_end.reopen(unit, actor=desk.actor, year=options.year, reason=options.reason)
        )
    return {"year": options.year, "done": changes.description}


def _compare(session: Session) -> dict[str, Any]:
    """两年的全部指标并排对比；不写另一年就和上一年比，--out 打印成 PDF。"""
    from app.services import year_compare

    options = session.options
    other = options.other or options.year - 1

    def read(unit: UnitOfWork) -> dict[str, Any]:
        return year_compare.as_json(unit, before=other, after=options.year, alone=options.alone)

    with closing(session.desk()) as desk:
        if not options.out:
            return desk.read(read)
        printed = year_compare.print_out(
            desk, before=other, after=options.year, out=Path(options.out), alone=options.alone, groups=options.groups
        )
    return {"path": options.out, "pages": printed.pages}


def _hand_over(session: Session) -> dict[str, Any]:
    """台账工作交接清单：没有办完的和东西放在哪里；--out 打印成 PDF，--place 记下东西放在哪里。"""
    from app.services import desk_handover

    options = session.options
    with closing(session.desk()) as desk:
        if options.said:
            _keep_places(desk, options.said)
        if not options.out:
            return desk_handover.as_json(desk)
        printed = desk_handover.print_out(desk, out=Path(options.out), to_clerk=options.to)
    return {"path": options.out, "pages": printed.pages}


def _keep_places(desk: Desk, given: list[str]) -> None:
    from app.rules.refusal import Exit, Refused
    from app.services import desk_handover, entry

    names = {label: key for key, label in desk_handover.PLACES.items()} | {key: key for key in desk_handover.PLACES}
    texts = entry.pairs(given)
    unknown = next((name for name in texts if name not in names), None)
    if unknown is not None:
        sentence = f"没有「{unknown}」这一项，没有记下。可以写的有：{'、'.join(desk_handover.PLACES.values())}。"
        raise Refused(sentence, field="place", exit_code=Exit.USAGE)
    said = {names[name]: text for name, text in texts.items()}
    desk.write(
        lambda unit: desk_handover.keep_places(
            unit, actor=desk.actor, places={**desk_handover.said_places(unit), **said}
        )
    )


def _with_year(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("year", type=year, help="年份，例如 2013")


def _with_close(sub: argparse.ArgumentParser) -> None:
    _with_year(sub)
    sub.add_argument("--dry-run", action="store_true", help="只列出要结转哪些，不结转")


def _with_reopen(sub: argparse.ArgumentParser) -> None:
    _with_year(sub)
    sub.add_argument("--reason", default="", help="原因")


def _with_compare(sub: argparse.ArgumentParser) -> None:
    _with_year(sub)
    sub.add_argument("other", type=year, nargs="?", default=0, help="和哪一年比")
    sub.add_argument("--alone", action="store_true", help="只算当年发生的，不算以前累计的")
    sub.add_argument("--groups", action="store_true", help="打印时连各个分类一起")
    sub.add_argument("--out", default="", help="打印成哪个 PDF")


def _with_hand_over(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--to", default="", help="接收人")
    sub.add_argument(
        "--place", dest="said", nargs="+", action="extend", default=[], help="项目=放在哪里，例如 恢复码单=保密柜"
    )
    sub.add_argument("--out", default="", help="打印成哪个 PDF")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "years": (_years, lambda _sub: None),
    "close-year": (_close, _with_close),
    "reopen-year": (_reopen, _with_reopen),
    "compare-years": (_compare, _with_compare),
    "desk-handover": (_hand_over, _with_hand_over),
}
