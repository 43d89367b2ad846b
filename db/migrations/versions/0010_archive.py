"""The archive: filed items with their codes, and the orders by which words were taken out of what is kept."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SCHEMA = 10
STATEMENTS = (
    """CREATE TABLE archive_item (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    ledger TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    record_uuid TEXT NOT NULL,
    year INTEGER NOT NULL,
    retention TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    item_no INTEGER NOT NULL,
    code TEXT NOT NULL,
    pages INTEGER,
    note TEXT NOT NULL,
    filed_at DATETIME NOT NULL,
    filed_by TEXT NOT NULL,
    kept_until INTEGER,
    outcome TEXT NOT NULL,
    appraised_by TEXT NOT NULL,
    appraisal_note TEXT NOT NULL,
    appraised_at DATETIME,
    withdrawn_at DATETIME,
    CONSTRAINT pk_archive_item PRIMARY KEY (id),
    CONSTRAINT uq_archive_item_uuid UNIQUE (uuid),
    CONSTRAINT uq_archive_item_code UNIQUE (code)
)""",
    "CREATE INDEX ix_archive_item_record_uuid ON archive_item (record_uuid)",
    "CREATE INDEX ix_archive_item_year ON archive_item (year)",
    "CREATE INDEX ix_archive_item_ledger_record_id ON archive_item (ledger, record_id)",
    """CREATE TABLE erasure (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    ledger TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    record_uuid TEXT NOT NULL,
    state TEXT NOT NULL,
    scope TEXT NOT NULL,
    ground TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    sheet TEXT NOT NULL,
    counts TEXT NOT NULL,
    asked_at DATETIME NOT NULL,
    settled_at DATETIME,
    signed_on DATE,
    CONSTRAINT pk_erasure PRIMARY KEY (id),
    CONSTRAINT uq_erasure_uuid UNIQUE (uuid),
    CONSTRAINT uq_erasure_number UNIQUE (number)
)""",
    "CREATE INDEX ix_erasure_record_uuid ON erasure (record_uuid)",
    """CREATE TABLE erasure_span (
    erasure_uuid TEXT NOT NULL,
    position INTEGER NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT pk_erasure_span PRIMARY KEY (erasure_uuid, position),
    CONSTRAINT fk_erasure_span_erasure_uuid FOREIGN KEY(erasure_uuid) REFERENCES erasure (uuid)
)""",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
