"""The tables of the archive: the filed items with their codes, and the orders by which words were taken out."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True)
class ArchiveTables:
    """The tables that tell of filing and of erasing."""

    items: sa.Table
    erasures: sa.Table
    spans: sa.Table


def build(metadata: sa.MetaData) -> ArchiveTables:
    """The tables of the archive, built once a schema."""
    return ArchiveTables(items=_items(metadata), erasures=_erasures(metadata), spans=_spans(metadata))


def _items(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "archive_item",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("record_uuid", sa.Text, nullable=False, index=True),
        sa.Column("year", sa.Integer, nullable=False, index=True),
        sa.Column("retention", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("item_no", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("pages", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("filed_at", sa.DateTime, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("kept_until", sa.Integer),
        *(sa.Column(key, sa.Text, nullable=False) for key in ("outcome", "appraised_by", "appraisal_note")),
        sa.Column("appraised_at", sa.DateTime),
        sa.Column("withdrawn_at", sa.DateTime),
        sa.Index("ix_archive_item_ledger_record_id", "ledger", "record_id"),
    )


def _erasures(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "erasure",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("record_uuid", sa.Text, nullable=False, index=True),
        *(
            sa.Column(key, sa.Text, nullable=False)
            for key in ("state", "scope", "ground", "reason", "asked_by", "settled_by", "signed_by", "sheet", "counts")
        ),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("settled_at", sa.DateTime),
        sa.Column("signed_on", sa.Date),
    )


def _spans(metadata: sa.MetaData) -> sa.Table:
    """The words of an order, only while it waits."""
    return sa.Table(
        "erasure_span",
        metadata,
        sa.Column("erasure_uuid", sa.Text, sa.ForeignKey("erasure.uuid"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("words", sa.Text, nullable=False),
    )
