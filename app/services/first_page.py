"""The first rows of the page last in sight, kept in the file so that the window can show them while it still loads.

Reading needs neither the declarations nor SQLAlchemy. What is kept is only shown when nothing was written since and
the day is the same: then it is what the list itself would say.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

if TYPE_CHECKING:
    from pathlib import Path

    from db.unit import UnitOfWork

KEY = "first_page"
ROWS = 40
# Who came and went changes no list, and a program that was killed has signed in but not kept its page anew.
_HISTORY = (
    "SELECT coalesce((SELECT seq FROM audit WHERE action NOT IN ('sign_in', 'sign_out') ORDER BY seq DESC LIMIT 1), 0)"
)
_SETTING = "SELECT value FROM settings WHERE key = ?"
_FIRST = "SELECT name FROM operators WHERE retired_at IS NULL ORDER BY id LIMIT 1"
_ZONE = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the window showed: the ledger, the words around its table, and the table's first rows as text."""

    operator: str
    ledger: str
    title: str
    count: str
    banner: str
    is_practice: bool
    tabs: tuple[str, ...]
    tab: int
    side: tuple[str, ...]
    side_row: int
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


def keep(unit: UnitOfWork, *, page: FirstPage | None) -> None:
    """Keep the page for the next start, or forget the one kept."""
    if page is None:
        unit.put_setting(KEY, None)
        return
    seq = unit.connection.exec_driver_sql(_HISTORY).scalar()
    kept = {"seq": seq, "day": unit.clock.today().isoformat(), "page": asdict(page)}
    unit.put_setting(KEY, json.dumps(kept, ensure_ascii=False))


def kept(path: Path, *, user: str = "") -> FirstPage | None:
    """The page kept in a file for an operator; None when there is none, it no longer holds, or the file is not ours.

    Of an encrypted file nothing is to be had before the passphrase.
    """
    if not _is_plain(path):
        return None
    try:
        connection = dbapi.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except dbapi.Error:
        return None
    try:
        return _read(connection, user)
    except (dbapi.Error, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()


def _is_plain(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _read(connection: dbapi.Connection, user: str) -> FirstPage | None:
    row = connection.execute(_SETTING, (KEY,)).fetchone()
    if row is None:
        return None
    found = json.loads(row[0])
    page = found["page"]
    (seq,) = connection.execute(_HISTORY).fetchone()
    own_today = connection.execute(_SETTING, ("own_today",)).fetchone()
    today = own_today[0] if own_today else datetime.now(_ZONE).date().isoformat()
    # Another operator's page may show what this one may not see.
    if (found["seq"], found["day"]) != (seq, today) or (user or _first(connection)) != page["operator"]:
        return None
    fields: dict[str, Any] = {name: _frozen(value) for name, value in page.items()}
    return FirstPage(**fields)


def _first(connection: dbapi.Connection) -> str:
    """Who sits down when nobody is named."""
    (name,) = connection.execute(_FIRST).fetchone()
    return str(name)


def _frozen(value: object) -> object:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
