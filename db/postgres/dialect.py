"""The words in which SQLAlchemy speaks to a server, so that every statement means what it means in a file.

A file sorts what is empty first, compares letters without case, counts in 64 bits and keeps own columns as JSON in a
text; a server is told to do the same here, and no statement of the program is written twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg

from db.postgres.checks import ServerChecks
from db.postgres.ddl import OFFICE
from db.postgres.restating import ServerRestating
from db.postgres.words import GramWords

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import BinaryExpression

URL = "postgresql+minqing://"
EACH = "each_office"
"""The office whose own rows a lateral part of a statement is asked of; nothing else is lateral in this program."""


class Types(PGTypeCompiler):
    """Whole numbers of 64 bits, as a file has them."""

    def visit_INTEGER(self, type_: sa.types.TypeEngine[Any], **kw: Any) -> str:  # noqa: N802
        """A whole number."""
        return "BIGINT"


class Compiler(PGCompiler_psycopg):
    """Statements that mean on a server what they mean in a file."""

    _is_of_each = False

    def visit_lateral(self, lateral_: Any, **kw: Any) -> str:
        """What is asked of each office: every table in it, however deep, has that office's rows alone."""
        self._is_of_each = True
        try:
            return str(super().visit_lateral(lateral_, **kw))  # type: ignore[no-untyped-call]
        finally:
            self._is_of_each = False

    def visit_table(  # type: ignore[override]
        self, table: Any, asfrom: bool = False, enclosing_alias: Any = None, **kw: Any
    ) -> str:
        """A table, or within what is asked of each office its rows."""
        named = {"asfrom": asfrom, "enclosing_alias": enclosing_alias, **kw}
        told = str(super().visit_table(table, **named))  # type: ignore[no-untyped-call]
        if not (asfrom and self._is_of_each):
            return told
        own = f"(SELECT * FROM {told} WHERE {OFFICE} = {EACH}.id)"  # noqa: S608 - names of ours
        has_name = enclosing_alias is not None and enclosing_alias.element is table
        return own if has_name else f"{own} AS {self.preparer.quote(table.name)}"

    def visit_like_op_binary(self, binary: BinaryExpression[Any], operator: Any, **kw: Any) -> str:
        """Without regard to case."""
        return str(self.visit_ilike_op_binary(binary, operator, **kw))  # type: ignore[no-untyped-call]

    def visit_not_like_op_binary(self, binary: BinaryExpression[Any], operator: Any, **kw: Any) -> str:
        """Without regard to case."""
        return str(self.visit_not_ilike_op_binary(binary, operator, **kw))  # type: ignore[no-untyped-call]

    def visit_json_getitem_op_binary(  # type: ignore[override]
        self, binary: BinaryExpression[Any], operator: Any, **kw: Any
    ) -> str:
        """A value of the JSON that stands in a text."""
        kind = binary.type._type_affinity  # noqa: SLF001 - as the dialect itself asks
        # The key is written into the statement when it is sent: a server takes two values beside it for two groupings.
        key = cast("sa.BindParameter[str]", binary.right).render_literal_execute()
        found = f"(CAST({self.process(binary.left, **kw)} AS JSON) ->> {self.process(key, **kw)})"
        return found if kind in (sa.Text, sa.String, sa.types.JSON) else f"CAST({found} AS BIGINT)"

    def visit_unary(self, unary: Any, **kw: Any) -> str:  # type: ignore[override]
        """What is empty comes before what is filled, and after it in falling order."""
        told = str(super().visit_unary(unary, **kw))  # type: ignore[no-untyped-call]
        if unary.modifier is sa.sql.operators.asc_op:
            return f"{told} NULLS FIRST"
        return f"{told} NULLS LAST" if unary.modifier is sa.sql.operators.desc_op else told

    def visit_max_func(self, fn: Any, **kw: Any) -> str:
        """The greater of yes and no is yes; a server has another word for it."""
        (asked,) = fn.clauses
        name = "bool_or" if isinstance(asked.type, sa.Boolean) else "max"
        return f"{name}({self.process(asked, **kw)})"

    def visit_coalesce_func(self, fn: Any, **kw: Any) -> str:
        """The first that is there; an id or a name as JSON, where a number and a word are never the same."""
        asked = list(fn.clauses)
        is_mixed = all(any(isinstance(one.type, kind) for one in asked) for kind in (sa.Integer, sa.String))
        told = (f"to_jsonb({self.process(one, **kw)})" if is_mixed else self.process(one, **kw) for one in asked)
        return f"coalesce({', '.join(told)})"

    def visit_substr_func(self, fn: Any, **kw: Any) -> str:
        """A piece of a text, whose place and length are small numbers."""
        text, *places = fn.clauses
        told = (f"CAST({self.process(one, **kw)} AS INT)" for one in places)
        return f"substr({self.process(text, **kw)}, {', '.join(told)})"

    def visit_funcfilter(self, funcfilter: Any, **kw: Any) -> str:
        """All values of some rows as a JSON list in a text; of no row an empty one."""
        if funcfilter.func.name != "json_group_array":
            return str(super().visit_funcfilter(funcfilter, **kw))  # type: ignore[no-untyped-call]
        values = self.process(funcfilter.func.clauses, **{**kw, "within_aggregate_function": True})
        rows = self.process(funcfilter.criterion, **kw)
        return f"coalesce(CAST(json_agg({values}) FILTER (WHERE {rows}) AS TEXT), '[]')"


class CountyDialect(PGDialect_psycopg):
    """PostgreSQL through psycopg 3."""

    name = "postgresql"
    supports_statement_cache = True
    statement_compiler = Compiler
    type_compiler_cls = Types
    words = GramWords()
    """How a server's search index is written and asked."""
    defer_references = "SET CONSTRAINTS ALL DEFERRED"
    """Until the end of the transaction rows may point to rows that are still to come."""
    checks = ServerChecks()
    """What a server says of its own state."""
    restating = ServerRestating()
    """How the words of an order of erasure leave what no role may change."""


registry.register("postgresql.minqing", __name__, CountyDialect.__name__)
