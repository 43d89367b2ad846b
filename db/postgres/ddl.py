"""The statements of the migrations in the words of a PostgreSQL server: one migration serves both.

On the server many offices share each table: `township_id` leads every key, index and reference, and gets its value from
the role that asks. A statement of a kind that is not known here is refused, so that a migration that needs more says so
in its test.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

OFFICE = "township_id"
NAMESPACE = "minqing"
OFFICE_COLUMN = f"{OFFICE} BIGINT NOT NULL DEFAULT {NAMESPACE}.my_office()"
ARRIVAL_COLUMN = f"rowid BIGINT NOT NULL DEFAULT nextval('{NAMESPACE}.arrival')"
"""The order in which rows without an id came, as every table of a file has it."""
LONGEST_NAME = 63
"""Bytes of a name that a server keeps; it cuts a longer one without a word."""
TYPES = {
    "INTEGER": "BIGINT",
    "BIGINT": "BIGINT",
    "TEXT": 'TEXT COLLATE "C"',
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "DATETIME": "TIMESTAMP",
    "BLOB": "BYTEA",
}
APPEND_ONLY = frozenset(("audit", "frozen_report", "frozen_figure", "frozen_rows"))
"""Tables whose rows no role may change or take away; besides, triggers of the migrations refuse it."""
SEARCH_WORDS = "search_text"
"""The words of the search rows, each row with all single signs and pairs of signs that occur in it."""
OPEN_TABLES = frozenset(("alembic_version",))
"""Tables of the server as a whole, not of an office."""

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*)\)\s*$", re.S)
_COLUMN = re.compile(r'("?\w+"?) ([A-Z]+)\b(.*)$', re.S)
_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \(([^)]*)\)(.*)$", re.S)
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (.*)$", re.S)
_GUARD = re.compile(
    r"CREATE TRIGGER (\w+) BEFORE (UPDATE|DELETE) ON (\w+)\s+BEGIN SELECT RAISE\(ABORT, .*\); END$", re.S
)
_KEY = re.compile(r"CONSTRAINT (\w+) (PRIMARY KEY|UNIQUE) \(([^)]*)\)$")
_REFERENCE = re.compile(r"CONSTRAINT (\w+) FOREIGN KEY\s?\(([^)]*)\) REFERENCES (\w+) \(([^)]*)\)$")
_SCHEMA = re.compile(r"PRAGMA user_version=(\d+)$")


class UnknownStatementError(ValueError):
    """A migration says something that has no words for a server here."""


@dataclass
class Translator:
    """Turns statement after statement of the migrations; references wait until all tables are there.

    `partitions` is into how many parts each table is split by the hash of its office, 0 for not at all.
    """

    partitions: int = 0
    waiting: list[str] = field(default_factory=list)

    def statements(self, text: str) -> list[str]:
        """What a server is told for one statement of a migration; raises UnknownStatementError."""
        told = " ".join(text.split()) if text.startswith("PRAGMA") else text.strip()
        if told.startswith("PRAGMA application_id"):
            return []
        if found := _SCHEMA.match(told):
            return [f"UPDATE {NAMESPACE}.server SET schema = {found[1]}"]  # noqa: S608 - digits
        if told.startswith("CREATE VIRTUAL TABLE search_text"):
            return self._search_words()
        if told.startswith("UPDATE "):  # the owner changes the rows of all offices
            return [told]
        for pattern, make in (
            (_TABLE, self._table), (_INDEX, self._index), (_ADDED, self._added), (_GUARD, self._guard)
        ):  # fmt: skip
            if found := pattern.match(told):
                return make(found)
        message = f"no words for a server: {told[:80]}"
        raise UnknownStatementError(message)

    def rest(self) -> list[str]:
        """The references that waited for their targets."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def _table(self, found: re.Match[str]) -> list[str]:
        name, body = found.groups()
        parts = [part.strip() for part in re.split(r",\n", body.strip())]
        key = next((one[3] for one in map(_KEY.match, parts) if one and one[2] == "PRIMARY KEY"), "")
        lines = [OFFICE_COLUMN] if any(part.startswith("id ") for part in parts) else [OFFICE_COLUMN, ARRIVAL_COLUMN]
        for part in parts:
            if own := _KEY.match(part):
                lines.append(f"CONSTRAINT {short(own[1])} {own[2]} ({OFFICE}, {_listed(own[3])})")
            elif reference := _REFERENCE.match(part):
                self.waiting.append(_reference(name, reference))
            else:
                lines.append(_column(part, counted=name if key == "id" and part.startswith("id ") else ""))
        return [*self._created(name, lines), *_guarded(name)]

    def _created(self, name: str, lines: list[str]) -> list[str]:
        body = ",\n    ".join(lines)
        if not self.partitions:
            return [f"CREATE TABLE {name} (\n    {body}\n)"]
        parts = (
            f"CREATE TABLE {short(f'{name}__part_{place}')} PARTITION OF {name} "
            f"FOR VALUES WITH (MODULUS {self.partitions}, REMAINDER {place})"
            for place in range(self.partitions)
        )
        return [f"CREATE TABLE {name} (\n    {body}\n) PARTITION BY HASH ({OFFICE})", *parts]

    def _search_words(self) -> list[str]:
        lines = [
            OFFICE_COLUMN,
            "id BIGINT NOT NULL",
            'text TEXT COLLATE "C" NOT NULL',
            'initials TEXT COLLATE "C" NOT NULL',
            'grams TEXT[] COLLATE "C" NOT NULL',
            f"CONSTRAINT pk_{SEARCH_WORDS} PRIMARY KEY ({OFFICE}, id)",
        ]
        index = f"CREATE INDEX ix_{SEARCH_WORDS}_grams ON {SEARCH_WORDS} USING gin ({OFFICE}, grams)"
        return [*self._created(SEARCH_WORDS, lines), index, *_guarded(SEARCH_WORDS)]

    @staticmethod
    def _index(found: re.Match[str]) -> list[str]:
        unique, name, table, columns, rest = found.groups()
        # As in a file, what is empty comes before what is filled.
        sorted_by = ", ".join(f"{_quoted(column)} NULLS FIRST" for column in columns.split(","))
        return [f"CREATE {unique or ''}INDEX {short(name)} ON {table} ({OFFICE}, {sorted_by}){rest}"]

    @staticmethod
    def _added(found: re.Match[str]) -> list[str]:
        return [f"ALTER TABLE {found[1]} ADD COLUMN {_column(found[2].strip())}"]

    @staticmethod
    def _guard(found: re.Match[str]) -> list[str]:
        name, word, table = found.groups()
        return [f"CREATE TRIGGER {short(name)} BEFORE {word} ON {table} {GUARD}"]


