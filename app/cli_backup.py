"""The commands that speak of the file as a whole: 备份, 恢复, and the list of kept backups."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import cli_passphrases
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    import argparse

    from app.cli_session import Session
    from app.services.backups import Inside
    from app.services.restoring import Preview, Wanted

BY_COMMAND = "用命令恢复，没有写原因"


def with_backup(sub: argparse.ArgumentParser) -> None:
    """What `backup` takes."""
    sub.add_argument("out", help="备份文件（.mqbak）")


def with_restore(sub: argparse.ArgumentParser) -> None:
    """What `restore` takes."""
    sub.add_argument("source", help="备份文件（.mqbak）")
    sub.add_argument("--yes", action="store_true", help="会丢掉的记录已经看过，确认恢复")
    sub.add_argument("--reason", default="", help="原因")


def backup(session: Session) -> dict[str, Any]:
    """把整份台账（连同附件）备份成一个文件，写完核对。"""
    from app.services import kept_backups

    with closing(session.desk()) as desk:
        made = kept_backups.by_hand(desk, out=Path(session.options.out))
    return {"path": str(made.path), "sha256": made.sha256, "counts": made.counts}


def restore(session: Session) -> dict[str, Any]:
    """从备份恢复；先把现在的台账另存一份备份。"""
    from app.services import restoring

    wanted = _wanted(session, session.named_path())
    shown = restoring.preview(wanted)
    if shown.loses and not session.options.yes:
        _ask(shown)
    done = restoring.restore(wanted)
    return {
        "path": str(done.path),
        "inside": inside_json(shown.inside),
        "lost": {"rows": shown.rows, "ledgers": lost_json(shown)},
        "saved": str(done.saved) if done.saved else None,
        "records": done.total,
    }


def _wanted(session: Session, target: Path) -> Wanted:
    from app.services import backups, restoring

    present = None
    operator = session.options.user
    if target.exists():
        try:
            with closing(session.desk()) as desk:
                restoring.may(desk.actor)
                present, operator = backups.source(desk), desk.actor.name
        except Refused as refusal:
            if refusal.exit_code is not Exit.DAMAGED:
                raise
    source = Path(session.options.source)
    return restoring.Wanted(
        backup=source,
        target=target,
        reason=session.options.reason or BY_COMMAND,
        operator=operator,
        key=_key(source, operator, None if present is None else present.key),
        present=present,
    )


def _key(source: Path, user: str, present: bytes | None) -> bytes | None:
    """The key of a backup: that of the ledger at hand, or by its recovery code or passphrase from the environment."""
    from app.services import backup_keys

    if backup_keys.opened_by(source, present):
        return present if backup_keys.operators_of(source) else None
    code = os.environ.get(cli_passphrases.CODE, "")
    if code:
        return backup_keys.unlock_by_code(source, code=code)
    passphrase = cli_passphrases.for_backup(backup_keys.operators_of(source), user)
    return backup_keys.unlock(source, passphrase=passphrase, operator=user)


def _ask(shown: Preview) -> None:
    """Ask at the terminal; without one the answer is no, and the refusal says what would be lost."""
    from app.services import restoring

    told = restoring.would_lose(shown)
    if sys.stdin.isatty() and sys.stdout.isatty():
        print(told, file=sys.stderr)
        print("确认恢复请输入 是：", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() in ("是", "y", "yes"):
            return
    sentence = f"没有恢复，没有改动任何文件。{told}确认要恢复，请加 --yes 再执行一次。"
    raise Refused(sentence)


def inside_json(inside: Inside) -> dict[str, Any]:
    """What a backup holds, for the answer of a command."""
    return {
        "office": inside.office,
        "made_at": inside.made_at.isoformat(),
        "occasion": inside.occasion,
        "schema": inside.schema,
        "program": inside.program or None,
        "records": inside.total,
        "attachments": inside.attachments,
        "first_day": inside.first_day or None,
        "last_day": inside.last_day or None,
        "encrypted": inside.encrypted,
        "counts": inside.counts,
    }


def lost_json(shown: Preview) -> list[dict[str, Any]]:
    """What would be lost, by ledger and number."""
    return [
        {"ledger": loss.ledger, "label": loss.label, "added": list(loss.added), "changed": list(loss.changed)}
        for loss in shown.losses
    ]


def kept(session: Session) -> list[dict[str, Any]]:
    """列出自动保留的备份，最近的在前。"""
    from app.services import backups, kept_backups

    with closing(session.desk()) as desk:
        place = kept_backups.folder(backups.source(desk))
    return [
        {
            "made_at": one.made_at.isoformat(),
            "path": str(one.path),
            "bytes": one.size,
            "occasion": said.occasion if said else None,
            "records": said.total if said else None,
            "readable": said is not None,
        }
        for one, said in kept_backups.inside_all(place)
    ]
