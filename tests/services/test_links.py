from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import links
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk


def test_the_matter_of_an_accusation_is_never_told_at_the_other_end(desk: Desk) -> None:
    petition = factories.add(desk, "petitions", "来访时间=2014-03-01", "匿名=是", "问题类别=检举控告")
    case = factories.add(desk, "backlog_cases", "案件名称=旧案", "排查日期=2014-03-02")
    ends = {"start": ("petitions", petition.ids[0]), "end": ("backlog_cases", case.ids[0])}
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", **ends))
    (seen,) = desk.read(lambda unit: links.of(unit, ledger="backlog_cases", record_id=case.ids[0]))
    (back,) = desk.read(lambda unit: links.of(unit, ledger="petitions", record_id=petition.ids[0]))
    assert (seen.matter, back.matter) == ("（检举控告件，内容限制查阅）", "旧案")
