"""A county's server on the command line: what its administrator does, and which commands it serves so far."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_passphrases
from app.rules.places import is_server
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse

    from app.cli_session import Session

SERVER_PASSPHRASE = "MINQING_SERVER_PASSPHRASE"  # noqa: S105 - the name of a variable
"""The password at the server, where the file has a passphrase of its own."""
FOUND, OFFICE, READER, FIGURES = "found", "add-office", "add-reader", "figures"


def county(session: Session) -> dict[str, Any] | list[dict[str, str]]:
    """县级服务器：建库或升级（found）、登记单位（add-office）、登记查看人（add-reader）、各单位汇总（figures）。"""
    from app.services import county

    options, place = session.options, session.place
    if not session.is_server:
        sentence = "请用 --file 写明服务器地址，如 postgresql://管理员@服务器/库名；没有改动任何内容。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    password = passphrase(place)
    if options.step == FIGURES:
        return _figures(session, password)
    if options.step == FOUND:
        county.found(place, password=password, partitions=options.partitions)
        return {"done": "服务器上的台账已建好，格式是最新的"}
    wanting = [word for word in ("office", "role") if not getattr(options, word)]
    if "role" in wanting or (options.step == OFFICE and wanting):
        sentence = "请写明登录名（--role），登记单位时还要写单位名称（--office）；没有改动任何内容。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    own = cli_passphrases.for_a_role(options.role)
    if options.step == OFFICE:
        county.add_office(place, name=options.office, role=options.role, role_password=own, password=password)
        return {"done": f"已登记「{options.office}」，登录名 {options.role}"}
    county.add_reader(place, role=options.role, role_password=own, password=password)
    return {"done": f"已登记县里的查看人 {options.role}"}


def _figures(session: Session, password: str) -> dict[str, Any] | list[dict[str, str]]:
    from app.figures.model import Lens
    from app.services import county_figures

    options = session.options
    lens = Lens(county_figures.day_of(options.as_of), options.campaign)
    found = county_figures.consolidated(
        session.place, user=options.user, password=password, codes=options.code, lens=lens
    )
    if options.out:
        return {"path": options.out, "rows": county_figures.export(found, Path(options.out))}
    return county_figures.as_json(found) if options.json else county_figures.as_lines(found)


def with_county(sub: argparse.ArgumentParser) -> None:
    """What `county` takes."""
    sub.add_argument("step", choices=(FOUND, OFFICE, READER, FIGURES), help="办什么")
    sub.add_argument("--office", default="", help="单位名称")
    sub.add_argument("--role", default="", help="登录名")
    sub.add_argument("--partitions", type=int, default=0, help="按单位分成几份存放，0 为不分")
    sub.add_argument("--as-of", default="", metavar="日期", help="截止日期，用于 figures")
    sub.add_argument("--campaign", default="", help="活动，用于 figures")
    sub.add_argument("--code", nargs="+", action="extend", default=[], help="指标，用于 figures，不写为全部")
    sub.add_argument("--out", default="", metavar="表.xlsx", help="汇总表存成工作簿，用于 figures")


def passphrase(place: str) -> str:
    """The password of who signs in at a server: from the environment, or asked where the address has none."""
    return os.environ.get(cli_passphrases.PRESENT, "") or _typed_password(place)


def _typed_password(place: str) -> str:
    has_one = ":" in place.partition("://")[2].rpartition("@")[0]
    return "" if has_one or not sys.stdin.isatty() else getpass("服务器登录口令：")


def new(session: Session) -> dict[str, Any]:
    """Set an office's ledgers up at a server."""
    from contextlib import closing

    from app.services import county

    options = session.options
    names = {"operator": options.user} if options.user else {}
    made = county.new_desk(
        session.place,
        office_name=options.office,
        campaign=options.campaign,
        password=passphrase(session.place),
        **names,
    )
    with closing(made) as desk:
        return {"office": options.office, "operator": desk.actor.name}


def move(session: Session) -> dict[str, Any]:
    """把本机文件里的台账搬到县级服务器（--to 地址），或从服务器搬到 --file 写的新文件（--from 地址）；逐行核对。"""
    from contextlib import closing

    from app.services import county, moving

    options = session.options
    if bool(options.to) is bool(options.source):
        sentence = "请写明搬到哪里（--to 服务器地址），或从哪里搬来（--from 服务器地址），只写一个；没有搬。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    server = options.to or options.source
    if not is_server(server):
        sentence = f"「{server}」不是服务器地址；没有搬。请按 postgresql://登录名@服务器/库名 写。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    password = os.environ.get(SERVER_PASSPHRASE, "") or _typed_password(server)
    if options.to:
        with closing(session.desk()) as desk:
            made = moving.to_server(desk, text=server, password=password)
    else:
        path = session.named_path()
        passphrase = cli_passphrases.for_a_new_file(plain=options.plain)
        with closing(county.open_desk(server, user=options.user, password=password)) as desk:
            made = moving.to_file(desk, path=path, passphrase=passphrase)
    answer: dict[str, Any] = {"rows": made.rows, "attachments": made.files, "history": made.history}
    return answer | ({"recovery_code": made.recovery_code} if made.recovery_code else {})


def with_move(sub: argparse.ArgumentParser) -> None:
    """What `move` takes."""
    sub.add_argument("--to", default="", metavar="地址", help="搬到哪个服务器")
    sub.add_argument("--from", dest="source", default="", metavar="地址", help="从哪个服务器搬来")
    sub.add_argument("--plain", action="store_true", help="搬来的文件不加密")


COMMANDS = {"county": (county, with_county), "move": (move, with_move)}
