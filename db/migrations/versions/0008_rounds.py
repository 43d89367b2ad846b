"""The deadline and the completion that a round of a close-out had when it ended."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = 8
STATEMENTS = (
    "ALTER TABLE rectifications__close_out_rounds ADD COLUMN due_on DATE",
    "ALTER TABLE rectifications__close_out_rounds ADD COLUMN due_on_rolled DATE",
    "ALTER TABLE rectifications__close_out_rounds ADD COLUMN completed_on DATE",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
