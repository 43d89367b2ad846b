"""备份: the whole ledger file copied by SQLite's own backup, checked after writing, as one `.mqbak`."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import anchors, faults, office
from app.services.changes import ChangeKind
from db import keys, sqlite
from db.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk
    from db.unit import UnitOfWork

SUFFIX = ".mqbak"
LEDGER = "ledger.minqing"
KEYS = "ledger.minqing.key"
MANIFEST = "manifest.json"
FORMAT = 1
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and checked: where it lies, its digest, and how many records it holds by ledger."""

    path: Path
    sha256: str
    counts: dict[str, int]


def default_name(desk: Desk) -> str:
    """The name offices give a backup: 台账备份20140331.mqbak."""
    return f"台账备份{desk.store.clock.today():%Y%m%d}{SUFFIX}"


def backup(desk: Desk, *, out: Path, progress: Callable[[int, int], None] | None = None) -> Backup:
    """Write and check a backup, whole or not at all; raises Refused and leaves no half file of the right name."""
    copy, part = out.with_name(f".{out.name}.db"), out.with_name(f".{out.name}.part")
    try:
        sqlite.backup(desk.path, copy, key=desk.store.key, progress=progress)
        counts, manifest = desk.read(_counts), desk.read(_manifest)
        sha256 = _digest(copy)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(copy, LEDGER)
            if desk.store.key is not None:
                archive.writestr(KEYS, keys.dumps(keys.load(desk.path)[0]))
            archive.writestr(MANIFEST, json.dumps({**manifest, "sha256": sha256, "counts": counts}, ensure_ascii=False))
        part.chmod(0o600)
        sqlite.sync_file(part)
        part.replace(out)
        sqlite.sync_folder(out.parent)
    except OSError as error:
        sentence = f"「{out.name}」写不进所选的地方，没有做成备份，台账没有改动。请换一个文件夹或U盘再试。"
        raise Refused(sentence, field="out") from error
    except StoreError as error:
        raise faults.refusal(error) from error
    finally:
        copy.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    if not desk.read_only:
        desk.write(lambda unit: _record(unit, desk, out.name))
    return Backup(out, sha256, counts)


def inside(path: Path) -> dict[str, object]:
    """What a backup says of itself, after its digest was checked; raises Refused for a file that is none or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, object] = json.loads(archive.read(MANIFEST))
            digest = hashlib.sha256()
            with archive.open(LEDGER) as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        sentence = f"「{path.name}」不是台账备份，或已经损坏；没有改动任何文件。请换一份备份。"
        raise Refused(sentence, field="path") from error
    if digest.hexdigest() != manifest.get("sha256"):
        sentence = f"「{path.name}」的内容与备份时不一致，不能用它恢复；没有改动任何文件。请换一份备份。"
        raise Refused(sentence, field="path")
    return manifest


def _record(unit: UnitOfWork, desk: Desk, name: str) -> None:
    unit.audit(operator=desk.actor.name, action=ChangeKind.SETTINGS.value, description=f"备份到 {name}")


def _counts(unit: UnitOfWork) -> dict[str, int]:
    tables = ((ledger.name, unit.schema.table(ledger.name)) for ledger in registry.LEDGERS + registry.BASE)
    query = {name: sa.select(sa.func.count()).select_from(table) for name, table in tables}
    return {name: int(unit.connection.execute(counted).scalar_one()) for name, counted in query.items()}


def _manifest(unit: UnitOfWork) -> dict[str, object]:
    made_at = unit.clock.now().isoformat()
    return {
        "format": FORMAT,
        "schema": sqlite.SCHEMA,
        "office": office.name(unit),
        "made_at": made_at,
        "anchor": anchors.manifest(unit),
    }


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
