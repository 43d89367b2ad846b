"""Packages: what a village reports comes to the town whole, once, and never half."""

from __future__ import annotations

import pytest

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import attachments, figures, links, package_file, package_merge, packages, records, verifying
from app.services.packages import Wanted
from tests import factories
from tests.services import package_offices as offices
from tests.services.package_offices import OTHER, TOWN, VILLAGE, Offices

PICTURE = b"\x89PNG\r\n\x1a\n" + b"lamp" * 100_000


def _filled(two: Offices) -> dict[str, str]:
    """A village with a place, a problem with measures and a photo, and the opinion it came from; uuids by ledger."""
    village = two.village
    place = factories.add(village, "places", "名称=清一三组", "种类=组")
    opinion = factories.add(village, "opinions", "日期=2014-03-05", "村(组)=清一三组")
    row = {"措施内容": "更换灯具", "完成时限": "2014-03-20"}
    texts = ("登记日期=2014-03-09", "村(组)=清一三组")
    item = factories.add(village, "rectifications", *texts, children={"measures": [row]})

    def more(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        attachments.attach(
            unit, actor=village.actor, ledger="rectifications", record_id=item.ids[0], name="路灯.png", data=PICTURE,
            caption="换灯",
        )  # fmt: skip
        links.add(
            unit, actor=village.actor, kind="raises", start=("opinions", opinion.ids[0]),
            end=("rectifications", item.ids[0]),
        )  # fmt: skip

    village.write(more)
    return {"places": place.uuid, "opinions": opinion.uuid, "rectifications": item.uuid}


def _sound(two: Offices) -> None:
    wrong = [one.sentence for one in verifying.run(two.town) if not one.ok]
    assert wrong == []


def test_what_a_village_reports_comes_to_the_town_whole_and_only_once(two: Offices) -> None:
    uuids = _filled(two)
    own = factories.add(two.town, "rectifications", "登记日期=2014-03-01")
    package = two.pack()
    made = two.merge(package)
    assert (made.counts["new"], made.counts["conflicts"], made.counts["held"]) == (3, 0, 0)
    item = offices.find(two.town, "rectifications", uuids["rectifications"])
    assert item is not None
    assert item.number == f"{VILLAGE}·整改〔2014〕1号"
    assert item.number != own.number
    assert [row.values["text"] for row in item.children["measures"]] == ["更换灯具"]
    assert item.values["place"].name == "清一三组"  # type: ignore[union-attr]
    with two.town.store.read() as unit:
        (file,) = attachments.of(unit, ledger="rectifications", record_id=item.id)
        assert (attachments.content(unit, sha256=file.sha256), file.caption) == (PICTURE, "换灯")
        (link,) = links.of(unit, ledger="rectifications", record_id=item.id)
        assert link.number == f"{VILLAGE}·意见〔2014〕1号"
    _sound(two)
    before = offices.state(two.town, *uuids)
    with two.town.store.read() as unit:
        rows = unit.connection.execute(unit.schema.audit.select()).all()
    again = two.merge(package)
    assert (again.is_new, again.counts["known"], again.counts["new"]) == (False, 4, 0)
    assert again.receipt == made.receipt
    with two.town.store.read() as unit:
        assert unit.connection.execute(unit.schema.audit.select()).all() == rows
    assert offices.state(two.town, *uuids) == before


def test_both_sides_name_records_by_their_own_numbers(two: Offices) -> None:
    _filled(two)
    two.merge(two.pack())
    own = factories.add(two.town, "rectifications", "登记日期=2014-03-10")
    assert own.number == "整改〔2014〕1号"
    found = two.town.read(lambda unit: records.find(unit, ledger=registry.find("rectifications"), number="2014-1"))
    assert found.uuid == own.uuid
    _sound(two)


def test_figures_of_the_town_are_told_apart_by_the_office_that_reported(two: Offices) -> None:
    for name, count in ((VILLAGE, 2), (OTHER, 1), (TOWN, 1)):
        for day in range(1, count + 1):
            factories.add(two.desks[name], "opinions", f"日期=2014-03-{day:02d}")
    for name in (VILLAGE, OTHER):
        two.merge(two.pack(name))
    found = two.town.read(lambda unit: figures.breakdown(unit, code="O8.opinions", by="报来单位"))
    assert {one.label: one.text for one in found.slices} == {VILLAGE: "2条", OTHER: "1条", "本单位": "1条"}
    code = next(one.code for one in found.slices if one.label == VILLAGE)
    behind = two.town.read(lambda unit: figures.rows(unit, code=code))
    assert len(behind.ids) == 2


def test_the_same_village_in_both_registers_stays_one(two: Offices) -> None:
    for desk in (two.town, two.village):
        factories.add(desk, "places", "名称=清一", "种类=村")
    factories.add(two.village, "places", "名称=三组", "种类=组", "上级=清一")
    record = factories.add(two.village, "opinions", "日期=2014-03-05", "村(组)=清一")
    made = two.merge(two.pack())
    assert made.ledgers["places"] == {"known": 1, "new": 1}
    with two.town.store.read() as unit:
        places = unit.connection.execute(unit.schema.table("places").select()).mappings().all()
    own = next(row for row in places if row["name"] == "清一")
    assert [row["parent_id"] for row in places if row["name"] == "三组"] == [own["id"]]
    opinion = offices.find(two.town, "opinions", record.uuid)
    assert opinion is not None
    assert opinion.values["place"].id == own["id"]  # type: ignore[union-attr]
    _sound(two)


def test_an_edit_at_the_village_reaches_the_town_and_an_older_package_takes_nothing_back(two: Offices) -> None:
    uuids = _filled(two)
    first = two.pack()
    offices.edit(two.village, "opinions", uuids["opinions"], "备注=已答复")
    second = two.pack()
    two.merge(first)
    made = two.merge(second)
    assert (made.counts["changed"], made.counts["new"]) == (1, 0)
    opinion = offices.find(two.town, "opinions", uuids["opinions"])
    assert opinion is not None
    assert opinion.values["remark"] == "已答复"
    two.merge(first)
    opinion = offices.find(two.town, "opinions", uuids["opinions"])
    assert opinion is not None
    assert opinion.values["remark"] == "已答复"
    _sound(two)


def test_a_package_with_one_byte_changed_anywhere_or_cut_off_anywhere_is_refused(two: Offices) -> None:
    factories.add(two.village, "opinions", "日期=2014-03-05")
    path = two.pack()
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 50)):
        for spoilt in (data[:place], data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]):
            path.write_bytes(spoilt)
            with pytest.raises(Refused) as refused:
                two.merge(path)
            assert refused.value.exit_code is Exit.DAMAGED
    assert offices.state(two.town, "opinions") == {}


