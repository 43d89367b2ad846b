"""What a server lets an order of erasure change in its history and frozen figures, and that it lets nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.rules.refusal import Refused
from app.services import county, erasing, freezing, operators, records
from app.services.erasing import Asked
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from tests.server.offices import County

NAME = "欧阳鞿鞲"
HISTORY = "SELECT minqing.restate_history(%s, CAST(%s AS JSONB))"
FROZEN = "SELECT minqing.restate_frozen(%s, %s, %s, %s)"
DIGEST = "0" * 64
NOT_ALLOWED = "没有这项权限"


@pytest.fixture
def at_server(offices_at_server: County) -> Iterator[Desk]:
    """An office at the server with a session that was frozen and edited for a reason with a name in it."""
    desk = county.open_desk(offices_at_server.new_office())
    made = factories.add(desk, "learning_sessions", f"主题={NAME}讲党课", f"主讲人={NAME}")
    desk.write(lambda unit: freezing.freeze(unit, actor=desk.actor, name="三月报数"))
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], version=1, values={"remark": "问过"},
            reason=f"{NAME}打来电话",
        )
    )  # fmt: skip
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李审", role="管理"))
    asked = Asked(made.ledger, made.ids[0], (NAME,), erasing.GROUNDS[0], "不再需要")
    desk.write(lambda unit: erasing.ask_for(unit, actor=desk.actor, asked=asked))
    yield desk
    desk.close()


def _order(desk: Desk) -> str:
    return desk.read(lambda unit: erasing.orders(unit, actor=desk.actor))[0].uuid


def _consented(desk: Desk, by: str) -> None:
    table = desk.store.schema.archive.erasures
    desk.write(lambda unit: unit.connection.execute(table.update().values(settled_by=by)))


def _row(desk: Desk, **other: object) -> str:
    """The row with the reason, as it is to be afterwards but for what is given."""
    table = desk.store.schema.audit
    query = sa.select(table.c.seq, table.c.reason, table.c.uuid).where(table.c.reason.contains(NAME))
    row = dict(desk.read(lambda unit: unit.connection.execute(query).mappings().one()))
    left = {**row, "reason": row["reason"].replace(NAME, "〔已删除〕"), "digest": DIGEST}
    return json.dumps([{**left, **other}])


def _call(desk: Desk, statement: str, *values: object) -> None:
    desk.write(lambda unit: unit.connection.exec_driver_sql(statement, values))


def test_an_order_that_nobody_else_consented_to_changes_no_history(at_server: Desk) -> None:
    row = _row(at_server)
    for by in ("", "管理员"):  # who asked does not consent
        _consented(at_server, by)
        with pytest.raises(Refused, match=NOT_ALLOWED):
            _call(at_server, HISTORY, _order(at_server), row)


@pytest.mark.parametrize(
    "other", [{"reason": "换了一个原因"}, {"uuid": "0" * 32}, {"digest": "x"}, {"seq": 10_000}], ids=str
)
def test_an_order_lets_its_words_out_and_nothing_else(at_server: Desk, other: dict[str, Any]) -> None:
    _consented(at_server, "李审")
    with pytest.raises(Refused, match=NOT_ALLOWED):
        _call(at_server, HISTORY, _order(at_server), _row(at_server, **other))


def test_the_history_is_closed_again_once_the_words_are_out(at_server: Desk) -> None:
    _consented(at_server, "李审")
    row = _row(at_server)
    _call(at_server, HISTORY, _order(at_server), row)
    table = at_server.store.schema.audit
    reasons = at_server.read(lambda unit: unit.connection.execute(sa.select(table.c.reason)).scalars().all())
    assert "〔已删除〕打来电话" in reasons
    with pytest.raises(Refused, match=NOT_ALLOWED):
        _call(at_server, "UPDATE audit SET reason = %s", "x")


def test_frozen_figures_keep_their_records_and_what_no_word_stood_in(at_server: Desk) -> None:
    _consented(at_server, "李审")
    table, reports = at_server.store.schema.frozen_rows, at_server.store.schema.frozen_reports
    report = at_server.read(lambda unit: unit.connection.execute(sa.select(reports.c.uuid)).scalar_one())
    lines = [["a", "走访〔2014〕1号", {"visited_by": [NAME, 7]}], ["b", "走访〔2014〕2号", {"visited_by": ["王五", 8]}]]
    row = {"report_uuid": report, "ledger": "visits", "rows": json.dumps(lines, ensure_ascii=False)}
    at_server.write(lambda unit: unit.connection.execute(table.insert().values(row)))
    order, cut = _order(at_server), ["a", "走访〔2014〕1号", {"visited_by": ["〔已删除〕", None]}]
    for wrong in ([], [cut], [["x", *cut[1:]], lines[1]], [cut, ["b", "走访〔2014〕2号", {}]], [cut, *lines[1:], cut]):
        with pytest.raises(Refused, match=NOT_ALLOWED):
            _call(at_server, FROZEN, order, report, "visits", json.dumps(wrong))
    _call(at_server, FROZEN, order, report, "visits", json.dumps([cut, lines[1]]))
    query = sa.select(table.c.rows).where(table.c.ledger == "visits")
    assert json.loads(at_server.read(lambda unit: unit.connection.execute(query).scalar_one())) == [cut, lines[1]]
