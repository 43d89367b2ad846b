"""The receipt of a merge as one sheet of paper: counts, what is in conflict, what is held and why, and both anchors."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.paper.check_sheet import CheckSheet
from app.services import anchors
from app.services.package_outcome import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TITLE = "上报包并入回执"
NOTE = "冲突的栏目由并入的单位选定；待核的记录补齐以后，随下一个上报包再报一次就能并入。"


def sheet(receipt: Mapping[str, Any]) -> CheckSheet:
    """The sheet of a receipt; it has numbers of records and no value of any."""
    merged_at = datetime.fromisoformat(receipt["merged_at"])
    return CheckSheet(
        TITLE, receipt["to"]["name"], f"{merged_at:%Y-%m-%d %H:%M}", merged_at.date(), _anchor(receipt["anchor"]),
        tuple(_rows(receipt)), moment="并入时间", note=NOTE,
    )  # fmt: skip


def _rows(receipt: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    sender, serial = receipt["from"]["name"], receipt["package"]["serial"]
    yield (
        "上报单位",
        sender,
        f"第{serial}号上报包，由{receipt['merged_by']}并入；报出时的历史：{_anchor(receipt['sent_anchor'])}",
    )
    for key, label in LABELS.items():
        by_ledger = (
            f"{registry.find(name).label} {counts[key]}"
            for name, counts in receipt["ledgers"].items()
            if counts.get(key)
        )
        yield label, f"{receipt['counts'][key]} 条", "，".join(by_ledger)
    for one in receipt["conflicts"]:
        yield "冲突", one["field"], one["number"]
    for one in receipt["held"]:
        yield "待核", one["number"], one["sentence"]


def _anchor(anchor: Mapping[str, Any]) -> str:
    return anchors.Anchor(anchor["seq"], anchor["code"]).text