def test_a_passphrase_seals_a_package(two: Offices, cheap_keys: None) -> None:
    factories.add(two.village, "opinions", "日期=2014-03-05", "备注=只有自己人知道的话")
    path = two.pack(passphrase="村口那棵老槐树下")
    assert "只有自己人知道的话".encode() not in path.read_bytes()
    for wrong, word in (("", "设了口令"), ("村口那棵老柳树下", "口令不对")):
        with pytest.raises(Refused, match=word) as refused:
            two.merge(path, passphrase=wrong)
        assert refused.value.exit_code is Exit.NOT_ALLOWED
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.with_name("spoilt.mqpkg").write_bytes(data)
    with pytest.raises(Refused, match="不完整或被改动过"):
        two.merge(path.with_name("spoilt.mqpkg"), passphrase="村口那棵老槐树下")
    assert two.merge(path, passphrase="村口那棵老槐树下").counts["new"] == 1


def test_a_package_for_another_office_of_itself_or_of_a_newer_program_is_refused(
    two: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.add(two.village, "opinions", "日期=2014-03-05")
    path = two.pack()
    package = package_file.open_package(path)
    for desk, word in ((two.desks[OTHER], f"报给「{TOWN}」的"), (two.village, "就是从这份台账里报出的")):
        with pytest.raises(Refused, match=word):
            desk.read(lambda unit: package_file.refuse_misdirected(unit, package))
    with monkeypatch.context() as patch:
        patch.setattr("db.sqlite.SCHEMA", 0)
        with pytest.raises(Refused, match="更新版本"):
            package_file.look(path)
    path.write_bytes(b"PK\x03\x04 no package")
    with pytest.raises(Refused, match="不是台账的上报包"):
        package_file.look(path)


def test_restricted_records_leave_only_with_the_grant_a_reason_and_a_passphrase(two: Offices, cheap_keys: None) -> None:
    factories.add(two.village, "petitions", "信访人姓名=李某", "petition_category=检举控告")
    factories.add(two.village, "petitions", "信访人姓名=王某")
    assert two.merge(two.pack()).ledgers["petitions"] == {"new": 1}
    with pytest.raises(Refused, match="必须设口令"):
        two.pack(restricted_reason="上级要求报送")
    path = two.pack(restricted_reason="上级要求报送", passphrase="村口那棵老槐树下")
    assert two.merge(path, passphrase="村口那棵老槐树下").ledgers["petitions"] == {"new": 1, "known": 1}
    with two.village.store.read() as unit:
        events = unit.events(unit.schema.audit.c.reason == "上级要求报送")
    assert [event.entry.action for event in events] == ["export"]


def test_a_file_described_or_taken_off_at_the_village_is_so_at_the_town(two: Offices) -> None:
    uuids = _filled(two)
    two.merge(two.pack())

    def change(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        record = unit.reading.one(registry.find("rectifications"), uuid=uuids["rectifications"])
        (file,) = attachments.of(unit, ledger="rectifications", record_id=record.id)
        attachments.attach(
            unit, actor=two.village.actor, ledger="rectifications", record_id=record.id, name="新照.png",
            data=PICTURE[:5000],
        )  # fmt: skip
        return attachments.remove(unit, actor=two.village.actor, attachment_id=file.id)

    two.village.write(change)
    assert two.merge(two.pack()).counts["changed"] == 1
    item = offices.find(two.town, "rectifications", uuids["rectifications"])
    assert item is not None
    with two.town.store.read() as unit:
        (file,) = attachments.of(unit, ledger="rectifications", record_id=item.id)
        assert attachments.content(unit, sha256=file.sha256) == PICTURE[:5000]
    assert two.merge(two.pack()).counts["changed"] == 0
    _sound(two)


def test_what_the_town_merged_goes_on_to_the_county_with_both_labels(two: Offices) -> None:
    uuids = _filled(two)
    own = factories.add(two.town, "opinions", "日期=2014-03-01")
    two.merge(two.pack())
    county = two.desks[OTHER]  # a third office, reported to by name
    package = two.folder / "县.mqpkg"
    packages.pack(two.town, out=package, wanted=Wanted(OTHER))
    opened = package_file.open_package(package)
    for is_new in (True, False):
        made = county.write(lambda unit: package_merge.merge(unit, actor=county.actor, package=opened))
        assert made.is_new is is_new
    numbers = {offices.find(county, "opinions", uuid).number for uuid in (own.uuid, uuids["opinions"])}  # type: ignore[union-attr]
    assert numbers == {f"{TOWN}·意见〔2014〕1号", f"{TOWN}·{VILLAGE}·意见〔2014〕1号"}
    assert [one.sentence for one in verifying.run(county) if not one.ok] == []
