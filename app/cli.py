"""The command line: the same services as the window, for automation and for tests."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import (
    cli_archive,
    cli_backup,
    cli_columns,
    cli_county,
    cli_figures,
    cli_fill_in,
    cli_incidents,
    cli_inspection,
    cli_operators,
    cli_packages,
    cli_paper,
    cli_passphrases,
    cli_reports,
    cli_rules,
    cli_sheets,
    cli_verify,
    cli_years,
)
from app import cli_arguments as arguments
from app.cli_session import Session
from app.cli_usage import PROGRAM, Parser
from app.ledgers import registry
from app.rules.places import is_server, why_not
from app.rules.refusal import BUG, Exit, Refused
from app.services import logbook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.ask import ChildRow
    from db.declare import Column
    from db.unit import UnitOfWork

    Answer = dict[str, Any] | list[dict[str, Any]]
    Handler = Callable[["Session"], Answer]


def run(
    words: Sequence[str],
    *,
    open_window: Callable[[str, str], int],
    picture_tabs: Callable[[str, str], list[str]],
) -> int:
    """Run one command; answers go to stdout, refusals to stderr (as JSON to stdout with --json); the exit code."""
    as_json = "--json" in words
    try:
        options = parser().parse_args(list(words) or ["open"])
        session = Session(options)
        _refuse_unserved(session)
        if options.command in (None, "open"):
            return open_window(getattr(options, "place", "") or session.place, options.user)
        options.picture_tabs = picture_tabs
        answer = options.handler(session)
        _print(answer, as_json=as_json)
        return int(session.exit_code)
    except Refused as refusal:
        return _refuse(refusal, as_json=as_json)
    except KeyboardInterrupt:
        return _refuse(Refused("已按您的要求停下，没有做完的一步没有存上，已有的记录都完好。"), as_json=as_json)
    except BrokenPipeError:
        # Whoever read the answer has read enough; nothing may be written to a pipe that is gone, not even at exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return int(Exit.DONE)
    except Exception as error:
        logbook.bug(error)
        return _refuse(Refused(BUG), as_json=as_json)


def _refuse_unserved(session: Session) -> None:
    """Raise Refused for a command that a county's server does not serve yet, before anything is asked of it."""
    options = session.options
    places = (getattr(options, "place", "") or "", session.place)
    reason = why_not(options.command or "open") if any(map(is_server, places)) else ""
    if reason:
        raise Refused(reason)


def _refuse(refusal: Refused, *, as_json: bool) -> int:
    if as_json:
        missing = [{"check": item.check, "sentence": item.sentence} for item in refusal.missing]
        _print({"refused": refusal.sentence, "missing": missing}, as_json=True)
    else:
        print(refusal.sentence, file=sys.stderr)
        for item in refusal.missing[1:]:
            print(f"· {item.sentence}", file=sys.stderr)
    return int(refusal.exit_code)


def _print(answer: Answer, *, as_json: bool) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else _text(answer))


def _text(answer: Answer) -> str:
    if isinstance(answer, list):
        # A cell that is empty in one row keeps its place: what stands after it is still what its column says.
        keys = dict.fromkeys(key for row in answer for key, value in row.items() if value is not None)
        cells = ([_flat(row.get(key)) for key in keys] for row in answer)
        return "\n".join("\t".join(row) for row in cells)
    if isinstance(answer.get("rows"), list):
        return f"{_text(answer['rows'])}\n共 {answer.get('total', len(answer['rows']))} 条"
    return "\n".join(f"{key}\t{_flat(value)}" for key, value in answer.items() if value not in (None, [], {}))


