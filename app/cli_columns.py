"""The command line on the columns of a ledger: other names, another order, what is hidden, and columns of its own."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.rules.refusal import Exit, Refused
from db.layout import KINDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from app.cli_session import Session
    from app.services.columns import Arranged
    from db.layout import Layout
    from db.unit import UnitOfWork


def _columns(session: Session) -> dict[str, Any] | list[dict[str, Any]]:
    """列出一本台账的列；写 --add、--rename、--hide、--order 等时改列设置。"""
    from app.services import columns

    options = session.options
    with closing(session.desk()) as desk:
        steps = list(_steps(options))
        if steps:

            def work(unit: UnitOfWork) -> None:
                before = columns.of(unit, ledger=options.ledger)
                arranged = before
                for step in steps:
                    arranged = replace(arranged, layout=step(arranged))
                columns.change(
                    unit, actor=desk.actor, ledger=options.ledger, wanted=arranged.layout, seen=before.layout,
                    reason=options.reason,
                )  # fmt: skip

            desk.write(work)
        answer = columns.as_json(desk.read(lambda unit: columns.of(unit, ledger=options.ledger)))
    return answer if options.json else [_line(row) for row in answer["columns"]]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """A column in one line of text."""
    return {
        "label": row["label"],
        "kind": row["kind"],
        "own": "自设" if row["own"] else "",
        "screen": "屏幕" if row["on_screen"] else "",
        "paper": f"纸面{row['width']:g}毫米" if row["width"] else "",
        "declared": f"原名{row['declared']}" if row["declared"] not in (None, row["label"]) else "",
    }


def _steps(options: argparse.Namespace) -> Iterator[Callable[[Arranged], Layout]]:
    """What is asked for, one step after the other: new columns and names first, so that the rest may use them."""
    from app.services import columns

    for text in options.add:
        yield partial(columns.added, text=text)
    for old, new in _pairs(options.rename):
        yield partial(columns.renamed, old=old, new=new)
    for name in options.restore:
        yield partial(columns.removed, name=name, removed=False)
    for name in options.remove:
        yield partial(columns.removed, name=name)
    for names, on_screen in ((options.hide, False), (options.show, True)):
        for name in names:
            yield partial(columns.shown, name=name, on_screen=on_screen)
    for name in options.no_paper:
        yield partial(columns.printed, name=name, width=0)
    for name in options.paper:
        yield partial(columns.printed, name=name, width=None)
    for name, width in _pairs(options.width):
        yield partial(columns.printed, name=name, width=_millimetres(width))
    if options.order:
        yield partial(columns.ordered, names=options.order)


def _pairs(texts: list[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            sentence = f"「{text}」看不懂，没有改动。请写成 列=内容，例如 责任单位=承办单位。"
            raise Refused(sentence, exit_code=Exit.USAGE)
        yield name.strip(), value.strip()


def _millimetres(text: str) -> float:
    try:
        return float(text.removesuffix("毫米"))
    except ValueError:
        sentence = f"「{text}」不是毫米数，没有改动。请写成 列=20。"
        raise Refused(sentence, exit_code=Exit.USAGE) from None


def _with_columns(sub: argparse.ArgumentParser) -> None:
    arguments.with_ledger(sub)
    kinds = "、".join(KINDS.values())
    many: dict[str, Any] = {"nargs": "+", "action": "extend", "default": []}
    sub.add_argument("--add", **many, help=f"名称:类型[:选项,…]；类型是{kinds}，后面加!表示涉个人信息")
    sub.add_argument("--rename", **many, help="旧名=新名；新名空着恢复原名")
    sub.add_argument("--hide", **many, help="从屏幕上隐藏的列")
    sub.add_argument("--show", **many, help="重新显示的列")
    sub.add_argument("--paper", **many, help="印在纸上的列")
    sub.add_argument("--no-paper", **many, help="不印在纸上的列")
    sub.add_argument("--width", **many, help="列=纸面宽度（毫米）")
    sub.add_argument("--order", **many, help="排在最前面的列，按先后写")
    sub.add_argument("--remove", **many, help="停用自设的列，内容保留")
    sub.add_argument("--restore", **many, help="恢复停用的列")
    sub.add_argument("--reason", default="", help="原因")


COMMANDS: dict[
    str,
    tuple[
        Callable[[Session], dict[str, Any] | list[dict[str, Any]]],
        Callable[[argparse.ArgumentParser], None],
    ],
] = {"columns": (_columns, _with_columns)}
