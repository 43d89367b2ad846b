"""The commands of the archive: filing and appraising, taking words out by an order, and the slip for one person."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli_usage import natural, year
from app.ledgers import registry
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from app.cli_session import Session
    from app.services.archiving import Candidate, Chosen, Item
    from app.services.desk import Desk
    from app.services.erasing import Asked, Order, Sheet
    from db.unit import UnitOfWork

    Answer = dict[str, Any]
    Act = Callable[[Desk, argparse.Namespace], Answer]


def _year(desk: Desk, options: argparse.Namespace) -> int:
    return int(options.year or desk.store.clock.today().year)


def _sheet(desk: Desk, options: argparse.Namespace) -> Sheet | None:
    """The signed sheet that was given; None without one."""
    from app.rules import dates
    from app.services import attachments
    from app.services.erasing import Sheet

    if not options.sheet:
        return None
    path, today = Path(options.sheet), desk.store.clock.today()
    signed_on = dates.read_date(options.signed_on, today=today) if options.signed_on else today
    return Sheet(path.name, attachments.read_file(path), options.signed_by, signed_on)


def _with_sheet(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--sheet", default="", metavar="扫描件", help="签字的审批单或清册的扫描件")
    sub.add_argument("--signed-by", default="", help="签字人")
    sub.add_argument("--signed-on", default="", help="签字日期，不写是今天")


# ---- archive ---------------------------------------------------------------------------------------------------------


def _archive(session: Session) -> Answer:
    """归档：待归档清单、归档、归档文件目录、到期鉴定、销毁，保管期限。"""
    options = session.options
    _refuse_idle(options)
    with closing(session.desk()) as desk:
        return _ARCHIVE[options.what](desk, options)


_TAKES: dict[str, tuple[str, ...]] = {
    "due": ("year", "term"), "file": ("names", "year", "term", "pages", "note"), "list": ("year", "term"),
    "take-out": ("names", "reason"), "expired": ("year", "term"),
    "appraise": ("names", "term", "outcome", "reason"),
    "destroy": ("names", "sheet", "signed_by", "signed_on"), "classes": ("names", "reason"),
    "print": ("names", "year", "term"),
}  # fmt: skip
"""What each of them goes by; anything else that is written is refused rather than passed over."""
_OF_ONE = ("term", "pages", "note")
"""What is said of an item that is named."""


def _refuse_idle(options: argparse.Namespace) -> None:
    """Raise Refused (usage) for what was written and would be passed over."""
    given = {name: f"--{name.replace('_', '-')}" for name, value in vars(options).items() if value not in (None, "", 0)}
    every = {name for names in _TAKES.values() for name in names} - {"names"}
    idle = [option for name, option in given.items() if name in every and name not in _TAKES[options.what]]
    if idle:
        sentence = f"archive {options.what} 用不上 {'、'.join(idle)}，没有办理。请去掉再写一次。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    if options.names and "names" not in _TAKES[options.what]:
        sentence = f"archive {options.what} 后面不用写「{' '.join(options.names)}」，没有办理。请去掉再写一次。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    alone = [given[name] for name in _OF_ONE if name in given]
    if options.what == "file" and alone and not options.names:
        sentence = (
            f"没有写明归哪几条，{'、'.join(alone)} 用不上，没有归档。"
            "请写上“台账 编号”；要按各自的保管期限全部归档，请去掉它。"
        )
        raise Refused(sentence, exit_code=Exit.USAGE)


def _of_term(options: argparse.Namespace) -> Callable[[Candidate | Item], bool]:
    """Whether an item is of the term that was written; each is where none was."""
    from app.rules import retention

    wanted = retention.of(options.term) if options.term.strip() else None
    return lambda one: wanted in (None, one.term)


def _due(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import archiving

    year = _year(desk, options)
    found = filter(
        _of_term(options), desk.read(lambda unit: archiving.due(unit, actor=desk.actor, year=year, all_terms=True))
    )
    rows = [
        {"ledger": one.label, "number": one.number, "title": one.title, "day": one.day.isoformat(),
         "retention": one.term.value, "note": one.note}
        for one in found
    ]  # fmt: skip
    return {"year": year, "total": len(rows), "rows": rows}


def _file(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import archiving

    year = _year(desk, options)
    changes = desk.write(
        lambda unit: archiving.file_all(unit, actor=desk.actor, year=year, chosen=_chosen(unit, desk, options, year))
    )
    return {"done": changes.description, **_list(desk, options)}


def _chosen(unit: UnitOfWork, desk: Desk, options: argparse.Namespace, year: int) -> list[Chosen]:
    """The records named, as 台账 编号 pairs; all that are due when none is."""
    from app.rules import retention
    from app.services import archiving, records
    from app.services.archiving import Chosen

    if not options.names:
        return [Chosen(one.ledger, one.record_id) for one in archiving.due(unit, actor=desk.actor, year=year)]
    if len(options.names) % 2:
        sentence = "要归档的记录请写成“台账 编号”一对一对的，没有归档。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    term = retention.of(options.term) if options.term else None
    pairs = zip(options.names[::2], options.names[1::2], strict=True)
    found = ((registry.find(name), number) for name, number in pairs)
    return [
        Chosen(ledger.name, records.find(unit, ledger=ledger, number=number).id, term, options.pages, options.note)
        for ledger, number in found
    ]


def _list(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import archiving

    year = _year(desk, options)
    found = desk.read(lambda unit: archiving.items(unit, actor=desk.actor, year=year))
    return _items(year, filter(_of_term(options), found) if options.what == "list" else found)


def _items(year: int, found: Iterable[Item]) -> Answer:
    rows = [
        {"code": one.code, "document_no": one.document_no, "author": one.author, "title": one.title, "day": one.day,
         "secrecy": one.secrecy, "pages": one.pages, "retention": one.term.value, "kept_until": one.kept_until,
         "outcome": one.outcome, "note": one.note}
        for one in found
    ]  # fmt: skip
    return {"year": year, "total": len(rows), "rows": rows}


def _expired(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import appraising

    year = _year(desk, options)
    found = desk.read(lambda unit: appraising.expired(unit, actor=desk.actor, year=year))
    return _items(year, filter(_of_term(options), found))


def _take_out(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import archiving

    code = " ".join(options.names)
    done = desk.write(lambda unit: archiving.take_out(unit, actor=desk.actor, code=code, reason=options.reason))
    return {"done": done.description}


def _appraise(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import appraising

    done = desk.write(
        lambda unit: appraising.appraise(
            unit, actor=desk.actor, codes=options.names, outcome=options.outcome, note=options.reason, term=options.term
        )
    )
    return {"done": done.description}


def _destroy(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import appraising

    sheet = _sheet(desk, options)
    done = desk.write(lambda unit: appraising.destroy(unit, actor=desk.actor, codes=options.names, sheet=sheet))
    return {"done": done.description}


def _classes(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import archiving

    wrong = next((pair for pair in options.names if "=" not in pair), None)
    if wrong is not None:
        sentence = f"保管期限请写成“台账=30年”，不是“{wrong}”；没有改动。"
        raise Refused(sentence, exit_code=Exit.USAGE)

    def set_all(unit: UnitOfWork) -> None:
        for pair in options.names:
            name, _is, term = pair.partition("=")
            archiving.set_class(unit, actor=desk.actor, ledger=name, term=term, reason=options.reason)

    if options.names:
        desk.write(set_all)
    found = desk.read(archiving.classes)
    return {"rows": [{"ledger": registry.find(name).label, "retention": term.value} for name, term in found.items()]}


def _print(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import archive_paper

    if len(options.names) != 2:
        sentence = "请写打印哪一种和存到哪个文件，例如 archive print 归档文件目录 目录.pdf；没有打印。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    kind, out = options.names
    printed = archive_paper.print_paper(desk, kind=kind, year=_year(desk, options), out=Path(out), term=options.term)
    return {"path": out, "pages": printed.pages}


_ARCHIVE: dict[str, Act] = {
    "due": _due, "file": _file, "list": _list, "take-out": _take_out, "expired": _expired, "appraise": _appraise,
    "destroy": _destroy, "classes": _classes, "print": _print,
}  # fmt: skip


def _with_archive(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("what", choices=tuple(_ARCHIVE), help="做什么")
    sub.add_argument("names", nargs="*", help="台账 编号；档号；台账=期限；或 哪种纸 文件")
    sub.add_argument("--year", type=year, default=0, help="年度，不写是今年")
    sub.add_argument("--term", default="", help="保管期限：永久、30年、10年、不归档")
    sub.add_argument("--pages", type=natural, default=None, help="页数")
    sub.add_argument("--note", default="", help="目录的备注")
    sub.add_argument("--outcome", default="", help="鉴定意见：续存、同意销毁")
    sub.add_argument("--reason", default="", help="原因、鉴定理由")
    _with_sheet(sub)


# ---- erase -----------------------------------------------------------------------------------------------------------


def _erase(session: Session) -> Answer:
    """删除个人信息：先看在哪里，申请、另一人批准，或附签字的审批单一次办完。"""
    options = session.options
    with closing(session.desk()) as desk:
        return _ERASE[options.what](desk, options)


def _asked(unit: UnitOfWork, options: argparse.Namespace) -> Asked:
    from app.services import attachments, erasing, records
    from app.services.erasing import Asked

    ledger, number = _pair(options)
    record = records.find(unit, ledger=registry.find(ledger), number=number)
    known = {one.name: one.uuid for one in attachments.of(unit, ledger=record.ledger, record_id=record.id)}
    for name in options.files:
        if name not in known:
            sentence = f"{record.number} 没有叫“{name}”的附件，没有删除。请核对附件名。"
            raise Refused(sentence, field="files")
    scope = erasing.EVERYWHERE if options.everywhere else erasing.ONE_RECORD
    files = tuple(known[name] for name in options.files)
    return Asked(record.ledger, record.id, tuple(options.words), options.ground, options.reason, scope, files)


def _pair(options: argparse.Namespace) -> tuple[str, str]:
    if len(options.names) < 2:
        sentence = "请写台账和编号，没有删除。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    return options.names[0], options.names[1]


def _plan(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import erasing

    found = desk.read(lambda unit: erasing.plan(unit, actor=desk.actor, asked=_asked(unit, options)))
    return {
        "number": found.number,
        "fields": dict(found.fields),
        "history": found.history,
        "named_by": [asdict(one) for one in found.named_by],
        "elsewhere": [asdict(one) for one in found.elsewhere],
        "files": [name for _uuid, name in found.files],
        "packages": list(found.packages),
        "hindrance": found.hindrance,
    }


def _ask(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import erasing

    sheet, asked = _sheet(desk, options), desk.read(lambda unit: _asked(unit, options))
    if sheet is not None:
        done = erasing.erase_signed(desk, asked=asked, sheet=sheet)
    else:
        done = desk.write(lambda unit: erasing.ask_for(unit, actor=desk.actor, asked=asked))
    return {"order": done.number, "done": done.description, "state": _order(desk, done.number)["state"]}


def _order(desk: Desk, number: str) -> Answer:
    from app.services import erasing

    return _told(desk.read(lambda unit: erasing.find(unit, actor=desk.actor, number=number)))


def _told(one: Order) -> Answer:
    return {
        "order": one.number, "record": one.record_number, "state": one.label, "ground": one.ground,
        "asked_by": one.asked_by, "settled_by": one.settled_by, "signed_by": one.signed_by,
        "counts": {key: value for key, value in one.counts.items() if key != "files"}, "words": list(one.words),
    }  # fmt: skip


def _approve(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import erasing

    done = erasing.approve(desk, number="".join(options.names))
    return {"done": done.description, **_order(desk, done.number)}


def _turn_down(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import erasing

    number = "".join(options.names)
    done = desk.write(lambda unit: erasing.turn_down(unit, actor=desk.actor, number=number, reason=options.reason))
    return {"done": done.description}


def _orders(desk: Desk, _options: argparse.Namespace) -> Answer:
    from app.services import erasing

    return {"rows": [_told(one) for one in desk.read(lambda unit: erasing.orders(unit, actor=desk.actor))]}


def _sheet_paper(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import erasing_paper

    asked, out = desk.read(lambda unit: _asked(unit, options)), _out(options, 2)
    return {"path": str(out), "pages": erasing_paper.print_sheet(desk, asked=asked, out=out).pages}


def _slip_paper(desk: Desk, options: argparse.Namespace) -> Answer:
    from app.services import erasing_paper

    out = _out(options, 1)
    return {"path": str(out), "pages": erasing_paper.print_slip(desk, number=options.names[0], out=out).pages}


def _out(options: argparse.Namespace, place: int) -> Path:
    if len(options.names) <= place:
        sentence = "请写存到哪个文件，没有打印。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    return Path(options.names[place])


_ERASE: dict[str, Act] = {
    "plan": _plan, "ask": _ask, "approve": _approve, "turn-down": _turn_down, "list": _orders, "sheet": _sheet_paper,
    "slip": _slip_paper,
}  # fmt: skip


def _with_erase(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("what", choices=tuple(_ERASE), help="做什么")
    sub.add_argument("names", nargs="*", help="台账 编号 [文件]，或 删除编号 [文件]")
    sub.add_argument("--words", nargs="+", action="extend", default=[], help="要删除的字词")
    sub.add_argument("--ground", default="", help="依据")
    sub.add_argument("--reason", default="", help="原因")
    sub.add_argument("--everywhere", action="store_true", help="全部台账里的都删")
    sub.add_argument("--files", nargs="+", action="extend", default=[], metavar="附件名", help="整件删除的附件")
    _with_sheet(sub)


# ---- the slip of one person ------------------------------------------------------------------------------------------


def _person_slip(session: Session) -> Answer:
    """个人信息查询告知单：台账里有这个人的哪些信息；给出文件时打印成 PDF。"""
    from app.services import forms, person_slip

    options = session.options
    with closing(session.desk()) as desk:
        ledger = registry.find(options.ledger).name
        record_id = desk.read(
            lambda unit: forms.record_for(unit, name=person_slip.TITLE, ledgers=(ledger,), number=options.number).id
        )
        if options.out:
            printed = person_slip.print_slip(desk, ledger=ledger, record_id=record_id, out=Path(options.out))
            return {"path": options.out, "pages": printed.pages}
        found = person_slip.look(desk, ledger=ledger, record_id=record_id)
    rows = [
        {"ledger": one.label, "number": one.number, "column": one.column, "text": one.text, "since": one.since,
         "purpose": one.purpose, "retention": one.term, "seen_by": one.seen_by}
        for one in found.fields
    ]  # fmt: skip
    return {"title": found.title, "total": len(rows), "rows": rows}


def _with_person_slip(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("ledger", help="台账名称")
    sub.add_argument("number", help="编号")
    sub.add_argument("out", nargs="?", default="", help="PDF 文件")


COMMANDS: dict[str, tuple[Callable[[Session], Answer], Callable[[argparse.ArgumentParser], None]]] = {
    "archive": (_archive, _with_archive),
    "erase": (_erase, _with_erase),
    "person-slip": (_person_slip, _with_person_slip),
}
