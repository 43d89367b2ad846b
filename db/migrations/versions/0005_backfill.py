"""The mark of old business that came in as closed on paper, and the reason of an import that brought it."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = 5
STATEMENTS = (
    "ALTER TABLE petitions ADD COLUMN is_historical BOOLEAN",
    "ALTER TABLE backlog_cases ADD COLUMN is_historical BOOLEAN",
    "ALTER TABLE demands ADD COLUMN is_historical BOOLEAN",
    "ALTER TABLE projects ADD COLUMN is_historical BOOLEAN",
    "ALTER TABLE debts ADD COLUMN is_historical BOOLEAN",
    "ALTER TABLE import_batch ADD COLUMN backfill_reason TEXT NOT NULL DEFAULT ''",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