def _flat(value: object, depth: int = 1) -> str:
    """A value as a person reads it: yes and no by their words, what has several parts one a line below."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        keys = dict.fromkeys(key for one in value for key, cell in one.items() if cell not in (None, [], {}))
        lines = ((_flat(one.get(key), depth + 1) for key in keys) for one in value)
        return "".join("\n" + "\t" * depth + "\t".join(line) for line in lines)
    if isinstance(value, list):
        return "、".join(_flat(one) for one in value)
    if isinstance(value, dict):
        return "，".join(f"{key} {_flat(one)}" for key, one in value.items() if one not in (None, [], {}))
    return "" if value is None else str(value)


def parser() -> argparse.ArgumentParser:
    """The arguments of every command."""
    top = Parser(prog=PROGRAM, description="民情台账：乡镇台账的登记、查找、打印和销号。")
    top.add_argument("--file", default="", help="台账文件，或县级服务器的地址")
    top.add_argument("--user", default="", help="操作人")
    top.add_argument("--json", action="store_true", help="只输出一份 JSON")
    commands = top.add_subparsers(dest="command", metavar="命令", parser_class=Parser)
    # The place after the command too: a menu starts it with a file or none, and --file would take the next word.
    commands.add_parser("open", help="打开窗口").add_argument("place", nargs="?", default="", metavar="台账文件")
    for name, (handler, describe) in COMMANDS.items():
        sub = commands.add_parser(name, help=(handler.__doc__ or "").split("；")[0])
        sub.set_defaults(handler=handler)
        describe(sub)
    return top


# ---- files -----------------------------------------------------------------------------------------------------------


def _new(session: Session) -> Answer:
    """建立台账文件。"""
    from app.services.desk import new_desk

    options = session.options
    if session.is_server:
        return cli_county.new(session)
    if session.path is None:
        sentence = "没有指定要建立的台账文件。请用 --file 指定。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    names = {"operator": options.user} if options.user else {}
    if not session.path.exists():
        names["passphrase"] = cli_passphrases.for_a_new_file(plain=options.plain)
    with closing(new_desk(session.path, office_name=options.office, campaign=options.campaign, **names)) as desk:
        made = {"path": str(desk.path), "office": options.office, "operator": desk.actor.name}
        return made | ({"recovery_code": desk.recovery_code} if desk.recovery_code else {})


def _passphrase(session: Session) -> Answer:
    """修改自己的口令；台账本身不用重新加密。"""
    return cli_passphrases.change(session.desk)


def _recover(session: Session) -> Answer:
    """忘记口令时用恢复码重设；输出新的恢复码。"""
    return cli_passphrases.recover(session.named_path(), session.options.user)


def _demo(session: Session) -> Answer:
    """建立样例镇台账，打印每一本台账，给每个页面拍照。"""
    from app.services import demo

    folder = Path(session.options.out)
    made = demo.build(folder)
    pictures = [] if session.options.no_pictures else session.options.picture_tabs(str(made.path), str(folder))
    return {"path": str(made.path), "printed": [str(path) for path in made.printed], "pictures": pictures}


def _due(session: Session) -> Answer:
    """算出时限，并说明怎么算的。"""
    from app.rules import clocks, dates
    from app.rules.calendar import WorkCalendar
    from app.rules.holiday_seed import seed_rows
    from app.services import calendars
    from db.clock import Clock

    options = session.options
    if not session.place:
        calendar, today = WorkCalendar(seed_rows()), Clock().today()
    else:
        with closing(session.desk()) as desk:
            calendar, today = desk.read(calendars.work_calendar), desk.store.clock.today()
    start = dates.read_date(options.date, today=today)
    due = clocks.due(start=start, length=options.length, unit=clocks.Unit(options.unit), calendar=calendar)
    return {
        "due_on": due.due_on.isoformat(),
        "due_on_rolled": due.due_on_rolled.isoformat(),
        "explanation": due.explanation,
    }


# ---- declarations ----------------------------------------------------------------------------------------------------


def _ledgers(session: Session) -> Answer:
    """列出全部台账；给出台账名时列出它的栏目。"""
    if not session.options.ledger:
        tabs = dict(registry.TABS)
        rows = [{"name": x.name, "label": x.label, "tab": tabs[x.tab]} for x in registry.LEDGERS]
        return {"ledgers": rows, "base": [{"name": x.name, "label": x.label} for x in registry.BASE]}
    if session.place:
        with closing(session.desk()) as desk:
            return desk.read(lambda _unit: _columns(session.options.ledger))
    return _columns(session.options.ledger)


def _columns(name: str) -> dict[str, Any]:
    ledger = registry.find(name)
    return {
        "name": ledger.name,
        "label": ledger.label,
        "columns": [_column(column) for column in ledger.columns],
        "children": [
            {"name": child.name, "label": child.label, "columns": [_column(column) for column in child.columns]}
            for child in ledger.children
        ],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "kind": column.kind.value,
        "complete": column.complete,
        "choices": list(column.choices),
    }


# ---- records ---------------------------------------------------------------------------------------------------------


def _add(session: Session) -> Answer:
    """登记一条记录。"""
    from app.services import entry, records

    options = session.options
    ledger = registry.find(options.ledger)
    texts = entry.pairs(options.set)
    given = [(entry.child_of(ledger, name), text) for name, text in options.child]
    with closing(session.desk()) as desk:

        def work(unit: UnitOfWork) -> Changes:
            children: dict[str, list[ChildRow]] = {}
            for child, text in given:
                row = entry.read_child(unit, ledger=ledger, child=child, texts=entry.child_pairs(child, text))
                children.setdefault(child.name, []).append(row)
            values = entry.read_values(unit, ledger=registry.find(ledger.name), texts=texts)
            return records.add(
                unit, actor=desk.actor, ledger=ledger.name, values=values, children=children, uuid=options.uuid
            )

        changes = desk.write(work)
    return {"number": changes.number, "uuid": changes.uuid}


def _show(session: Session) -> Answer:
    """查看一条记录，连同子表、附件、关联和历史。"""
    from app.services import answers, watching

    with closing(session.desk()) as desk:
        ledger, number = registry.find(session.options.ledger), session.options.number
        answer = desk.read(lambda unit: answers.show(unit, actor=desk.actor, ledger=ledger, number=number))
        watching.opened(desk, ledger=ledger, uuid=answer["uuid"])
        if session.options.json:
            return answer
        return desk.read(lambda unit: answers.show_in_words(unit, actor=desk.actor, ledger=ledger, number=number))


def _list(session: Session) -> Answer:
    """列出一本台账。"""
    from app.services import answers

    with closing(session.desk()) as desk:
        told = answers.rows if session.options.json else answers.rows_in_words
        return desk.read(lambda unit: told(unit, ask=arguments.ask_of(session.options, unit), actor=desk.actor))


def _edit(session: Session) -> Answer:
    """修改一条记录。"""
    from app.services import entry, records

    options = session.options
    with closing(session.desk()) as desk:
        ledger = registry.find(options.ledger)

        def work(unit: UnitOfWork) -> Changes:
            old = records.find(unit, ledger=ledger, number=options.number)
            values = entry.read_values(unit, ledger=ledger, texts=entry.pairs(options.set))
            return records.edit(
                unit, actor=desk.actor, ledger=ledger.name, record_id=old.id, version=old.version, values=values,
                reason=options.reason,
            )  # fmt: skip

        changes = desk.write(work)
    return {"number": changes.number, "version": changes.version}


def _void(session: Session) -> Answer:
    """作废一条记录。"""
    from app.services import records

    options = session.options
    ledger = registry.find(options.ledger)
    with closing(session.desk()) as desk:

        def work(unit: UnitOfWork) -> Changes:
            old = records.find(unit, ledger=ledger, number=options.number)
            return records.void(unit, actor=desk.actor, ledger=ledger.name, record_id=old.id, reason=options.reason)

        changes = desk.write(work)
    return {"number": changes.number, "done": changes.description}


def _undo(session: Session) -> Answer:
    """撤销今天最后一次操作。"""
    from app.services import undo

    with closing(session.desk()) as desk:
        changes = desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    return {"number": changes.number, "done": changes.description}


def _do(session: Session) -> Answer:
    """办理一步；不写步骤时列出现在能办的和还缺什么。"""
    from app.services import entry, records, transitions

    options = session.options
    with closing(session.desk()) as desk:
        ledger = registry.find(options.ledger)
        if not options.action:
            return desk.read(lambda unit: _allowed(unit, desk, ledger.name, options.number, as_json=options.json))

        def work(unit: UnitOfWork) -> Changes:
            record = records.find(unit, ledger=ledger, number=options.number)
            values = entry.read_values(unit, ledger=ledger, texts=entry.pairs(options.set))
            return transitions.do(
                unit, actor=desk.actor, ledger=ledger.name, record_id=record.id, action=options.action, values=values,
                reason=options.reason,
            )  # fmt: skip

        changes = desk.write(work)
    status = changes.status if options.json or ledger.flow is None else ledger.flow.label(changes.status)
    return {"number": changes.number, "action": options.action, "status": status}


def _allowed(unit: UnitOfWork, desk: Desk, name: str, number: str, *, as_json: bool) -> Answer:
    from app.services import answers, records

    ledger = registry.find(name)
    record = records.find(unit, ledger=ledger, number=number)
    if not as_json:
        steps = answers.allowed_in_words(unit, actor=desk.actor, ledger=ledger, record=record)
        return {"编号": record.number, "可以办理": "\n\t".join(steps)}
    return {"number": record.number, "allowed": answers.allowed(unit, actor=desk.actor, ledger=ledger, record=record)}


def _attach(session: Session) -> Answer:
    """给一条记录添加附件。"""
    from app.rules import dates
    from app.services import attachments, records

    options = session.options
    ledger = registry.find(options.ledger)
    kind = attachments.kind_of(options.kind)
    data = attachments.read_file(Path(options.source))
    with closing(session.desk()) as desk:

        def work(unit: UnitOfWork) -> Changes:
            record = records.find(unit, ledger=ledger, number=options.number)
            happened = dates.read_date(options.happened, today=unit.clock.today()) if options.happened else None
            return attachments.attach(
                unit, actor=desk.actor, ledger=ledger.name, record_id=record.id, name=Path(options.source).name,
                data=data, kind=kind, happened_on=happened,
            )  # fmt: skip

        changes = desk.write(work)
    return {"number": options.number, "done": changes.description}


def _link(session: Session) -> Answer:
    """把两条记录关联起来。"""
    from app.services import links, records

    options = session.options
    one, other = registry.find(options.ledger), registry.find(options.other_ledger)
    with closing(session.desk()) as desk:

        def work(unit: UnitOfWork) -> Changes:
            start = records.find(unit, ledger=one, number=options.number)
            end = records.find(unit, ledger=other, number=options.other_number)
            return links.add(
                unit, actor=desk.actor, kind=options.kind, start=(one.name, start.id), end=(other.name, end.id)
            )

        changes = desk.write(work)
    return {"done": changes.description, "uuid": changes.uuid}


def _join(session: Session) -> Answer:
    """把名册里的两条合成一条；写着后一条的记录都改为写着前一条。"""
    from app.services import joining, listing, records

    options = session.options
    ledger = registry.find(options.ledger)
    with closing(session.desk()) as desk:

        def work(unit: UnitOfWork) -> Changes:
            keep, other = (records.find(unit, ledger=ledger, number=one) for one in (options.number, options.other))
            take = tuple(listing.column_of(ledger, label).key for label in options.take)
            return joining.join(
                unit, actor=desk.actor, ledger=ledger.name, keep=keep.id, other=other.id, take=take,
                reason=options.reason,
            )  # fmt: skip

        changes = desk.write(work)
    return {"number": changes.number, "done": changes.description}


# ---- checks ----------------------------------------------------------------------------------------------------------


def _check(session: Session) -> Answer:
    """列出不漏、合计、积案和接访的检查结果；给出名称时只查这一项。"""
    from app.rules import dates
    from app.services import all_checks

    options = session.options
    with closing(session.desk()) as desk:
        today = desk.store.clock.today()
        as_of = dates.read_date(options.as_of, today=today) if options.as_of else today
        return desk.read(lambda unit: all_checks.as_json(unit, name=options.name, as_of=as_of))


def _chain(session: Session) -> Answer:
    """列出一条记录的来龙去脉。"""
    from app.services import chains, records

    options = session.options
    ledger = registry.find(options.ledger)
    with closing(session.desk()) as desk:

        def work(unit: UnitOfWork) -> Answer:
            record = records.find(unit, ledger=ledger, number=options.number)
            return chains.as_json(chains.of(unit, ledger=ledger.name, record_id=record.id))

        return desk.read(work)


def _slips(session: Session) -> Answer:
    """列出该发的督办单。"""
    from app.services import supervision

    with closing(session.desk()) as desk:
        return {"slips": desk.read(supervision.as_json)}


COMMANDS: dict[str, tuple[Handler, Callable[[argparse.ArgumentParser], None]]] = {
    "new": (_new, arguments.with_new),
    "passphrase": (_passphrase, arguments.with_nothing),
    "recover": (_recover, arguments.with_nothing),
    "demo": (_demo, arguments.with_demo),
    "due": (_due, arguments.with_due),
    "ledgers": (_ledgers, arguments.with_ledgers),
    "add": (_add, arguments.with_add),
    "show": (_show, arguments.with_number),
    "list": (_list, arguments.with_list),
    "edit": (_edit, arguments.with_edit),
    "void": (_void, arguments.with_void),
    "undo": (_undo, arguments.with_nothing),
    "do": (_do, arguments.with_do),
    "attach": (_attach, arguments.with_attach),
    "link": (_link, arguments.with_link),
    "join": (_join, arguments.with_join),
    "check": (_check, arguments.with_check),
    "chain": (_chain, arguments.with_number),
    "slips": (_slips, arguments.with_nothing),
    "backup": (cli_backup.backup, cli_backup.with_backup),
    "restore": (cli_backup.restore, cli_backup.with_restore),
    "backups": (cli_backup.kept, arguments.with_nothing),
    **cli_archive.COMMANDS,
    **cli_columns.COMMANDS,
    **cli_county.COMMANDS,
    **cli_figures.COMMANDS,
    **cli_paper.COMMANDS,
    **cli_operators.COMMANDS,
    **cli_packages.COMMANDS,
    **cli_reports.COMMANDS,
    **cli_rules.COMMANDS,
    **cli_sheets.COMMANDS,
    **cli_fill_in.COMMANDS,
    **cli_incidents.COMMANDS,
    **cli_inspection.COMMANDS,
    **cli_verify.COMMANDS,
    **cli_years.COMMANDS,
}
