"""How many records a plain ledger file holds, counted without opening it as a ledger: rows_of.py FILE."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.ledgers import registry


def main(path: Path) -> None:
    """Print the number."""
    with closing(dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        there = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = [ledger.name for ledger in (*registry.LEDGERS, *registry.BASE) if ledger.name in there]
        print(sum(file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names))  # noqa: S608


if __name__ == "__main__":
    main(Path(sys.argv[1]))
