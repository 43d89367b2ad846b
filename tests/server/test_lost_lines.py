"""F45: a line that breaks in the middle of a save; and every other way in which a server is not to be had."""

from __future__ import annotations

import uuid as uuids
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Exit, Refused
from app.services import county, history, listing, records
from app.services.listing import Ask
from db import sqlite
from db.postgres import store
from tests import factories
from tests.server import offices, proxy, running
from tests.server.proxy import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from tests.server.offices import County
    from tests.server.proxy import Proxy

VALUES = {"verbatim_text": "村东头的垃圾池满了十来天没人拉"}


@pytest.fixture
def line(county_server: County) -> Iterator[Proxy]:
    with proxy.before(county_server.server.port) as one:
        yield one


@pytest.fixture
def far(county_server: County, line: Proxy) -> Iterator[Desk]:
    """A desk whose line to the server can be cut."""
    url = county_server.new_office().replace(f":{county_server.server.port}/", f":{line.port}/")
    with closing(county.open_desk(url)) as desk:
        yield desk


def _save(
    desk: Desk, uuid: str, line: Proxy | None = None, breaks: Line = Line.WHOLE, *, comes_back: bool = True
) -> Changes:
    """Save one opinion; the line breaks when all is written and only the end of the save is still to come."""

    def work(unit: UnitOfWork) -> Changes:
        made = records.add(unit, actor=desk.actor, ledger="opinions", values=VALUES, uuid=uuid)
        if line is not None:
            line.line = breaks
            line.takes_new = comes_back
        return made

    return desk.write(work)


def _held(desk: Desk) -> int:
    return desk.read(lambda unit: listing.count(unit, ask=Ask("opinions")))


def test_a_save_whose_answer_was_lost_is_known_to_be_saved(far: Desk, line: Proxy) -> None:
    uuid = uuids.uuid4().hex
    made = _save(far, uuid, line, Line.LOSES_ANSWERS)
    assert made.uuid == uuid
    assert _held(far) == 1
    assert len(far.read(lambda unit: history.of(unit, ledger="opinions", uuid=uuid))) == 1


def test_a_save_that_did_not_arrive_is_known_not_to_be(far: Desk, line: Proxy) -> None:
    with pytest.raises(Refused, match="没有存上") as caught:
        _save(far, uuids.uuid4().hex, line, Line.LOSES_ALL)
    assert caught.value.exit_code is Exit.REFUSED
    assert _held(far) == 0


