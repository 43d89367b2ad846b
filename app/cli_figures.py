"""The commands of figures: all of them, the rows behind one, a breakdown, the office's own, and the check of a text."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.figures.model import Lens
    from db.unit import UnitOfWork

    Answer = dict[str, Any] | list[dict[str, Any]]


def _lens(session: Session, unit: UnitOfWork) -> Lens:
    from app.figures.model import Lens
    from app.rules import dates

    options = session.options
    day = dates.read_date(options.as_of, today=unit.clock.today()) if options.as_of.strip() else None
    return Lens(day, options.campaign, options.stage, options.action, options.place, options.unit)


def _figures(session: Session) -> Answer:
    """算出全部指标；给出 --code 和 --by 时把一个指标按类别、村、月份或单位分列。"""
    from app.services import figures

    options = session.options

    def work(unit: UnitOfWork) -> list[dict[str, Any]]:
        lens = _lens(session, unit)
        if options.code:
            return figures.breakdown_json(unit, code=options.code, by=options.by, lens=lens)
        return figures.as_json(unit, lens=lens)

    with closing(session.desk()) as desk:
        return desk.read(work)


def _rows(session: Session) -> Answer:
    """列出一个指标背后的记录。"""
    from app.services import figures

    options = session.options
    with closing(session.desk()) as desk:
        return desk.read(lambda unit: figures.rows_json(unit, code=options.code, lens=_lens(session, unit)))


def _check_text(session: Session) -> Answer:
    """核对一份文字材料（docx 或 txt）里的数和台账是否一致。"""
    from app.services import text_check

    text = text_check.read_text(Path(session.options.source))
    with closing(session.desk()) as desk:
        return desk.read(lambda unit: text_check.as_json(unit, text=text, lens=_lens(session, unit)))


def _indicators(session: Session) -> Answer:
    """列出本单位自定的指标。"""
    from app.services import own_indicators

    with closing(session.desk()) as desk:
        return {"indicators": desk.read(own_indicators.as_json)}


def _add_indicator(session: Session) -> Answer:
    """增加一个本单位自定的指标。"""
    from app.services import own_indicators

    options = session.options
    with closing(session.desk()) as desk:
        changes = desk.write(
            lambda unit: own_indicators.add(
                unit, actor=desk.actor, name=options.name, counter=options.counter, ledger=options.ledger,
                filters=options.where, measure=options.measure, column=options.column, by=options.by,
            )
        )  # fmt: skip
    return {"code": changes.number, "done": changes.description}


def _drop_indicator(session: Session) -> Answer:
    """删去一个本单位自定的指标。"""
    from app.services import own_indicators

    with closing(session.desk()) as desk:
        changes = desk.write(lambda unit: own_indicators.remove(unit, actor=desk.actor, code=session.options.code))
    return {"code": changes.number, "done": changes.description}


# ---- arguments -------------------------------------------------------------------------------------------------------


def _with_lens(sub: argparse.ArgumentParser) -> None:
    arguments.with_as_of(sub)
    for name, label in (
        ("campaign", "活动"), ("stage", "环节"), ("action", "专项行动"), ("place", "村（组）"), ("unit", "单位"),
    ):  # fmt: skip
        sub.add_argument(f"--{name}", default="", help=f"只看这个{label}")


def _with_figures(sub: argparse.ArgumentParser) -> None:
    _with_lens(sub)
    sub.add_argument("--code", default="", help="只把这个指标分列")
    sub.add_argument("--by", default="category", help="按什么分列：类别、村、月份、单位，或栏目名")


def _with_rows(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("code", help="指标代码")
    _with_lens(sub)


def _with_text(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("source", help="docx 或 txt 文件")
    _with_lens(sub)


def _with_indicator(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", help="名称")
    sub.add_argument("--counter", required=True, help="量词")
    sub.add_argument("--ledger", required=True, help="台账")
    arguments.with_where(sub)
    sub.add_argument("--measure", default="count", help="count 数记录、sum 某一栏相加、distinct 某一栏有几个不同的")
    sub.add_argument("--column", default="", help="哪一栏")
    sub.add_argument("--by", default="", help="按哪一栏分列")


def _with_code(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("code", help="指标代码")


COMMANDS: dict[str, tuple[Callable[[Session], Answer], Callable[[argparse.ArgumentParser], None]]] = {
    "figures": (_figures, _with_figures),
    "rows": (_rows, _with_rows),
    "check-text": (_check_text, _with_text),
    "indicators": (_indicators, arguments.with_nothing),
    "add-indicator": (_add_indicator, _with_indicator),
    "drop-indicator": (_drop_indicator, _with_code),
}
