"""The first schema: every ledger and base register, operators, numbers, links, attachments, history, search."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = 1


def upgrade() -> None:
    """Run the statements of the SQL file beside this one, one at a time, and stamp the file."""
    text = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in text.split("\n;\n"):
        if statement.strip():
            op.execute(statement)
    op.execute("PRAGMA application_id=1297173553")
    op.execute(f"PRAGMA user_version={SCHEMA}")
