"""A typed name finds the entry that is meant: a village with and without 村, a household in its own village."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services import cell_changes, registers
from db.declare import Kind
from db.values import Reference
from tests import factories
from tests.figures.looking import value

if TYPE_CHECKING:
    from app.services.desk import Desk


def found(desk: Desk, kind: Kind, name: str) -> Reference:
    return desk.read(lambda unit: registers.resolve(unit, kind=kind, name=name))


@pytest.mark.parametrize("registered", ["新立", "新立村"])
@pytest.mark.parametrize("written", ["新立", "新立村", "新立村委会"])
def test_a_village_is_found_with_and_without_its_ending(desk: Desk, registered: str, written: str) -> None:
    (village,) = factories.add(desk, "places", f"名称={registered}", "种类=村").ids
    assert found(desk, Kind.PLACE, written).id == village
    assert found(desk, Kind.PLACE, f"大{written}").id is None


@pytest.fixture
def villages(desk: Desk) -> dict[str, int]:
    """Two villages with a 赵广田 each, in one of them two of that name, and a 钱二 in the other alone."""
    for name, kind in (("清一", "村"), ("郑庄", "村"), ("清河镇", "镇")):
        factories.add(desk, "places", f"名称={name}", f"种类={kind}")
    for name in ("清一一组", "清一二组"):
        factories.add(desk, "places", f"名称={name}", "种类=组", "上级=清一")
    heads = (("清一一组", "赵广田"), ("郑庄", "赵广田"), ("郑庄", "钱二"), ("清一一组", "孙三"), ("清一二组", "孙三"))
    return {f"{head}@{place}": factories.add(desk, "households", f"村={place}", f"户主={head}").ids[0]
            for place, head in heads}  # fmt: skip


def visited(desk: Desk, place: str, head: str) -> Reference | None:
    texts = ("走访时间=2014-03-05", "走访内容=问冬天取暖", f"走访对象={head}", *((f"村={place}",) if place else ()))
    (visit,) = factories.add(desk, "visits", *texts).ids
    return factories.read(desk, "visits", visit).values["household"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("place", "head", "meant"),
    [
        ("清一", "赵广田", "赵广田@清一一组"),
        ("清一二组", "赵广田", "赵广田@清一一组"),
        ("郑庄", "赵广田", "赵广田@郑庄"),
        ("清一二组", "孙三", "孙三@清一二组"),
        ("清一", "孙三", ""),
        ("清一", "钱二", ""),
        ("清河镇", "钱二", "钱二@郑庄"),
        ("", "钱二", "钱二@郑庄"),
        ("", "赵广田", ""),
    ],
)
def test_a_household_is_that_of_the_village(
    desk: Desk, villages: dict[str, int], place: str, head: str, meant: str
) -> None:
    assert visited(desk, place, head) == Reference(head, villages[meant] if meant else None)


def test_a_row_of_a_child_lies_where_its_record_does(desk: Desk, villages: dict[str, int]) -> None:
    (visit,) = factories.add(
        desk, "visits", "走访时间=2014-03-05", "走访内容=逐户走访", "村=清一",
        children={"results": [{"户主": "赵广田"}, {"户主": "赵广田", "村(组)": "郑庄"}]},
    ).ids  # fmt: skip
    rows = factories.read(desk, "visits", visit).children["results"]
    wanted = [villages["赵广田@清一一组"], villages["赵广田@郑庄"]]
    assert [row.values["household"].id for row in rows] == wanted  # type: ignore[union-attr]
    assert value(desk, "O3.households") == 2


def test_a_cell_typed_over_looks_in_the_village_of_its_row(desk: Desk, villages: dict[str, int]) -> None:
    texts = ("走访时间=2014-03-05", "走访内容=问冬天取暖", "走访对象=钱二", "村=郑庄")
    (visit,) = factories.add(desk, "visits", *texts).ids
    before = Reference("钱二", villages["钱二@郑庄"])
    desk.write(
        lambda unit: cell_changes.write_cell(
            unit, actor=desk.actor, ledger="visits", record_id=visit, key="household", before=before,
            value=Reference("赵广田"),
        )
    )  # fmt: skip
    assert factories.read(desk, "visits", visit).values["household"] == Reference("赵广田", villages["赵广田@郑庄"])
    plan = desk.read(
        lambda unit: cell_changes.same(
            unit, actor=desk.actor, ledger="visits", ids=[visit], values={"household": Reference("钱二")}
        )
    )
    assert [row.values["household"] for row in plan.rows] == [before]
