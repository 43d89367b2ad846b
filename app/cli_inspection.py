"""The command of inspection packs: list, show, start, drop, print, and the files of a heading."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.services.inspection_outlines import Heading
    from db.unit import UnitOfWork


def _inspection(session: Session) -> dict[str, Any]:
    """迎检包：list 列出，show 看提纲，start 从样本新建，attach 给标题加文件，drop 删除，print 打印成一份 PDF。"""
    options = session.options
    actions: dict[str, Callable[[Desk, argparse.Namespace], dict[str, Any]]] = {
        "list": _list, "presets": _presets, "show": _show, "start": _start, "attach": _attach, "drop": _drop,
        "print": _print,
    }  # fmt: skip
    needed = 0 if options.action in ("list", "presets") else 2 if options.action in ("attach", "print") else 1
    if len(options.words) < needed:
        sentence = f"inspection {options.action} 要写明{'名称和文件' if needed == 2 else '名称'}，没有做任何事。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    with closing(session.desk()) as desk:
        return actions[options.action](desk, options)


def _list(desk: Desk, _options: argparse.Namespace) -> dict[str, Any]:
    from app.services import inspection_outlines

    found = desk.read(inspection_outlines.listed)
    rows = [{"name": one.name, "title": one.title, "headings": len(one.headings)} for one in found]
    return {"rows": rows, "total": len(rows)}


def _presets(_desk: Desk, _options: argparse.Namespace) -> dict[str, Any]:
    from app.services import inspection_outlines

    rows = [{"name": one.name, "label": one.label} for one in inspection_outlines.presets()]
    return {"rows": rows, "total": len(rows)}


def _show(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import inspection_outlines, inspection_pack

    def read(unit: UnitOfWork) -> dict[str, Any]:
        outline = inspection_outlines.find(unit, name=options.words[0])
        counted = inspection_pack.counted(unit, actor=desk.actor, outline=outline)
        rows = [
            {
                "number": one.number.strip(), "title": one.heading.title, "level": one.heading.level,
                "ledger": one.heading.ledger or None, "where": list(one.heading.where), "rows": one.rows,
                "files": one.files, "forms": list(one.heading.forms),
            }
            for one in counted
        ]  # fmt: skip
        return {"name": outline.name, "title": outline.title, "rows": rows, "total": len(rows)}

    return desk.read(read)


def _start(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import inspection_outlines

    preset, name = options.words[0], options.words[1] if len(options.words) > 1 else ""
    changes = desk.write(lambda unit: inspection_outlines.start(unit, actor=desk.actor, preset_name=preset, name=name))
    return {"done": changes.description}


def _attach(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import attachments, inspection_outlines

    if not options.heading:
        sentence = "没有写明加到哪个标题下，没有添加。请用 --heading 写标题，例如 --heading 集中学习。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    path = Path(options.words[1])
    data = attachments.read_file(path)

    def work(unit: UnitOfWork) -> Changes:
        outline = inspection_outlines.find(unit, name=options.words[0])
        _one(outline.headings, options.heading)
        made = inspection_outlines.add_file(unit, actor=desk.actor, name=path.name, data=data)
        headings = tuple(
            replace(one, files=(*one.files, made)) if one.title == options.heading else one for one in outline.headings
        )
        return inspection_outlines.keep(unit, actor=desk.actor, outline=replace(outline, headings=headings))

    return {"done": desk.write(work).description}


def _one(headings: tuple[Heading, ...], title: str) -> None:
    found = [one.title for one in headings if one.title == title]
    if len(found) != 1:
        known = "、".join(dict.fromkeys(one.title for one in headings))
        sentence = f"提纲里没有「{title}」这个标题，或者不止一个，没有添加。现有的标题：{known}。"
        raise Refused(sentence, field="heading", exit_code=Exit.USAGE)


def _drop(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import inspection_outlines

    changes = desk.write(lambda unit: inspection_outlines.drop(unit, actor=desk.actor, name=options.words[0]))
    return {"done": changes.description}


def _print(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import inspection_pack, printing

    chosen = inspection_pack.Options(
        printing.profile_of(options.profile), options.looked, options.purpose or inspection_pack.PURPOSE
    )
    bound = inspection_pack.print_pack(desk, name=options.words[0], out=Path(options.words[1]), options=chosen)
    return {
        "path": options.words[1],
        "pages": bound.printed.pages,
        "files": bound.files,
        "empty": list(bound.empty),
        "left_out": list(bound.left_out),
        "missing": list(bound.printed.missing),
    }


def _with_inspection(sub: argparse.ArgumentParser) -> None:
    actions = ("list", "presets", "show", "start", "attach", "drop", "print")
    sub.add_argument("action", choices=actions, help="做什么")
    sub.add_argument("words", nargs="*", help="迎检包的名称（start 写样本名称），和文件")
    sub.add_argument("--heading", default="", help="文件加到哪个标题下")
    sub.add_argument("--profile", default="internal", help="内部、公示或上报")
    sub.add_argument("--looked", action="store_true", help="公示版里的姓名已经核对")
    arguments.with_purpose(sub)


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "inspection": (_inspection, _with_inspection),
}
