"""The tables of packages: what left for the office above, which offices' packages were merged, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True)
class PackageTables:
    """The tables that tell of packages."""

    sent: sa.Table
    offices: sa.Table
    batches: sa.Table
    rows: sa.Table
    conflicts: sa.Table
    held: sa.Table


def build(metadata: sa.MetaData) -> PackageTables:
    """The tables of packages, built once a schema."""
    batch = sa.ForeignKey("merge_batch.uuid")
    return PackageTables(
        sent=_sent(metadata),
        offices=_offices(metadata),
        batches=_batches(metadata),
        rows=sa.Table(
            "merged_row",
            metadata,
            sa.Column("batch_uuid", sa.Text, batch, primary_key=True),
            sa.Column("record_uuid", sa.Text, primary_key=True),
            sa.Column("ledger", sa.Text, nullable=False),
            sa.Column("version", sa.Integer, nullable=False),
            sa.Column("stands_for", sa.Integer),
            sa.Column("said", sa.Text),
            sa.Index(None, "record_uuid"),
        ),
        conflicts=_conflicts(metadata, sa.ForeignKey("merge_batch.uuid")),
        held=sa.Table(
            "merge_held",
            metadata,
            sa.Column("record_uuid", sa.Text, primary_key=True),
            sa.Column("batch_uuid", sa.Text, sa.ForeignKey("merge_batch.uuid"), nullable=False),
            sa.Column("ledger", sa.Text, nullable=False),
            sa.Column("number", sa.Text, nullable=False),
            sa.Column("sentence", sa.Text, nullable=False),
            sa.Column("restricted", sa.Boolean, nullable=False),
        ),
    )


def _sent(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "sent_package",
        metadata,
        sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        *(sa.Column(key, sa.Text, nullable=False) for key in ("sent_to", "operator", "counts")),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text),
    )


def _offices(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "merged_office",
        metadata,
        sa.Column("uuid", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False, unique=True),
    )


def _batches(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "merge_batch",
        metadata,
        sa.Column("uuid", sa.Text, primary_key=True),
        sa.Column("office_uuid", sa.Text, sa.ForeignKey("merged_office.uuid"), nullable=False, index=True),
        sa.Column("serial", sa.Integer, nullable=False),
        *(
            sa.Column(key, sa.Text, nullable=False)
            for key in ("package_uuid", "digest", "file_name", "operator", "step", "counts", "receipt")
        ),
        sa.Column("merged_at", sa.DateTime, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )


def _conflicts(metadata: sa.MetaData, batch: sa.ForeignKey) -> sa.Table:
    return sa.Table(
        "merge_conflict",
        metadata,
        sa.Column("batch_uuid", sa.Text, batch, primary_key=True),
        sa.Column("record_uuid", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("theirs", sa.Text),
        *(sa.Column(key, sa.Text, nullable=False) for key in ("theirs_by", "choice", "settled_by")),
        sa.Column("theirs_at", sa.DateTime, nullable=False),
        sa.Column("settled_at", sa.DateTime),
        sa.Index(None, "record_uuid"),
    )
