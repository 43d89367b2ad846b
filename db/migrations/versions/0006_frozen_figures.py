"""Figures as they were reported, with their rows and what these said; how petitions ended that were taken up again."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = 6
STATEMENTS = (
    """CREATE TABLE frozen_report (
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    as_of DATE NOT NULL,
    frozen_at DATETIME NOT NULL,
    frozen_by TEXT NOT NULL,
    reported_to TEXT NOT NULL,
    note TEXT NOT NULL,
    office TEXT NOT NULL,
    lens TEXT NOT NULL,
    definitions TEXT NOT NULL,
    audit_seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_frozen_report PRIMARY KEY (uuid),
    CONSTRAINT uq_frozen_report_name UNIQUE (name)
)""",
    """CREATE TABLE frozen_figure (
    report_uuid TEXT NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    counter TEXT NOT NULL,
    value TEXT,
    text TEXT NOT NULL,
    base TEXT NOT NULL,
    detail TEXT NOT NULL,
    definition TEXT NOT NULL,
    ledger TEXT NOT NULL,
    child TEXT NOT NULL,
    digest TEXT NOT NULL,
    rows TEXT NOT NULL,
    CONSTRAINT pk_frozen_figure PRIMARY KEY (report_uuid, position),
    CONSTRAINT fk_frozen_figure_report_uuid FOREIGN KEY(report_uuid) REFERENCES frozen_report (uuid)
)""",
    """CREATE TABLE frozen_rows (
    report_uuid TEXT NOT NULL,
    ledger TEXT NOT NULL,
    rows TEXT NOT NULL,
    CONSTRAINT pk_frozen_rows PRIMARY KEY (report_uuid, ledger),
    CONSTRAINT fk_frozen_rows_report_uuid FOREIGN KEY(report_uuid) REFERENCES frozen_report (uuid)
)""",
    """CREATE TABLE petitions__endings (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    finished_on DATE,
    due_on_rolled DATE,
    outcome TEXT,
    is_settled BOOLEAN,
    ended_on DATE,
    reason TEXT,
    CONSTRAINT pk_petitions__endings PRIMARY KEY (id),
    CONSTRAINT uq_petitions__endings_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__endings_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id)
)""",
    "CREATE INDEX ix_petitions__endings_parent_id ON petitions__endings (parent_id)",
    *(
        f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("frozen_report", "frozen_figure", "frozen_rows")
        for word in ("UPDATE", "DELETE")
    ),
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
