from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import transitions
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk


@pytest.fixture
def petition(desk: Desk) -> Changes:
    """A visit received on 10 March 2014; the day is 31 March."""
    desk.store.clock.fixed = date(2014, 3, 31)
    return factories.add(desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "责任单位=村建办")


def _values(desk: Desk, made: Changes) -> dict[str, object]:
    return dict(factories.read(desk, "petitions", made.ids[0]).values)


def test_acceptance_sets_the_sixty_days(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    values = _values(desk, petition)
    assert (values["status"], values["due_on"]) == ("accepted", date(2014, 5, 9))


def test_a_petition_is_carried_to_the_archive(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "assign")
    do(desk, petition, "reply", "答复日期=2014-03-20", "办理结果=已划清边界")
    do(desk, petition, "serve", "送达日期=2014-03-21", "送达方式=当面")
    do(desk, petition, "finish", "办结日期=2014-03-22", "处理结局=已解决")
    do(desk, petition, "archive")
    values = _values(desk, petition)
    assert (values["status"], values["finished_on"], values["outcome"]) == ("archived", date(2014, 3, 22), "已解决")


def test_a_reply_is_not_a_solution(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept")
    do(desk, petition, "reply", "办理结果=已答复")
    with pytest.raises(Refused, match="处理结局"):
        do(desk, petition, "finish")


def test_an_extension_is_given_once_and_for_thirty_days_at_most(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    told = ("延期批准人=王镇长", "延期理由=需请专业机构测量", "延期告知日期=2014-03-30")
    with pytest.raises(Refused, match="第三十三条"):
        do(desk, petition, "extend", "延期天数=31", *told)
    do(desk, petition, "extend", "延期天数=30", *told)
    assert _values(desk, petition)["due_on"] == date(2014, 6, 8)
    with pytest.raises(Refused, match="不能再延"):
        do(desk, petition, "extend", "延期天数=5", *told)


def test_declining_needs_a_lawful_reason(desk: Desk, petition: Changes) -> None:
    with pytest.raises(Refused, match="法定理由"):
        do(desk, petition, "decline")


def test_a_statutory_clock_never_stops(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept")
    with pytest.raises(Refused, match="不能挂账"):
        do(desk, petition, "pause", "包案领导=王镇长", reason="等资金")


def test_handing_to_an_own_station_is_no_forwarding(desk: Desk, petition: Changes) -> None:
    factories.add(desk, "organisations", "名称=司法所", "种类=站所")
    with pytest.raises(Refused, match="不算转送"):
        do(desk, petition, "forward", "转送去向=司法所")


def test_an_accusation_never_goes_to_the_accused(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-10", "匿名=是", "问题类别=检举控告", "被反映单位=县某局", "办理方式=转纪检"
    )
    with pytest.raises(Refused, match="不能转给被反映的单位"):
        do(desk, made, "forward", "转送去向=县某局")


def test_review_is_asked_within_thirty_days_of_the_service(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "reply", "答复日期=2014-03-12", "办理结果=不予支持")
    with pytest.raises(Refused, match="还没有起算"):
        do(desk, petition, "review", "复查申请收到日期=2014-03-20")
    do(desk, petition, "serve", "送达日期=2014-03-12", "送达方式=邮寄")
    desk.store.clock.fixed = date(2014, 4, 30)
    with pytest.raises(Refused, match="现在已过期"):
        do(desk, petition, "review", "复查申请收到日期=2014-04-14")
    assert do(desk, petition, "review", "复查申请收到日期=2014-04-11").status == "review"


def test_the_service_of_the_review_leaves_that_of_the_answer_alone(desk: Desk, petition: Changes) -> None:
    def asked() -> list[str]:
        record = factories.read(desk, "petitions", petition.ids[0])
        steps = desk.read(lambda unit: transitions.offered(unit, actor=desk.actor, ledger="petitions", record=record))
        (step,) = [one for one in steps if one.action == "serve"]
        return [column.key for column in transitions.fields(registry.find("petitions"), step.action, step.state)]

    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "reply", "答复日期=2014-03-12", "办理结果=不予支持")
    assert asked() == ["reply_served_on", "service_method"]
    do(desk, petition, "serve", "送达日期=2014-03-13", "送达方式=邮寄")
    do(desk, petition, "review", "复查申请收到日期=2014-03-20")
    do(desk, petition, "review", "复查答复日期=2014-03-24")
    assert asked() == ["review_served_on", "service_method"]
    with pytest.raises(Refused, match="这一步不填「送达日期」"):
        do(desk, petition, "serve", "送达日期=2014-03-25", "送达方式=当面")
    do(desk, petition, "serve", "复查意见送达日期=2014-03-25", "送达方式=当面")
    values = _values(desk, petition)
    assert (values["reply_served_on"], values["review_served_on"]) == (date(2014, 3, 13), date(2014, 3, 25))


def test_the_last_day_to_ask_is_rolled_off_rest_days(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "reply", "答复日期=2014-03-12", "办理结果=不予支持")
    do(desk, petition, "serve", "送达日期=2014-03-13", "送达方式=邮寄")
    desk.store.clock.fixed = date(2014, 4, 30)
    # 13 March and thirty days is Saturday 12 April; Monday the 14th is the last day (民法典 203).
    with pytest.raises(Refused, match="到2014-04-14为止"):
        do(desk, petition, "review", "复查申请收到日期=2014-04-15")
    assert do(desk, petition, "review", "复查申请收到日期=2014-04-14").status == "review"


def test_three_levels_end_the_matter(desk: Desk, petition: Changes) -> None:
    do(desk, petition, "accept", "受理日期=2014-03-10")
    do(desk, petition, "reply", "答复日期=2014-03-11", "办理结果=不予支持")
    do(desk, petition, "serve", "送达日期=2014-03-12", "送达方式=当面")
    do(desk, petition, "review", "复查申请收到日期=2014-03-15")
    do(desk, petition, "review", "复查答复日期=2014-03-20")
    do(desk, petition, "serve", "复查意见送达日期=2014-03-21", "送达方式=当面")
    do(desk, petition, "recheck", "复核申请收到日期=2014-03-24")
    do(desk, petition, "recheck", "复核答复日期=2014-03-30")
    do(desk, petition, "finish", "处理结局=不予支持")
    with pytest.raises(Refused, match="三级终结"):
        do(desk, petition, "reopen", reason="又来访")
