"""Writes the pages of the manual that are drawn from declarations: keys, and the columns of every ledger."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def pages() -> dict[str, str]:
    """The text of each drawn page by its name."""
    from app.ledgers import registry
    from app.services import manual
    from app.ui import key_table

    drawn = {f"{manual.COLUMNS}{tab}": manual.columns_page(tab, label) for tab, label in registry.TABS}
    return drawn | {manual.KEYS: key_table.page()}


def main() -> None:
    """Write them."""
    from app.services import manual

    for name, text in pages().items():
        manual.path(name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
