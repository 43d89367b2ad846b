from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services import links
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk


def test_an_accusation_is_at_the_other_end_only_for_those_who_may_see_it(desk: Desk) -> None:
    petition = factories.add(desk, "petitions", "来访时间=2014-03-01", "匿名=是", "问题类别=检举控告")
    case = factories.add(desk, "backlog_cases", "案件名称=旧案", "排查日期=2014-03-02")
    ends = {"start": ("petitions", petition.ids[0]), "end": ("backlog_cases", case.ids[0])}
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", **ends))
    (seen,) = desk.read(lambda unit: links.of(unit, ledger="backlog_cases", record_id=case.ids[0]))
    (back,) = desk.read(lambda unit: links.of(unit, ledger="petitions", record_id=petition.ids[0]))
    assert (seen.matter, back.matter) == ("反映宅基地边界与邻居争执", "旧案")
    desk.actor = replace(desk.actor, sees_restricted=False)
    assert desk.read(lambda unit: links.of(unit, ledger="backlog_cases", record_id=case.ids[0])) == ()
