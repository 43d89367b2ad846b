"""The year into which a record that was open at a year's end was carried."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SCHEMA = 11
STATEMENTS = (
    "ALTER TABLE opinions ADD COLUMN carried_into BIGINT",
    "ALTER TABLE petitions ADD COLUMN carried_into BIGINT",
    "ALTER TABLE backlog_cases ADD COLUMN carried_into BIGINT",
    "ALTER TABLE projects ADD COLUMN carried_into BIGINT",
    "ALTER TABLE debts ADD COLUMN carried_into BIGINT",
    "ALTER TABLE welfare_cases ADD COLUMN carried_into BIGINT",
    "ALTER TABLE demands ADD COLUMN carried_into BIGINT",
    "ALTER TABLE agency_services ADD COLUMN carried_into BIGINT",
    "ALTER TABLE commitments ADD COLUMN carried_into BIGINT",
    "ALTER TABLE rectifications ADD COLUMN carried_into BIGINT",
    "ALTER TABLE documents ADD COLUMN carried_into BIGINT",
    "ALTER TABLE issued_papers ADD COLUMN carried_into BIGINT",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
