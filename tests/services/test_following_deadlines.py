"""A deadline that the program reckoned from a day goes with that day when it is mended; what somebody set stays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import deadlines, entry, records, settings, undo
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk


def mend(desk: Desk, made: Changes, *texts: str) -> None:
    """Change columns of a record by hand."""
    record = factories.read(desk, made.ledger, made.ids[0])

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        values = entry.read_values(unit, ledger=registry.find(made.ledger), texts=entry.pairs(texts))
        return records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=record.id, version=record.version, values=values
        )

    desk.write(work)


def days(desk: Desk, made: Changes) -> tuple[object, object]:
    values = factories.read(desk, made.ledger, made.ids[0]).values
    return values["due_on"], values["due_on_rolled"]


@pytest.fixture
def accepted(day: Desk) -> Changes:
    """A petition accepted where the sixty days run from its registration, that was registered on 3 March."""
    day.write(lambda unit: settings.change(unit, actor=day.actor, values={"finish_clock_start": "登记之日"}))
    made = factories.add(
        day, "petitions", "信访人姓名=孟某", "责任单位=村建办", "来访时间=2014-03-01", "登记日期=2014-03-03"
    )
    do(day, made, "accept", "受理日期=2014-03-10")
    assert days(day, made) == (date(2014, 5, 2), date(2014, 5, 4))
    return made


@pytest.mark.parametrize(("typed", "due_on"), [("2014-03-05", date(2014, 5, 4)), ("2014-03-02", date(2014, 5, 1))])
def test_the_sixty_days_go_with_a_registration_that_is_mended(
    day: Desk, accepted: Changes, typed: str, due_on: date
) -> None:
    mend(day, accepted, f"登记日期={typed}")
    assert days(day, accepted) == (due_on, date(2014, 5, 4))
    found = day.read(lambda unit: deadlines.of(unit, ledger="petitions", record_id=accepted.ids[0]))
    assert {line.due_on for line in found if line.clock_id == "T5"} == {due_on}
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert days(day, accepted) == (date(2014, 5, 2), date(2014, 5, 4))


def test_a_deadline_set_by_hand_stays(day: Desk, accepted: Changes) -> None:
    mend(day, accepted, "办结时限=2014-04-20")
    mend(day, accepted, "登记日期=2014-03-05")
    assert days(day, accepted)[0] == date(2014, 4, 20)
    mend(day, accepted, "登记日期=2014-03-06", "办结时限=2014-04-21")
    assert days(day, accepted)[0] == date(2014, 4, 21)


def test_what_an_extension_granted_stays(day: Desk, accepted: Changes) -> None:
    do(
        day, accepted, "extend", "延期天数=20", "延期批准人=王镇长", "延期理由=需要鉴定", "延期告知日期=2014-03-20",
        "延期批准日期=2014-03-20",
    )  # fmt: skip
    assert days(day, accepted)[0] == date(2014, 5, 22)
    mend(day, accepted, "登记日期=2014-03-05")
    assert days(day, accepted)[0] == date(2014, 5, 22)


def test_a_category_that_is_mended_takes_the_sixty_days_away_and_brings_them(day: Desk) -> None:
    day.store.clock.fixed = date(2026, 3, 31)
    made = factories.add(
        day, "petitions", "信访人姓名=孟某", "责任单位=村建办", "来访时间=2026-03-02", "问题类别=申诉求决"
    )
    do(day, made, "accept", "受理日期=2026-03-10")
    assert days(day, made)[0] == date(2026, 5, 9)
    mend(day, made, "问题类别=建议意见")
    assert days(day, made) == (None, None)
    mend(day, made, "问题类别=申诉求决")
    assert days(day, made)[0] == date(2026, 5, 9)


def test_what_is_to_be_put_right_at_once_goes_with_the_day_it_was_listed(day: Desk) -> None:
    made = factories.add(day, "rectifications", "登记日期=2014-03-21", "责任单位=村建办", "时限类型=立行立改")
    mend(day, made, "登记日期=2014-03-20")
    assert days(day, made)[0] is None, "not handed over, it has no deadline yet"
    do(day, made, "assign")
    assert days(day, made)[0] == date(2014, 3, 25)
    mend(day, made, "登记日期=2014-03-24")
    assert days(day, made)[0] == date(2014, 3, 27)
    mend(day, made, "整改时限=2014-04-10")
    mend(day, made, "登记日期=2014-03-21")
    assert days(day, made)[0] == date(2014, 4, 10)


def test_a_deadline_by_hand_beyond_the_sixty_days_of_the_mended_day_is_refused(day: Desk, accepted: Changes) -> None:
    mend(day, accepted, "办结时限=2014-05-01")
    with pytest.raises(Refused, match=r"晚于法定时限2014-04-30（.*自登记之日起60日）"):
        mend(day, accepted, "登记日期=2014-03-01")
