"""What clerks write into settings goes with an erasure of all ledgers: names, captions, search words, reports."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.rules.refusal import Refused
from app.services import (
    desk_handover,
    erasing,
    fill_in,
    fill_in_kept,
    fill_in_match,
    incidents,
    inspection_outlines,
    own_indicators,
    report_words,
    views,
)
from app.services.incidents import Scope, Told
from app.services.inspection_outlines import Heading, Outline
from app.services.office import TableLayout
from app.services.views import View
from db import own_words, redaction
from db.ask import Filter, Op
from db.redaction import MARK, Words
from tests import factories
from tests.services.test_erasing import NAME, PHONE, erase, petition, traces, wrong

if TYPE_CHECKING:
    from app.services.desk import Desk

APP = Path(__file__).parents[2] / "app"
WRITERS = {
    "closed_years": "closed_years", "columns": "columns:", "desk_handover": "handover_places",
    "fill_in_kept": "fill_in:", "first_page": "first_page", "incidents": "incident:",
    "inspection_outlines": "inspection:", "own_indicators": "own_indicators",
    "report_skeletons": "report_skeleton:", "report_words": "report_words:", "views": "views:",
}  # fmt: skip
"""The services that write clerks' words into settings, with the key that is declared for them."""
OTHERS = {
    "archiving", "county", "erasing", "import_plan", "learning", "locking", "moving", "office", "redacting", "settings"
}  # fmt: skip
"""Those that write numbers, days, keys of the program, where a file went, or what an office calls itself."""


def _outline(desk: Desk, name: str) -> None:
    file = inspection_outlines.waiting(f"{NAME}的申请.txt", b"a letter" * 9)
    heading = Heading(f"{NAME}家", files=(file,), note=f"电话{PHONE}", search=NAME, ledger="petitions", where=())
    outline = Outline(name, f"{NAME}专卷", (replace(heading, where=(f"信访人姓名={NAME}",)),))
    desk.write(
        lambda unit: inspection_outlines.keep_with_files(
            unit, actor=desk.actor, outline=outline, fresh={file.sha256: b"a letter" * 9}
        )
    )


def _table(desk: Desk, path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["信访人姓名", "联系电话"])
    book.worksheets[0].append([None, None])
    book.save(path)
    match = desk.read(
        lambda unit: fill_in_match.guess(unit, outline=fill_in.outline(fill_in.read_file(path)), ledger="petitions")
    )
    desk.write(
        lambda unit: fill_in.keep(
            unit, actor=desk.actor, name=f"{NAME}表", file_name=f"{PHONE}.xlsx", data=path.read_bytes(), match=match
        )
    )


@pytest.fixture
def written(desk: Desk, tmp_path: Path) -> Desk:
    """A file whose outlines, views, reports, own figures, tables and hand-over say the words."""
    for name in (f"{NAME}卷", f"{PHONE}卷"):
        _outline(desk, name)
    view = View(f"{NAME}的", TableLayout(("number",)), (Filter("petitioner_name", Op.CONTAINS, NAME),), f"{PHONE}")
    desk.write(lambda unit: views.keep(unit, actor=desk.actor, ledger="petitions", view=view))
    desk.write(
        lambda unit: own_indicators.add(
            unit,
            actor=desk.actor,
            name=f"{NAME}件数",
            counter="件",
            ledger="petitions",
            filters=(f"信访人姓名={NAME}",),
        )
    )
    desk.write(
        lambda unit: report_words.add(
            unit, actor=desk.actor, report="self_check", which="all", after="lead", text=f"{NAME}反映的已办结。"
        )
    )
    desk.write(lambda unit: desk_handover.keep_places(unit, actor=desk.actor, places={"other": f"{NAME}的材料在柜里"}))
    scope = Scope("petitions", (f"信访人姓名={NAME}",))
    told = Told(incidents.KINDS[1], date(2014, 3, 9), f"发给了{NAME}的邻居", f"已请{NAME}核对", scope)
    desk.write(lambda unit: incidents.record(unit, actor=desk.actor, told=told))
    folder = tmp_path / "tables"
    folder.mkdir()
    _table(desk, folder / "table.xlsx")
    return desk


