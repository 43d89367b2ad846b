"""Twenty who save at one office at once: nothing is lost, no number is given twice, the history is one chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from app.rules.refusal import Refused
from app.services import county, listing, verifying
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from db.unit import UnitOfWork
    from tests.server.offices import County

WRITERS, EACH = 20, 6


@pytest.mark.usefixtures("patient")
def test_twenty_writers_lose_nothing_and_share_no_number(county_server: County) -> None:
    url = county_server.new_office()

    def work(writer: int) -> list[str]:
        with closing(county.open_desk(url)) as desk:
            return [
                factories.add(desk, "rectifications", "登记日期=2014-03-09", f"问题描述=第{writer}人的第{nth}条").number
                for nth in range(EACH)
            ]

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = [number for own in pool.map(work, range(WRITERS)) for number in own]
    assert sorted(numbers) == sorted(f"整改〔2014〕{serial}号" for serial in range(1, WRITERS * EACH + 1))
    with closing(county.open_desk(url)) as desk:
        assert desk.read(lambda unit: listing.count(unit, ask=Ask("rectifications"))) == WRITERS * EACH
        assert [one.sentence for one in verifying.run(desk) if not one.ok] == []


def test_what_a_save_inserts_waits_for_its_next_question(county_server: County) -> None:
    sent: list[str] = []
    execute = psycopg.ClientCursor.execute

    def counted(self: Any, query: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        sent.append(str(query))
        return execute(self, query, *given, **named)

    with closing(county.open_desk(county_server.new_office())) as desk, pytest.MonkeyPatch.context() as patch:
        factories.add(desk, "opinions")
        patch.setattr(psycopg.ClientCursor, "execute", counted)
        factories.add(desk, "opinions")
        assert len(sent) <= 6
        assert sent[-1].startswith("INSERT INTO search_row")
        assert sent[-1].endswith("COMMIT")


def test_what_came_with_the_turn_is_not_believed_after_a_write(county_server: County) -> None:
    with closing(county.open_desk(county_server.new_office())) as desk:
        taken = [desk.write(lambda unit: [unit.take_serial("x", 2014) for _ in range(3)]) for _ in range(3)]
    assert taken == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def test_what_waited_is_taken_back_with_a_save_that_fails(county_server: County) -> None:
    with closing(county.open_desk(county_server.new_office())) as desk:

        def work(unit: UnitOfWork) -> None:
            unit.put_setting("near_days", "9")
            raise Refused("不存了")

        with pytest.raises(Refused, match="不存了"):
            desk.write(work)
        assert desk.read(lambda unit: unit.setting("near_days")) != "9"
        factories.add(desk, "opinions")
        assert [one.sentence for one in verifying.run(desk) if not one.ok] == []
