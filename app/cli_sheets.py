"""The commands of workbooks: import, withdraw, export, template."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_arguments as arguments
from app.cli_usage import year
from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.width import quote

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from app.cli_session import Session
    from app.services.import_plan import Plan
    from app.services.import_rows import Twin
    from app.services.importing import Imported
    from db.unit import UnitOfWork


def _import(session: Session) -> dict[str, Any]:
    """导入一张表；--dry-run 只看结果不写入。"""
    from app.services import import_files, import_names, import_plan, import_taking, importing

    options = session.options
    ledger, path = registry.importable(options.ledger), Path(options.source)
    creates = import_names.wanted(options.create)
    book = import_files.read(path, encoding=options.encoding)
    with closing(session.desk()) as desk:
        plans: list[Plan] = []

        def work(unit: UnitOfWork) -> Imported:
            plan = import_plan.guess(unit, ledger=registry.importable(ledger.name), book=book, sheet=options.sheet)
            plan = replace(plan, apart=options.apart)
            plans.append(plan := import_plan.with_names(import_plan.with_year(plan, options.year), creates))
            return import_taking.run(
                unit, actor=desk.actor, plan=plan, file_name=path.name,
                duplicates=importing.Duplicates(options.duplicates),
                backfill=options.reason if options.backfill else None,
            )  # fmt: skip

        if not options.dry_run:
            import_files.back_up_first(desk)
        made = import_files.rehearse(desk, work) if options.dry_run else desk.write(work)
        assumed = desk.read(lambda unit: import_plan.assumed_year(unit, ledger=ledger, plan=plans[0]))
    answer = _imported(plans[0], made, is_rehearsed=options.dry_run)
    answer["notes"] = [*import_files.notes(book), *import_plan.left_out(book, plans[0]), *assumed]
    answer["notes"] += _twin_notes(made.twins, is_apart=options.apart)
    if options.failures and (made.failed or made.failed_lines):
        try:
            import_files.write_failures(Path(options.failures), plans[0], made)
        except Refused:  # the others are in, and are told all the same
            name = quote(Path(options.failures).name)
            answer["failures"] = f"没有导入的行没能另存：{name}写不进所选的文件夹。换一个位置再导入一次，已有的会跳过。"
    if made.failed or made.failed_lines:
        session.exit_code = Exit.REFUSED
    return answer


SHOWN_TWINS = 20


def _twin_notes(twins: tuple[Twin, ...], *, is_apart: bool) -> list[str]:
    """Sentences on rows that have the 原编号 of one above them and say other things, and how they were taken."""
    taken = "各登了一条。" if is_apart else "按同一条处理。是两件事的，加上 --apart 再导入一次，已有的会跳过。"
    told = [f"{one.sheet}第{one.row}行的{one.sentence}，{taken}" for one in twins[:SHOWN_TWINS]]
    return [*told, f"这样的还有 {len(twins) - SHOWN_TWINS} 行。"] if len(twins) > SHOWN_TWINS else told


def _imported(plan: Plan, made: Imported, *, is_rehearsed: bool) -> dict[str, Any]:
    failed = [{"row": one.row, "column": one.column, "value": one.value, "reason": one.reason} for one in made.failed]
    return {
        "batch": "" if is_rehearsed else made.batch,
        "read": made.read,
        "added": made.added,
        "updated": made.updated,
        "skipped": made.skipped,
        "blank": made.blank,
        "failed": failed,
        "children": {one.label: {"read": one.read, **one.counts} for one in made.parts},
        "failed_children": [
            {"child": one.part.label, "row": one.row, "reason": one.reason} for one in made.failed_lines
        ],
        "ignored_columns": list(plan.unused),
    }


def _withdraw(session: Session) -> dict[str, Any]:
    """把一次导入或并入整批撤回。"""
    from app.services import importing, package_withdrawal

    options = session.options
    with closing(session.desk()) as desk:
        if desk.read(lambda unit: package_withdrawal.is_merge(unit, batch=options.batch)):
            back = desk.write(
                lambda unit: package_withdrawal.withdraw(
                    unit, actor=desk.actor, batch=options.batch, also_touched=options.also_touched
                )
            )
            why = [{"number": one.number, "why": list(one.what)} for one in back.kept]
            return {"withdrawn": back.count, "kept": [one.number for one in back.kept], "why_kept": why}
        done = desk.write(
            lambda unit: importing.withdraw(
                unit, actor=desk.actor, batch=options.batch, also_touched=options.also_touched
            )
        )
    kept = [{"number": one.number, "why": list(one.what)} for one in done.spared]
    return {"withdrawn": done.count, "kept": list(done.kept), "why_kept": kept}


def _accept(session: Session) -> dict[str, Any]:
    """导入的一条（或整批）与原表核对无误，原文不再保留；--show 只列出原文。"""
    from app.services import import_raw, records

    options = session.options
    if bool(options.batch) == bool(options.number):
        sentence = "请写台账和编号核对一条，或者用 --batch 写导入批次核对整批，二者写一样，没有改动。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    with closing(session.desk()) as desk:
        actor = desk.actor
        if options.batch:
            done = desk.write(lambda unit: import_raw.accept_batch(unit, actor=actor, batch=options.batch))
            return {"description": done.description}
        ledger = registry.find(options.ledger)
        record = desk.read(lambda unit: records.find(unit, ledger=ledger, number=options.number))
        if options.show:
            raws = desk.read(
                lambda unit: import_raw.of_record(unit, actor=actor, ledger=ledger.name, record_id=record.id)
            )
            cells = [
                {"label": c.label, "text": c.text, "column": c.column, "now": c.now} for r in raws for c in r.cells
            ]
            return {"number": record.number, "raw": cells}
        done = desk.write(lambda unit: import_raw.accept(unit, actor=actor, ledger=ledger.name, record_id=record.id))
    return {"description": done.description}


def _export(session: Session) -> dict[str, Any]:
    """把一本台账导出成工作簿或 CSV。"""
    from app.services import exporting, listing, printing

    options = session.options
    profile = printing.profile_of(options.profile)
    with closing(session.desk()) as desk:
        ledger = registry.find(options.ledger)
        keys = tuple(listing.column_of(ledger, name).key for name in options.columns)
        chosen = exporting.ExportOptions(
            profile, keys, options.by_village, options.purpose, options.second, with_children=not options.no_children
        )
        ask = desk.read(lambda unit: arguments.ask_of(options, unit))
        rows = exporting.export(desk, ask=ask, out=Path(options.out), options=chosen)
    return {"path": options.out, "rows": rows}


def _template(session: Session) -> dict[str, Any]:
    """生成一本台账的导入模板。"""
    from app.services import import_files, templates

    options = session.options
    with closing(session.desk()) as desk:
        sheets = desk.read(lambda unit: templates.sheets(unit, ledger=options.ledger, for_old=options.backfill))
    import_files.write_sheets(Path(options.out), sheets)
    return {"path": options.out, "columns": [column.label for column in sheets[0].columns]}


def _with_import(sub: argparse.ArgumentParser) -> None:
    arguments.with_ledger(sub)
    sub.add_argument("source", help="工作簿或 CSV 文件")
    sub.add_argument("--sheet", default="", help="工作表名称")
    sub.add_argument("--encoding", default="", help="CSV 的编码")
    sub.add_argument("--year", type=year, default=None, help="没有写年份的日期是哪一年")
    sub.add_argument(
        "--create",
        nargs="+",
        action="extend",
        default=[],
        metavar="名册",
        help="名册里没有的名字就登记：村组、单位、人员",
    )
    sub.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    sub.add_argument("--duplicates", choices=("skip", "update", "new"), default="skip", help="已有的：跳过、更新、另存")
    sub.add_argument("--apart", action="store_true", help="原编号相同、内容不同的行各登一条")
    sub.add_argument("--backfill", action="store_true", help="历史补录：启用台账以前在纸上办完的，照表里写的存为已办结")
    sub.add_argument("--reason", default="", help="历史补录的原因")
    sub.add_argument("--failures", default="", help="没有导入的行写到哪个工作簿")


def _with_withdraw(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("batch", help="导入或并入批次")
    sub.add_argument("--also-touched", action="store_true", help="导入以后改动过的也撤回")


def _with_accept(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("ledger", nargs="?", default="", help="台账")
    sub.add_argument("number", nargs="?", default="", help="编号")
    sub.add_argument("--batch", default="", help="整批核对：导入批次")
    sub.add_argument("--show", action="store_true", help="只列出导入时表里写的原文")


def _with_export(sub: argparse.ArgumentParser) -> None:
    arguments.with_ledger(sub)
    sub.add_argument("out", help="工作簿（.xlsx）或 .csv 文件")
    arguments.with_where(sub)
    sub.add_argument("--profile", default="internal", help="内部、公示或上报")
    sub.add_argument("--columns", nargs="+", action="extend", default=[], help="导出哪些列")
    sub.add_argument("--by-village", action="store_true", help="每个村一张工作表")
    sub.add_argument("--no-children", action="store_true", help="不带附表")
    arguments.with_purpose(sub)
    sub.add_argument("--second", default="", help="同意导出的另一位操作人")


def _with_template(sub: argparse.ArgumentParser) -> None:
    arguments.with_ledger(sub)
    sub.add_argument("out", help="工作簿文件")
    sub.add_argument("--backfill", action="store_true", help="历史补录用的模板：多出纸上写的办结日期、编号、审批人等栏")


COMMANDS: dict[str, tuple[Callable[[Session], dict[str, Any]], Callable[[argparse.ArgumentParser], None]]] = {
    "import": (_import, _with_import),
    "withdraw": (_withdraw, _with_withdraw),
    "accept": (_accept, _with_accept),
    "export": (_export, _with_export),
    "template": (_template, _with_template),
}
