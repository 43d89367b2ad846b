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
        return desk.read(
            lambda unit: figures.rows_json(
                unit, actor=desk.actor, code=options.code, lens=_lens(session, unit), in_words=not options.json
            )
        )


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


# ---- what was reported -----------------------------------------------------------------------------------------------


def _freeze(session: Session) -> Answer:
    """冻结报数：把全部指标连同背后的记录原样留存；以后可以逐条比对。"""
    from app.services import freezing

    options = session.options
    with closing(session.desk()) as desk:
        lens = desk.read(lambda unit: _lens(session, unit))
        desk.write(
            lambda unit: freezing.freeze(
                unit, actor=desk.actor, name=options.name, lens=lens, reported_to=options.to, note=options.note
            )
        )
        return desk.read(lambda unit: freezing.as_json(unit, options.name))


def _compare(session: Session) -> Answer:
    """把冻结的数和现在的台账逐条比对，说明每一处不同的原因；--out 打印成 PDF。"""
    from app.services import comparing, frozen_paper

    name, out = session.options.name, session.options.out
    with closing(session.desk()) as desk:
        if out:
            printed = frozen_paper.print_comparison(desk, name=name, out=Path(out))
            return {"path": out, "pages": printed.pages}
        return desk.read(lambda unit: comparing.as_json(unit, actor=desk.actor, name=name))


def _frozen(session: Session) -> Answer:
    """列出冻结的报数；给出名称时列出它的数，--out 打印成 PDF 或导出成工作簿。"""
    from app.services import freezing, frozen_paper

    name, out = session.options.name, session.options.out
    with closing(session.desk()) as desk:
        if not name:
            reports = desk.read(lambda unit: freezing.listed(unit, actor=desk.actor))
            return {"reports": [freezing.report_json(one) for one in reports]}
        if out.lower().endswith(".xlsx"):
            return {"path": out, "rows": frozen_paper.export_report(desk, name=name, out=Path(out))}
        if out:
            return {"path": out, "pages": frozen_paper.print_report(desk, name=name, out=Path(out)).pages}
        return desk.read(lambda unit: freezing.as_json(unit, name))


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
    sub.add_argument("--by", default="category", help="按什么分列：类别、村、月份、单位、报来单位，或栏目名")


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


def _with_freeze(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", help="名称，例如 3月上报")
    _with_lens(sub)
    sub.add_argument("--to", default="", help="报送单位")
    sub.add_argument("--note", default="", help="备注")


def _with_name(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", help="冻结时起的名称")
    sub.add_argument("--out", default="", help="打印成哪个 PDF")


def _with_frozen(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", nargs="?", default="", help="冻结时起的名称")
    sub.add_argument("--out", default="", help="打印成哪个 PDF，或导出成哪个 .xlsx")


COMMANDS: dict[str, tuple[Callable[[Session], Answer], Callable[[argparse.ArgumentParser], None]]] = {
    "figures": (_figures, _with_figures),
    "rows": (_rows, _with_rows),
    "freeze": (_freeze, _with_freeze),
    "compare": (_compare, _with_name),
    "frozen": (_frozen, _with_frozen),
    "check-text": (_check_text, _with_text),
    "indicators": (_indicators, arguments.with_nothing),
    "add-indicator": (_add_indicator, _with_indicator),
    "drop-indicator": (_drop_indicator, _with_code),
}
