"""The commands that print: a ledger, a form of one record or of many, and which forms there are."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.cli_usage import natural
from app.ledgers import registry
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.paper.tree import Printed

ALL = "全部"
"""Given for a number: the form of every record that `--where` leaves."""


def _print_ledger(session: Session) -> dict[str, Any]:
    """把一本台账打印成 PDF。"""
    from app.paper.tree import Binding
    from app.services import listing, printing

    options = session.options
    chosen = printing.PrintOptions(
        profile=printing.profile_of(options.profile),
        blank_rows=options.blank_rows,
        subtotals=options.subtotals,
        binding=Binding(options.binding),
        watermark=options.watermark,
        copy_no=options.copy,
        looked=options.looked,
        purpose=options.purpose,
    )
    with closing(session.desk()) as desk:
        ledger = registry.find(options.ledger)
        chosen = replace(chosen, columns=tuple(listing.column_of(ledger, x).key for x in options.columns) or None)
        ask = desk.read(lambda unit: arguments.ask_of(options, unit))
        printed = printing.print_ledger(desk, out=Path(options.out), ask=ask, options=chosen)
    return _answer(options.out, printed)


def _form(session: Session) -> dict[str, Any]:
    """把一条记录打印成一张表单；编号写“全部”打印成套，--blank 打印空白表，--copies 打印编号的表并登记发出；
    文件名写 .docx 存为 Word。
    """
    from app.services import form_sets, forms, papers, printing, word_papers

    options = session.options
    out = Path(options.out)
    if out.suffix.lower() == word_papers.SUFFIX:
        return _form_in_word(session, out)
    profile, form = printing.profile_of(options.profile), forms.find(options.form)
    with closing(session.desk()) as desk:
        if options.number != ALL:
            if options.where:
                sentence = f"--where 只在编号写“{ALL}”时使用，没有打印。"
                raise Refused(sentence, exit_code=Exit.USAGE)
            told = {"form": form.name, "number": options.number, "out": out, "profile": profile,
                    "blank": options.blank, "looked": options.looked, "paper": options.paper}  # fmt: skip
            if options.copies:
                numbered = papers.print_numbered(desk, copies=options.copies, **told)
                return _answer(options.out, numbered.printed) | {"numbers": list(numbered.numbers)}
            return _answer(options.out, forms.print_form(desk, **told))
        options.ledger = form.ledger
        ask = desk.read(lambda unit: arguments.ask_of(options, unit))
        made = form_sets.print_set(desk, form=form.name, ask=ask, out=out, profile=profile, looked=options.looked)
    return _answer(options.out, made.printed) | {"forms": made.count, "skipped": list(made.skipped)}


def _form_in_word(session: Session, out: Path) -> dict[str, Any]:
    """A paper as a Word document: of one record, blank, or 意见汇总表 of all opinions that `--where` leaves."""
    from app.services import word_papers

    options = session.options
    paper = word_papers.find(options.form)
    if options.number == ALL and paper is not word_papers.OF_A_LIST:
        sentence = f"编号写“{ALL}”存为 Word 的只有{word_papers.OF_A_LIST.label}，没有生成文件。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    with closing(session.desk()) as desk:
        if options.number == ALL:
            options.ledger = "opinions"
            ask = desk.read(lambda unit: arguments.ask_of(options, unit))
            title = word_papers.write_opinions(
                desk, ask=ask, out=out, profile=options.profile, purpose=options.purpose, looked=options.looked
            )
        else:
            title = word_papers.write(
                desk, paper=paper.name, number=options.number, out=out, profile=options.profile, blank=options.blank,
                looked=options.looked,
            )  # fmt: skip
    return {"path": options.out, "title": title}


def _answer(out: str, printed: Printed) -> dict[str, Any]:
    return {"path": out, "pages": printed.pages, "missing": list(printed.missing)}


def _forms(session: Session) -> dict[str, Any]:
    """列出能打印的表单；给出台账名时只列它的。"""
    from app.services import forms

    name = session.options.ledger
    found = forms.of(registry.find(name).name) if name else tuple(forms.FORMS.values())
    return {"forms": [{"name": form.name, "label": form.label, "ledger": form.ledger} for form in found]}


def _with_print(sub: argparse.ArgumentParser) -> None:
    from app.paper.tree import Binding

    arguments.with_ledger(sub)
    sub.add_argument("out", help="PDF 文件")
    arguments.with_where(sub)
    _with_profile(sub)
    sub.add_argument("--columns", nargs="+", action="extend", default=[], help="打印哪些列")
    sub.add_argument("--blank-rows", type=natural, default=0, help="末尾空白行")
    sub.add_argument("--subtotals", action="store_true", help="按村小计")
    bindings = [binding.value for binding in Binding]
    sub.add_argument("--binding", choices=bindings, default=bindings[0], help="装订：单面、双面、与公文合订")
    sub.add_argument("--watermark", default="", help="水印文字")
    sub.add_argument("--copy", type=natural, default=0, help="第几份")
    arguments.with_purpose(sub)


def _with_form(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("form", help="表单名称")
    sub.add_argument("number", help=f"编号，也可以写姓名、月份2014-03、年份2014；写“{ALL}”打印成套")
    sub.add_argument("out", help="PDF 文件；问卷和征求意见表也可以写 .docx")
    arguments.with_where(sub)
    _with_profile(sub)
    arguments.with_purpose(sub)
    sub.add_argument("--blank", action="store_true", help="打印空白表，手填")
    sub.add_argument("--copies", type=natural, default=0, help="打印几份编号的表，登记发出，等待收回")
    sub.add_argument("--paper", default="", help="纸张：A4或A3")


def _with_profile(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--profile", default="internal", help="内部、公示或上报")
    sub.add_argument("--looked", action="store_true", help="公示版里的姓名已经核对")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "print": (_print_ledger, _with_print),
    "form": (_form, _with_form),
    "forms": (_forms, arguments.with_ledgers),
}
