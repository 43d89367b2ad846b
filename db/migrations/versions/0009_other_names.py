"""The other names of people and of heads of households: what an entry was called that was merged with another."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SCHEMA = 9
STATEMENTS = (
    """CREATE TABLE people__aliases (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    alias TEXT,
    CONSTRAINT pk_people__aliases PRIMARY KEY (id),
    CONSTRAINT uq_people__aliases_uuid UNIQUE (uuid),
    CONSTRAINT fk_people__aliases_parent_id FOREIGN KEY(parent_id) REFERENCES people (id)
)""",
    "CREATE INDEX ix_people__aliases_parent_id ON people__aliases (parent_id)",
    """CREATE TABLE households__aliases (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    alias TEXT,
    CONSTRAINT pk_households__aliases PRIMARY KEY (id),
    CONSTRAINT uq_households__aliases_uuid UNIQUE (uuid),
    CONSTRAINT fk_households__aliases_parent_id FOREIGN KEY(parent_id) REFERENCES households (id)
)""",
    "CREATE INDEX ix_households__aliases_parent_id ON households__aliases (parent_id)",
)


def upgrade() -> None:
    """Run the statements one at a time and stamp the file."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(f"PRAGMA user_version={SCHEMA}")
