"""锚: the place of the history and a short code of its hash, kept outside the file: on paper, in backups, in receipts.

Whoever cuts the end off the history or writes it anew cannot change what stands on paper; see docs/history.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules.refusal import Exit, Refused
from app.rules.width import fold
from db import audit

if TYPE_CHECKING:
    from db.unit import UnitOfWork

SIGN = "锚"
_LOOKS_LIKE = str.maketrans("OILU", "011V")
"""What a pen or an eye makes of the signs of a code, put right."""
_CODE = r"[0-9A-HJKMNP-TV-Z]{12}"
_HASH = r"[0-9A-F]{64}"
_SHAPES = (
    re.compile(rf"(?P<seq>\d+)[-/](?P<code>{_CODE}|{_HASH})"),
    re.compile(rf"(?P<code>{_CODE}|{_HASH})/(?P<seq>\d+)"),
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place of the history: how many rows it had, and the short code of the last one's hash."""

    seq: int
    code: str

    @property
    def text(self) -> str:
        """As it is printed and read out: 锚 1234-ABCD-EFGH-JKMN."""
        return f"{SIGN} {self.seq}-{self.code}"


def of(unit: UnitOfWork) -> Anchor:
    """The anchor of the file as it stands."""
    seq, hash_text = audit.head(unit.connection, unit.schema)
    return Anchor(seq, audit.code_of(hash_text))


def manifest(unit: UnitOfWork) -> dict[str, object]:
    """The anchor as manifests and receipts keep it: place, whole hash, and the code to be compared by eye."""
    seq, hash_text = audit.head(unit.connection, unit.schema)
    return {"seq": seq, "hash": hash_text, "code": audit.code_of(hash_text)}


def read(text: str) -> Anchor:
    """An anchor as typed from paper (锚 12-ABCD-EFGH-JKLM) or given as CODE/seq or HASH/seq; raises Refused."""
    plain = fold(text).upper().replace(SIGN, "").translate(_LOOKS_LIKE)
    plain = re.sub(r"[\s–—]+", "", plain)
    groups = re.fullmatch(r"(\d+)[-/](.*)|(.*)/(\d+)", plain)
    if groups:
        first, rest, other, last = groups.groups()
        plain = f"{first}-{rest.replace('-', '')}" if first else f"{other.replace('-', '')}/{last}"
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            code = found["code"]
            short = audit.code_of(code.lower()) if len(code) == len(audit.GENESIS) else _grouped(code)
            return Anchor(int(found["seq"]), short)
    sentence = f"「{text}」不是锚的写法。请照纸上抄写，例如：{SIGN} 1234-ABCD-EFGH-JKMN。"
    raise Refused(sentence, field="anchor", exit_code=Exit.USAGE)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + audit.CODE_GROUP] for start in range(0, len(code), audit.CODE_GROUP))


def fault(unit: UnitOfWork, anchor: Anchor) -> str:
    """What is wrong with the file by an anchor from outside, as a sentence; empty when the history still passes it."""
    hash_text = audit.hash_at(unit.connection, unit.schema, anchor.seq)
    if hash_text is None:
        seq, _hash = audit.head(unit.connection, unit.schema)
        return (
            f"历史记录被截去了末尾：{anchor.text} 是第 {anchor.seq} 条时印下的，这个文件里只有 {seq} 条。"
            "如果不是用旧备份恢复的，请停止登记，保存好这个文件并报告。"
        )
    if audit.code_of(hash_text) != anchor.code:
        return (
            f"第 {anchor.seq} 条或更早的历史记录被改写过：与 {anchor.text} 不一致。"
            "请先核对抄写；确认无误的，请停止登记，保存好这个文件并报告。"
        )
    return ""
