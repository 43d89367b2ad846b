"""SQLAlchemy Core tables, built from the declarations; a migration, not this module, makes them in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, cast

import sqlalchemy as sa

from db import archive_tables, package_tables
from db.declare import REGISTER_OF, Column, Kind, Ledger
from db.mapping import EXTRA, SCALE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from db.declare import Child

Made = TypeVar("Made", bound=sa.Executable)

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Scaled(sa.types.TypeDecorator[Decimal]):
    """A decimal with three places, kept as a whole number so that sums are exact."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        """To thousandths."""
        return None if value is None else int(value * SCALE)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        """From thousandths."""
        return None if value is None else Decimal(value) / SCALE


def parts(column: Column) -> tuple[tuple[str, Any], ...]:
    """The names and types of the table columns that hold one declared column."""
    key = column.key
    match column.kind:
        case Kind.DATE:
            return ((key, sa.Date),)
        case Kind.FUZZY_DATE:
            return (key, sa.Date), (f"{key}_precision", sa.Text)
        case Kind.MONEY:
            return ((key, sa.BigInteger),)
        case Kind.COUNT:
            return (key, sa.Integer), (f"{key}_floor", sa.Boolean)
        case Kind.NUMBER:
            return ((key, Scaled),)
        case Kind.QUANTITY:
            return (key, Scaled), (f"{key}_unit", sa.Text)
        case Kind.FLAG:
            return ((key, sa.Boolean),)
    if column.kind in REGISTER_OF:
        return (key, sa.Text), (f"{key}_id", sa.Integer)
    return ((key, sa.Text),)


def physical(column: Column) -> list[sa.Column[Any]]:
    """The table columns that hold one declared column."""
    target = f"{REGISTER_OF[column.kind]}.id" if column.kind in REGISTER_OF else ""
    return [
        sa.Column(name, kind, sa.ForeignKey(target)) if target and name.endswith("_id") else sa.Column(name, kind)
        for name, kind in parts(column)
    ]


COUNTED: tuple[tuple[str, Any], ...] = (
    ("id", sa.Integer), ("number", sa.Text), ("year", sa.Integer), ("serial", sa.Integer), ("created_at", sa.DateTime),
    ("updated_at", sa.DateTime), ("voided_at", sa.DateTime), ("missing_count", sa.Integer), (EXTRA, sa.Text),
)  # fmt: skip
"""Of the columns every ledger has those that a condition can ask for."""


def _system_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.Column("updated_by", sa.Text, nullable=False),
        sa.Column("voided_at", sa.DateTime),
        sa.Column("voided_by", sa.Text),
        sa.Column("void_reason", sa.Text),
        sa.Column("missing_count", sa.Integer, nullable=False),
        sa.Column(EXTRA, sa.Text),
    ]


def _indexes(ledger: Ledger, table: sa.Table) -> None:
    main = ledger.main_date or "number"
    # Partial, so that pages and totals of the records that stand are read from the index alone. Naming another
    # dialect's option here would load that dialect, and its drivers' modules, at every start.
    sa.Index(None, table.c[main], table.c.id, sqlite_where=table.c.voided_at.is_(None))
    keys = {"place_id", "status", "due_on", "follow_up_on", f"{ledger.matter}_id"} & set(table.c.keys())
    for key in sorted(keys - {main}):
        sa.Index(None, table.c[key])


def cell(declared: Ledger | Child, table: sa.FromClause, key: str) -> sa.ColumnElement[Any]:
    """The table column of that name, or of an own column (`own_3`, `own_3_id`) what stands in `extra`.

    Raises KeyError for a column there is not.
    """
    if key in table.c:
        return table.c[key]
    value: Any = sa.type_coerce(table.c[EXTRA], sa.JSON)[key]
    match declared.column(key.removesuffix("_id")).kind:
        case Kind.NUMBER:
            return sa.type_coerce(value.as_integer(), Scaled())
        case Kind.DATE:
            return sa.type_coerce(value.as_string(), sa.Date())
        case Kind.PERSON if key.endswith("_id"):
            return sa.type_coerce(value.as_integer(), sa.Integer())
    return sa.type_coerce(value.as_string(), sa.Text())


def child_table_name(ledger: Ledger, child_name: str) -> str:
    """The table that holds a child's rows."""
    return f"{ledger.name}__{child_name}"


