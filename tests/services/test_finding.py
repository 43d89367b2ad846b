"""Everything at once: what a few words find in all ledgers and registers, by right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import finding, office, records
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.finding import Hit


def found(desk: Desk, words: str, *, masked: bool = False) -> tuple[Hit, ...]:
    return desk.read(lambda unit: finding.everywhere(unit, words=words, masked=masked))


def test_a_person_a_village_a_number_and_the_records_are_found(sample_desk: Desk) -> None:
    people = sample_desk.read(lambda unit: unit.reading.found("清河", ["people", "petitions"], 100))
    assert people
    petition = next(one for one in people if one.ledger == "petitions")
    (by_number,) = found(sample_desk, petition.number)
    assert (by_number.ledger, by_number.record_id, by_number.label) == ("petitions", petition.id, "信访事项")
    place = next(hit for hit in found(sample_desk, "郑庄") if hit.ledger == "places")
    assert place.matter.startswith("郑庄")


def test_registers_stand_before_records_and_the_newest_records_first(sample_desk: Desk) -> None:
    hits = found(sample_desk, "路")
    kinds = [hit.ledger in {ledger.name for ledger in registry.BASE} for hit in hits]
    assert kinds == sorted(kinds, reverse=True)
    assert len(hits) <= finding.REGISTERED + finding.RECORDS


def test_initials_find_what_characters_do_and_the_name_itself_stands_first(sample_desk: Desk) -> None:
    by_name, by_letters = (found(sample_desk, words) for words in ("郑庄", "zz"))
    assert (by_name[0].ledger, by_name[0].matter) == ("places", "郑庄")
    assert {"郑庄", "赵庄"} <= {hit.matter for hit in by_letters[: finding.REGISTERED]}


def test_voided_records_and_hidden_ledgers_are_not_found(desk: Desk) -> None:
    made = factories.add(desk, "rectifications", "问题描述=桥栏杆断了一根").ids[0]
    assert [hit.record_id for hit in found(desk, "栏杆")] == [made]
    desk.write(lambda unit: office.hide_ledger(unit, actor=desk.actor, ledger="rectifications", hidden=True))
    assert found(desk, "栏杆") == ()
    desk.write(lambda unit: office.hide_ledger(unit, actor=desk.actor, ledger="rectifications", hidden=False))
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="rectifications", record_id=made, reason="重复登记")
    )
    assert found(desk, "栏杆") == ()


def test_one_who_only_looks_finds_masked_names(sample_desk: Desk) -> None:
    (household,) = sample_desk.read(lambda unit: unit.reading.found("户", ["households"], 1))
    (plain,), (masked,) = (found(sample_desk, household.number, masked=masked) for masked in (False, True))
    assert plain.matter == household.values["head_name"]
    assert masked.matter.replace("*", "") != plain.matter
    assert "*" in masked.matter


def test_what_cannot_match_finds_nothing(sample_desk: Desk) -> None:
    assert found(sample_desk, '"*(') == ()
    assert found(sample_desk, " ") == ()
