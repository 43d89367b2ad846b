from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import lookout, printing
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk

PUBLIC = printing.PrintOptions("public")


@pytest.fixture
def village(desk: Desk) -> Desk:
    """A village with two households, of which one head is the village's accountant."""
    factories.add(desk, "places", "名称=郑庄", "种类=村")
    for head in ("韩老根", "马会计"):
        factories.add(desk, "households", f"户主={head}", "村(组)=郑庄")
    factories.add(desk, "people", "姓名=马会计")
    factories.add(desk, "posts", "姓名=马会计", "职务=村会计", "任职日期=2013-01-01")
    return desk


def test_a_villager_named_in_prose_stops_public_paper(village: Desk) -> None:
    added = factories.add(village, "rectifications", "问题描述=韩老根家门前积水，马会计答应修")
    with pytest.raises(Refused) as stopped:
        village.read(lambda unit: printing.ledger_paper(unit, ask=Ask("rectifications"), options=PUBLIC))
    assert stopped.value.sentence.startswith(f"公示版里可能还有群众姓名，没有打印：{added.number}里的「韩老根」。")
    assert "马会计" not in stopped.value.sentence
    assert [one.sentence for one in stopped.value.missing] == [f"{added.number}：韩老根"]


def test_what_the_clerk_has_looked_at_is_printed(village: Desk) -> None:
    factories.add(village, "rectifications", "问题描述=韩老根家门前积水")
    looked = printing.PrintOptions("public", looked=True)
    paper = village.read(lambda unit: printing.ledger_paper(unit, ask=Ask("rectifications"), options=looked))
    assert len(list(paper.rows)) == 1


def test_the_office_s_own_paper_is_never_stopped(village: Desk) -> None:
    factories.add(village, "rectifications", "问题描述=韩老根家门前积水")
    paper = village.read(lambda unit: printing.ledger_paper(unit, ask=Ask("rectifications")))
    assert "韩老根" in "".join("".join(row.cells) for row in paper.rows)


def test_names_are_found_where_they_stand_and_once() -> None:
    names = frozenset({"韩老根", "李四"})
    assert lookout.names_in("李四说韩老根和李四都在场", names) == ["李四", "韩老根"]
    assert lookout.names_in("韩*根和李*", names) == []
