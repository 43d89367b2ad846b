"""Two entries of one name without anything above them are one, by whatever door they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.rules.refusal import Refused
from app.services import records
from app.services.importing import Duplicates
from tests import factories
from tests.services.test_importing import all_of, take, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from db.values import Value
    from tests.services.package_offices import Offices

SAID = "村组里已有相同的「名称」（地名0001），没有重复登记。请打开那一条核对；确实不是同一个的，请把「上级」填上。"


def place(desk: Desk, *texts: str) -> int:
    return factories.add(desk, "places", "种类=村", *texts).ids[0]


def test_a_second_village_of_one_name_with_nothing_above_is_refused(desk: Desk) -> None:
    place(desk, "名称=清一")
    with pytest.raises(Refused, match="没有重复登记") as refused:
        place(desk, "名称=清一")
    assert (refused.value.sentence, refused.value.field) == (SAID, "name")


def test_one_that_lies_elsewhere_is_another_and_cannot_lose_what_is_above(desk: Desk) -> None:
    town = place(desk, "名称=清河镇")
    place(desk, "名称=清一")
    other = place(desk, "名称=清一", "上级=清河镇")
    record = factories.read(desk, "places", other)
    with pytest.raises(Refused, match="没有重复登记"):
        desk.write(
            lambda unit: records.edit(
                unit, actor=desk.actor, ledger="places", record_id=other, version=record.version,
                values={"parent": None},
            )
        )  # fmt: skip
    assert factories.read(desk, "places", other).values["parent"].id == town  # type: ignore[union-attr]


def test_two_of_a_name_from_before_can_be_mended_otherwise(desk: Desk) -> None:
    place(desk, "名称=清一")
    other = place(desk, "名称=清三")
    table = desk.store.schema.table("places")
    rename = sa.update(table).where(table.c.id == other).values(name="清一")
    desk.write(lambda unit: unit.connection.execute(rename))

    def edit(**values: Value) -> None:
        version = factories.read(desk, "places", other).version
        desk.write(
            lambda unit: records.edit(
                unit, actor=desk.actor, ledger="places", record_id=other, version=version, values=values
            )
        )

    edit(kind="社区")
    assert factories.read(desk, "places", other).values["kind"] == "社区"
    with pytest.raises(Refused, match="没有重复登记"):
        place(desk, "名称=清一")
    edit(name="清三")
    with pytest.raises(Refused, match="没有重复登记"):
        edit(name="清一")


def test_a_voided_one_leaves_its_name(desk: Desk) -> None:
    first = place(desk, "名称=清一")
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger="places", record_id=first, reason="登错"))
    place(desk, "名称=清一")


def test_one_that_was_entered_anew_does_not_stand_again(desk: Desk) -> None:
    first = place(desk, "名称=清一")
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger="places", record_id=first, reason="登错"))
    second = place(desk, "名称=清一")

    def restore() -> None:
        desk.write(lambda unit: records.restore(unit, actor=desk.actor, ledger="places", record_id=first))

    with pytest.raises(Refused, match="（地名0002），没有重复登记"):
        restore()
    desk.write(lambda unit: records.void(unit, actor=desk.actor, ledger="places", record_id=second, reason="登错"))
    restore()
    assert factories.read(desk, "places", first).voided_at is None


@pytest.mark.parametrize("duplicates", [Duplicates.SKIP, Duplicates.NEW])
def test_an_import_brings_it_in_once(desk: Desk, tmp_path: Path, duplicates: Duplicates) -> None:
    place(desk, "名称=清一")
    rows = [["名称", "种类", "上级", "组数"], ["清一", "村", None, 4], ["新立", "村", None, 3], ["新立", "村", None, 5]]
    done = take(desk, "places", workbook(tmp_path / "村组.xlsx", rows), duplicates)
    assert [row.values["name"] for row in all_of(desk, "places")] == ["清一", "新立"]
    if duplicates is Duplicates.NEW:
        assert done.failed[0].reason == SAID
        assert len(done.failed) == 2
    else:
        assert (done.skipped, done.failed) == (2, ())


def test_a_merged_package_brings_it_in_once(two: Offices) -> None:
    place(two.town, "名称=清河镇")
    place(two.town, "名称=清一", "上级=清河镇")
    place(two.town, "名称=清一")
    place(two.village, "名称=清一")
    made = two.merge(two.pack())
    assert made.ledgers["places"] == {"known": 1}
    assert len(all_of(two.town, "places")) == 3
