"""What each command takes: its arguments, with the words its help says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli_usage import natural
from app.ledgers import registry

if TYPE_CHECKING:
    import argparse

    from db.ask import Ask
    from db.unit import UnitOfWork

DEFAULT_LIMIT = 100


def with_new(sub: argparse.ArgumentParser) -> None:
    """What `new` takes."""
    sub.add_argument("--office", required=True, help="单位名称")
    sub.add_argument("--campaign", default="", help="活动预设")
    sub.add_argument("--plain", action="store_true", help="不加密")


def with_demo(sub: argparse.ArgumentParser) -> None:
    """What `demo` takes."""
    sub.add_argument("--out", required=True, help="放样例的文件夹")
    sub.add_argument("--no-pictures", action="store_true", help="不拍页面照片")


def with_due(sub: argparse.ArgumentParser) -> None:
    """What `due` takes."""
    sub.add_argument("date", help="起算日期")
    sub.add_argument("length", type=natural, help="期限长度")
    sub.add_argument("--unit", choices=("day", "workday"), default="day", help="日或工作日")


def with_ledger(sub: argparse.ArgumentParser) -> None:
    """A ledger."""
    sub.add_argument("ledger", help="台账名称")


def with_number(sub: argparse.ArgumentParser) -> None:
    """A record of a ledger."""
    with_ledger(sub)
    sub.add_argument("number", help="编号")


def with_ledgers(sub: argparse.ArgumentParser) -> None:
    """What `ledgers` takes."""
    sub.add_argument("ledger", nargs="?", default="", help="台账名称")


def with_add(sub: argparse.ArgumentParser) -> None:
    """What `add` takes."""
    with_ledger(sub)
    sub.add_argument("--set", nargs="+", action="extend", default=[], help="列=值")
    sub.add_argument("--child", nargs=2, action="append", default=[], metavar=("子表", "列=值,列=值"), help="子表")
    sub.add_argument("--uuid", default="", help="防止重复登记的标识")


def with_list(sub: argparse.ArgumentParser) -> None:
    """What `list` takes."""
    with_ledger(sub)
    with_where(sub)
    sub.add_argument("--search", default="", help="查找的字词或拼音首字母")
    sub.add_argument("--limit", type=natural, default=DEFAULT_LIMIT, help="最多列出几条")
    sub.add_argument("--sort", default="", help="列，倒序写 -列（用 --sort=-列）")


def with_where(sub: argparse.ArgumentParser) -> None:
    """Conditions on a list."""
    sub.add_argument("--where", nargs="+", action="extend", default=[], help="列=值，或 临期、逾期、待补")


def with_edit(sub: argparse.ArgumentParser) -> None:
    """What `edit` takes."""
    with_number(sub)
    sub.add_argument("--set", nargs="+", action="extend", default=[], required=True, help="列=值")
    sub.add_argument("--reason", default="", help="原因")


def with_void(sub: argparse.ArgumentParser) -> None:
    """What `void` takes."""
    with_number(sub)
    sub.add_argument("--reason", default="", help="原因")


def with_do(sub: argparse.ArgumentParser) -> None:
    """What `do` takes."""
    with_number(sub)
    sub.add_argument("action", nargs="?", default="", help="步骤")
    sub.add_argument("--set", nargs="+", action="extend", default=[], help="列=值")
    sub.add_argument("--reason", default="", help="原因")


def with_attach(sub: argparse.ArgumentParser) -> None:
    """What `attach` takes."""
    with_number(sub)
    sub.add_argument("source", help="文件")
    sub.add_argument("--kind", default="evidence", help="种类")
    sub.add_argument("--happened", default="", help="发生日期")


def with_link(sub: argparse.ArgumentParser) -> None:
    """What `link` takes."""
    with_number(sub)
    sub.add_argument("other_ledger", help="另一本台账")
    sub.add_argument("other_number", help="另一条的编号")
    sub.add_argument("--as", dest="kind", default="related", help="关联的种类")


def with_join(sub: argparse.ArgumentParser) -> None:
    """What `join` takes."""
    with_number(sub)
    sub.add_argument("other", help="另一条的编号，合并后作废")
    sub.add_argument("--take", nargs="*", default=[], metavar="栏目", help="两条不一样时，用另一条的哪些栏目")
    sub.add_argument("--reason", default="", help="说明")


def with_as_of(sub: argparse.ArgumentParser) -> None:
    """The day figures and checks go by."""
    sub.add_argument("--as-of", default="", help="截至日期")


def with_figures(sub: argparse.ArgumentParser) -> None:
    """The day and the campaign figures go by."""
    with_as_of(sub)
    sub.add_argument("--campaign", default="", help="活动")


def with_purpose(sub: argparse.ArgumentParser) -> None:
    """What a list leaves the file for."""
    sub.add_argument("--purpose", default="", help="用途；第一位操作人不写就是日常办公")


def with_nothing(_sub: argparse.ArgumentParser) -> None:
    """No arguments."""


def with_check(sub: argparse.ArgumentParser) -> None:
    """What `check` takes."""
    sub.add_argument("name", nargs="?", default="", help="检查的名称")
    with_as_of(sub)


def ask_of(options: argparse.Namespace, unit: UnitOfWork) -> Ask:
    """The list that the arguments of `with_list` or `with_where` ask for; raises Refused for an unknown column."""
    from app.services import listing

    ledger = registry.find(options.ledger)
    return listing.Ask(
        ledger.name,
        filters=tuple(listing.condition(unit, ledger=ledger, text=text) for text in options.where),
        search=getattr(options, "search", ""),
        sort=listing.sort_of(ledger, options.sort) if getattr(options, "sort", "") else (),
        limit=getattr(options, "limit", DEFAULT_LIMIT),
    )
