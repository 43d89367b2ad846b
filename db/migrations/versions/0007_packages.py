"""Packages: what left for the office above, which offices' packages were merged, and what came of their records."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCHEMA = 7
STATEMENTS = (
    """CREATE TABLE sent_package (
    serial INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    sent_to TEXT NOT NULL,
    operator TEXT NOT NULL,
    counts TEXT NOT NULL,
    sent_at DATETIME NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    receipt TEXT,
    CONSTRAINT pk_sent_package PRIMARY KEY (serial),
    CONSTRAINT uq_sent_package_uuid UNIQUE (uuid)
)""",
    """CREATE TABLE merged_office (
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    CONSTRAINT pk_merged_office PRIMARY KEY (uuid),
    CONSTRAINT uq_merged_office_label UNIQUE (label)
)""",
    """CREATE TABLE merge_batch (
    uuid TEXT NOT NULL,
    office_uuid TEXT NOT NULL,
    serial INTEGER NOT NULL,
    package_uuid TEXT NOT NULL,
    digest TEXT NOT NULL,
    file_name TEXT NOT NULL,
    operator TEXT NOT NULL,
    step TEXT NOT NULL,
    counts TEXT NOT NULL,
    receipt TEXT NOT NULL,
    merged_at DATETIME NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_merge_batch PRIMARY KEY (uuid),
    CONSTRAINT fk_merge_batch_office_uuid FOREIGN KEY(office_uuid) REFERENCES merged_office (uuid)
)""",
    "CREATE INDEX ix_merge_batch_office_uuid ON merge_batch (office_uuid)",
    """CREATE TABLE merged_row (
    batch_uuid TEXT NOT NULL,
    record_uuid TEXT NOT NULL,
    ledger TEXT NOT NULL,
    version INTEGER NOT NULL,
    stands_for INTEGER,
    said TEXT,
    CONSTRAINT pk_merged_row PRIMARY KEY (batch_uuid, record_uuid),
    CONSTRAINT fk_merged_row_batch_uuid FOREIGN KEY(batch_uuid) REFERENCES merge_batch (uuid)
)""",
    "CREATE INDEX ix_merged_row_record_uuid ON merged_row (record_uuid)",
    """CREATE TABLE merge_conflict (
    batch_uuid TEXT NOT NULL,
    record_uuid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    ledger TEXT NOT NULL,
    theirs TEXT,
    theirs_by TEXT NOT NULL,
    choice TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    theirs_at DATETIME NOT NULL,
    settled_at DATETIME,
    CONSTRAINT pk_merge_conflict PRIMARY KEY (batch_uuid, record_uuid, "key"),
    CONSTRAINT fk_merge_conflict_batch_uuid FOREIGN KEY(batch_uuid) REFERENCES merge_batch (uuid)
)""",
    "CREATE INDEX ix_merge_conflict_record_uuid ON merge_conflict (record_uuid)",
    """CREATE TABLE merge_held (
    record_uuid TEXT NOT NULL,
    batch_uuid TEXT NOT NULL,
    ledger TEXT NOT NULL,
    number TEXT NOT NULL,
    sentence TEXT NOT NULL,
    restricted BOOLEAN NOT NULL,
    CONSTRAINT pk_merge_held PRIMARY KEY (record_uuid),
    CONSTRAINT fk_merge_held_batch_uuid FOREIGN KEY(batch_uuid) REFERENCES merge_batch (uuid)
)""",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
