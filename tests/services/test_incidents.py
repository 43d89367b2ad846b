"""数据安全事件: what is written down of one, and whom it concerns, held against the rows themselves."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import incidents, records
from app.services.incidents import Scope, Told
from tests import factories
from tests.paper import pages

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.incidents import Affected

LOST = Told(incidents.KINDS[0], date(2014, 3, 9), "下村时U盘掉在路上", "已挂失，改了口令")


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office whose rows name five people, one of them twice and one only in the bin."""
    factories.add(desk, "places", "名称=清一村", "种类=村")
    factories.add(desk, "places", "名称=清一村二组", "种类=组", "上级=清一村")
    words = ("来访时间=2014-03-01", "信访人姓名=赵某甲", "村(组)=清一村二组", "联系电话=13800000001")
    visitors = [{"姓名": "孙某乙", "联系电话": "13800000002"}]
    factories.add(desk, "petitions", *words, children={"visitors": visitors})
    factories.add(desk, "opinions", "姓名=赵某甲", "村(组)=清一村")
    factories.add(desk, "opinions", "姓名=钱某丙、李某丁", "村(组)=清一村")
    gone = factories.add(desk, "opinions", "姓名=周某戊")
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="opinions", record_id=gone.ids[0], reason="重复")
    )
    factories.add(desk, "petitions", "来访时间=2014-03-02", "信访人姓名=吴某己", "问题类别=检举控告")
    return desk


WHOLE = Scope()


def people(desk: Desk, scope: Scope = WHOLE) -> tuple[Affected, ...]:
    return desk.read(lambda unit: incidents.affected(unit, actor=desk.actor, scope=scope))


def test_a_lost_file_concerns_everyone_its_rows_name(office: Desk, ledger_file: Path) -> None:
    found = people(office)
    assert sorted((one.name, one.place) for one in found) == sorted(
        (("赵某甲", "清一村"), ("钱某丙", "清一村"), ("李某丁", "清一村"), ("孙某乙", "清一村"), ("周某戊", ""))
    )
    zhao = next(one for one in found if one.name == "赵某甲")
    assert (zhao.phone, len(zhao.records)) == ("138****0001", 2)
    assert {"信访人姓名", "联系电话"} <= set(zhao.kinds)
    with sqlite3.connect(ledger_file) as rows:
        query = (
            "SELECT speaker FROM opinions WHERE speaker NOT LIKE '%、%' UNION SELECT petitioner_name FROM petitions "
            "WHERE petition_category IS NOT '检举控告' UNION SELECT visitor_name FROM petitions__visitors "
            "UNION SELECT '钱某丙' UNION SELECT '李某丁'"
        )
        assert {one.name for one in found} == {name for (name,) in rows.execute(query)}


def test_one_list_that_went_astray_concerns_whom_it_names(office: Desk) -> None:
    found = people(office, Scope("opinions", ("姓名~某",), "钱某丙"))
    assert [one.name for one in found] == ["李某丁", "钱某丙"]
    with pytest.raises(Refused, match="看不懂"):
        people(office, Scope("opinions", ("某",)))


def test_an_incident_is_numbered_kept_and_printed_with_the_count_of_its_list(office: Desk, tmp_path: Path) -> None:
    first = office.write(lambda unit: incidents.record(unit, actor=office.actor, told=LOST))
    kept = replace(LOST, scope=Scope("意见建议", ("姓名=赵某甲",)), notifies=False, why="只有本单位的人看到")
    office.write(lambda unit: incidents.record(unit, actor=office.actor, told=kept))
    newest, oldest = office.read(lambda unit: incidents.listed(unit, actor=office.actor))
    assert (oldest.number, oldest.told, oldest.by) == (first.number, LOST, office.actor.name)
    assert (newest.number, newest.told.scope.words) == ("安〔2014〕2号", "意见建议（姓名=赵某甲）")
    for paper in incidents.PAPERS:
        incidents.print_out(office, number="2014-1", paper=paper, out=tmp_path / f"{paper}.pdf")
    told, named = (
        "".join(pages.page_texts((tmp_path / f"{paper}.pdf").read_bytes())) for paper in ("report", "people")
    )
    assert "5人" in told
    assert "可能造成的危害" in told
    assert all(one.name in named for one in people(office))
    assert "13800000001" not in named
    assert "吴某己" not in told + named


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "不知道"}, "事件类别"),
        ({"found_on": date(2999, 1, 1)}, "今天以后"),
        ({"account": " "}, "经过"),
        ({"measures": ""}, "已采取的措施"),
        ({"notifies": False}, "理由"),
        ({"scope": Scope("", ("姓名=赵",))}, "先选一本台账"),
    ],
)
def test_what_is_wanting_is_said(office: Desk, wrong: dict[str, object], said: str) -> None:
    told = replace(LOST, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=said):
        office.write(lambda unit: incidents.record(unit, actor=office.actor, told=told))
    assert office.read(lambda unit: incidents.listed(unit, actor=office.actor)) == ()
    with pytest.raises(Refused, match="没有编号为"):
        office.read(lambda unit: incidents.find(unit, actor=office.actor, number="2014-1"))
