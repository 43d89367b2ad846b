"""Two villages and a town, edited at random on all sides: nothing is lost silently, and no order of merging matters."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app.services import package_conflicts, package_file, package_merge
from app.services.desk import open_desk
from tests import factories
from tests.services import package_offices as offices
from tests.services.package_offices import OTHER, TOWN, VILLAGE

FIELDS = {"remark": "备注", "follow_up_note": "跟进事项", "upper_number": "上级编号"}
fields, words, villages = st.sampled_from(sorted(FIELDS)), st.sampled_from("甲乙丙"), st.sampled_from((VILLAGE, OTHER))


class Packages(RuleBasedStateMachine):
    """What was said where, beside what the town's file holds."""

    template: Path
    records = Bundle("records")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.all = offices.opened(self.template, self.folder)
        self.said: dict[str, dict[str, str]] = {}
        """By record what its village says now."""
        self.packages: list[tuple[str, int, Path, dict[str, dict[str, str]]]] = []
        self.merged: dict[str, tuple[int, dict[str, dict[str, str]]]] = {}
        self.own: dict[tuple[str, str], tuple[str, str]] = {}
        """By record and field what the town wrote, and what the village was known to say then."""

    @rule(target=records, village=villages)
    def add(self, village: str) -> tuple[str, str]:
        uuid = factories.add(self.all.desks[village], "opinions", "日期=2014-03-05").uuid
        self.said[uuid] = {}
        return village, uuid

    @rule(record=records, field=fields, word=words)
    def edit(self, record: tuple[str, str], field: str, word: str) -> None:
        village, uuid = record
        offices.edit(self.all.desks[village], "opinions", uuid, f"{FIELDS[field]}={word}")
        self.said[uuid] = {**self.said[uuid], field: word}

    @rule(record=records, field=fields, word=words)
    def edit_in_town(self, record: tuple[str, str], field: str, word: str) -> None:
        village, uuid = record
        known = self.merged.get(village, (0, {}))[1].get(uuid)
        if known is not None:
            offices.edit(self.all.town, "opinions", uuid, f"{FIELDS[field]}={word}")
            self.own[uuid, field] = (word, known.get(field, ""))

    @rule(village=villages)
    def pack(self, village: str) -> None:
        path = self.all.pack(village)
        package = package_file.open_package(path)
        mine = {uuid: dict(said) for uuid, said in self.said.items() if self._is_of(uuid, village)}
        self.packages.append((village, package.serial, path, mine))

    def _is_of(self, uuid: str, village: str) -> bool:
        return offices.find(self.all.desks[village], "opinions", uuid) is not None

    @rule(data=st.data())
    def merge(self, data: Any) -> None:  # noqa: ANN401
        if self.packages:
            village, serial, path, said = data.draw(st.sampled_from(self.packages))
            self.all.merge(path)
            assert self.all.merge(path).is_new is False
            if serial > self.merged.get(village, (0, {}))[0]:
                self.merged[village] = (serial, said)

    def teardown(self) -> None:
        if hasattr(self, "all"):
            try:
                self._nothing_lost()
                self._order_is_no_matter()
            finally:
                self.all.close()
                shutil.rmtree(self.folder)

    def _nothing_lost(self) -> None:
        town = self.all.town
        found = town.read(lambda unit: package_conflicts.listed(unit, actor=town.actor))
        asked = {(one.uuid, one.key): one.theirs for one in found}
        for _serial, said in self.merged.values():
            for uuid, fields_said in said.items():
                record = offices.find(town, "opinions", uuid)
                assert record is not None
                for field in FIELDS:
                    theirs, here = fields_said.get(field, ""), record.values.get(field) or ""
                    own = self.own.get((uuid, field))
                    assert here == (theirs if own is None else own[0])
                    if own is not None and theirs not in own:
                        assert asked[uuid, field] == theirs

    def _order_is_no_matter(self) -> None:
        states = []
        for name, order in (("一", self.packages), ("二", list(reversed(self.packages)))):
            path = Path(shutil.copy(self.template / f"{TOWN}.minqing", self.folder / f"{name}.minqing"))
            desk = open_desk(path)
            for _village, _serial, package, _said in order:
                opened = package_file.open_package(package)
                desk.write(partial(package_merge.merge, actor=desk.actor, package=opened))
            states.append(offices.state(desk, "opinions", "places", "campaigns"))
            desk.close()
        assert json.dumps(states[0], default=str, sort_keys=True) == json.dumps(states[1], default=str, sort_keys=True)


@pytest.mark.timeout(300)
def test_packages_under_edits_on_all_sides(tmp_path_factory: pytest.TempPathFactory) -> None:
    Packages.template = tmp_path_factory.mktemp("offices")
    offices.make(Packages.template)
    run_state_machine_as_test(
        Packages,
        settings=settings(
            max_examples=4, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
