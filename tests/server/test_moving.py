"""A ledger carried to a county's server and back: every row, file and link of the history arrives as it was."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app import bootstrap
from app.rules.refusal import Refused
from app.services import attachments, columns, county, listing, moving, records, verifying
from app.services.desk import Desk, open_desk
from app.services.listing import Ask
from db import audit, store
from db import moving as carrying
from db.errors import Fault, StoreError
from db.opened import MOVED_TO
from db.postgres.store import ServerStore
from db.unit import UnitOfWork
from tests import factories
from tests.server import offices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.offices import County


@pytest.fixture
def office(county_server: County) -> str:
    """The address of an office that was entered and holds nothing."""
    serial = next(county_server.serial)
    role = f"office_{serial}"
    county.add_office(county_server.administrator, name=f"第{serial}镇", role=role, role_password=offices.ROLE_PASSWORD)
    return county_server.url(role)


@pytest.fixture
def desk(ledger_file: Path) -> Iterator[Desk]:
    """A file with something of everything."""
    with closing(open_desk(ledger_file)) as opened:
        made = factories.add(
            opened, "rectifications", "登记日期=2014-03-09", children={"measures": [{"措施内容": "更换灯具"}]}
        )
        petition = factories.add(opened, "petitions", "来访时间=2014-03-01", "匿名=是", "问题类别=检举控告")
        arranged = opened.read(lambda unit: columns.of(unit, ledger="opinions"))
        wanted = columns.added(arranged, "路灯杆号")
        opened.write(lambda unit: columns.change(unit, actor=opened.actor, ledger="opinions", wanted=wanted))
        factories.add(opened, "opinions", "路灯杆号=甲12")
        opened.write(
            lambda unit: attachments.attach(
                unit, actor=opened.actor, ledger="rectifications", record_id=made.ids[0], name="灯.jpg",
                data=bytes(range(256)) * 3000,
            )
        )  # fmt: skip
        opened.write(
            lambda unit: records.void(
                unit, actor=opened.actor, ledger="petitions", record_id=petition.ids[0], reason="重复"
            )
        )
        yield opened


def _all_rows(opened: store.Opened) -> dict[str, list[tuple[Any, ...]]]:
    with opened.read() as unit:
        return {
            table.name: [
                tuple(row) for row in unit.connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in unit.schema.everything()
        }


def test_a_ledger_goes_to_the_server_and_comes_back_row_by_row(desk: Desk, office: str, tmp_path: Path) -> None:
    before = _all_rows(desk.store)
    moved = moving.to_server(desk, text=office)
    assert (moved.rows, moved.files) == (sum(map(len, before.values())), 1)
    with closing(county.open_desk(office)) as there:
        assert _total(there, "rectifications", "更换灯具") == 1
        assert _total(there, "opinions", "甲12") == 1
        assert [one.sentence for one in verifying.run(there) if not one.ok] == []
        at_server = _all_rows(there.store)
        _hold_against(before, at_server)
        assert factories.add(there, "rectifications", "登记日期=2014-03-09").number == "整改〔2014〕2号"
        later = _all_rows(there.store)
        back = tmp_path / "带走.minqing"
        moving.to_file(there, path=back)
        with pytest.raises(Refused, match="已经搬走"):
            factories.add(there, "opinions")
    with closing(open_desk(back)) as home:
        _hold_against(later, _all_rows(home.store))
        assert _total(home, "rectifications", "更换灯具") == 1
        assert [one.sentence for one in verifying.run(home) if not one.ok] == []
        assert factories.add(home, "rectifications", "登记日期=2014-03-09").number == "整改〔2014〕3号"
        with home.store.read() as unit:
            assert audit.verify(unit.connection, unit.schema)[1] == ""


def _total(desk: Desk, ledger: str, search: str) -> int:
    return desk.read(lambda unit: listing.count(unit, ask=Ask(ledger, search=search)))


def _hold_against(before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]) -> None:
    """All rows arrived; besides, the move wrote itself into the history."""
    for name, rows in before.items():
        more = 1 if name in ("audit", "audit_value") else 0
        assert after[name][: len(rows)] == rows, name
        assert len(after[name]) == len(rows) + more, name


def test_what_was_carried_away_is_read_and_not_written(desk: Desk, office: str) -> None:
    path = desk.path
    moving.to_server(desk, text=office)
    desk.close()
    with closing(open_desk(path)) as left:
        assert "已经搬走" in left.band
        with pytest.raises(Refused, match="已经搬走"):
            factories.add(left, "opinions")
        with pytest.raises(Refused, match="已经搬走过"):
            moving.to_server(left, text=office)
        assert _total(left, "rectifications", "更换灯具") == 1


def test_an_office_that_has_ledgers_is_not_written_over(desk: Desk, county_server: County) -> None:
    taken = county_server.new_office()
    with pytest.raises(Refused, match="已经有台账"):
        moving.to_server(desk, text=taken)
    assert factories.add(desk, "rectifications", "登记日期=2014-03-09").number == "整改〔2014〕2号"


def test_a_row_that_does_not_arrive_as_it_was_takes_all_of_it_back(
    desk: Desk, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = carrying._index

    def spoil(source: UnitOfWork, target: UnitOfWork) -> None:
        index(source, target)
        table = target.schema.table("rectifications")
        target.connection.execute(table.update().values(description="换了一句"))

    monkeypatch.setattr(carrying, "_index", spoil)
    with pytest.raises(Refused, match="整改台账"):
        moving.to_server(desk, text=office)
    factories.add(desk, "opinions")
    monkeypatch.undo()
    moving.to_server(desk, text=office)


@pytest.mark.usefixtures("patient")
def test_what_another_desk_saves_meanwhile_is_not_lost(county_server: County, tmp_path: Path) -> None:
    place = county_server.new_office()
    with (
        closing(county.open_desk(place)) as there,
        closing(county.open_desk(place)) as other,
        ThreadPoolExecutor() as at,
    ):
        waiting: list[Future[Any]] = []

        def told(_done: int, _whole: int) -> None:
            if not waiting:
                waiting.append(at.submit(factories.add, other, "opinions"))

        moving.to_file(there, path=tmp_path / "带走.minqing", progress=told)
        with pytest.raises(Refused, match="已经搬走"):
            waiting[0].result(60)
        assert _total(there, "opinions", "") == 0


def test_the_file_stays_when_nobody_can_say_whether_the_server_closed(
    county_server: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = tmp_path / "带走.minqing"

    def lost(*_given: object) -> None:
        raise StoreError(Fault.UNCERTAIN)

    with closing(county.open_desk(county_server.new_office())) as there:
        monkeypatch.setattr(ServerStore, "_commit", lost)
        with pytest.raises(Refused, match="已经写好"):
            moving.to_file(there, path=back)
    with closing(open_desk(back)) as home:
        assert [one.sentence for one in verifying.run(home) if not one.ok] == []


def test_where_nobody_can_say_whether_it_arrived_at_the_server_it_is_said_how_to_find_out(
    desk: Desk, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = ServerStore._commit

    def lost(at: ServerStore, turn: sa.RootTransaction, save: str) -> None:
        commit(at, turn, save)
        raise StoreError(Fault.UNCERTAIN, "localhost/county")

    with monkeypatch.context() as broken:
        broken.setattr(ServerStore, "_commit", lost)
        with pytest.raises(Refused, match="再搬一次：如果说那里已经有台账"):
            moving.to_server(desk, text=office)
    assert not desk.read_only
    with pytest.raises(Refused, match="已经有台账"):
        moving.to_server(desk, text=office)


def test_a_file_that_cannot_be_marked_says_that_the_server_has_the_ledgers(
    desk: Desk, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = UnitOfWork.put_setting

    def full(unit: UnitOfWork, key: str, value: str | None) -> None:
        if key == MOVED_TO:
            raise StoreError(Fault.FULL)
        put(unit, key, value)

    monkeypatch.setattr(UnitOfWork, "put_setting", full)
    with pytest.raises(Refused, match=r"台账已经搬到服务器.*本机的不要再登记"):
        moving.to_server(desk, text=office)
    with closing(county.open_desk(office)) as there:
        assert [one.sentence for one in verifying.run(there) if not one.ok] == []


def test_a_file_in_the_way_is_left_alone(county_server: County, ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    with closing(county.open_desk(county_server.new_office())) as there:
        with pytest.raises(Refused, match="已经存在"):
            moving.to_file(there, path=ledger_file)
        factories.add(there, "opinions")
    assert ledger_file.read_bytes() == before


def test_moving_by_command_and_back_into_an_encrypted_file(
    desk: Desk, office: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    cheap_keys: None,
) -> None:  # fmt: skip
    path, back = desk.path, tmp_path / "带走.minqing"
    desk.close()

    def run(*words: str) -> tuple[int, Any]:
        code = bootstrap.main(["--json", *words])
        return code, json.loads(capsys.readouterr().out)

    assert run("--file", str(path), "move")[0] == 2
    assert run("--file", str(path), "move", "--to", "别处")[0] == 2
    code, answer = run("--file", str(path), "move", "--to", office)
    assert (code, answer["attachments"], answer["rows"] > answer["history"] > 5) == (0, 1, True)
    monkeypatch.setenv("MINQING_PASSPHRASE", "村口那棵老槐树底下")
    code, answer = run("--file", str(back), "move", "--from", office)
    assert (code, bool(answer["recovery_code"])) == (0, True)
    assert run("--file", str(back), "list", "rectifications")[1]["total"] == 1
    code, answer = run("--file", office, "move", "--to", office)
    assert (code, "暂不支持" in answer["refused"]) == (1, True)
