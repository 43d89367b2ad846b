"""The command of 数据安全事件: one written down, the list of them, whom one concerns, its papers."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.desk import Desk
    from app.services.incidents import Affected

    Answer = dict[str, Any]


def _incident(session: Session) -> Answer:
    """数据安全事件：登记、列出、涉及哪些人，报告单和名单打印成 PDF。"""
    options = session.options
    with closing(session.desk()) as desk:
        return _STEPS[options.step](desk, options)


def _add(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.rules import dates
    from app.services import incidents

    today = desk.store.clock.today()
    found_on = dates.read_date(options.found_on, today=today) if options.found_on else today
    scope = incidents.Scope(options.ledger, tuple(options.where), options.search)
    told = incidents.Told(
        options.kind, found_on, options.account, options.measures, scope, not options.why, options.why
    )  # fmt: skip
    changes = desk.write(lambda unit: incidents.record(unit, actor=desk.actor, told=told))
    people = desk.read(lambda unit: incidents.affected(unit, actor=desk.actor, scope=scope))
    return {"number": changes.number, "people": len(people)}


def _list(desk: Desk, _options: argparse.Namespace) -> Answer:
    from app.services import incidents

    found = desk.read(lambda unit: incidents.listed(unit, actor=desk.actor))
    rows = [
        {"number": one.number, "kind": one.told.kind, "found_on": one.told.found_on.isoformat(),
         "scope": one.told.scope.words, "notifies": one.told.notifies, "by": one.by}
        for one in found
    ]  # fmt: skip
    return {"total": len(rows), "rows": rows}


def _people(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import incidents

    if options.out:
        return _printed(desk, options)

    def read_people(unit: Any) -> tuple[Affected, ...]:  # noqa: ANN401 - what `desk.read` gives
        one = incidents.find(unit, actor=desk.actor, number=_number(options))
        return incidents.affected(unit, actor=desk.actor, scope=one.told.scope)

    rows = [
        {"name": one.name, "place": one.place, "phone": one.phone, "kinds": list(one.kinds),
         "records": [number for _ledger, _id, number in one.records]}
        for one in desk.read(read_people)
    ]  # fmt: skip
    return {"total": len(rows), "rows": rows}


def _printed(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import incidents

    if not options.out:
        sentence = "请写存到哪个文件，没有打印。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    out = Path(options.out)
    printed = incidents.print_out(desk, number=_number(options), paper=options.step, out=out)
    return {"path": str(out), "pages": printed.pages}


def _number(options: argparse.Namespace) -> str:
    if options.number:
        return str(options.number)
    sentence = "请写明哪一件数据安全事件的编号，例如 2014-1。"
    raise Refused(sentence, exit_code=Exit.USAGE)


_STEPS: dict[str, Callable[[Desk, argparse.Namespace], Answer]] = {
    "add": _add, "list": _list, "people": _people, "report": _printed
}  # fmt: skip


def _with_incident(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("step", choices=tuple(_STEPS), help="做什么")
    sub.add_argument("number", nargs="?", default="", help="编号")
    sub.add_argument("out", nargs="?", default="", help="PDF 文件")
    sub.add_argument("--kind", default="", help="事件类别")
    sub.add_argument("--found-on", default="", help="发现日期，不写是今天")
    sub.add_argument("--account", default="", help="经过和原因")
    sub.add_argument("--measures", default="", help="已采取的补救措施")
    sub.add_argument("--ledger", default="", help="只涉及一本台账时写台账名称")
    sub.add_argument("--where", nargs="+", action="extend", default=[], help="这本台账里涉及哪些，同 list --where")
    sub.add_argument("--search", default="", help="这本台账里含有这些字的")
    sub.add_argument("--no-notice", dest="why", default="", metavar="理由", help="不通知本人的理由")


COMMANDS = {"incident": (_incident, _with_incident)}
