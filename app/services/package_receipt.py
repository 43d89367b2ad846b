"""回执: what the office above made of a package, back to who sent it, with the anchors of both histories."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import VERSION
from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import anchors, office, package_conflicts, package_content, package_file, package_known, printing
from app.services.changes import ChangeKind
from app.services.package_file import RECEIPT_SUFFIX
from app.services.permitted import needs
from db import audit, sealed, sqlite
from db.errors import StoreError
from db.opened import FILE_UUID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from app.services.changes import Actor
    from app.services.package_file import Package
    from db.unit import UnitOfWork

KIND = "receipt"
WHAT = "回执"
MANIFEST = b"M"


def drawn_up(
    unit: UnitOfWork,
    *,
    merged_by: str,
    package: Package,
    total: Mapping[str, int],
    ledgers: Mapping[str, Mapping[str, int]],
    disputes: Sequence[Mapping[str, Any]],
    held: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """The receipt of a merge as it stands at its end: counts, fields in conflict by number, what is held and why, and
    the anchors. It has no value of any record.
    """
    seq, hash_text = package.manifest["anchors"][str(package.serial)]
    return {
        "package": {"uuid": package.uuid, "serial": package.serial, "digest": package.digest},
        "from": {"uuid": package.office_uuid, "name": package.office},
        "to": {"uuid": unit.setting(FILE_UUID) or "", "name": office.name(unit)},
        "merged_at": unit.clock.now().isoformat(),
        "merged_by": merged_by,
        "counts": dict(total),
        "ledgers": {name: dict(counts) for name, counts in ledgers.items()},
        "conflicts": _named(unit, disputes),
        "held": [{"number": _own(one["number"]), "sentence": one["sentence"]} for one in held],
        "sent_anchor": {"seq": seq, "hash": hash_text, "code": audit.code_of(hash_text) if hash_text else ""},
        "anchor": anchors.manifest(unit),
    }


def _named(unit: UnitOfWork, disputes: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The fields in conflict by the number their record has at its office."""
    by_ledger: dict[str, list[str]] = {}
    for one in disputes:
        by_ledger.setdefault(one["ledger"], []).append(one["record_uuid"])
    numbers: dict[str, str] = {}
    for name, uuids in by_ledger.items():
        ids = package_content.ids_of(unit, name, uuids)
        table = unit.schema.table(name)
        rows = unit.connection.execute(sa.select(table.c.uuid, table.c.number).where(table.c.id.in_(ids.values())))
        numbers |= {row.uuid: row.number for row in rows}
    return [
        {
            "number": _own(numbers.get(one["record_uuid"], "")),
            "field": package_conflicts.field_label(registry.find(one["ledger"]), one["key"]),
        }
        for one in disputes
    ]


def _own(number: str) -> str:
    """A number without the label it got here."""
    return number.partition(package_known.BETWEEN)[2] or number


def default_name(receipt: Mapping[str, Any]) -> str:
    """The name a receipt gets: 清河镇收清一村第3号回执.mqrec."""
    serial = receipt["package"]["serial"]
    return f"{receipt['to']['name']}收{receipt['from']['name']}第{serial}号回执{RECEIPT_SUFFIX}"


def write(receipt: Mapping[str, Any], *, out: Path) -> None:
    """Write a receipt whole or not at all; raises Refused."""

    def draw(stream: Any) -> None:  # noqa: ANN401 - a stream of bytes
        writer = sealed.Writer(stream, {"kind": KIND, "schema": sqlite.SCHEMA, "program": VERSION})
        writer.frame(MANIFEST, json.dumps(receipt, ensure_ascii=False).encode())
        writer.close()

    printing.write_whole(out, draw)


def read(path: Path) -> dict[str, Any]:
    """What a receipt says; raises Refused for a file that is none, damaged, or of a newer program."""
    found = package_file.look(path, kind=KIND, what=WHAT, suffix=RECEIPT_SUFFIX)
    try:
        ((kind, data),) = list(found.frames(None))
        receipt: dict[str, Any] = json.loads(data)
        if kind != MANIFEST or not isinstance(receipt["package"]["serial"], int) or not receipt["anchor"]["hash"]:
            raise ValueError
        _code(receipt, "sent_anchor")
        for side, told in (("from", "uuid"), ("from", "name"), ("to", "name"), ("package", "uuid")):
            str(receipt[side][told])
        _ = dict(receipt["counts"]), list(receipt["conflicts"]), list(receipt["held"])
    except StoreError as error:
        raise package_file.refusal(error, path.name, what=WHAT, suffix=RECEIPT_SUFFIX) from error
    except (ValueError, KeyError, TypeError) as error:
        raise package_file.damaged(path.name) from error
    return receipt


def _code(receipt: Mapping[str, Any], key: str) -> anchors.Anchor:
    anchor = receipt[key]
    return anchors.Anchor(int(anchor["seq"]), str(anchor["code"]))