def test_where_nobody_can_be_asked_it_is_said_and_saving_again_enters_it_once(
    far: Desk, line: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PAUSE", 0.01)
    uuid = uuids.uuid4().hex
    with pytest.raises(Refused, match="还不能确定") as caught:
        _save(far, uuid, line, Line.LOSES_ANSWERS, comes_back=False)
    assert "不会重复登记" in caught.value.sentence
    line.takes_new = True
    again = _save(far, uuid)
    assert again.uuid == uuid
    assert _held(far) == 1


def test_a_line_that_breaks_earlier_leaves_nothing_and_the_next_save_goes_on(far: Desk, line: Proxy) -> None:
    def work(unit: UnitOfWork) -> Changes:
        line.line = Line.LOSES_ALL
        return records.add(unit, actor=far.actor, ledger="opinions", values=VALUES)

    with pytest.raises(Refused, match="没有存上"):
        far.write(work)
    assert _save(far, uuids.uuid4().hex).number.endswith("〕1号")  # no number was lost with it
    assert _held(far) == 1


def test_a_save_ended_by_the_server_itself_leaves_nothing(county_server: County, far: Desk) -> None:
    def work(unit: UnitOfWork) -> Changes:
        made = records.add(unit, actor=far.actor, ledger="opinions", values=VALUES)
        own = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with county_server.server.superuser() as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", (own,))
        return made

    with pytest.raises(Refused, match="没有存上"):
        far.write(work)
    assert _held(far) == 0
    assert _save(far, uuids.uuid4().hex).number.endswith("〕1号")


# ---- a server that is not to be had ----------------------------------------------------------------------------------


def _refused(url: str, **named: str) -> Refused:
    with pytest.raises(Refused) as caught:
        county.open_desk(url, **named)  # type: ignore[arg-type]
    sentence = caught.value.sentence
    assert sentence.endswith("。")
    assert not any(word in sentence for word in ("数据库", "异常", "SSL", "null", offices.ROLE_PASSWORD))
    return caught.value


def test_a_server_that_is_gone_is_told(line: Proxy, county_server: County) -> None:
    line.close()
    refused = _refused(county_server.url("office_1").replace(f":{county_server.server.port}/", f":{line.port}/"))
    assert "连不上服务器「localhost」" in refused.sentence


def test_a_wrong_password_and_an_unknown_role_are_told_alike(county_server: County) -> None:
    wrong = county_server.server.url("office_1", offices.DATABASE, password="wrong")
    for url in (wrong, county_server.url("nobody")):
        refused = _refused(url)
        assert "不让登录" in refused.sentence
        assert refused.exit_code is Exit.NOT_ALLOWED


def test_a_certificate_of_another_is_told_and_no_password_is_sent(county_server: County, tmp_path: Path) -> None:
    running.write_certificates(tmp_path, "localhost")
    url = county_server.url("office_1").replace(str(county_server.server.roots), str(tmp_path / "roots.crt"))
    assert "证书对不上" in _refused(url).sentence


def test_a_certificate_for_another_name_is_told(county_server: County) -> None:
    url = county_server.url("office_1").replace("@localhost:", "@127.0.0.2:")
    assert "证书对不上" in _refused(url).sentence


def test_less_than_a_verified_line_is_for_this_computer_only() -> None:
    refused = _refused("postgresql://qinghe@county.example/ledgers?sslmode=require")
    assert "不核对证书" in refused.sentence
    assert refused.exit_code is Exit.NOT_ALLOWED


@pytest.mark.parametrize(
    "url",
    ["postgresql://", "postgresql://county.example", "postgresql://qinghe@county.example", "postgresql:///ledgers",
     "postgresql://qinghe@county.example:port/ledgers", "postgresql://qinghe@county.example/ledgers?fsync=off",
     "postgresql://qinghe@/ledgers?host=/nowhere,county.example"],
)  # fmt: skip
def test_an_address_that_is_not_whole_is_told(url: str) -> None:
    assert "写得不全" in _refused(url).sentence


def test_a_role_of_no_office_is_told(county_server: County) -> None:
    with county_server.server.superuser(offices.DATABASE) as connection:
        connection.execute(f"CREATE ROLE stranger LOGIN PASSWORD '{offices.ROLE_PASSWORD}'")
        assert "没有这项权限" in _refused(county_server.url("stranger")).sentence
        connection.execute(f"GRANT CONNECT ON DATABASE {offices.DATABASE} TO stranger")
        connection.execute("GRANT minqing_township TO stranger")
    assert "没有这项权限" in _refused(county_server.url("stranger")).sentence


def test_an_office_that_was_not_set_up_is_told(county_server: County) -> None:
    county.add_office(
        county_server.administrator, name="空镇", role="empty_office", role_password=offices.ROLE_PASSWORD
    )
    assert "还没有建台账" in _refused(county_server.url("empty_office")).sentence
    next(county_server.serial)


def test_a_database_without_a_county_is_told(county_server: County) -> None:
    with county_server.server.superuser() as connection:
        connection.execute("CREATE DATABASE bare")
    url = county_server.server.url("office_1", "bare", password=offices.ROLE_PASSWORD)
    assert "还没有建好台账" in _refused(url).sentence
    missing = county_server.server.url("office_1", "none", password=offices.ROLE_PASSWORD)
    assert "还没有建好台账" in _refused(missing).sentence


def test_another_schema_is_told_at_opening_and_at_the_next_save(county_server: County) -> None:
    desk = county.open_desk(county_server.new_office())
    with county_server.server.superuser(offices.DATABASE) as connection:
        try:
            connection.execute("UPDATE minqing.server SET schema = schema + 1")
            assert "更新版本的程序" in _refused(county_server.url("office_1")).sentence
            with pytest.raises(Refused, match="更新版本的程序"):
                factories.add(desk, "opinions")
            connection.execute("UPDATE minqing.server SET schema = %s", (sqlite.SCHEMA - 1,))
            assert "旧格式" in _refused(county_server.url("office_1")).sentence
        finally:
            connection.execute("UPDATE minqing.server SET schema = %s", (sqlite.SCHEMA,))
    factories.add(desk, "opinions")
    desk.close()


def test_an_unknown_operator_is_told(county_server: County) -> None:
    assert "没有名为「谁」的操作人" in _refused(county_server.url("office_1"), user="谁").sentence


def test_what_is_done_with_a_file_only_is_said(county_server: County, tmp_path: Path) -> None:
    from app.services import backups

    with closing(county.open_desk(county_server.new_office())) as desk:
        with pytest.raises(Refused, match="县级服务器上的台账暂不支持"):
            backups.backup(desk, out=tmp_path / "a.mqbak")
        assert list(tmp_path.iterdir()) == []
