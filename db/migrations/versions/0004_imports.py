"""Imports, and what each row had in its sheet."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = 4
STATEMENTS = (
    """CREATE TABLE import_batch (
    uuid TEXT NOT NULL,
    ledger TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sheet TEXT NOT NULL,
    operator TEXT NOT NULL,
    imported_at DATETIME NOT NULL,
    step TEXT NOT NULL,
    counts TEXT NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_import_batch PRIMARY KEY (uuid)
)""",
    """CREATE TABLE import_row (
    batch_uuid TEXT NOT NULL,
    row INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    record_uuid TEXT NOT NULL,
    version INTEGER NOT NULL,
    raw TEXT NOT NULL,
    CONSTRAINT pk_import_row PRIMARY KEY (batch_uuid, row),
    CONSTRAINT fk_import_row_batch_uuid FOREIGN KEY(batch_uuid) REFERENCES import_batch (uuid)
)""",
    "CREATE INDEX ix_import_row_record_uuid ON import_row (record_uuid)",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
