"""The command line on the rules of the office: 办理规则, a changed holiday, a hand-over."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.changes import Changes
    from db.unit import UnitOfWork

    Handler = Callable[[Session], dict[str, Any] | list[dict[str, Any]]]


def _settings(session: Session) -> dict[str, Any] | list[dict[str, Any]]:
    """列出办理规则；写 规则=值 时改规则。"""
    from app.services import entry, settings

    options = session.options
    with closing(session.desk()) as desk:
        if options.set:
            values = entry.pairs(options.set)
            desk.write(lambda unit: settings.change(unit, actor=desk.actor, values=values, reason=options.reason))
        answer = desk.read(settings.as_json)
    shown = ("label", "shown", "key", "help")
    return answer if options.json else [{key: one[key] for key in shown} for one in answer["settings"]]


def _with_settings(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("set", nargs="*", help="规则=值")
    sub.add_argument("--reason", default="", help="原因")


def _holiday(session: Session) -> dict[str, Any]:
    """节假日调整：列出会移动的时限；写 --move 或 --keep 时才登记。"""
    from app.rules import dates
    from app.services import deadlines

    options = session.options
    with closing(session.desk()) as desk:
        day, is_off = dates.read_date(options.date, today=desk.store.clock.today()), not options.work
        effects = desk.read(lambda unit: deadlines.holiday_effects(unit, day=day, is_off=is_off))
        answer: dict[str, Any] = {"date": day.isoformat(), "moves": deadlines.effects_json(effects), "done": None}
        if not (options.move or options.keep):
            return answer

        def work(unit: UnitOfWork) -> Changes:
            return deadlines.apply_holiday(
                unit, actor=desk.actor, day=day, is_off=is_off, name=options.name, source=options.source,
                move=options.move,
            )  # fmt: skip

        return {**answer, "done": desk.write(work).description}


def _with_holiday(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("date", help="哪一天")
    sub.add_argument("--work", action="store_true", help="调休上班；不写就是放假")
    sub.add_argument("--name", default="", help="名称，如 县庆")
    sub.add_argument("--source", default="", help="依据的文件")
    choice = sub.add_mutually_exclusive_group()
    choice.add_argument("--move", action="store_true", help="登记，没有办结的时限一起移动")
    choice.add_argument("--keep", action="store_true", help="只登记，时限不动")


def _hand_over(session: Session) -> dict[str, Any]:
    """包案移交：列出一位领导在办的积案和信访事项；写 --to 时移交。"""
    from app.services import handover

    options = session.options
    with closing(session.desk()) as desk:
        lines = desk.read(lambda unit: handover.cases_of(unit, leader=options.leader))
        answer: dict[str, Any] = {
            "leader": options.leader,
            "cases": [{"number": line.number, "matter": line.name} for line in lines],
            "done": None,
        }
        if not options.to:
            return answer

        def work(unit: UnitOfWork) -> Changes:
            return handover.hand_over(
                unit, actor=desk.actor, from_leader=options.leader, to_leader=options.to, to_title=options.title,
                reason=options.reason,
            )  # fmt: skip

        return {**answer, "done": desk.write(work).description}


def _with_hand_over(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("leader", help="原包案领导")
    sub.add_argument("--to", default="", help="接手的领导")
    sub.add_argument("--title", default="", help="接手领导的职务")
    sub.add_argument("--reason", default="", help="原因")


COMMANDS: dict[str, tuple[Handler, Callable[[argparse.ArgumentParser], None]]] = {
    "settings": (_settings, _with_settings),
    "holiday": (_holiday, _with_holiday),
    "handover": (_hand_over, _with_hand_over),
}