GUARD = f"FOR EACH ROW EXECUTE FUNCTION {NAMESPACE}.refuse_change()"
"""How a guard of the history ends."""


def short(name: str) -> str:
    """A name that a server keeps whole: a longer one ends in its hash."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _column(part: str, *, counted: str = "") -> str:
    found = _COLUMN.match(part)
    if found is None or found[2] not in TYPES:
        message = f"no column for a server: {part[:80]}"
        raise UnknownStatementError(message)
    default = f" DEFAULT {NAMESPACE}.next_id('{counted}')" if counted else ""
    return f"{_quoted(found[1])} {TYPES[found[2]]}{found[3].rstrip()}{default}"


def _quoted(column: str) -> str:
    """A column's name: some are words of a server's own (window)."""
    return f'"{column.strip().strip(chr(34))}"'


def _listed(columns: str) -> str:
    return ", ".join(map(_quoted, columns.split(",")))


def _reference(table: str, found: re.Match[str]) -> str:
    name, columns, target, keys = found.groups()
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {short(name)} FOREIGN KEY ({OFFICE}, {_listed(columns)}) "
        f"REFERENCES {target} ({OFFICE}, {_listed(keys)}) DEFERRABLE"
    )


def _guarded(table: str) -> list[str]:
    """Rows of an office are seen and written by its own role, and read by the county's."""
    verbs = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
    # Asked once a statement, not once a row, and by the key that all tables and indexes begin with.
    own, chosen = f"(SELECT {NAMESPACE}.my_office())", f"(SELECT {NAMESPACE}.chosen_office())"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY own_office ON {table} TO {TOWNSHIP} USING ({OFFICE} = {own}) WITH CHECK ({OFFICE} = {own})",
        f"CREATE POLICY one_office ON {table} FOR SELECT TO {COUNTY} USING ({OFFICE} = {chosen})",
        f"CREATE POLICY all_offices ON {table} FOR SELECT TO {EVERY_OFFICE} USING (true)",
        f"GRANT {verbs} ON {table} TO {TOWNSHIP}",
        f"GRANT SELECT ON {table} TO {COUNTY}, {EVERY_OFFICE}",
    ]


TOWNSHIP = "minqing_township"
"""The group of all township roles."""
COUNTY = "minqing_county"
"""Whose members read the rows of the one office they chose."""
EVERY_OFFICE = "minqing_every_office"
"""Whose members read the rows of all offices in one statement: for figures of the whole county."""