@dataclass(frozen=True)
class Schema:
    """The declarations and the tables built from them; a ledger's tables are built when first asked for."""

    metadata: sa.MetaData
    ledgers: Mapping[str, Ledger]
    operators: sa.Table
    numbers: sa.Table
    settings: sa.Table
    links: sa.Table
    attachments: sa.Table
    chunks: sa.Table
    audit: sa.Table
    audit_values: sa.Table
    search_rows: sa.Table
    drafts: sa.Table
    draft_files: sa.Table
    import_batches: sa.Table
    import_rows: sa.Table
    frozen_reports: sa.Table
    frozen_figures: sa.Table
    frozen_rows: sa.Table
    packages: package_tables.PackageTables
    archive: archive_tables.ArchiveTables
    _building: RLock = field(default_factory=RLock, repr=False, compare=False)
    _built: set[str] = field(default_factory=set, repr=False, compare=False)
    _statements: dict[tuple[str, ...], sa.Executable] = field(default_factory=dict, repr=False, compare=False)

    def statement(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """A statement that every save asks, made at its first use; two threads may both make it, alike."""
        if key not in self._statements:
            self._statements[key] = make()
        return cast("Made", self._statements[key])

    @cached_property
    def chain_end(self) -> sa.Select[tuple[int, str]]:
        """The statement that reads the last link of the history; made once, every save asks it."""
        return sa.select(self.audit.c.seq, self.audit.c.hash).order_by(self.audit.c.seq.desc()).limit(1)

    @cached_property
    def audit_insert(self) -> sa.Insert:
        """The statement that writes a row of the history."""
        return self.audit.insert()

    @cached_property
    def audit_values_insert(self) -> sa.Insert:
        """The statement that writes the values of a row of the history."""
        return self.audit_values.insert()

    def table(self, name: str) -> sa.Table:
        """The table of a ledger; raises KeyError."""
        # A table stands in the metadata before it has its columns: another thread must not take it for whole.
        if name not in self._built and name in self.ledgers:
            self._build(self.ledgers[name])
        return self.metadata.tables[name]

    def counted(self, ledger: Ledger) -> sa.FromClause:
        """The table of a ledger for counting its rows: itself where it is built, else its bare columns.

        These take a tenth of the time, and the first screen counts the rows of every ledger.
        """
        if ledger.name in self._built:
            return self.metadata.tables[ledger.name]
        own = (part for column in ledger.tabled for part in parts(column))
        return sa.table(ledger.name, *(sa.column(name, kind) for name, kind in (*COUNTED, *own)))

    def child(self, ledger: Ledger, name: str) -> sa.Table:
        """The table of a child of a ledger; raises KeyError."""
        self.table(ledger.name)
        return self.metadata.tables[child_table_name(ledger, name)]

    def everything(self) -> tuple[sa.Table, ...]:
        """Every table of a file, the program's own and all ledgers'."""
        for name in self.ledgers:
            self.table(name)
        return tuple(self.metadata.tables.values())

    def _build(self, ledger: Ledger) -> None:
        """Build a ledger's tables and those of the registers it points into, so that joins find them."""
        with self._building:
            if ledger.name in self.metadata.tables:
                return
            _ledger_tables(self.metadata, ledger)
            columns = (*ledger.columns, *(column for child in ledger.children for column in child.columns))
            for register in {REGISTER_OF[column.kind] for column in columns if column.is_reference}:
                self.table(register)
            self._built.add(ledger.name)


def _ledger_tables(metadata: sa.MetaData, ledger: Ledger) -> None:
    columns = [part for column in ledger.tabled for part in physical(column)]
    table = sa.Table(ledger.name, metadata, *_system_columns(), *columns)
    _indexes(ledger, table)
    for child in ledger.children:
        sa.Table(
            child_table_name(ledger, child.name),
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("uuid", sa.Text, nullable=False, unique=True),
            sa.Column("parent_id", sa.Integer, sa.ForeignKey(f"{ledger.name}.id"), nullable=False, index=True),
            sa.Column("position", sa.Integer, nullable=False),
            *(part for column in child.columns for part in physical(column)),
        )


def _operators(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "operators",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("retired_at", sa.DateTime),
        sa.Column("marks", sa.Text, nullable=False, server_default=""),
        sa.Column("sees_restricted", sa.Boolean, nullable=False, server_default="0"),
    )


def _numbers(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "numbers",
        metadata,
        sa.Column("series", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("next_serial", sa.Integer, nullable=False),
    )


def _settings(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "settings", metadata, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False)
    )


def _links(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "link",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("from_ledger", sa.Text, nullable=False),
        sa.Column("from_id", sa.Integer, nullable=False),
        sa.Column("to_ledger", sa.Text, nullable=False),
        sa.Column("to_id", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("voided_at", sa.DateTime),
        sa.Index(None, "from_ledger", "from_id"),
        sa.Index(None, "to_ledger", "to_id"),
    )


def _attachments(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    attachment = sa.Table(
        "attachment",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", sa.Text, nullable=False, unique=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False, index=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("caption", sa.Text),
        sa.Column("mark", sa.Text),
        sa.Column("happened_on", sa.Date),
        sa.Column("taken_on", sa.Date),
        sa.Column("volume", sa.Text),
        sa.Column("page", sa.Text),
        sa.Column("rotation", sa.Integer, nullable=False, server_default="0"),
        sa.Column("filed_at", sa.DateTime, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("voided_at", sa.DateTime),
        sa.Index(None, "ledger", "record_id"),
    )
    chunk = sa.Table(
        "attachment_chunk",
        metadata,
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    return attachment, chunk


def _audit(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    audit = sa.Table(
        "audit",
        metadata,
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("uuid", sa.Text, nullable=False, index=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False, index=True),
        sa.Column("undoes", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Index(None, "operator", "at"),
    )
    values = sa.Table(
        "audit_value",
        metadata,
        sa.Column("seq", sa.Integer, sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
    )
    return audit, values


def _drafts(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Half-typed forms; `uuid` is the one the record will be saved under, so that a save that landed is known."""
    draft = sa.Table(
        "draft",
        metadata,
        sa.Column("uuid", sa.Text, primary_key=True),
        sa.Column("operator", sa.Text, nullable=False, index=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer),
        sa.Column("version", sa.Integer),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    files = sa.Table(
        "draft_file",
        metadata,
        sa.Column("uuid", sa.Text, primary_key=True),
        sa.Column("draft_uuid", sa.Text, sa.ForeignKey("draft.uuid"), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    return draft, files


def _imports(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Imports, and of each row that came in the text it had in its sheet and the version its record got."""
    batches = sa.Table(
        "import_batch",
        metadata,
        sa.Column("uuid", sa.Text, primary_key=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime),
        sa.Column("backfill_reason", sa.Text, nullable=False, server_default=""),
    )
    rows = sa.Table(
        "import_row",
        metadata,
        sa.Column("batch_uuid", sa.Text, sa.ForeignKey("import_batch.uuid"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("record_uuid", sa.Text, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
    )
    return batches, rows


def _frozen(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """Figures as they were reported: the report, its figures with the places of their rows, and what the rows said."""
    report = sa.Table(
        "frozen_report",
        metadata,
        sa.Column("uuid", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("frozen_at", sa.DateTime, nullable=False),
        *(
            sa.Column(key, sa.Text, nullable=False)
            for key in ("frozen_by", "reported_to", "note", "office", "lens", "definitions")
        ),
        sa.Column("audit_seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    figures = sa.Table(
        "frozen_figure",
        metadata,
        sa.Column("report_uuid", sa.Text, sa.ForeignKey("frozen_report.uuid"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(key, sa.Text, nullable=False) for key in ("code", "name", "counter")),
        sa.Column("value", sa.Text),
        *(
            sa.Column(key, sa.Text, nullable=False)
            for key in ("text", "base", "detail", "definition", "ledger", "child", "digest", "rows")
        ),
    )
    rows = sa.Table(
        "frozen_rows",
        metadata,
        sa.Column("report_uuid", sa.Text, sa.ForeignKey("frozen_report.uuid"), primary_key=True),
        sa.Column("ledger", sa.Text, primary_key=True),
        sa.Column("rows", sa.Text, nullable=False),
    )
    return report, figures, rows


def _search_rows(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "search_row",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.UniqueConstraint("ledger", "record_id"),
    )


_shared: dict[tuple[int, ...], tuple[Schema, tuple[Ledger, ...]]] = {}


def of(ledgers: Iterable[Ledger]) -> Schema:
    """The schema of a set of declarations: one for all stores that a process opens with these very declarations."""
    declared = tuple(ledgers)
    key = tuple(map(id, declared))
    if key not in _shared:
        _shared[key] = build(declared), declared  # which keeps them, so that no other comes to have their ids
    return _shared[key][0]


def build(ledgers: Iterable[Ledger]) -> Schema:
    """The schema of a set of declarations, with the program's own tables beside them."""
    metadata = sa.MetaData(naming_convention=NAMING)
    by_name = {ledger.name: ledger for ledger in ledgers}
    attachments, chunks = _attachments(metadata)
    audit, audit_values = _audit(metadata)
    drafts, draft_files = _drafts(metadata)
    import_batches, import_rows = _imports(metadata)
    frozen_reports, frozen_figures, frozen_rows = _frozen(metadata)
    return Schema(
        metadata=metadata,
        ledgers=by_name,
        operators=_operators(metadata),
        numbers=_numbers(metadata),
        settings=_settings(metadata),
        links=_links(metadata),
        attachments=attachments,
        chunks=chunks,
        audit=audit,
        audit_values=audit_values,
        search_rows=_search_rows(metadata),
        drafts=drafts,
        draft_files=draft_files,
        import_batches=import_batches,
        import_rows=import_rows,
        frozen_reports=frozen_reports,
        frozen_figures=frozen_figures,
        frozen_rows=frozen_rows,
        packages=package_tables.build(metadata),
        archive=archive_tables.build(metadata),
    )
