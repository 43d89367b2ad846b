"""Rules of a campaign and of a single item, the kind of a campaign, work orders, hand-overs of petitions."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = 3
STATEMENTS = (
    "ALTER TABLE campaigns ADD COLUMN kind TEXT",
    "ALTER TABLE campaigns ADD COLUMN needs_signature TEXT",
    "ALTER TABLE campaigns ADD COLUMN needs_publication TEXT",
    "ALTER TABLE campaigns ADD COLUMN needs_satisfaction TEXT",
    # Until now a drive was known by its name alone.
    "UPDATE campaigns SET kind = CASE WHEN name LIKE '%攻坚%' THEN '专项攻坚' ELSE '活动' END",
    "ALTER TABLE rectifications ADD COLUMN needs_signature TEXT",
    "ALTER TABLE rectifications ADD COLUMN needs_publication TEXT",
    "ALTER TABLE rectifications ADD COLUMN needs_satisfaction TEXT",
    "ALTER TABLE petitions ADD COLUMN order_date DATE",
    "ALTER TABLE petitions ADD COLUMN order_days INTEGER",
    "ALTER TABLE petitions ADD COLUMN order_days_floor BOOLEAN",
    """CREATE TABLE petitions__handovers (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    handed_on DATE,
    from_leader TEXT,
    from_leader_id INTEGER,
    to_leader TEXT,
    to_leader_id INTEGER,
    reason TEXT,
    CONSTRAINT pk_petitions__handovers PRIMARY KEY (id),
    CONSTRAINT uq_petitions__handovers_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__handovers_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__handovers_from_leader_id FOREIGN KEY(from_leader_id) REFERENCES people (id),
    CONSTRAINT fk_petitions__handovers_to_leader_id FOREIGN KEY(to_leader_id) REFERENCES people (id)
)""",
    "CREATE INDEX ix_petitions__handovers_parent_id ON petitions__handovers (parent_id)",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
