"""Words taken out of what no role may change: the server's own functions do it, for an order that stands there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa

    from db.tables import Schema

_KNOWN = "SELECT to_regproc('minqing.restate_history') IS NOT NULL"
_HISTORY = "SELECT minqing.restate_history(%s, CAST(%s AS JSONB))"
_FROZEN = "SELECT minqing.restate_frozen(%s, %s, %s, %s)"


class ServerRestating:
    """Asks the server (`db.restating.Restating`); it refuses whatever the order does not ask for."""

    def history(self, connection: sa.Connection, schema: Schema, order: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let the server write the rows; raises StoreError SERVER_OLDER where it does not know how."""
        _known(connection)
        connection.exec_driver_sql(_HISTORY, (order, json.dumps(list(rows), ensure_ascii=False)))

    def frozen(
        self, connection: sa.Connection, schema: Schema, order: str, *, report: str, ledger: str, rows: str
    ) -> None:
        """Let the server write the text; raises StoreError SERVER_OLDER where it does not know how."""
        _known(connection)
        connection.exec_driver_sql(_FROZEN, (order, report, ledger, rows))


def _known(connection: sa.Connection) -> None:
    if not connection.exec_driver_sql(_KNOWN).scalar_one():
        raise StoreError(Fault.SERVER_OLDER, "")