@dataclass(frozen=True, slots=True)
class Taken:
    """A receipt that was taken in: of which package, from whom, what came of it, and what is wrong with the anchor."""

    serial: int
    office: str
    counts: dict[str, int]
    conflicts: tuple[dict[str, str], ...]
    held: tuple[dict[str, str], ...]
    wrong: str


@needs(Right.EXPORT)
def take_in(unit: UnitOfWork, *, actor: Actor, receipt: Mapping[str, Any]) -> Taken:
    """Keep a receipt with the package it speaks of, and hold its anchor of this history against the history.

    Raises Refused for a receipt of another office's package, and for one of a package this ledger does not know.
    """
    if receipt["from"]["uuid"] != unit.setting(FILE_UUID):
        sentence = f"这是给{receipt['from']['name']}的回执，不是给本单位的；台账没有改动。请核对是不是拿错了。"
        raise Refused(sentence, field="path")
    sent, serial = unit.schema.packages.sent, receipt["package"]["serial"]
    row = unit.connection.execute(sa.select(sent).where(sent.c.serial == serial)).mappings().first()
    if row is None or row["uuid"] != receipt["package"]["uuid"]:
        sentence = (
            f"本台账没有报出过这份回执说的第{serial}号上报包；台账没有改动。"
            "如果台账是用旧备份恢复的，请保存好这份回执并报告。"
        )
        raise Refused(sentence, field="path", exit_code=Exit.REFUSED)
    text = json.dumps(receipt, ensure_ascii=False, sort_keys=True)
    if row["receipt"] != text:
        unit.connection.execute(sent.update().where(sent.c.serial == serial).values(receipt=text))
        words = f"收到{receipt['to']['name']}对第{serial}号上报包的回执"
        unit.audit(operator=actor.name, action=ChangeKind.SETTINGS.value, description=words)
    wrong = anchors.fault(unit, _code(receipt, "sent_anchor"))
    return Taken(
        serial, receipt["to"]["name"], receipt["counts"], tuple(receipt["conflicts"]), tuple(receipt["held"]), wrong
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A package that left: its serial, to whom and when, how many records, and what its receipt says of it."""

    serial: int
    sent_to: str
    sent_at: datetime
    operator: str
    records: int
    merged_at: str
    counts: dict[str, int]


@needs(Right.READ)
def sent(unit: UnitOfWork, *, actor: Actor) -> tuple[Line, ...]:
    """The packages that left, the newest first; the newest with a receipt is the last that was merged above."""
    table = unit.schema.packages.sent
    lines = []
    for row in unit.connection.execute(sa.select(table).order_by(table.c.serial.desc())).mappings():
        receipt = json.loads(row["receipt"]) if row["receipt"] else {}
        lines.append(
            Line(
                row["serial"], row["sent_to"], row["sent_at"], row["operator"], sum(json.loads(row["counts"]).values()),
                receipt.get("merged_at", ""), receipt.get("counts", {}),
            )
        )  # fmt: skip
    return tuple(lines)


def has_packages(unit: UnitOfWork) -> bool:
    """Whether packages left here or were merged here."""
    tables = (unit.schema.packages.sent, unit.schema.packages.batches)
    return any(unit.connection.execute(sa.select(table.c.seq).limit(1)).first() for table in tables)


def faults(unit: UnitOfWork) -> tuple[str, ...]:
    """What is wrong with this file's history by what receipts and merges wrote down of it; empty when all holds."""
    tables, wrong = unit.schema.packages, []
    for row in unit.connection.execute(sa.select(tables.sent).order_by(tables.sent.c.serial)).mappings():
        anchor = {"seq": row["seq"], "hash": row["hash"]}
        if row["receipt"]:
            anchor = json.loads(row["receipt"])["sent_anchor"]
        if audit.hash_at(unit.connection, unit.schema, anchor["seq"]) != anchor["hash"]:
            wrong.append(f"第{row['serial']}号上报包{'的回执' if row['receipt'] else ''}记下的锚与历史不一致")
    for one in package_known.listed(unit):
        if audit.hash_at(unit.connection, unit.schema, one.seq) != one.hash:
            wrong.append(f"并入{one.label}第{one.serial}号上报包时的锚与历史不一致")
    return tuple(wrong)


def own_anchor(unit: UnitOfWork, receipt: Mapping[str, Any]) -> anchors.Anchor:
    """The anchor that a receipt has of this very file: of who sent the package, or of who merged it.

    Raises Refused for a receipt that speaks of neither.
    """
    own = unit.setting(FILE_UUID)
    for side, key in (("from", "sent_anchor"), ("to", "anchor")):
        if receipt[side]["uuid"] == own:
            return _code(receipt, key)
    sentence = f"这份回执是{receipt['from']['name']}和{receipt['to']['name']}之间的，与这份台账无关。"
    raise Refused(sentence, field="path")
