"""Drafts of half-typed forms, and what an operator may do beyond his role."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = 2
STATEMENTS = (
    "ALTER TABLE operators ADD COLUMN marks TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE operators ADD COLUMN sees_restricted BOOLEAN DEFAULT '0' NOT NULL",
    """CREATE TABLE draft (
    uuid TEXT NOT NULL,
    operator TEXT NOT NULL,
    ledger TEXT NOT NULL,
    record_id INTEGER,
    version INTEGER,
    started_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (uuid)
)""",
    "CREATE INDEX ix_draft_operator ON draft (operator)",
    """CREATE TABLE draft_file (
    uuid TEXT NOT NULL,
    draft_uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    CONSTRAINT pk_draft_file PRIMARY KEY (uuid),
    CONSTRAINT fk_draft_file_draft_uuid FOREIGN KEY(draft_uuid) REFERENCES draft (uuid)
)""",
    "CREATE INDEX ix_draft_file_draft_uuid ON draft_file (draft_uuid)",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