def test_what_clerks_wrote_into_settings_goes_and_all_of_it_can_still_be_used(written: Desk, ledger_file: Path) -> None:
    made = petition(written)
    assert traces(ledger_file, NAME, PHONE)
    told = erase(written, made, scope=erasing.EVERYWHERE)
    assert traces(ledger_file, NAME, PHONE) == []
    assert wrong(written) == []
    order = written.read(lambda unit: erasing.find(unit, actor=written.actor, number=told.number))
    assert order.counts["设置"] == 8
    assert erasing.LEFT not in order.counts
    outlines = written.read(inspection_outlines.listed)
    assert sorted(one.name for one in outlines) == [f"{MARK}卷", f"{MARK}卷（2）"]
    for one in outlines:
        (heading,) = one.headings
        assert (heading.title, heading.search, heading.note) == (f"{MARK}家", MARK, f"电话{MARK}")
        assert heading.files[0].name == f"{MARK}的申请.txt"
        assert (
            written.read(lambda unit, file=heading.files[0]: inspection_outlines.file_of(unit, file)) == b"a letter" * 9
        )
        assert written.read(lambda unit, name=one.name: inspection_outlines.find(unit, name=name)) == one
    (view,) = written.read(lambda unit: views.all_of(unit, ledger="petitions", operator=written.actor.name))
    assert (view.name, view.search, view.filters[0].value) == (f"{MARK}的", MARK, MARK)
    (own,) = written.read(own_indicators.listed)
    assert (own.name, own.ledger, own.filters) == (f"{MARK}件数", "petitions", (f"petitioner_name={MARK}",))
    (table,) = written.read(fill_in_kept.every)
    assert (table.name, table.file_name) == (f"{MARK}表", f"{MARK}.xlsx")
    assert written.read(lambda unit: fill_in_kept.content(unit, name=table.name)).startswith(b"PK")
    (incident,) = written.read(lambda unit: incidents.listed(unit, actor=written.actor))
    assert (incident.told.account, incident.told.scope.where) == (f"发给了{MARK}的邻居", (f"信访人姓名={MARK}",))
    assert written.read(desk_handover.said_places)["other"] == f"{MARK}的材料在柜里"


def test_a_table_renamed_by_an_erasure_is_still_taken_back_by_its_own_step(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    made = petition(desk)
    _table(desk, folder / "table.xlsx")
    erase(desk, made, scope=erasing.EVERYWHERE)
    (event,) = desk.read(
        lambda unit: unit.events(unit.schema.audit.c.uuid.startswith(own_words.WRITTEN[3].key, autoescape=True))
    )
    assert event.entry.uuid == f"fill_in:{MARK}表"
    assert list(event.entry.new or {}) == [f"fill_in:{MARK}表"]
    desk.write(lambda unit: fill_in_kept.turn_back(unit, desk.actor, event))
    assert desk.read(fill_in_kept.every) == ()


def test_words_that_stand_in_a_setting_alone_are_erased_everywhere(desk: Desk, ledger_file: Path) -> None:
    made = factories.add(desk, "petitions", "信访人姓名=赵一")
    desk.write(lambda unit: unit.put_setting("report_words:half_year:all", json.dumps({"last": {"intro": NAME}})))
    with pytest.raises(Refused, match="没有这些字词"):
        erase(desk, made, NAME)
    erase(desk, made, NAME, scope=erasing.EVERYWHERE)
    assert traces(ledger_file, NAME) == []


def test_keys_of_the_program_are_no_words() -> None:
    kept = {
        "views:petitions:": json.dumps(
            [{"name": "a", "columns": ["remark"], "sort": [["remark", False]], "search": "remark",
              "filters": [["remark", "contains", "plain", "remark"]]}]
        ),
        "layout:张三:petitions": json.dumps({"columns": ["remark"]}),
    }  # fmt: skip
    words = Words.of(("remark", "contains"))
    assert redaction.held_in_settings(kept, words) == ["views:petitions:"]
    declared = own_words.of("views:petitions:")
    assert declared is not None
    (view,) = declared.without(json.loads(kept["views:petitions:"]), lambda one: redaction.out_of_any(one, words))
    assert (view["columns"], view["sort"]) == (["remark"], [["remark", False]])
    assert (view["filters"], view["search"]) == ([["remark", "contains", "plain", MARK]], MARK)


def test_every_service_that_writes_a_setting_says_whether_it_holds_words() -> None:
    found = set()
    for path in (APP / "services").glob("*.py"):
        tree = ast.walk(ast.parse(path.read_text("utf-8")))
        if any(isinstance(one, ast.Attribute) and one.attr == "put_setting" for one in tree):
            found.add(path.stem)
    assert found == set(WRITERS) | OTHERS
    assert {one.key for one in own_words.WRITTEN} == set(WRITERS.values())


def test_who_closed_a_year_or_wrote_a_paragraph_stays_to_be_found() -> None:
    words = Words.of(("管理员",))
    kept = {
        "closed_years": json.dumps({"2013": {"on": "2014-01-06", "by": "管理员", "carried": 1}}),
        "report_words:self_check:all": json.dumps({"own": {"lead": {"text": "管理员说", "by": "管理员"}}}),
    }
    assert redaction.held_in_settings(kept, words) == ["report_words:self_check:all"]
    declared = own_words.of("report_words:self_check:all")
    assert declared is not None
    left = declared.without(json.loads(kept["report_words:self_check:all"]), words.out_of)
    assert left == {"own": {"lead": {"text": f"{MARK}说", "by": "管理员"}}}
