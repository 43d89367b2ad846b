"""How far the history of a ledger went when this computer last wrote it: kept apart from the file.

A file whose history is shorter than that lost its newest saves: its write-ahead log was taken away, or an older copy
was put in its place.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.places import data_folder

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seen:
    """The head of the history as it was seen: the ledger's identity, number and hash of the last row."""

    uuid: str
    seq: int
    hash: str


def note(path: Path, seen: Seen) -> None:
    """Remember the head; not synced, and a folder that cannot be written is no fault of the save."""
    place = _place(path)
    with suppress(OSError):
        try:
            _write(place, seen)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(place, seen)


def last(path: Path) -> Seen | None:
    """The head last seen of the file at this place, None when it was never written here."""
    try:
        kept = json.loads(_place(path).read_text("utf-8"))
        return Seen(str(kept["uuid"]), int(kept["seq"]), str(kept["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(path: Path) -> None:
    """Forget the head: the clerk has put another state in place on purpose."""
    with suppress(OSError):
        _place(path).unlink(missing_ok=True)


def _place(path: Path) -> Path:
    named = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return data_folder() / "seen" / f"{named[:32]}.json"


def _write(place: Path, seen: Seen) -> None:
    part = place.with_name(f"{place.name}.{os.getpid()}")
    part.write_text(json.dumps({"uuid": seen.uuid, "seq": seen.seq, "hash": seen.hash}), "utf-8")
    part.replace(place)
