"""The command of 套表: kept with what goes where, listed, filled in, given up."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.ledgers import registry
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.desk import Desk
    from app.services.fill_in_match import Match
    from db.unit import UnitOfWork


def _fill_in(session: Session) -> dict[str, Any]:
    """把台账填进上级的表格（套表）；--add 添加，--replace 换上级新发的，--remove 删除，什么都不写就列出。"""
    options = session.options
    wanted = [bool(options.add), bool(options.replace), bool(options.remove)]
    if sum(wanted) > 1 or (any(wanted) and options.words):
        raise Refused("--add、--replace、--remove 一次只能写一个，后面不写别的文件。", exit_code=Exit.USAGE)
    with closing(session.desk()) as desk:
        if options.add:
            return _add(desk, options)
        if options.replace:
            return _replace(desk, *options.replace)
        if options.remove:
            return _remove(desk, options.remove)
        if not options.words:
            return _listed(desk)
        if len(options.words) != 2:
            raise Refused("请写套表的名称和要生成的文件，如：fill-in 整改月报 3月.xlsx。", exit_code=Exit.USAGE)
        return _fill(desk, options)


def _listed(desk: Desk) -> dict[str, Any]:
    from app.services import fill_in

    return {"templates": desk.read(fill_in.as_json)}


def _add(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import fill_in, fill_in_match

    name, source, *rest = options.add
    if len(rest) > 1:
        raise Refused("--add 后面写名称、文件，再写一本台账（可以不写）。", exit_code=Exit.USAGE)
    path = Path(source)
    data = fill_in.read_file(path)
    outline = fill_in.outline(data, path.name)
    ledger = registry.find(rest[0]).name if rest else ""

    def work(unit: UnitOfWork) -> Match:
        match = fill_in_match.guess(unit, outline=outline, ledger=ledger)
        match = fill_in_match.corrected(
            unit, match=match, outline=outline, columns=options.column, cells=options.cell,
            where=tuple(options.where), period=options.period,
        )  # fmt: skip
        fill_in.keep(unit, actor=desk.actor, name=name, file_name=path.name, data=data, match=match)
        return match

    desk.write(work)
    kept = next(one for one in desk.read(fill_in.as_json) if one["name"] == name.strip())
    match = desk.read(lambda unit: fill_in.find(unit, name=name).match)
    return kept | {"unmatched": list(fill_in_match.unmatched(match))}


def _replace(desk: Desk, name: str, source: str) -> dict[str, Any]:
    from app.services import fill_in

    path = Path(source)
    data = fill_in.read_file(path)
    done = desk.write(
        lambda unit: fill_in.replace_file(unit, actor=desk.actor, name=name, file_name=path.name, data=data)
    )
    return {"done": done.description}


def _remove(desk: Desk, name: str) -> dict[str, Any]:
    from app.services import fill_in

    return {"done": desk.write(lambda unit: fill_in.remove(unit, actor=desk.actor, name=name)).description}


def _fill(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    from app.services import fill_in, printing

    name, out = options.words
    chosen = fill_in.FillOptions(
        desk.read(lambda unit: fill_in.day_of(unit, options.as_of)), options.campaign,
        printing.profile_of(options.profile), options.purpose, options.second,
    )  # fmt: skip
    done = fill_in.fill(desk, name=name, out=Path(out), options=chosen)
    counts = {"rows": done.rows, "cells": done.cells, "added_rows": done.added}
    return {"path": out, **counts, "without_data": list(done.blank)}


def _with_fill_in(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("words", nargs="*", metavar="名称 文件", help="套表的名称和要生成的 .xlsx")
    sub.add_argument("--add", nargs="+", default=[], metavar="名称 文件 台账", help="添加一张套表，台账不写就按表头认")
    sub.add_argument("--replace", nargs=2, default=[], metavar=("名称", "文件"), help="换成上级新发的表")
    sub.add_argument("--remove", default="", metavar="名称", help="删除一张套表")
    sub.add_argument("--column", nargs="+", action="extend", default=[], help="添加时：表头=列，改自动对应")
    sub.add_argument("--cell", nargs="+", action="extend", default=[], help="添加时：工作表!D5=指标代码，或单位名称等")
    sub.add_argument("--period", choices=("本月", "本季", "本年"), default="", help="添加时：只填本月、本季、本年的")
    arguments.with_where(sub)
    arguments.with_figures(sub)
    sub.add_argument("--profile", default="report", help="内部、公示或上报；不写就是上报")
    arguments.with_purpose(sub)
    sub.add_argument("--second", default="", help="同意导出的另一位操作人")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "fill-in": (_fill_in, _with_fill_in),
}
