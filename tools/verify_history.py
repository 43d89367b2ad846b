"""Verifies the history of a ledger without any code of the program: python verify_history.py FILE [ANCHOR].

FILE is a plain ledger (*.minqing), or the lines of JSON that `minqing verify --export-history` writes from an
encrypted one. ANCHOR is what stands on paper (12-ABCD-EFGH-JKLM). The format is described in docs/history.md.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = ("seq", "at", "operator", "action", "ledger", "uuid", "digest", "reason", "step", "undoes")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
QUERY = f"SELECT {', '.join('a.' + key for key in FIELDS)}, a.prev, a.hash, v.salt, v.description, v.old, v.new \
FROM audit a LEFT JOIN audit_value v ON v.seq = a.seq ORDER BY a.seq"  # noqa: S608 - names of this file's own


def sha256(parts: list) -> str:
    """SHA-256 of the one JSON text of a list."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rows_of(path: Path) -> Iterator[dict]:
    """The rows in their order, each as a dict; a plain ledger also gives the values under the digest."""
    with path.open("rb") as stream:
        is_ledger = stream.read(16) == b"SQLite format 3\0"
    if not is_ledger:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
        return
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield from map(dict, connection.execute(QUERY))
    connection.close()


def code_of(hash_text: str) -> str:
    """The first 60 bits of a hash in twelve signs."""
    number = int(hash_text[:15], 16)
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def faults(path: Path, anchor: str = "") -> Iterator[str]:
    """Everything that is wrong, in words."""
    seq, prev, form, at_anchor, unkept, erased = 0, "0" * 64, 1, "", {}, set()
    doubts, restated = [], {"rows": {}, "values": {}}
    wanted = anchor.upper().replace("锚", "").replace(" ", "").split("-", 1) if anchor else ["", ""]
    for row in rows_of(path):
        own = [row[key] for key in FIELDS]
        if row["seq"] != seq + 1:
            yield f"row {row['seq']}: rows are missing or renumbered before it"
        if row["prev"] != prev:
            yield f"row {row['seq']}: does not continue the row before it"
        if row["hash"] == sha256([2, *own, row["prev"]]):
            form = 2
        elif form == 2 or row["hash"] != sha256([1, *own, row["prev"]]):
            doubts.append((row["seq"], "rows", sha256([2, *own, row["prev"]]), "who, when, what or why was changed"))
        kept = [row.get(key) for key in ("salt", "description", "old", "new")]
        if kept[0] is not None:
            if row["digest"] != sha256(kept if form == 2 else [kept[0], *kept[2:]]):
                doubts.append((row["seq"], "values", sha256(kept), "its words or values were changed"))
            elif row["action"] == "redact" and not row["uuid"]:
                for kind, said in json.loads(row["new"]).items():
                    restated[kind] |= said
        elif "salt" in row:
            unkept[row["seq"]] = row["uuid"]
        if row["action"] == "erase":
            erased.add(row["uuid"])
        seq, prev = row["seq"], row["hash"]
        if str(seq) == wanted[0]:
            at_anchor = code_of(prev)
    yield from (f"row {at}: {words}" for at, kind, now, words in doubts if restated[kind].get(str(at)) != now)
    yield from (f"row {lost}: its values are gone without an order" for lost, u in unkept.items() if u not in erased)
    if anchor and not at_anchor:
        yield f"the end was cut off: the anchor is row {wanted[0]}, the file ends at row {seq}"
    elif anchor and at_anchor != wanted[1]:
        yield f"rows up to {wanted[0]} were written anew: the file says {at_anchor}, the anchor {wanted[1]}"
    print(f"{seq} rows, head {seq}-{code_of(prev)}")


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1]), *sys.argv[2:3]))
    print("\n".join(found) or "the history holds")
    sys.exit(4 if found else 0)
